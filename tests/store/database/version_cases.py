"""What the tables of dated rules refuse in every service that has them (C13)."""

from tests.store.database.statements import NEW, NOWHERE, Refused, Row, Rule, refused


def version(kind: str) -> Row:
    """A proposal like one that is there."""
    return Row("rule_version", {"id": NEW}, where=f"t.kind = '{kind}'")


def approval(kind: str) -> Row:
    """Of that proposal, as the one that is there was approved."""
    return Row(
        "rule_version_approval",
        {"rule_version_id": NEW},
        where=f"t.rule_version_id in (select id from rule_version where kind = '{kind}')",
        before=(version(kind),),
    )


def version_rules(kind: str) -> dict[str, Rule]:
    made = version(kind)
    return {
        "rule_version_municipality": made.but(municipality="'126'"),
        "rule_version_kind": made.but(kind="'other'"),
        "rule_version_content": made.but(content="'[]'"),
        "rule_version_source": made.but(source="''"),
        "rule_version_approval_rule_version_id_fkey": approval(kind).but(rule_version_id=NOWHERE),
    }


def version_triggers(kind: str) -> dict[str, list[Refused]]:
    made = approval(kind)
    proposer = f"(select proposed_by from rule_version where id = {NEW})"
    return {
        "rule_version_approval_allowed": [
            refused("rule_version_approved_by_another", made.but(approved_by=proposer)),
            refused("rule_version_approved_after_proposal", made.but(approved_at="'2020-01-01'")),
            refused("rule_version_after_approval", made.but(approved_at="now() + interval '4000 days'")),
        ]
    }


def not_as_approved(name: str, row: Row, **columns: str) -> dict[str, list[Refused]]:
    """The trigger of this name: each column otherwise than it was approved, these and those that all such rows have."""
    usual = {
        "municipality": "'0180'",
        "valid_from": "t.valid_from + 1",
        "source": "'x'",
        "proposed_by": "'x'",
        "approved_by": "'x'",
        "approved_on": "t.approved_on - 1",
        "rule_version_id": NOWHERE,
    }
    return {name: [refused(name, row.but(**{column: said})) for column, said in {**usual, **columns}.items()]}
