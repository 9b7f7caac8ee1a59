"""Ending a work item about what came after a decision, with a conclusion and its reason, by who holds it."""

from typing import Any
from uuid import UUID

from services.decision.claims import store as claims
from services.decision.claims.problems import ClaimNeeded
from services.decision.claims.rules import EndedBecause
from services.decision.conclusions.messages import ReasonedConclusion
from services.decision.facts.store import lock_household
from services.decision.queues.rules import Task
from services.decision.tables import Table
from services.decision.work_items.desk import Desk, held_desk, refuse_other_hands
from shared.acts import Act
from shared.canonical import new_salt
from shared.database import insert_into


async def desk_to_conclude(act: Act, work_item_id: UUID, task: Task) -> Desk:
    """The item, with nothing more about it to come until the transaction ends. Raises as `held_desk` does, and
    BrokenChain."""
    await lock_household(act, (await held_desk(act, work_item_id, task)).household_id)
    desk = await held_desk(act, work_item_id, task)  # as it is now
    refuse_other_hands(desk)
    return desk


async def conclude_item(
    act: Act, desk: Desk, table: type[Table], body: ReasonedConclusion, *, said: dict[str, Any], kept: dict[str, Any]
) -> None:
    """`said`: what the object names beside item, conclusion and reason; `kept`: the same in the table's columns."""
    document = {
        "salt": new_salt(),
        "workItemId": str(desk.id),
        **said,
        "conclusion": body.conclusion.value,
        "reason": body.reason,
    }
    entry_id = await act.record(document)
    row = {
        "work_item_id": desk.id,
        **kept,
        "conclusion": body.conclusion.value,
        "reason": body.reason,
        "concluded_by": act.person,
        "concluded_role": desk.role.value,
        "concluded_at": act.now,
        "document": document,
        "entry_id": entry_id,
    }
    await act.connection.execute(insert_into(table), row)
    because = EndedBecause.CONCLUDED
    if not await claims.end(act.connection, desk.claim_id, because, now=act.now, entry_id=entry_id):
        raise ClaimNeeded
