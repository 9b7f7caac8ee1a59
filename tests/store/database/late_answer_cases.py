"""What is refused of late answers, their work and what comes of it (C10)."""

from tests.store.database.decision_rows import CLAIM, CONCLUSION, DONE, ITEM, LATE, LATE_ANSWER, LATE_HOLDER
from tests.store.database.statements import NEW, NOWHERE, Refused, Row, Rule, refused

LATE_ANSWER_RULES: dict[str, Rule] = {
    "late_answer_decision_id_fkey": LATE_ANSWER.but(decision_id=NOWHERE),
    "late_answer_verification_fkey": LATE_ANSWER.but(application_id=NOWHERE),
    "late_answer_conclusion_pkey": (CONCLUSION, CONCLUSION),
    "late_answer_conclusion_known": CONCLUSION.but(conclusion="'perhaps'"),
    "late_answer_conclusion_reason": CONCLUSION.but(reason="' '"),
    "late_answer_conclusion_role": CONCLUSION.but(concluded_role="'unitHead'"),
    "late_answer_conclusion_answer_fkey": CONCLUSION.but(verification_version="99").behind(
        "late_answer_conclusion_allowed"
    ),
    "late_answer_conclusion_work_item_fkey": CONCLUSION.but(work_item_id=NOWHERE).behind(
        "late_answer_conclusion_allowed"
    ),
    "work_item_decision_fkey": ITEM.but(task="'lateAnswer'", queue="'lateAnswers'", decision_id=NOWHERE),
    "work_item_open_late_answer": Row("work_item", {"id": NEW, "claim_id": "null"}, where=f"t.id = {LATE}"),
}


def _tied(kind: str, source: str = NOWHERE) -> Row:
    """Who holds the late answer gets tied to its household."""
    columns = {"household_id": "w.household_id", "person": LATE_HOLDER, "kind": f"'{kind}'"}
    return Row(
        "household_tie",
        {**columns, "source_id": source, "source_version": "99"},
        joined=f"join work_item w on w.id = {LATE}",
    )


def _not_concluded(rule: str, *before: Row, **columns: str) -> Refused:
    return refused(f"late_answer_conclusion_{rule}", *before, CONCLUSION.but(**columns))


_OWN_CASE = ("householdMember", "accountHolder", "representative", "conflictOfInterest")
_DECIDER = f"(select d.decided_by from decision d join work_item w on w.decision_id = d.id where w.id = {LATE})"

LATE_ANSWER_TRIGGERS: dict[str, list[Refused]] = {
    "claim_apart_from_decision": [
        refused("claim_apart_from_decision", CLAIM.but(work_item_id=LATE, person=_DECIDER)),
    ],
    "late_answer_conclusion_allowed": [
        *(_not_concluded("own_case", _tied(kind)) for kind in _OWN_CASE),
        _not_concluded("apart_from_entry", _tied("entry", "w.household_id")),
        _not_concluded("apart_from_account", _tied("account")),
        _not_concluded("by_holder", concluded_by="'x'"),
        _not_concluded("by_holder", concluded_at="now() + interval '9 days'"),
        _not_concluded("of_item", decision_id=NOWHERE),
        _not_concluded("newest", verification_version="1"),
        _not_concluded("of_revoked", conclusion="'revoked'"),
    ],
    "work_item_concluded": [
        refused("work_item_concluded", f"update work_item set claim_id = null, {DONE} where id = {LATE}"),
    ],
    "late_answer_is_work": [
        refused(
            "late_answer_is_work",
            Row(
                "late_answer",
                {"verification_version": "1"},
                where="not exists (select from work_item w where w.decision_id = t.decision_id and w.ended_at is null)",
            ),
        ),
    ],
}
