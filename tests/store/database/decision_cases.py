"""Each rule of decision's database, and what it refuses."""

from tests.store.database import kernel
from tests.store.database.decision_rows import (
    APPLICATION,
    APPROVED,
    AWAITING,
    CALCULATION,
    CLAIM,
    DECISION,
    ENDED,
    FACTS,
    FAILED,
    HEADS_RULE,
    HELD,
    HOLDER,
    ITEM,
    ITEM_ENDS_WITHOUT_ENTRY,
    LINE,
    NOT_ENDED,
    PAYMENT,
    PROPOSAL,
    REFUSAL,
    REFUSED_HAND_OVER,
    RENEWAL,
    RENEWER,
    REVOCATION,
    ROWS,
    WAITING,
)
from tests.store.database.guideline_cases import GUIDELINE_RULES
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

_rule = ROWS["delegation_rule"]
_DONE = "ended_at = now(), ended_entry_id = entry_id"


def _stopped(outcome: str) -> dict[str, str]:
    """Payout's word on it, with a statement that says nothing."""
    word = f"jsonb_build_object('outcome', '{outcome}', 'decisionId', d.id)"
    return {"stop_asked": "'{}'", "stop_asked_statement": "'s'", "stopped": word, "stopped_statement": "'s'"}


def _ended(because: str) -> dict[str, str]:
    return {"ended_at": "now()", "ended_because": f"'{because}'", "ended_by": "'x'", "ended_entry_id": "t.entry_id"}


RULES: dict[str, Rule] = {
    **primary_keys(ROWS),
    **log_entries(ROWS, "household_tie", "decision_line", "delegation_rule", "cost_guideline", "refused_hand_over"),
    **{f"{table}_municipality": ROWS[table].but(municipality="'126'") for table in FACTS},
    "household_version_positive": ROWS["household_version"].but(version="0"),
    "application_kind": APPLICATION.but(kind="'other'"),
    "application_month": APPLICATION.but(month="'2026'"),
    "account_entry_version": ROWS["account_entry"].but(account_version="0"),
    "account_comparison_status": ROWS["account_comparison"].but(status="'registered'"),
    "payment_end_status": ROWS["payment_end"].but(status="'lost'"),
    "household_tie_kind": ROWS["household_tie"].but(kind="'friend'"),
    "work_item_pkey": ITEM.but(id="t.id"),
    "work_item_open_application": (ITEM, ITEM.alone().but(id=ALSO_NEW)),
    "work_item_application_id_fkey": ITEM.but(application_id=NOWHERE),
    "work_item_queue": ITEM.but(queue="'other'"),
    "work_item_ended": (f"update work_item set {_DONE} where claim_id is not null",),
    "work_item_ended_entry_id_fkey": ITEM.but(ended_at="now()", ended_entry_id=NOWHERE),
    "work_item_claim_fkey": (f"update work_item set claim_id = {NOWHERE} where ended_at is null",),
    "claim_pkey": CLAIM.but(id="t.id"),
    "claim_live_item": CLAIM.but(work_item_id=HELD),
    "claim_live_person": CLAIM.but(person=HOLDER),
    "claim_role": CLAIM.but(role="'payer'"),
    "claim_ended": CLAIM.but(ended_at="now()"),
    "claim_ended_because": CLAIM.but(ended_at="now()", ended_because="'bored'", ended_entry_id="t.entry_id"),
    "claim_release_reason": CLAIM.but(release_reason="'r'"),
    "claim_work_item_id_fkey": CLAIM.but(work_item_id=NOWHERE),
    "claim_ended_entry_id_fkey": CLAIM.but(ended_at="now()", ended_because="'lapsed'", ended_entry_id=NOWHERE),
    "calculation_deficit": CALCULATION.but(deficit_ore="-1"),
    "calculation_household_fkey": CALCULATION.but(household_version="99"),
    "calculation_work_item_id_fkey": CALCULATION.but(work_item_id=NOWHERE).behind("calculation_allowed"),
    "decision_pkey": DECISION.but(id="t.id"),
    "decision_work_item_key": (DECISION, DECISION.but(id=ALSO_NEW)),
    "decision_outcome": DECISION.but(outcome="'perhaps'"),
    "decision_rejection": DECISION.but(granted_ore="0"),
    "decision_within_deficit": DECISION.but(granted_ore="k.deficit_ore + 1"),
    "decision_calculation_fkey": DECISION.but(deficit_ore="k.deficit_ore + 1"),
    "decision_work_item_id_fkey": DECISION.but(work_item_id=NOWHERE).behind("decision_allowed"),
    "decision_application_id_fkey": DECISION.but(application_id=NOWHERE).behind("decision_allowed"),
    "decision_delegation_rule_id_fkey": DECISION.but(delegation_rule_id=NOWHERE).behind("decision_allowed"),
    "decision_proposal_fkey": DECISION.but(proposal_id=NOWHERE, approved_by="'x'").behind("decision_allowed"),
    "decision_proposal_key": (
        APPROVED,
        DECISION.but(
            id=ALSO_NEW, proposal_id=f"(select proposal_id from work_item where id = {AWAITING})", approved_by="'x'"
        ).behind("decision_allowed"),
    ),
    "decision_approval": DECISION.but(approved_by="'x'", delegation_rule_id=HEADS_RULE),
    "decision_approved_by_another": APPROVED.but(approved_by="p.proposed_by"),
    "proposal_pkey": PROPOSAL.but(id="t.id"),
    "proposal_live_item": (PROPOSAL, PROPOSAL.but(id=ALSO_NEW)),
    "proposal_municipality": PROPOSAL.but(municipality="'126'").behind("proposal_allowed"),
    "proposal_outcome": PROPOSAL.but(outcome="'perhaps'"),
    "proposal_rejection": PROPOSAL.but(granted_ore="0"),
    "proposal_within_deficit": PROPOSAL.but(granted_ore="k.deficit_ore + 1"),
    "proposal_ended": PROPOSAL.but(ended_at="now()"),
    "proposal_ended_because": PROPOSAL.but(**_ended("forgotten")),
    "proposal_return_reason": PROPOSAL.but(return_reason="'r'"),
    "proposal_calculation_fkey": PROPOSAL.but(deficit_ore="k.deficit_ore + 1"),
    "proposal_claim_fkey": PROPOSAL.but(claim_id=NOWHERE).behind("proposal_allowed"),
    "proposal_work_item_id_fkey": PROPOSAL.but(work_item_id=NOWHERE).behind("proposal_allowed"),
    "proposal_ended_entry_id_fkey": PROPOSAL.but(**{**_ended("approved"), "ended_entry_id": NOWHERE}),
    "work_item_proposal_fkey": ITEM.but(proposal_id=NOWHERE),
    "decision_line_pkey": (LINE, LINE.alone()),
    "decision_line_number": LINE.but(number="0"),
    "decision_line_amount": LINE.but(amount_ore="0"),
    "decision_line_purpose": LINE.but(purpose="'holiday'"),
    "decision_line_decision_id_fkey": LINE.but(decision_id=NOWHERE).behind("decision_line_allowed"),
    "conflict_once": ROWS["conflict"].but(person="t.person"),
    "revocation_municipality": REVOCATION.but(municipality="'126'").behind("revocation_allowed"),
    "revocation_outcome": REVOCATION.but(outcome="'perhaps'", **_stopped("perhaps")),
    "revocation_as_stopped": REVOCATION.but(outcome="'tooLate'"),
    "revocation_reason": REVOCATION.but(reason="''"),
    "revocation_role": REVOCATION.but(revoked_role="'payer'"),
    "revocation_stop_whole": REVOCATION.but(stop_asked="'{}'"),
    "revocation_decision_id_fkey": REVOCATION.but(decision_id=NOWHERE).behind("revocation_allowed"),
    "payment_end_line_version": ROWS["payment_end"].but(line_version="0"),
    "order_state_number": ROWS["order_state"].but(number="0"),
    "order_state_line_version": ROWS["order_state"].but(line_version="0"),
    "order_state_says_why": ROWS["order_state"].but(rule="null"),
    "refused_hand_over_position_fkey": REFUSED_HAND_OVER.but(position="-1"),
    "line_refusal_number": REFUSAL.but(number="0"),
    "line_refusal_renewal": REFUSAL.but(renewal_id="null"),
    "line_refusal_line_fkey": REFUSAL.but(line="99"),
    "line_refusal_hand_over_fkey": REFUSAL.alone().but(position="-1"),
    "line_renewal_pkey": RENEWAL.but(id="t.id"),
    "line_renewal_municipality": RENEWAL.but(municipality="'126'").behind("line_renewal_allowed"),
    "line_renewal_number": RENEWAL.but(number="1").behind("line_renewal_allowed"),
    "line_renewal_role": RENEWAL.but(renewed_role="'payer'"),
    "line_renewal_as_decided": RENEWAL.but(amount_ore="t.amount_ore + 1"),
    "line_renewal_work_item_key": (RENEWAL, RENEWAL.but(id=ALSO_NEW)),
    "line_renewal_work_item_fkey": RENEWAL.but(work_item_id=NOWHERE).behind("line_renewal_allowed"),
    "work_item_task": ITEM.but(task="'other'"),
    "work_item_queue_of_task": ITEM.but(queue="'payments'"),
    "work_item_of_line": ITEM.but(line="1"),
    "work_item_line_fkey": FAILED.but(line="99"),
    "work_item_open_line": FAILED,
    "delegation_rule_role": _rule.but(role="'payer'"),
    "delegation_rule_kind": _rule.but(kind="'other'"),
    "delegation_rule_amount": _rule.but(max_granted_ore="-1"),
    "delegation_rule_two_persons": _rule.but(approved_by="t.proposed_by"),
    "delegation_rule_after_approval": _rule.but(approved_on="t.valid_from + 1"),
    **GUIDELINE_RULES,
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
    return refused(f"line_renewal_{rule}", *before, RENEWAL.but(**columns))


_revoked = Row(
    "revocation",
    {"decision_id": "d.id", "household_id": "d.household_id", "outcome": "'stopped'", **_stopped("stopped")},
    joined=f"join work_item w on w.id = {PAYMENT} join decision d on d.id = w.decision_id",
)

_MADE = f"(select work_item_id from decision where id = {NEW})"
_again = (
    f"update work_item set claim_id = null, {_DONE} where id = {HELD}",
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
        "work_item": "select, insert, update (claim_id, ended_at, ended_entry_id, proposal_id, queue)",
        "proposal": "select, insert, update (ended_at, ended_because, ended_by, ended_entry_id, return_reason)",
        "delegation_rule": "select",
        "cost_guideline": "select",
        "refused_hand_over": "select, insert, update (taken_at)",
    },
)
