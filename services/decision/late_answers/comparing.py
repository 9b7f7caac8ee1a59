"""A decision that rests on no answer, or departs from one, is compared when the answer comes; a difference becomes work
(C10)."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.decision.calculations.deviations import Deviation, late_departures
from services.decision.calculations.rules import recalculate
from services.decision.facts.kinds import ApplicationKind
from services.decision.late_answers import store
from services.decision.own_acts import own_act
from services.decision.queues.rules import Task, queue_of
from services.decision.work_items.outputs import deviation_out
from services.decision.work_items.rules import evidence_of
from shared.acts import Act
from shared.canonical import new_salt
from shared.ids import new_id
from shared.months import Month


async def compare_late_answers(act: Act, application_id: UUID) -> None:
    """Notes what the newest answers say that a decision about the application did not count with. The caller holds the
    household's lock, and the database takes it for a decision: an answer is before that, or is compared here."""
    for decision in await store.standing_decisions(act.connection, application_id):
        deviations = [deviation_out(row).model_dump(mode="json", by_alias=True) for row in _departures(decision)]
        if deviations and deviations != decision.known:
            await _note(act, application_id, decision, deviations)


def _departures(decision: Row[Any]) -> tuple[Deviation, ...]:
    month, incomes = Month.parse(decision.month), recalculate(dict(decision.calculation)).facts.incomes
    used, newest = (evidence_of(month, (), said["evidence"]) for said in (decision.used, decision.newest))
    return late_departures(incomes, used, newest)


async def _note(act: Act, application_id: UUID, decision: Row[Any], deviations: list[dict[str, Any]]) -> None:
    """Kept and logged, and on somebody's desk: the one that waits, where there is one, or a new one."""
    own = own_act(act.running, act.connection, "lateAnswerDiffered", decision.municipality, decisionId=decision.id)
    own.now = act.now
    item_id = decision.item_id or new_id()
    own.about(caseNumber=decision.case_number, householdId=decision.household_id, applicationId=application_id)
    document = {"salt": new_salt(), "decisionId": str(decision.id), "deviations": deviations}
    row = {
        "decision_id": decision.id,
        "verification_version": decision.version,
        "application_id": application_id,
        "document": document,
        "found_at": act.now,
        "entry_id": await own.record(document, workItemId=item_id),
    }
    if decision.item_id is None:
        await store.add_item(act.connection, _item(item_id, decision, row))
    await store.add(act.connection, row)


def _item(item_id: UUID, decision: Row[Any], late_answer: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": item_id,
        "task": Task.LATE_ANSWER.value,
        "decision_id": decision.id,
        "application_id": late_answer["application_id"],
        "household_id": decision.household_id,
        "municipality": decision.municipality,
        "case_number": decision.case_number,
        "kind": decision.kind,
        "month": decision.month,
        "queue": queue_of(Task.LATE_ANSWER, ApplicationKind(decision.kind), protected=decision.protected).value,
        "received_at": late_answer["found_at"],
        "entry_id": late_answer["entry_id"],
    }
