"""Whole rows of decision's tables, as the cases change them, and where in the seeded world they are taken from."""

from tests.store.database.statements import NEW, Row
from tests.store.database.version_cases import approval, version

WAITING = (
    "(select id from work_item where claim_id is null and ended_at is null and proposal_id is null"
    " and completion_id is null and queue = 'renewals' limit 1)"
)
AWAITING = "(select id from work_item where proposal_id is not null limit 1)"
HEADS_RULE = "(select id from delegation_rule where role = 'unitHead' and kind = 'renewal')"
_ON_DESKS = "select c.work_item_id from claim c join work_item i on i.id = c.work_item_id where c.ended_at is null"
HELD = f"({_ON_DESKS} and i.task = 'application' limit 1)"
PAYMENT = f"({_ON_DESKS} and i.task = 'payment' limit 1)"
LATE_COMPLETION = f"({_ON_DESKS} and i.task = 'lateCompletion' limit 1)"
LATE = f"({_ON_DESKS} and i.task = 'lateAnswer' limit 1)"
ENDED = "(select id from work_item where ended_at is not null limit 1)"
HOLDER = f"(select person from claim where ended_at is null and work_item_id = {HELD} limit 1)"
RENEWER = f"(select person from claim where ended_at is null and work_item_id = {PAYMENT} limit 1)"
LATE_COMPLETION_HOLDER = (
    f"(select person from claim where ended_at is null and work_item_id = {LATE_COMPLETION} limit 1)"
)
LATE_HOLDER = f"(select person from claim where ended_at is null and work_item_id = {LATE} limit 1)"
NOT_ENDED = dict.fromkeys(("ended_at", "ended_because", "release_reason", "ended_entry_id"), "null")

APPLICATION = Row("application", {"id": NEW})
ITEM = Row(
    "work_item",
    {
        "id": NEW,
        "application_id": NEW,
        "queue": "'renewals'",
        "task": "'application'",
        **dict.fromkeys(
            ("claim_id", "proposal_id", "completion_id", "ended_at", "ended_entry_id", "decision_id", "line"), "null"
        ),
    },
    before=(APPLICATION,),
)
ITEM_ENDS_WITHOUT_ENTRY: tuple[str | Row, ...] = (
    ITEM.but(ended_at="now()"),
    f"update work_item set claim_id = null, ended_at = now() where id = {HELD}",
    f"update work_item set ended_entry_id = entry_id where id = {HELD}",
    "update work_item set ended_entry_id = null where ended_at is not null",
)
CLAIM = Row("claim", {"id": NEW, "work_item_id": WAITING, "person": "'x'", **NOT_ENDED})
CALCULATION = Row("calculation", {"id": NEW}, where=f"t.work_item_id = {HELD}")
DECISION = Row(
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
LINE = Row(
    "decision_line",
    {"decision_id": "d.id", "account_id": "e.account_id", "account_version": "e.account_version", "amount_ore": "1"},
    joined=f"join decision d on d.id = {NEW} join account_entry e on e.household_id = d.household_id",
    before=(DECISION,),
)
_LIVE_PROPOSAL = dict.fromkeys(("ended_at", "ended_because", "ended_by", "return_reason", "ended_entry_id"), "null")
PROPOSAL = Row(
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
    "household_id",
    "household_version",
    "calculated_by",
    "deficit_ore",
    "calculation_id",
    "outcome",
    "granted_ore",
    "reasons",
    "grounds",
    "obstacles",
    "justifications",
)
APPROVED = Row(
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

REVOCATION = Row(
    "revocation",
    {
        "decision_id": "d.id",
        "household_id": "d.household_id",
        **dict.fromkeys(("stop_asked", "stop_asked_statement", "stopped", "stopped_statement"), "null"),
    },
    joined=f"join decision d on d.id = {NEW}",
    before=(DECISION,),
)

FAILED = Row(
    "work_item",
    {"id": NEW, "claim_id": "null"},
    where="t.task = 'payment' and t.queue = 'payments' and t.ended_at is null",
)
REFUSED_HAND_OVER = Row(
    "refused_hand_over",
    {"position": "(select max(position) from outbox where destination = 'intake')", "taken_at": "null"},
)
REFUSAL = Row("line_refusal", {"position": REFUSED_HAND_OVER.columns["position"]}, before=(REFUSED_HAND_OVER,))
RENEWAL = Row(
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

RULE_ROW = Row(
    "delegation_rule",
    {"id": NEW, "rule_version_id": NEW},
    where="t.rule_version_id is not null",
    before=(approval("delegation"),),
)
GUIDELINE = Row(
    "cost_guideline",
    {"id": NEW, "rule_version_id": NEW},
    where="t.rule_version_id is not null",
    before=(approval("costGuideline"),),
)
LATE_ANSWER = Row(
    "late_answer",
    {"verification_version": "1"},
    where=f"t.decision_id = (select decision_id from work_item where id = {LATE})",
)
CONCLUSION = Row(
    "late_answer_conclusion",
    {
        "work_item_id": "w.id",
        "decision_id": "w.decision_id",
        "verification_version": "(select max(a.verification_version) from late_answer a"
        " where a.decision_id = w.decision_id)",
        "concluded_by": LATE_HOLDER,
        "concluded_at": "now()",
    },
    joined=f"join work_item w on w.id = {LATE}",
)
COMPLETION_CONCLUSION = Row(
    "late_completion_conclusion",
    {
        "work_item_id": "w.id",
        "decision_id": "w.decision_id",
        "application_id": "w.application_id",
        "declaration_version": "(select max(c.number) from completion c where c.application_id = w.application_id)",
        "concluded_by": LATE_COMPLETION_HOLDER,
        "concluded_at": "now()",
    },
    joined=f"join work_item w on w.id = {LATE_COMPLETION}",
)
REQUEST = Row(
    "completion_request",
    {
        "id": NEW,
        "work_item_id": "w.id",
        **{name: f"w.{name}" for name in ("claim_id", "application_id", "household_id", "municipality")},
        "asked_by": HOLDER,
        **dict.fromkeys(("ended_at", "ended_because", "ended_entry_id"), "null"),
    },
    joined=f"join work_item w on w.id = {HELD}",
)
WITHDRAWAL = Row("withdrawal", {"application_id": NEW})
COMPLETION = Row(
    "completion",
    {"id": NEW, "number": "99"},
    where="not exists (select from late_completion_conclusion c where c.application_id = t.application_id)",
)
COMPLETION_RULE = Row("completion_rule", {"id": NEW}, owner=True)

ROWS = {
    "household_version": Row("household_version", {"version": "99"}),
    "application": APPLICATION,
    "verification": Row("verification", {"application_id": NEW}),
    "late_answer": LATE_ANSWER,
    "late_answer_conclusion": CONCLUSION,
    "late_completion_conclusion": COMPLETION_CONCLUSION,
    "account_entry": Row("account_entry", {"id": NEW}),
    "account_comparison": Row("account_comparison", {"digest": "'x'"}),
    "payment_end": Row("payment_end", {"order_id": NEW}),
    "household_tie": Row("household_tie", {"person": "'x'"}),
    "work_item": ITEM,
    "claim": CLAIM,
    "calculation": CALCULATION,
    "decision": DECISION,
    "decision_line": LINE,
    "rule_version": version("delegation"),
    "rule_version_approval": approval("delegation"),
    "delegation_rule": RULE_ROW,
    "cost_guideline": GUIDELINE,
    "completion_rule": COMPLETION_RULE,
    "completion_request": REQUEST,
    "completion": COMPLETION,
    "withdrawal": WITHDRAWAL,
    "decision_explained": Row("decision_explained", {"decision_id": NEW}, before=(DECISION,)),
    "conflict": Row("conflict", {"id": NEW, "person": "'x'"}),
    "revocation": REVOCATION,
    "proposal": PROPOSAL,
    "order_state": Row("order_state", {"order_id": NEW}),
    "refused_hand_over": REFUSED_HAND_OVER,
    "line_refusal": REFUSAL,
    "line_renewal": RENEWAL,
}
FACTS = (
    "household_version",
    "application",
    "verification",
    "account_entry",
    "account_comparison",
    "payment_end",
    "conflict",
    "order_state",
    "completion",
    "withdrawal",
)
DONE = "ended_at = now(), ended_entry_id = entry_id"


def stopped(outcome: str) -> dict[str, str]:
    """Payout's word on it, with a statement that says nothing."""
    word = f"jsonb_build_object('outcome', '{outcome}', 'decisionId', d.id)"
    return {"stop_asked": "'{}'", "stop_asked_statement": "'s'", "stopped": word, "stopped_statement": "'s'"}


def ended(because: str) -> dict[str, str]:
    return {"ended_at": "now()", "ended_because": f"'{because}'", "ended_by": "'x'", "ended_entry_id": "t.entry_id"}
