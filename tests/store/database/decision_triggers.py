"""Each trigger of decision's database, and what it refuses."""

from tests.store.database import kernel
from tests.store.database.decision_rows import (
    APPROVED,
    AWAITING,
    CALCULATION,
    CLAIM,
    COMPLETION,
    DECISION,
    DONE,
    ENDED,
    HEADS_RULE,
    HELD,
    HOLDER,
    ITEM_ENDS_WITHOUT_ENTRY,
    LINE,
    NOT_ENDED,
    PAYMENT,
    PROPOSAL,
    RENEWAL,
    RENEWER,
    REQUEST,
    REVOCATION,
    WAITING,
    WITHDRAWAL,
    stopped,
)
from tests.store.database.statements import ALSO_NEW, NEW, NOWHERE, Refused, Row, refused, refused_to_owner


def _tied(kind: str) -> str:
    """Who is tied to the waiting item's household just so."""
    return f"""(select person from household_tie a join work_item w using (household_id)
                where w.id = {WAITING} and a.kind = '{kind}' and (a.kind = 'householdMember' or not exists (
                  select from household_tie m where m.household_id = a.household_id and m.person = a.person
                    and m.kind in ('householdMember', 'accountHolder'))) limit 1)"""


def _tie(kind: str, source: str = "k.household_id", version: str = "99") -> Row:
    """The holder gets tied to the household of what they hold."""
    columns = {"household_id": "k.household_id", "person": HOLDER, "kind": f"'{kind}'"}
    return Row(
        "household_tie",
        {**columns, "source_id": source, "source_version": version},
        joined=f"join calculation k on k.work_item_id = {HELD}",
    )


_newer = Row(
    "household_version",
    {"version": "99"},
    where=f"t.household_id = (select household_id from calculation k where k.work_item_id = {HELD} limit 1)",
)
_used = _tie("entry", version="k.household_version")
_entered = _tie(
    "account", "(select account_id from account_entry e where e.household_id = k.household_id limit 1)", "1"
)


OWN_CASE = ("householdMember", "accountHolder", "representative", "conflictOfInterest")


def _apart(act: str, row: Row, *before: Row) -> list[Refused]:
    """C1, C2: what no tied person does to an item."""
    return [
        *(refused(f"{act}_own_case", *before, _tie(kind), row) for kind in OWN_CASE),
        refused(f"{act}_apart_from_entry", *before, _tie("entry"), row),
        refused(f"{act}_apart_from_account", *before, _tie("account", NOWHERE), row),
    ]


def _renewer_tied(kind: str, source: str = NOWHERE, person: str = RENEWER) -> Row:
    """Somebody gets tied to the household of the payment that is held."""
    columns = {"household_id": "w.household_id", "person": person, "kind": f"'{kind}'"}
    return Row(
        "household_tie",
        {**columns, "source_id": source, "source_version": "99"},
        joined=f"join work_item w on w.id = {PAYMENT} join decision d on d.id = w.decision_id",
    )


def _not_renewed(rule: str, *before: Row, **columns: str) -> Refused:
    return refused(f"line_renewal_{rule}", *before, RENEWAL.but(**columns))


_revoked = Row(
    "revocation",
    {"decision_id": "d.id", "household_id": "d.household_id", "outcome": "'stopped'", **stopped("stopped")},
    joined=f"join work_item w on w.id = {PAYMENT} join decision d on d.id = w.decision_id",
)

_MADE = f"(select work_item_id from decision where id = {NEW})"
_again = (
    f"update work_item set claim_id = null, {DONE} where id = {HELD}",
    "update claim set ended_at = now(), ended_because = 'decided', ended_entry_id = entry_id where ended_at is null",
    Row("work_item", {"id": NEW, "ended_at": "null", "ended_entry_id": "null"}, where=f"t.id = {_MADE}"),
    Row(
        "claim",
        {"id": NEW, "work_item_id": NEW, **NOT_ENDED},
        where=f"t.work_item_id = {_MADE} and t.ended_because = 'decided'",
    ),
    Row("calculation", {"id": NEW, "work_item_id": NEW}, where=f"t.work_item_id = {_MADE}"),
)
"""What was decided as NEW is open once more, and held and calculated by the same."""


_END = "update proposal set ended_at = now(), ended_entry_id = entry_id, "
_RETURNED = f"{_END} ended_because = 'returned', ended_by = 'x', return_reason = 'r' where ended_at is null"


def _approver_tied(kind: str, source: str = "p.household_id") -> Row:
    """Who approves gets tied to the household of what is proposed."""
    columns = {"household_id": "p.household_id", "person": "'x'", "kind": f"'{kind}'", "source_id": source}
    return Row("household_tie", {**columns, "source_version": "99"}, joined="join proposal p on p.ended_at is null")


def _withdrawn(item: str) -> Row:
    return WITHDRAWAL.but(application_id=f"(select application_id from work_item where id = {item})")


_LAPSED = "update completion_request set ended_at = now(), ended_because = 'lapsed', ended_entry_id = entry_id"
ASKED = "(select id from work_item where completion_id is not null limit 1)"

_CLAIM_UPDATES = (
    "lease_ends_at = lease_ends_at - interval '1 second' where ended_at is null",
    "ended_because = 'lapsed', release_reason = null where ended_at is not null",
    "ended_at = null, ended_because = null, ended_entry_id = null, release_reason = null where ended_at is not null",
)


def _ground(code: str) -> str:
    return f"""'[{{"code": "{code}", "list": "rejection-grounds-1"}}]'"""


_PART = {"outcome": "'partlyGranted'"}


def _grounds_said(row: Row) -> list[Refused]:
    """What goes against the applicant says why, and that they did not complete only where that was so."""
    said = f"{row.table}_grounds_said"
    return [
        refused(said, row.but(grounds=_ground("other"))),
        refused(said, row.but(**_PART)),
        refused(said, row.but(**_PART, grounds="'[1, 2, 3, 4, 5]'")),
        refused(f"{row.table}_completion_lapsed", row.but(**_PART, grounds=_ground("notCompleted"))),
    ]


TRIGGERS: dict[str, list[Refused]] = {
    **kernel.EDGE_TRIGGERS,
    **kernel.LOG_TRIGGERS,
    "work_item_append_only": [
        refused("work_item_append_only", "update work_item set ended_at = null where ended_at is not null"),
        refused("work_item_append_only", "update work_item set ended_at = now() where ended_at is not null"),
        refused("work_item_append_only", "update work_item set queue = 'renewals' where queue = 'protected'"),
        refused_to_owner("work_item_append_only", "update work_item set received_at = now()"),
    ],
    "work_item_ended_entry": [refused("work_item_ended_entry", change) for change in ITEM_ENDS_WITHOUT_ENTRY],
    "claim_append_only": [
        *(refused("claim_append_only", f"update claim set {change}") for change in _CLAIM_UPDATES),
        refused_to_owner("claim_append_only", "update claim set person = 'x' where ended_at is null"),
    ],
    "claim_allowed": [
        refused("claim_own_case", CLAIM.but(person=_tied("householdMember"))),
        refused("claim_apart_from_entry", CLAIM.but(person=_tied("entry"))),
        refused("claim_apart_from_account", CLAIM.but(person=_tied("account"))),
        refused("claim_open_item", CLAIM.but(work_item_id=ENDED)),
        refused(
            "claim_not_handed_back",
            Row("claim", {"id": NEW, **NOT_ENDED}, where="t.ended_because = 'released'"),
        ),
    ],
    "calculation_allowed": [
        refused("calculation_by_holder", CALCULATION.but(calculated_by="'x'")),
        refused("calculation_by_holder", CALCULATION.but(calculated_at="now() + interval '9 days'")),
        *_apart("calculation", CALCULATION),
    ],
    "decision_on_newest_answers": [refused("decision_newest_answers", DECISION.but(verification_version="2"))],
    "decision_allowed": [
        refused("decision_by_holder", DECISION.but(decided_by="'x'")),
        refused("decision_by_holder", DECISION.but(decided_at="now() + interval '9 days'")),
        *_apart("decision", DECISION),
        refused("decision_apart_from_entry", _newer, _used, DECISION),
        refused("decision_of_item", DECISION.but(month="'2026-11'")),
        refused("decision_within_delegation", DECISION.but(delegation_rule_id=HEADS_RULE)),
        refused("decision_in_queues_role", DECISION.but(decided_role="'unitHead'", delegation_rule_id=HEADS_RULE)),
        refused("decision_as_proposed", APPROVED.but(reasons="'other'")),
        *(refused("approval_own_case", _approver_tied(kind), APPROVED) for kind in OWN_CASE),
        refused("approval_apart_from_entry", _approver_tied("entry"), APPROVED),
        refused("approval_apart_from_account", _approver_tied("account", NOWHERE), APPROVED),
    ],
    "decision_grounds_said": _grounds_said(DECISION),
    "decision_grounds_as_proposed": [
        refused("decision_grounds_as_proposed", APPROVED.but(grounds=_ground("other"))),
    ],
    "proposal_grounds_said": _grounds_said(PROPOSAL),
    "proposal_allowed": [
        refused("proposal_by_holder", PROPOSAL.but(proposed_by="'x'")),
        refused("proposal_by_holder", PROPOSAL.but(proposed_at="now() + interval '9 days'")),
        *_apart("proposal", PROPOSAL),
        refused("proposal_as_claimed", PROPOSAL.but(proposed_role="'unitHead'")),
    ],
    "proposal_append_only": [
        refused("proposal_append_only", _RETURNED, _RETURNED.replace("ended_at is null", "ended_at is not null")),
        refused("proposal_approved_by_decision", f"{_END} ended_because = 'approved', ended_by = 'x'"),
        refused("proposal_end_own_case", _approver_tied("conflictOfInterest"), _RETURNED),
    ],
    "work_item_awaits_proposal": [
        refused("work_item_awaits_proposal", f"update work_item set proposal_id = null where id = {AWAITING}"),
    ],
    "claim_not_awaiting_approval": [refused("claim_not_awaiting_approval", CLAIM.but(work_item_id=AWAITING))],
    "completion_request_allowed": [
        refused("completion_request_by_holder", REQUEST.but(asked_by="'x'")),
        refused("completion_request_by_holder", REQUEST.but(asked_at="now() + interval '9 days'")),
        *_apart("completion_request", REQUEST),
        refused("completion_request_as_claimed", REQUEST.but(application_id=NOWHERE)),
        refused("completion_request_within_rule", REQUEST.but(respond_by="t.respond_by + 200")),
        refused("completion_request_within_rule", REQUEST.but(respond_by="t.respond_by - 200")),
    ],
    "completion_request_append_only": [
        refused("completion_request_append_only", _LAPSED, f"{_LAPSED} where ended_at is not null"),
        refused_to_owner("completion_request_append_only", "update completion_request set respond_by = respond_by + 1"),
    ],
    "work_item_awaits_completion": [
        refused("work_item_awaits_completion", f"update work_item set completion_id = null where id = {ASKED}"),
    ],
    "claim_not_awaiting_completion": [refused("claim_not_awaiting_completion", CLAIM.but(work_item_id=ASKED))],
    "decision_not_withdrawn": [refused("decision_not_withdrawn", _withdrawn(HELD), DECISION)],
    "line_renewal_not_withdrawn": [refused("line_renewal_not_withdrawn", _withdrawn(PAYMENT), RENEWAL)],
    "decision_newest_declaration": [
        refused(
            "decision_newest_declaration",
            COMPLETION.but(application_id=f"(select application_id from work_item where id = {HELD})"),
            DECISION,
        )
    ],
    "decision_one_in_force": [refused("decision_one_in_force", DECISION, *_again, DECISION.but(id=ALSO_NEW))],
    "work_item_line_fixed": [
        refused_to_owner(
            "work_item_append_only",
            "update work_item set task = 'application', decision_id = null, line = null, queue = 'protected'"
            " where task = 'payment' and ended_at is not null",
        )
    ],
    "refused_hand_over_append_only": [
        refused(
            "refused_hand_over_append_only", "update refused_hand_over set taken_at = now() where taken_at is not null"
        )
    ],
    "line_renewal_allowed": [
        *(_not_renewed("own_case", _renewer_tied(kind)) for kind in OWN_CASE),
        _not_renewed("apart_from_entry", _renewer_tied("entry", "w.household_id")),
        _not_renewed("apart_from_account", _renewer_tied("account")),
        _not_renewed("by_holder", renewed_by="'x'"),
        _not_renewed("by_holder", renewed_at="now() + interval '9 days'"),
        _not_renewed("of_item", municipality="'9999'"),
        _not_renewed("of_decision_in_force", _revoked),
        _not_renewed("consecutive", number="newest_version(w.decision_id, w.line) + 2"),
        _not_renewed("newest_household", household_version="t.household_version + 1"),
        _not_renewed("account_payable", account_id=NOWHERE),
        _not_renewed("account_payable", account_version="99"),
        _not_renewed("decision_apart", _renewer_tied("entry", "w.household_id", "d.decided_by")),
        _not_renewed("decision_apart", _renewer_tied("householdMember", person="d.calculated_by")),
    ],
    "revocation_allowed": [
        *_apart("revocation", REVOCATION.alone().but(revoked_by=HOLDER), DECISION),
        refused("revocation_of_decision", REVOCATION.but(municipality="'9999'")),
        refused("revocation_stop_stated", LINE, REVOCATION.alone()),
    ],
    "decision_line_allowed": [
        refused("decision_line_account_payable", LINE.but(account_id=NOWHERE)),
        refused("decision_line_account_payable", LINE.but(account_version="99")),
        refused("decision_line_apart_from_account", DECISION, _entered, LINE.alone()),
        refused("decision_line_as_proposed", APPROVED, LINE.alone()),
    ],
    "decision_sum_within_granted": [
        refused("decision_sum_within_granted", LINE.but(amount_ore="d.granted_ore + 1")),
        refused("decision_sum_within_granted", LINE.but(amount_ore="d.granted_ore"), LINE.alone().but(number="99")),
    ],
}
