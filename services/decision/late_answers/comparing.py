"""A decision that rests on no answer is compared when the answer comes (C10)."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.decision.calculations.deviations import Deviation, late_departures
from services.decision.calculations.rules import recalculate
from services.decision.late_answers import store
from services.decision.own_acts import own_act
from services.decision.work_items.outputs import deviation_out
from services.decision.work_items.rules import evidence_of
from shared.acts import Act
from shared.canonical import new_salt
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
    own = own_act(act.running, act.connection, "lateAnswerDiffered", decision.municipality, decisionId=decision.id)
    own.now = act.now
    own.about(caseNumber=decision.case_number, householdId=decision.household_id, applicationId=application_id)
    document = {"salt": new_salt(), "decisionId": str(decision.id), "deviations": deviations}
    row = {
        "decision_id": decision.id,
        "verification_version": decision.version,
        "application_id": application_id,
        "document": document,
        "found_at": act.now,
        "entry_id": await own.record(document),
    }
    await store.add(act.connection, row)
