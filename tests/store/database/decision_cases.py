"""Each rule of decision's database, and what it refuses."""

from tests.store.database import kernel
from tests.store.database.completion_cases import COMPLETION_RULES
from tests.store.database.decision_rows import (
    APPLICATION,
    APPROVED,
    AWAITING,
    CALCULATION,
    CLAIM,
    DECISION,
    DONE,
    FACTS,
    FAILED,
    HEADS_RULE,
    HELD,
    HOLDER,
    ITEM,
    LINE,
    PROPOSAL,
    REFUSAL,
    REFUSED_HAND_OVER,
    RENEWAL,
    REVOCATION,
    ROWS,
    ended,
    stopped,
)
from tests.store.database.decision_triggers import TRIGGERS
from tests.store.database.guideline_cases import GUIDELINE_RULES, GUIDELINE_TRIGGERS
from tests.store.database.late_answer_cases import LATE_ANSWER_RULES, LATE_ANSWER_TRIGGERS
from tests.store.database.late_completion_cases import LATE_COMPLETION_RULES, LATE_COMPLETION_TRIGGERS
from tests.store.database.statements import (
    ALSO_NEW,
    NEW,
    NOWHERE,
    Cases,
    Makes,
    Row,
    Rule,
    log_entries,
    primary_keys,
)

RULES: dict[str, Rule] = {
    **primary_keys(ROWS),
    **log_entries(
        ROWS,
        "household_tie",
        "decision_line",
        "delegation_rule",
        "cost_guideline",
        "completion_rule",
        "refused_hand_over",
    ),
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
    "work_item_ended": (f"update work_item set {DONE} where claim_id is not null and task = 'application'",),
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
    "verification_version_positive": ROWS["verification"].but(version="0"),
    "calculation_verification_version": CALCULATION.but(verification_version="0"),
    "calculation_deficit": CALCULATION.but(deficit_ore="-1"),
    "calculation_household_fkey": CALCULATION.but(household_version="99"),
    "calculation_work_item_id_fkey": CALCULATION.but(work_item_id=NOWHERE).behind("calculation_allowed"),
    "decision_verification_version": DECISION.but(verification_version="0").behind("decision_on_newest_answers"),
    "decision_pkey": DECISION.but(id="t.id"),
    "decision_work_item_key": (DECISION, DECISION.but(id=ALSO_NEW)),
    "decision_outcome": DECISION.but(outcome="'perhaps'", grounds="'[1]'"),
    "decision_rejection": DECISION.but(granted_ore="0"),
    "decision_within_deficit": DECISION.but(granted_ore="k.deficit_ore + 1"),
    "decision_calculation_fkey": DECISION.but(deficit_ore="k.deficit_ore + 1"),
    "decision_work_item_id_fkey": DECISION.but(work_item_id=NOWHERE).behind("decision_allowed"),
    "decision_application_id_fkey": DECISION.but(application_id=NOWHERE).behind("decision_allowed"),
    "decision_delegation_rule_id_fkey": DECISION.but(delegation_rule_id=NOWHERE).behind("decision_allowed"),
    "decision_proposal_fkey": DECISION.but(
        proposal_id=NOWHERE, approved_by="'x'", delegation_rule_id=HEADS_RULE
    ).behind("decision_allowed"),
    "decision_proposal_key": (
        APPROVED,
        DECISION.but(
            id=ALSO_NEW,
            proposal_id=f"(select proposal_id from work_item where id = {AWAITING})",
            approved_by="'x'",
            delegation_rule_id=HEADS_RULE,
        ).behind("decision_allowed"),
    ),
    "decision_approval": DECISION.but(approved_by="'x'", delegation_rule_id=HEADS_RULE),
    "decision_approved_by_another": APPROVED.but(approved_by="p.proposed_by"),
    "decision_grounds": DECISION.but(grounds="'{}'").behind("decision_grounds_said"),
    "proposal_grounds": PROPOSAL.but(grounds="'{}'").behind("proposal_grounds_said"),
    "proposal_pkey": PROPOSAL.but(id="t.id"),
    "proposal_live_item": (PROPOSAL, PROPOSAL.but(id=ALSO_NEW)),
    "proposal_municipality": PROPOSAL.but(municipality="'126'").behind("proposal_allowed"),
    "proposal_outcome": PROPOSAL.but(outcome="'perhaps'", grounds="'[1]'"),
    "proposal_rejection": PROPOSAL.but(granted_ore="0"),
    "proposal_within_deficit": PROPOSAL.but(granted_ore="k.deficit_ore + 1"),
    "proposal_ended": PROPOSAL.but(ended_at="now()"),
    "proposal_ended_because": PROPOSAL.but(**ended("forgotten")),
    "proposal_return_reason": PROPOSAL.but(return_reason="'r'"),
    "proposal_calculation_fkey": PROPOSAL.but(deficit_ore="k.deficit_ore + 1"),
    "proposal_claim_fkey": PROPOSAL.but(claim_id=NOWHERE).behind("proposal_allowed"),
    "proposal_work_item_id_fkey": PROPOSAL.but(work_item_id=NOWHERE).behind("proposal_allowed"),
    "proposal_ended_entry_id_fkey": PROPOSAL.but(**{**ended("approved"), "ended_entry_id": NOWHERE}),
    "work_item_proposal_fkey": ITEM.but(proposal_id=NOWHERE),
    "decision_line_pkey": (LINE, LINE.alone()),
    "decision_line_number": LINE.but(number="0"),
    "decision_line_amount": LINE.but(amount_ore="0"),
    "decision_line_purpose": LINE.but(purpose="'holiday'"),
    "decision_line_decision_id_fkey": LINE.but(decision_id=NOWHERE).behind("decision_line_allowed"),
    "conflict_once": ROWS["conflict"].but(person="t.person"),
    "revocation_municipality": REVOCATION.but(municipality="'126'").behind("revocation_allowed"),
    "revocation_outcome": REVOCATION.but(outcome="'perhaps'", **stopped("perhaps")),
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
    **GUIDELINE_RULES,
    **LATE_ANSWER_RULES,
    **LATE_COMPLETION_RULES,
    **COMPLETION_RULES,
    "decision_explained_decision_fkey": Row("decision_explained", {"decision_id": NOWHERE}),
    "work_item_completion_fkey": ITEM.but(completion_id=NOWHERE),
    "calculation_declaration_version": CALCULATION.but(declaration_version="0"),
}


CASES = Cases(
    rows={**ROWS, **kernel.EDGE_ROWS, **kernel.LOG_ROWS},
    rules={**RULES, **kernel.EDGE_RULES, **kernel.LOG_RULES},
    triggers={**TRIGGERS, **GUIDELINE_TRIGGERS, **LATE_ANSWER_TRIGGERS, **LATE_COMPLETION_TRIGGERS},
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
        "grounds_said": [
            f"{table}_{name}" for table in ("decision", "proposal") for name in ("grounds_said", "completion_lapsed")
        ],
        "refuse_tied": [
            f"{act}_{name}"
            for act in (
                *("claim", "calculation", "decision", "revocation", "proposal", "approval"),
                *("line_renewal", "late_answer_conclusion", "late_completion_conclusion", "completion_request"),
            )
            for name in ("own_case", "apart_from_entry", "apart_from_account")
        ],
        "refuse_unless_holder": [
            f"{act}_by_holder"
            for act in (
                *("calculation", "decision", "proposal", "line_renewal"),
                *("late_answer_conclusion", "late_completion_conclusion", "completion_request"),
            )
        ],
        **{
            f"late_{came}_conclusion_refused": [
                f"late_{came}_conclusion_{rule}" for rule in ("of_item", "newest", "of_revoked")
            ]
            for came in ("answer", "completion")
        },
        "refuse_withdrawn": ["decision_not_withdrawn", "line_renewal_not_withdrawn"],
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
        "work_item": "select, insert, update (claim_id, completion_id, ended_at, ended_entry_id, proposal_id, queue)",
        "proposal": "select, insert, update (ended_at, ended_because, ended_by, ended_entry_id, return_reason)",
        "completion_rule": "select",
        "completion_request": "select, insert, update (ended_at, ended_because, ended_entry_id)",
        "refused_hand_over": "select, insert, update (taken_at)",
    },
)
