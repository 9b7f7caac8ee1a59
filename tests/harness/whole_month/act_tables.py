"""What each table's rows are the trace of: acts, and what their entries must name. Written by hand, so that a new table
is thought about: one that is not here fails the check."""

from dataclasses import dataclass, field

KERNEL = frozenset(
    {"alembic_version", "idempotency_key", "inbox", "log_entry", "log_head", "log_tile", "outbox", "person_key_use"}
)


@dataclass(frozen=True)
class ActTable:
    """`acts` by the column that names the entry; `subjects`: what the entry names, by the row's column. `digest`: that
    of the row's "document", or of it with the salt beside it ("salted"); None where the object is not stored."""

    acts: dict[str, frozenset[str]]
    subjects: dict[str, str] = field(default_factory=dict)
    digest: str | None = None


def by(acts: str, digest: str | None = None, *, ended: str = "", **subjects: str) -> ActTable:
    columns = {"entry_id": frozenset(acts.split())}
    if ended:
        columns["ended_entry_id"] = frozenset(ended.split())
    return ActTable(columns, subjects, digest)


HOUSEHOLD = {"householdId": "household_id"}
DECISION = {"decisionId": "decision_id"}
CASE = {"caseNumber": "case_number", **HOUSEHOLD}
REPORTED = "bankReportRead bankReportBrought"
MOVES = (
    "orderReceived orderReady orderBlocked orderHealed orderHeld orderLetGo orderStopped orderCancelled orderReleased "
    "decisionStopped decisionRevoked fileMade paymentSent paymentUnknown paymentSettled paymentReturned paymentRejected"
)

RULE_VERSIONS = {
    "rule_version": by("ruleVersionProposed", ruleVersionId="id"),
    "rule_version_approval": by("ruleVersionApproved", ruleVersionId="rule_version_id"),
}

ACT_TABLES: dict[str, dict[str, ActTable]] = {
    "intake": {
        "household": by("householdRegistered", householdId="id"),
        "household_version": by("householdRegistered householdChanged", "document", **HOUSEHOLD),
        "account": by("accountEntered", accountId="id", **HOUSEHOLD),
        "account_entry": by("accountEntered", "document", accountEntryId="id", accountId="account_id"),
        "account_compared": by("accountCompared", accountId="account_id"),
        "application": by("applicationRegistered", "document", applicationId="id", **CASE),
        "application_signature": by("applicationSigned applicationRegistered", applicationId="application_id"),
        "application_verified": by("applicationVerified", "document", applicationId="application_id"),
        "application_withdrawn": by("applicationWithdrawn", "document", applicationId="application_id"),
        "completion": by("applicationCompleted", "document", completionId="id", applicationId="application_id"),
        "completion_registered": by("completionRegistered", "document", completionId="completion_id"),
        "completion_lapsed": by("completionLapsed", completionRequestId="request_id", applicationId="application_id"),
        "completion_request": by(
            "completionRequested", completionRequestId="request_id", applicationId="application_id"
        ),
        "conflict": by("conflictDeclared", conflictId="id", **HOUSEHOLD),
        "decision_explained": by("decisionExplained", "document", applicationId="application_id", **DECISION),
        "decision_made": by("decisionMade", applicationId="application_id", **DECISION),
        "decision_revoked": by("decisionRevoked", applicationId="application_id", **DECISION),
        "decision_undone": by("decisionUndone", applicationId="application_id", **DECISION),
        "payment_ended": by("paymentEnded", orderId="order_id", applicationId="application_id", **DECISION),
        "payment_sent": by("paymentSent", orderId="order_id", applicationId="application_id", **DECISION),
        "withdrawal": by("applicationWithdrawn withdrawalSaid", applicationId="application_id"),
        "register_question": by("registerAsked", registerQuestionId="id", applicationId="application_id"),
        "register_answer": by(
            "registerAnswered", "document", registerQuestionId="question_id", applicationId="application_id"
        ),
    },
    "decision": {
        **RULE_VERSIONS,
        "account_comparison": by("accountCompared", "document", accountId="account_id", **HOUSEHOLD),
        "account_entry": by("accountEntered", "document", accountEntryId="id", accountId="account_id", **HOUSEHOLD),
        "application": by("applicationRegistered", "document", applicationId="id", **CASE),
        "calculation": by("calculationMade", "salted", calculationId="id", workItemId="work_item_id", **HOUSEHOLD),
        "claim": by(
            "workItemClaimed",
            ended="workItemReleased claimLapsed decisionMade decisionProposed lineRenewed completionRequested "
            "applicationWithdrawn lateAnswerConcluded lateCompletionConcluded",
            workItemId="work_item_id",
        ),
        "completion": by(
            "applicationCompleted", "document", completionId="id", applicationId="application_id", **HOUSEHOLD
        ),
        "completion_request": by(
            "completionRequested",
            "document",
            ended="applicationCompleted completionLapsed applicationWithdrawn",
            completionRequestId="id",
            workItemId="work_item_id",
            **HOUSEHOLD,
        ),
        "conflict": by("conflictDeclared", "document", conflictId="id", **HOUSEHOLD),
        "decision_explained": by("decisionExplained", "document", **DECISION),
        "decision": by("decisionMade decisionApproved", "document", decisionId="id", workItemId="work_item_id", **CASE),
        "household_version": by("householdRegistered householdChanged", "document", **HOUSEHOLD),
        "late_answer": by("lateAnswerDiffered", "document", **DECISION),
        "late_answer_conclusion": by("lateAnswerConcluded", "document", workItemId="work_item_id", **DECISION),
        "late_completion_conclusion": by(
            "lateCompletionConcluded", "document", workItemId="work_item_id", applicationId="application_id", **DECISION
        ),
        "line_refusal": by("handOverRefused", **DECISION),
        "line_renewal": by("lineRenewed", "document", renewalId="id", workItemId="work_item_id", **DECISION),
        "order_state": by("orderBlocked orderHealed", "document", orderId="order_id", **DECISION),
        "payment_end": by("paymentEnded", "document", orderId="order_id", **DECISION),
        "proposal": by(
            "decisionProposed",
            ended="decisionApproved proposalReturned applicationWithdrawn",
            proposalId="id",
            **HOUSEHOLD,
        ),
        "revocation": by("decisionRevoked", "document", **DECISION, **HOUSEHOLD),
        "withdrawal": by("applicationWithdrawn", "document", applicationId="application_id", **HOUSEHOLD),
        "verification": by("applicationVerified", "document", applicationId="application_id", **HOUSEHOLD),
        "work_item": by(
            "applicationRegistered applicationVerified householdRegistered householdChanged paymentItemOpened "
            "decisionRevoked decisionUndone lateAnswerDiffered completionCameLate",
            ended="decisionMade decisionApproved lineRenewed paymentItemEnded decisionRevoked applicationWithdrawn "
            "lateAnswerConcluded lateCompletionConcluded",
            **HOUSEHOLD,
        ),
    },
    "payout": {
        "payment_end": by("paymentEnded", "document", orderId="order_id"),
        **RULE_VERSIONS,
        "account_comparison": by("accountCompared", "document", accountId="account_id"),
        "account_entry": by("accountEntered", "document", accountEntryId="id", accountId="account_id", **HOUSEHOLD),
        "application": by("applicationRegistered", "document", applicationId="id", **CASE),
        "bank_booking": by(f"{REPORTED} paymentBooked paymentSettled paymentReturned strangerBooked"),
        "bank_file": by("fileMade", "document", releaseId="release_id"),
        "bank_report": by(REPORTED),
        "completion": by(
            "completionRegistered", "document", completionId="id", applicationId="application_id", **HOUSEHOLD
        ),
        "conflict": by("conflictDeclared", "document", conflictId="id", **HOUSEHOLD),
        "decision": by("decisionMade", "document", decisionId="id", **CASE),
        "decision_revocation": by("decisionRevoked", "document", **DECISION),
        "decision_stop": by("decisionStopped", **DECISION),
        "difference_acknowledged": ActTable(
            {
                "entry_id": frozenset({"differenceAcknowledged"}),
                "difference_id": frozenset({"paymentBooked", "strangerBooked"}),
            }
        ),
        "file_handed_out": by("fileHandedOut", releaseId="release_id"),
        "file_sending": by("fileBegun fileMissing fileUnknown fileSent fileRefused", releaseId="release_id"),
        "household_version": by("householdRegistered householdChanged", "document", **HOUSEHOLD),
        "in_force": by("inForceAsked", "document", releaseId="release_id"),
        "line_renewal": by("lineRenewed", "document", lineRenewalId="id", **DECISION),
        "lost_release": by("orderReleased", orderId="order_id", **HOUSEHOLD),
        "order_hand": by("orderReady orderHeld orderReleased orderLetGo", orderId="order_id"),
        "order_let_go": by("orderLetGo", "document", orderId="order_id"),
        "order_state": by(MOVES, orderId="order_id"),
        "payment_order": by("orderReceived", orderId="id", **DECISION, **CASE),
        "release": by("paymentReleased", "document", releaseId="id"),
        "release_order": by("orderReleased", releaseId="release_id", orderId="order_id"),
    },
}

NO_ACT: dict[str, dict[str, str]] = {
    "intake": {
        "member": "part of household_version",
        "representative": "part of household_version",
        "register_evidence": "part of register_answer",
    },
    "decision": {
        "completion_rule": "seeded by a migration",
        "cost_guideline": "part of rule_version, or seeded by a migration",
        "decision_line": "part of decision",
        "delegation_rule": "part of rule_version, or seeded by a migration",
        "household_tie": "part of the facts it names",
        "refused_hand_over": "the outbox's, until line_refusal",
    },
    "payout": {
        "bank_status": "part of bank_report",
        "decision_line": "part of decision",
        "file_payment": "part of bank_file",
        "household_member": "part of household_version",
        "household_representative": "part of household_version",
        "line_version": "part of decision or line_renewal",
        "payment_limit": "part of rule_version, or seeded by a migration",
    },
}

WITHOUT_A_ROW = {
    "inForceStated": "kept by payout, in in_force",
    "statementsGiven": "only reads",
    "decisionRecalculated": "only reads",
    "orderHealed": "payout's own word on a state that has a row and an entry of its own: orderReady",
}
"""Acts that may leave nothing but their entry, beside those that read. The reason is for whoever wonders."""

REFUSED_WITH_A_ROW = frozenset({"paymentBooked"})
"""A booking that is not what was released is refused, and kept."""
