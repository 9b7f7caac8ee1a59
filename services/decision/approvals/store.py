"""Proposals: keeping them, finding them, and ending them once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.decision.approvals.rules import ProposalStatus
from services.decision.approvals.tables import ProposalRow
from services.decision.queues.rules import Queue
from shared.database import insert_into
from shared.paging import Page

_AWAIT = text("update work_item set proposal_id = :proposal where id = :item")

_FIND = """
    select p.*, w.application_id, w.case_number, w.kind, w.month, w.queue, k.explanation, d.id as decision_id,
      array(select t.kind from ties_in_force(:person, w.household_id, w.application_id) t) as ties
    from proposal p
    join work_item w on w.id = p.work_item_id
    join calculation k on k.id = p.calculation_id
    left join decision d on d.proposal_id = p.id
    where p.id = :id and p.municipality = :municipality"""
_READ = text(_FIND).bindparams(bindparam("person", type_=Text))
_LOCK = text(_FIND + " for update of p").bindparams(bindparam("person", type_=Text))

_WAITING = text("""
    select p.id, p.granted_ore, p.proposed_at, p.proposed_role, w.case_number, w.kind, w.month, w.queue
    from proposal p join work_item w on w.id = p.work_item_id
    where p.municipality = :municipality and p.ended_at is null and w.queue = any(:queues)
      and p.proposed_by <> :person and p.calculated_by <> :person
      and not exists (select from ties_in_force(:person, w.household_id, w.application_id))
    order by p.proposed_at, p.id
    offset :offset limit :limit""").bindparams(bindparam("person", type_=Text))

_END = text("""
    update proposal set ended_at = :now, ended_because = :because, ended_by = :person, return_reason = :reason,
                        ended_entry_id = :entry_id
    where id = :id""")

_GO_ON = text("""
    update work_item set proposal_id = null, ended_at = case when :approved then cast(:now as timestamptz) end,
                         ended_entry_id = case when :approved then cast(:entry_id as uuid) end
    where id = :item""")


async def add(connection: AsyncConnection, proposal: Mapping[str, Any]) -> None:
    """Keeps it, and takes its work item out of the queue until it has ended."""
    await connection.execute(insert_into(ProposalRow), dict(proposal))
    await connection.execute(_AWAIT, {"proposal": proposal["id"], "item": proposal["work_item_id"]})


async def find(
    connection: AsyncConnection, proposal_id: UUID, municipality: str, person: str, *, lock: bool = False
) -> Row[Any] | None:
    """A proposal of the municipality with its item and calculation, and this person's ties to the household."""
    parameters = {"id": proposal_id, "municipality": municipality, "person": person}
    return (await connection.execute(_LOCK if lock else _READ, parameters)).first()


async def waiting_for(
    connection: AsyncConnection, person: str, municipality: str, queues: Sequence[Queue], page: Page
) -> Sequence[Row[Any]]:
    """Those from these queues that this person may approve, the oldest first."""
    parameters = {
        "person": person,
        "municipality": municipality,
        "queues": [queue.value for queue in queues],
        "offset": page.offset,
        "limit": page.fetched,
    }
    return (await connection.execute(_WAITING, parameters)).all()


async def end(
    connection: AsyncConnection,
    proposal: Row[Any],
    because: ProposalStatus,
    *,
    by: str,
    now: datetime,
    entry_id: UUID,
    reason: str | None = None,
) -> None:
    """Its work item is done where it was approved, and back in its queue where it was returned."""
    values = {"id": proposal.id, "because": because.value, "person": by, "now": now, "entry_id": entry_id}
    await connection.execute(_END, {**values, "reason": reason})
    approved = because is ProposalStatus.APPROVED
    done = {"item": proposal.work_item_id, "approved": approved, "now": now, "entry_id": entry_id}
    await connection.execute(_GO_ON, done)
