"""Saying what comes of a register's answer that differs from what a decision counted with, by who holds its item."""

from typing import Annotated, Any

from fastapi import Depends
from sqlalchemy import Row

from services.decision import examples
from services.decision.conclusions.concluding import conclude_item, desk_to_conclude
from services.decision.conclusions.problems import DecisionStands
from services.decision.conclusions.rules import Conclusion
from services.decision.late_answers import store
from services.decision.late_answers.outputs import ConclusionIn, ConclusionOut
from services.decision.late_answers.problems import OlderAnswers
from services.decision.late_answers.tables import ConclusionRow
from services.decision.queues.rules import Task
from services.decision.work_items.desk import Desk
from shared.acts import Act, ActBy, act_router
from shared.auth.callers import Role
from shared.problems import NotFound

router = act_router(tags=["ärenden / work items"])

Concluding = Annotated[Act, Depends(ActBy("lateAnswerConcluded", Role.ECONOMY_SECRETARY, Role.SOCIAL_WORKER))]


@router.post(
    "/work-items/{workItemId}/conclusions",
    status_code=201,
    summary="Avsluta ett sent registersvar / Conclude a late answer",
)
async def conclude(work_item_id: examples.WorkItemId, body: ConclusionIn, act: Concluding) -> ConclusionOut:
    """För ett ärende i kön `lateAnswers`: vad som blir av att ett register svarade annat än beslutet räknade med, och
    varför (C10). Den som har haft del i beslutet får inte ärendet. Ett beslut som är fel återkallas först. Ärendet är
    sedan avslutat; svarar registret ännu en gång annorlunda blir det ett nytt.

    For an item of the queue `lateAnswers`: what comes of a register having answered otherwise than the decision counted
    with, and why (C10). Who had a hand in the decision does not get the item. A decision that is wrong is revoked
    first. The item is then done; where the register answers otherwise once more, there is a new one."""
    desk = await desk_to_conclude(act, work_item_id, Task.LATE_ANSWER)
    found = await _as_read(act, desk, body)
    answers = {"decision_id": found.id, "verification_version": found.version}
    said = {"decisionId": str(found.id), "answersVersion": found.version}
    await conclude_item(act, desk, ConclusionRow, body, said=said, kept=answers)
    return ConclusionOut(
        work_item_id=desk.id,
        decision_id=found.id,
        answers_version=found.version,
        conclusion=body.conclusion,
        concluded_at=act.now,
    )


async def _as_read(act: Act, desk: Desk, body: ConclusionIn) -> Row[Any]:
    found = None if desk.decision_id is None else await store.find(act.connection, desk.decision_id)
    if found is None:
        raise NotFound
    act.about(decisionId=found.id)
    if body.answers_version != found.version:
        raise OlderAnswers(found.version)
    if body.conclusion is Conclusion.REVOKED and found.revocation is None:
        raise DecisionStands
    return found
