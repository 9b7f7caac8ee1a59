"""What the tables of decision's dated rules refuse: guidelines, delegation, and the versions that say them (C13)."""

from tests.store.database.decision_rows import DECISION, GUIDELINE, RULE_ROW
from tests.store.database.statements import ALSO_NEW, NOWHERE, Refused, Rule, refused
from tests.store.database.version_cases import not_as_approved, version, version_rules, version_triggers

_guideline = GUIDELINE.behind("cost_guideline_as_approved")
_delegated = RULE_ROW.behind("delegation_rule_as_approved")
_norm = version("delegation").but(kind="'norm'", content="""'{"version": "x"}'""")

GUIDELINE_RULES: dict[str, Rule] = {
    **version_rules("delegation"),
    "rule_version_norm_name": (_norm, _norm.but(id=ALSO_NEW)),
    "cost_guideline_municipality": _guideline.but(municipality="'12'"),
    "cost_guideline_kind": _guideline.but(kind="'rent'"),
    "cost_guideline_size": _guideline.but(from_size="0"),
    "cost_guideline_amount": _guideline.but(max_ore="-1"),
    "cost_guideline_two_persons": _guideline.but(approved_by="t.proposed_by"),
    "cost_guideline_after_approval": _guideline.but(approved_on="t.valid_from + 1"),
    "cost_guideline_once": (GUIDELINE, GUIDELINE.alone().but(id=ALSO_NEW)),
    "cost_guideline_version_fkey": _guideline.but(rule_version_id=NOWHERE),
    "delegation_rule_municipality": _delegated.but(municipality="'126'"),
    "delegation_rule_role": _delegated.but(role="'payer'"),
    "delegation_rule_kind": _delegated.but(kind="'other'"),
    "delegation_rule_amount": _delegated.but(max_granted_ore="-1"),
    "delegation_rule_two_persons": _delegated.but(approved_by="t.proposed_by"),
    "delegation_rule_after_approval": _delegated.but(approved_on="t.valid_from + 1"),
    "delegation_rule_once": (RULE_ROW, RULE_ROW.alone().but(id=ALSO_NEW)),
    "delegation_rule_version_fkey": _delegated.but(rule_version_id=NOWHERE),
}
_EXAMPLE = (
    "(select id from delegation_rule where role = 'economySecretary' and kind = 'renewal' and municipality is null)"
)

GUIDELINE_TRIGGERS: dict[str, list[Refused]] = {
    **version_triggers("delegation"),
    **not_as_approved(
        "cost_guideline_as_approved", GUIDELINE, kind="'medicine'", max_ore="t.max_ore + 1", from_size="t.from_size + 1"
    ),
    **not_as_approved(
        "delegation_rule_as_approved", RULE_ROW, role="'unitHead'", max_granted_ore="t.max_granted_ore + 1"
    ),
    "decision_delegation_in_force": [
        refused("decision_delegation_in_force", DECISION.but(delegation_rule_id=_EXAMPLE)),
    ],
}
