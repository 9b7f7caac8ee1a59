"""A completion and a decision can cross each other: intake took the one before it knew of the other. Then the decision
did not count with all that the applicant had said, and somebody has to look at it (FL 23, 37 and 38 §§)."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.decision.facts.kinds import ApplicationKind
from services.decision.late_completions import store
from services.decision.own_acts import own_act
from services.decision.queues.rules import Task, queue_of
from shared.acts import Act
from shared.ids import new_id


async def notice_late_completion(act: Act, application_id: UUID, number: int) -> None:
    """Puts it on somebody's desk: the one that waits, where there is one, or a new one. The caller holds the
    household's lock, and the database takes it for a decision: a completion is counted by that, or is noticed here."""
    for decision in await store.past_decisions(act.connection, application_id, number):
        item_id = decision.item_id or new_id()
        entry_id = await _log(act, application_id, decision, item_id)
        if decision.item_id is None:
            await store.add_item(act.connection, _item(act, application_id, decision, item_id, entry_id))


async def _log(act: Act, application_id: UUID, decision: Row[Any], item_id: UUID) -> UUID:
    own = own_act(act.running, act.connection, "completionCameLate", decision.municipality, decisionId=decision.id)
    own.now = act.now
    own.about(caseNumber=decision.case_number, householdId=decision.household_id, applicationId=application_id)
    return await own.record(workItemId=item_id)


def _item(act: Act, application_id: UUID, decision: Row[Any], item_id: UUID, entry_id: UUID) -> dict[str, Any]:
    return {
        "id": item_id,
        "task": Task.LATE_COMPLETION.value,
        "decision_id": decision.id,
        "application_id": application_id,
        "household_id": decision.household_id,
        "municipality": decision.municipality,
        "case_number": decision.case_number,
        "kind": decision.kind,
        "month": decision.month,
        "queue": queue_of(Task.LATE_COMPLETION, ApplicationKind(decision.kind), protected=decision.protected).value,
        "received_at": act.now,
        "entry_id": entry_id,
    }
