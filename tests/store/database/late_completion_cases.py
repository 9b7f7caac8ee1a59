"""What is refused of completions that a decision did not count with, their work and what comes of it."""

from tests.store.database.decision_rows import (
    COMPLETION_CONCLUSION,
    DONE,
    ITEM,
    LATE_COMPLETION,
    LATE_COMPLETION_HOLDER,
)
from tests.store.database.statements import NEW, NOWHERE, Refused, Row, Rule, refused

_ALLOWED = "late_completion_conclusion_allowed"

LATE_COMPLETION_RULES: dict[str, Rule] = {
    "late_completion_conclusion_pkey": (COMPLETION_CONCLUSION, COMPLETION_CONCLUSION),
    "late_completion_conclusion_known": COMPLETION_CONCLUSION.but(conclusion="'perhaps'"),
    "late_completion_conclusion_reason": COMPLETION_CONCLUSION.but(reason="' '"),
    "late_completion_conclusion_role": COMPLETION_CONCLUSION.but(concluded_role="'unitHead'"),
    "late_completion_conclusion_completion_fkey": COMPLETION_CONCLUSION.but(declaration_version="99").behind(_ALLOWED),
    "late_completion_conclusion_decision_fkey": COMPLETION_CONCLUSION.but(decision_id=NOWHERE).behind(_ALLOWED),
    "late_completion_conclusion_work_item_fkey": COMPLETION_CONCLUSION.but(work_item_id=NOWHERE).behind(_ALLOWED),
    "work_item_open_late_completion": Row(
        "work_item", {"id": NEW, "claim_id": "null"}, where=f"t.id = {LATE_COMPLETION}"
    ),
    "work_item_queue_of_task": ITEM.but(queue="'lateCompletions'"),
}


def _tied(kind: str, source: str = NOWHERE) -> Row:
    """Who holds the late completion gets tied to its household."""
    columns = {"household_id": "w.household_id", "person": LATE_COMPLETION_HOLDER, "kind": f"'{kind}'"}
    return Row(
        "household_tie",
        {**columns, "source_id": source, "source_version": "99"},
        joined=f"join work_item w on w.id = {LATE_COMPLETION}",
    )


def _not_concluded(rule: str, *before: Row, **columns: str) -> Refused:
    return refused(f"late_completion_conclusion_{rule}", *before, COMPLETION_CONCLUSION.but(**columns))


_OWN_CASE = ("householdMember", "accountHolder", "representative", "conflictOfInterest")

LATE_COMPLETION_TRIGGERS: dict[str, list[Refused]] = {
    _ALLOWED: [
        *(_not_concluded("own_case", _tied(kind)) for kind in _OWN_CASE),
        _not_concluded("apart_from_entry", _tied("entry", "w.application_id")),
        _not_concluded("apart_from_account", _tied("account")),
        _not_concluded("by_holder", concluded_by="'x'"),
        _not_concluded("by_holder", concluded_at="now() + interval '9 days'"),
        _not_concluded("of_item", decision_id=NOWHERE),
        _not_concluded("newest", declaration_version="1"),
        _not_concluded("of_revoked", conclusion="'revoked'"),
    ],
    "work_item_completion_concluded": [
        refused(
            "work_item_completion_concluded",
            f"update work_item set claim_id = null, {DONE} where id = {LATE_COMPLETION}",
        ),
    ],
    "late_completion_is_work": [
        refused(
            "late_completion_is_work",
            Row(
                "completion",
                {"id": NEW, "number": "99"},
                where="exists (select from late_completion_conclusion c where c.application_id = t.application_id)",
            ),
        ),
    ],
}
