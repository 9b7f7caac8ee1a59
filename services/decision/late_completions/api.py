"""Saying what comes of a completion that came when the decision was made already, by who holds its item."""

from typing import Annotated, Any

from fastapi import Depends
from sqlalchemy import Row

from services.decision import examples
from services.decision.conclusions.concluding import conclude_item, desk_to_conclude
from services.decision.conclusions.problems import DecisionStands
from services.decision.conclusions.rules import Conclusion
from services.decision.late_completions import store
from services.decision.late_completions.outputs import LateCompletionConclusionIn, LateCompletionConclusionOut
from services.decision.late_completions.problems import OlderDeclaration
from services.decision.late_completions.tables import LateCompletionConclusionRow
from services.decision.queues.rules import Task
from services.decision.work_items.desk import Desk
from shared.acts import Act, ActBy, act_router
from shared.auth.callers import Role
from shared.problems import NotFound

router = act_router(tags=["ärenden / work items"])

Concluding = Annotated[Act, Depends(ActBy("lateCompletionConcluded", Role.ECONOMY_SECRETARY, Role.SOCIAL_WORKER))]


@router.post(
    "/work-items/{workItemId}/completion-conclusions",
    status_code=201,
    summary="Avsluta en sen komplettering / Conclude a late completion",
)
async def conclude(
    work_item_id: examples.WorkItemId, body: LateCompletionConclusionIn, act: Concluding
) -> LateCompletionConclusionOut:
    """För ett ärende i kön `lateCompletions`: vad som blir av att den sökande kompletterade medan beslutet fattades, så
    att beslutet inte räknade med det, och varför. Den som har haft del i beslutet får inte ärendet. Ett beslut som ska
    ändras återkallas först (FL 37 och 38 §§). Ärendet är sedan avslutat.

    For an item of the queue `lateCompletions`: what comes of the applicant having completed the application while the
    decision was made, so that it did not count with it, and why. Who had a hand in the decision does not get the item.
    A decision that has to change is revoked first. The item is then done."""
    desk = await desk_to_conclude(act, work_item_id, Task.LATE_COMPLETION)
    found = await _as_read(act, desk, body)
    read = {"decision_id": found.id, "application_id": desk.application_id, "declaration_version": found.newest}
    said = {"decisionId": str(found.id), "declarationVersion": found.newest}
    await conclude_item(act, desk, LateCompletionConclusionRow, body, said=said, kept=read)
    return LateCompletionConclusionOut(
        work_item_id=desk.id,
        decision_id=found.id,
        declaration_version=found.newest,
        conclusion=body.conclusion,
        concluded_at=act.now,
    )


async def _as_read(act: Act, desk: Desk, body: LateCompletionConclusionIn) -> Row[Any]:
    found = None if desk.decision_id is None else await store.find(act.connection, desk.decision_id)
    if found is None:
        raise NotFound
    act.about(decisionId=found.id)
    if body.declaration_version != found.newest:
        raise OlderDeclaration(found.newest)
    if body.conclusion is Conclusion.REVOKED and found.revocation is None:
        raise DecisionStands
    return found
