"""Each rule of decision's database, and what it refuses."""

from tests.store.database import kernel
from tests.store.database.statements import (
    ALSO_NEW,
    NEW,
    NOWHERE,
    Cases,
    Makes,
    Refused,
    Row,
    Rule,
    log_entries,
    primary_keys,
    refused,
    refused_to_owner,
)

WAITING = (
    "(select id from work_item where claim_id is null and ended_at is null and proposal_id is null"
    " and queue = 'renewals' limit 1)"
)
AWAITING = "(select id from work_item where proposal_id is not null limit 1)"
HEADS_RULE = "(select id from delegation_rule where role = 'unitHead' and kind = 'renewal')"
_ON_DESKS = "select c.work_item_id from claim c join work_item i on i.id = c.work_item_id where c.ended_at is null"
HELD = f"({_ON_DESKS} and i.task = 'application' limit 1)"
PAYMENT = f"({_ON_DESKS} and i.task = 'payment' limit 1)"
ENDED = "(select id from work_item where ended_at is not null limit 1)"
HOLDER = f"(select person from claim where ended_at is null and work_item_id = {HELD} limit 1)"
RENEWER = f"(select person from claim where ended_at is null and work_item_id = {PAYMENT} limit 1)"
OWN_CASE = ("householdMember", "accountHolder", "representative", "conflictOfInterest")
_NOT_ENDED = dict.fromkeys(("ended_at", "ended_because", "release_reason", "ended_entry_id"), "null")

_application = Row("application", {"id": NEW})
_item = Row(
    "work_item",
    {
        "id": NEW,
        "application_id": NEW,
        "queue": "'renewals'",
        "task": "'application'",
        **dict.fromkeys(("claim_id", "proposal_id", "ended_at", "decision_id", "line"), "null"),
    },
    before=(_application,),
)
_claim = Row("claim", {"id": NEW, "work_item_id": WAITING, "person": "'x'", **_NOT_ENDED})
_calculation = Row("calculation", {"id": NEW}, where=f"t.work_item_id = {HELD}")
_decision = Row(
    "decision",
    {
        "id": NEW,
        "work_item_id": "w.id",
        **{name: f"w.{name}" for name in ("application_id", "case_number", "municipality", "kind", "month")},
        **{name: f"k.{name}" for name in ("household_id", "household_version", "calculated_by", "deficit_ore")},
        "calculation_id": "k.id",
        "granted_ore": "k.deficit_ore",
        "decided_by": HOLDER,
    },
    joined=f"join work_item w on w.id = {HELD} join calculation k on k.work_item_id = w.id",
)
_line = Row(
    "decision_line",
    {"decision_id": "d.id", "account_id": "e.account_id", "account_version": "e.account_version", "amount_ore": "1"},
    joined=f"join decision d on d.id = {NEW} join account_entry e on e.household_id = d.household_id",
    before=(_decision,),
)
_LIVE_PROPOSAL = dict.fromkeys(("ended_at", "ended_because", "ended_by", "return_reason", "ended_entry_id"), "null")
_proposal = Row(
    "proposal",
    {
        "id": NEW,
        "work_item_id": "w.id",
        "claim_id": "w.claim_id",
        "municipality": "w.municipality",
        **{name: f"k.{name}" for name in ("household_id", "household_version", "calculated_by", "deficit_ore")},
        "calculation_id": "k.id",
        "granted_ore": "k.deficit_ore",
        "proposed_by": HOLDER,
        **_LIVE_PROPOSAL,
    },
    joined=f"join work_item w on w.id = {HELD} join calculation k on k.work_item_id = w.id",
)
_SAID = (
    "household_id", "household_version", "calculated_by", "deficit_ore", "calculation_id", "outcome", "granted_ore",
    "reasons", "obstacles", "justifications",
)  # fmt: skip
_approved = Row(
    "decision",
    {
        "id": NEW,
        "work_item_id": "w.id",
        **{name: f"w.{name}" for name in ("application_id", "case_number", "municipality", "kind", "month")},
        **{name: f"p.{name}" for name in _SAID},
        "decided_by": "p.proposed_by",
        "decided_role": "p.proposed_role",
        "proposal_id": "p.id",
        "approved_by": "'x'",
        "delegation_rule_id": HEADS_RULE,
    },
    joined="join proposal p on p.ended_at is null join work_item w on w.id = p.work_item_id",
)

_revocation = Row(
    "revocation",
    {
        "decision_id": "d.id",
        "household_id": "d.household_id",
        **dict.fromkeys(("stop_asked", "stop_asked_statement", "stopped", "stopped_statement"), "null"),
    },
    joined=f"join decision d on d.id = {NEW}",
    before=(_decision,),
)

_failed = Row(
    "work_item",
    {"id": NEW, "claim_id": "null"},
    where="t.task = 'payment' and t.queue = 'payments' and t.ended_at is null",
)
_refused_hand_over = Row(
    "refused_hand_over",
    {"position": "(select max(position) from outbox where destination = 'intake')", "taken_at": "null"},
)
_refusal = Row("line_refusal", {"position": _refused_hand_over.columns["position"]}, before=(_refused_hand_over,))
_renewal = Row(
    "line_renewal",
    {
        "id": NEW,
        "work_item_id": "w.id",
        "number": "newest_version(w.decision_id, w.line) + 1",
        "renewed_by": RENEWER,
        "renewed_at": "now()",
    },
    joined=f"join work_item w on w.id = {PAYMENT}",
)

ROWS = {
    "household_version": Row("household_version", {"version": "99"}),
    "application": _application,
    "verification": Row("verification", {"application_id": NEW}),
    "account_entry": Row("account_entry", {"id": NEW}),
    "account_comparison": Row("account_comparison", {"digest": "'x'"}),
    "payment_end": Row("payment_end", {"order_id": NEW}),
    "household_tie": Row("household_tie", {"person": "'x'"}),
    "work_item": _item,
    "claim": _claim,
    "calculation": _calculation,
    "decision": _decision,
    "decision_line": _line,
    "delegation_rule": Row("delegation_rule", {"id": NEW}, owner=True),
    "conflict": Row("conflict", {"id": NEW, "person": "'x'"}),
    "revocation": _revocation,
    "proposal": _proposal,
    "order_state": Row("order_state", {"order_id": NEW}),
    "refused_hand_over": _refused_hand_over,
    "line_refusal": _refusal,
    "line_renewal": _renewal,
}
_FACTS = (
    "household_version",
    "application",
    "verification",
    "account_entry",
    "account_comparison",
    "payment_end",
    "delegation_rule",
    "conflict",
    "order_state",
)
_rule = ROWS["delegation_rule"]


def _stopped(outcome: str) -> dict[str, str]:
    """Payout's word on it, with a statement that says nothing."""
    word = f"jsonb_build_object('outcome', '{outcome}', 'decisionId', d.id)"
    return {"stop_asked": "'{}'", "stop_asked_statement": "'s'", "stopped": word, "stopped_statement": "'s'"}


def _ended(because: str) -> dict[str, str]:
    return {"ended_at": "now()", "ended_because": f"'{because}'", "ended_by": "'x'", "ended_entry_id": "t.entry_id"}


RULES: dict[str, Rule] = {
    **primary_keys(ROWS),
    **log_entries(ROWS, "household_tie", "decision_line", "delegation_rule", "refused_hand_over"),
    **{f"{table}_municipality": ROWS[table].but(municipality="'126'") for table in _FACTS},
    "household_version_positive": ROWS["household_version"].but(version="0"),
    "application_kind": _application.but(kind="'other'"),
    "application_month": _application.but(month="'2026'"),
    "account_entry_version": ROWS["account_entry"].but(account_version="0"),
    "account_comparison_status": ROWS["account_comparison"].but(status="'registered'"),
    "payment_end_status": ROWS["payment_end"].but(status="'lost'"),
    "household_tie_kind": ROWS["household_tie"].but(kind="'friend'"),
    "work_item_pkey": _item.but(id="t.id"),
    "work_item_open_application": (_item, _item.alone().but(id=ALSO_NEW)),
    "work_item_application_id_fkey": _item.but(application_id=NOWHERE),
    "work_item_queue": _item.but(queue="'other'"),
    "work_item_ended": ("update work_item set ended_at = now() where claim_id is not null",),
    "work_item_claim_fkey": (f"update work_item set claim_id = {NOWHERE} where ended_at is null",),
    "claim_pkey": _claim.but(id="t.id"),
    "claim_live_item": _claim.but(work_item_id=HELD),
    "claim_live_person": _claim.but(person=HOLDER),
    "claim_role": _claim.but(role="'payer'"),
    "claim_ended": _claim.but(ended_at="now()"),
    "claim_ended_because": _claim.but(ended_at="now()", ended_because="'bored'", ended_entry_id="t.entry_id"),
    "claim_release_reason": _claim.but(release_reason="'r'"),
    "claim_work_item_id_fkey": _claim.but(work_item_id=NOWHERE),
    "claim_ended_entry_id_fkey": _claim.but(ended_at="now()", ended_because="'lapsed'", ended_entry_id=NOWHERE),
    "calculation_deficit": _calculation.but(deficit_ore="-1"),
    "calculation_household_fkey": _calculation.but(household_version="99"),
    "calculation_work_item_id_fkey": _calculation.but(work_item_id=NOWHERE).behind("calculation_allowed"),
    "decision_pkey": _decision.but(id="t.id"),
    "decision_work_item_key": (_decision, _decision.but(id=ALSO_NEW)),
    "decision_outcome": _decision.but(outcome="'perhaps'"),
    "decision_rejection": _decision.but(granted_ore="0"),
    "decision_within_deficit": _decision.but(granted_ore="k.deficit_ore + 1"),
    "decision_calculation_fkey": _decision.but(deficit_ore="k.deficit_ore + 1"),
    "decision_work_item_id_fkey": _decision.but(work_item_id=NOWHERE).behind("decision_allowed"),
    "decision_application_id_fkey": _decision.but(application_id=NOWHERE).behind("decision_allowed"),
    "decision_delegation_rule_id_fkey": _decision.but(delegation_rule_id=NOWHERE).behind("decision_allowed"),
    "decision_proposal_fkey": _decision.but(proposal_id=NOWHERE, approved_by="'x'").behind("decision_allowed"),
    "decision_proposal_key": (
        _approved,
        _decision.but(
            id=ALSO_NEW, proposal_id=f"(select proposal_id from work_item where id = {AWAITING})", approved_by="'x'"
        ).behind("decision_allowed"),
    ),
    "decision_approval": _decision.but(approved_by="'x'", delegation_rule_id=HEADS_RULE),
    "decision_approved_by_another": _approved.but(approved_by="p.proposed_by"),
    "proposal_pkey": _proposal.but(id="t.id"),
    "proposal_live_item": (_proposal, _proposal.but(id=ALSO_NEW)),
    "proposal_municipality": _proposal.but(municipality="'126'").behind("proposal_allowed"),
    "proposal_outcome": _proposal.but(outcome="'perhaps'"),
    "proposal_rejection": _proposal.but(granted_ore="0"),
    "proposal_within_deficit": _proposal.but(granted_ore="k.deficit_ore + 1"),
    "proposal_ended": _proposal.but(ended_at="now()"),
    "proposal_ended_because": _proposal.but(**_ended("forgotten")),
    "proposal_return_reason": _proposal.but(return_reason="'r'"),
    "proposal_calculation_fkey": _proposal.but(deficit_ore="k.deficit_ore + 1"),
    "proposal_claim_fkey": _proposal.but(claim_id=NOWHERE).behind("proposal_allowed"),
    "proposal_work_item_id_fkey": _proposal.but(work_item_id=NOWHERE).behind("proposal_allowed"),
    "proposal_ended_entry_id_fkey": _proposal.but(**{**_ended("approved"), "ended_entry_id": NOWHERE}),
    "work_item_proposal_fkey": _item.but(proposal_id=NOWHERE),
    "decision_line_pkey": (_line, _line.alone()),
    "decision_line_number": _line.but(number="0"),
    "decision_line_amount": _line.but(amount_ore="0"),
    "decision_line_purpose": _line.but(purpose="'holiday'"),
    "decision_line_decision_id_fkey": _line.but(decision_id=NOWHERE).behind("decision_line_allowed"),
    "conflict_once": ROWS["conflict"].but(person="t.person"),
    "revocation_municipality": _revocation.but(municipality="'126'").behind("revocation_allowed"),
    "revocation_outcome": _revocation.but(outcome="'perhaps'", **_stopped("perhaps")),
    "revocation_as_stopped": _revocation.but(outcome="'tooLate'"),
    "revocation_reason": _revocation.but(reason="''"),
    "revocation_role": _revocation.but(revoked_role="'payer'"),
    "revocation_stop_whole": _revocation.but(stop_asked="'{}'"),
    "revocation_decision_id_fkey": _revocation.but(decision_id=NOWHERE).behind("revocation_allowed"),
    "payment_end_line_version": ROWS["payment_end"].but(line_version="0"),
    "order_state_number": ROWS["order_state"].but(number="0"),
    "order_state_line_version": ROWS["order_state"].but(line_version="0"),
    "order_state_says_why": ROWS["order_state"].but(rule="null"),
    "refused_hand_over_position_fkey": _refused_hand_over.but(position="-1"),
    "line_refusal_number": _refusal.but(number="0"),
    "line_refusal_renewal": _refusal.but(renewal_id="null"),
    "line_refusal_line_fkey": _refusal.but(line="99"),
    "line_refusal_hand_over_fkey": _refusal.alone().but(position="-1"),
    "line_renewal_pkey": _renewal.but(id="t.id"),
    "line_renewal_municipality": _renewal.but(municipality="'126'").behind("line_renewal_allowed"),
    "line_renewal_number": _renewal.but(number="1").behind("line_renewal_allowed"),
    "line_renewal_role": _renewal.but(renewed_role="'payer'"),
    "line_renewal_as_decided": _renewal.but(amount_ore="t.amount_ore + 1"),
    "line_renewal_work_item_key": (_renewal, _renewal.but(id=ALSO_NEW)),
    "line_renewal_work_item_fkey": _renewal.but(work_item_id=NOWHERE).behind("line_renewal_allowed"),
    "work_item_task": _item.but(task="'other'"),
    "work_item_queue_of_task": _item.but(queue="'payments'"),
    "work_item_of_line": _item.but(line="1"),
    "work_item_line_fkey": _failed.but(line="99"),
    "work_item_open_line": _failed,
    "delegation_rule_role": _rule.but(role="'payer'"),
    "delegation_rule_kind": _rule.but(kind="'other'"),
    "delegation_rule_amount": _rule.but(max_granted_ore="-1"),
    "delegation_rule_two_persons": _rule.but(approved_by="t.proposed_by"),
    "delegation_rule_after_approval": _rule.but(approved_on="t.valid_from + 1"),
}


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


_newer = Row("household_version", {"version": "99"}, where=f"t.household_id = (select household_id from calculation k"
             f" where k.work_item_id = {HELD} limit 1)")  # fmt: skip
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
    return refused(f"line_renewal_{rule}", *before, _renewal.but(**columns))


_revoked = Row(
    "revocation",
    {"decision_id": "d.id", "household_id": "d.household_id", "outcome": "'stopped'", **_stopped("stopped")},
    joined=f"join work_item w on w.id = {PAYMENT} join decision d on d.id = w.decision_id",
)

_MADE = f"(select work_item_id from decision where id = {NEW})"
_again = (
    f"update work_item set claim_id = null, ended_at = now() where id = {HELD}",
    "update claim set ended_at = now(), ended_because = 'decided', ended_entry_id = entry_id where ended_at is null",
    Row("work_item", {"id": NEW, "ended_at": "null"}, where=f"t.id = {_MADE}"),
    Row(
        "claim",
        {"id": NEW, "work_item_id": NEW, **_NOT_ENDED},
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


_CLAIM_UPDATES = ("lease_ends_at = lease_ends_at - interval '1 second' where ended_at is null",
                  "ended_because = 'lapsed', release_reason = null where ended_at is not null",
                  "ended_at = null, ended_because = null, ended_entry_id = null, release_reason = null"
                  " where ended_at is not null")  # fmt: skip

TRIGGERS: dict[str, list[Refused]] = {
    **kernel.LOG_TRIGGERS,
    "work_item_append_only": [
        refused("work_item_append_only", "update work_item set ended_at = null where ended_at is not null"),
        refused("work_item_append_only", "update work_item set ended_at = now() where ended_at is not null"),
        refused("work_item_append_only", "update work_item set queue = 'renewals' where queue = 'protected'"),
    ],
    "claim_append_only": [refused("claim_append_only", f"update claim set {change}") for change in _CLAIM_UPDATES],
    "claim_allowed": [
        refused("claim_own_case", _claim.but(person=_tied("householdMember"))),
        refused("claim_apart_from_entry", _claim.but(person=_tied("entry"))),
        refused("claim_apart_from_account", _claim.but(person=_tied("account"))),
        refused("claim_open_item", _claim.but(work_item_id=ENDED)),
        refused(
            "claim_not_handed_back",
            Row("claim", {"id": NEW, **_NOT_ENDED}, where="t.ended_because = 'released'"),
        ),
    ],
    "calculation_allowed": [
        refused("calculation_by_holder", _calculation.but(calculated_by="'x'")),
        refused("calculation_by_holder", _calculation.but(calculated_at="now() + interval '9 days'")),
        *_apart("calculation", _calculation),
    ],
    "decision_allowed": [
        refused("decision_by_holder", _decision.but(decided_by="'x'")),
        refused("decision_by_holder", _decision.but(decided_at="now() + interval '9 days'")),
        *_apart("decision", _decision),
        refused("decision_apart_from_entry", _newer, _used, _decision),
        refused("decision_of_item", _decision.but(month="'2026-11'")),
        refused("decision_within_delegation", _decision.but(delegation_rule_id=HEADS_RULE)),
        refused("decision_in_queues_role", _decision.but(decided_role="'unitHead'", delegation_rule_id=HEADS_RULE)),
        refused("decision_as_proposed", _approved.but(reasons="'other'")),
        *(refused("approval_own_case", _approver_tied(kind), _approved) for kind in OWN_CASE),
        refused("approval_apart_from_entry", _approver_tied("entry"), _approved),
        refused("approval_apart_from_account", _approver_tied("account", NOWHERE), _approved),
    ],
    "proposal_allowed": [
        refused("proposal_by_holder", _proposal.but(proposed_by="'x'")),
        refused("proposal_by_holder", _proposal.but(proposed_at="now() + interval '9 days'")),
        *_apart("proposal", _proposal),
        refused("proposal_as_claimed", _proposal.but(proposed_role="'unitHead'")),
    ],
    "proposal_append_only": [
        refused("proposal_append_only", _RETURNED, _RETURNED.replace("ended_at is null", "ended_at is not null")),
        refused("proposal_approved_by_decision", f"{_END} ended_because = 'approved', ended_by = 'x'"),
        refused("proposal_end_own_case", _approver_tied("conflictOfInterest"), _RETURNED),
    ],
    "work_item_awaits_proposal": [
        refused("work_item_awaits_proposal", f"update work_item set proposal_id = null where id = {AWAITING}"),
    ],
    "claim_not_awaiting_approval": [refused("claim_not_awaiting_approval", _claim.but(work_item_id=AWAITING))],
    "decision_one_in_force": [refused("decision_one_in_force", _decision, *_again, _decision.but(id=ALSO_NEW))],
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
        *_apart("revocation", _revocation.alone().but(revoked_by=HOLDER), _decision),
        refused("revocation_of_decision", _revocation.but(municipality="'9999'")),
        refused("revocation_stop_stated", _line, _revocation.alone()),
    ],
    "decision_line_allowed": [
        refused("decision_line_account_payable", _line.but(account_id=NOWHERE)),
        refused("decision_line_account_payable", _line.but(account_version="99")),
        refused("decision_line_apart_from_account", _decision, _entered, _line.alone()),
        refused("decision_line_as_proposed", _approved, _line.alone()),
    ],
    "decision_sum_within_granted": [
        refused("decision_sum_within_granted", _line.but(amount_ore="d.granted_ore + 1")),
        refused("decision_sum_within_granted", _line.but(amount_ore="d.granted_ore"), _line.alone().but(number="99")),
    ],
}

CASES = Cases(
    rows={**ROWS, **kernel.EDGE_ROWS, **kernel.LOG_ROWS},
    rules={**RULES, **kernel.EDGE_RULES, **kernel.LOG_RULES},
    triggers=TRIGGERS,
    makers={
        "conflict_is_a_tie": Makes(
            (ROWS["conflict"],),
            f"exists (select from household_tie where (source_id, person, kind) = ({NEW}, 'x', 'conflictOfInterest'))",
        ),
        "outbox_refused": Makes(
            (
                "update outbox set outcome = 'refused', ended_at = now()"
                " where destination = 'payout' and event ->> 'type' = 'decisionMade'",
            ),
            "exists (select from refused_hand_over join outbox using (position)"
            " where event ->> 'type' = 'decisionMade')",
        ),
    },
    made_up={
        "refuse_tied": [
            f"{act}_{name}"
            for act in ("claim", "calculation", "decision", "revocation", "proposal", "approval", "line_renewal")
            for name in ("own_case", "apart_from_entry", "apart_from_account")
        ],
        "refuse_unless_holder": [f"{act}_by_holder" for act in ("calculation", "decision", "proposal", "line_renewal")],
        "line_renewal_refused": [
            f"line_renewal_{rule}"
            for rule in (
                "of_item",
                "of_decision_in_force",
                "consecutive",
                "newest_household",
                "account_payable",
                "decision_apart",
            )
        ],
    },
    grants={
        **kernel.EDGE_GRANTS,
        **kernel.LOG_GRANTS,
        **dict.fromkeys(ROWS, "select, insert"),
        "claim": "select, insert, update (ended_at, ended_because, ended_entry_id, lease_ends_at, release_reason)",
        "work_item": "select, insert, update (claim_id, ended_at, proposal_id, queue)",
        "proposal": "select, insert, update (ended_at, ended_because, ended_by, ended_entry_id, return_reason)",
        "delegation_rule": "select",
        "refused_hand_over": "select, insert, update (taken_at)",
    },
)
