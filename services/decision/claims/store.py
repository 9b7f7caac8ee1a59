"""Claims: taking the next item, keeping it, and giving it back. One statement each, whatever the pool's size."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Text, bindparam, text, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.decision.claims.rules import EndedBecause
from services.decision.claims.tables import ClaimRow
from services.decision.queues.rules import Queue
from services.decision.queues.waiting import UNTAKEN

NEXT = text(f"""
    select w.id, w.task, w.application_id, w.household_id, w.case_number, w.kind, w.month, w.received_at,
           w.traceparent
    from work_item w
    where w.municipality = :municipality and w.queue = :queue
      and {UNTAKEN}
      and not exists (select from ties_in_force(:person, w.household_id, w.application_id))
      and not exists (select from claim b
                       where b.work_item_id = w.id and b.person = :person and b.ended_because = 'released' offset 0)
      and case when w.task in ('lateAnswer', 'lateCompletion')
               then :person not in (select decision_hands(w.decision_id)) else true end
    order by w.received_at, w.id
    limit 1
    for update of w skip locked""").bindparams(  # noqa: S608 - only our own words
    bindparam("person", type_=Text), bindparam("queue", type_=Text)
)
"""The oldest one that this person may take; no late answer or completion to a decision that they have a hand in. It
walks the index of what waits and stops at the first; what it passes by are this person's own ties and decisions, and
what they have handed back, each looked up by itself (`offset 0` keeps the planner from joining with everything that was
ever handed back). Taking an item changes its row, so that whoever waited for the row looks again and goes on to the
next."""

_LAPSED_OR_MINE = text("""
    select c.id, c.work_item_id, w.municipality, c.lease_ends_at <= :now as lapsed
    from claim c join work_item w on w.id = c.work_item_id
    where c.ended_at is null and (c.lease_ends_at <= :now or c.person = :person)
    order by c.person = :person desc, c.lease_ends_at
    limit 50
    for update of c skip locked""")

_TAKE = text("""
    with made as (
      insert into claim (id, work_item_id, person, role, claimed_at, lease_ends_at, entry_id)
      values (:id, :item, :person, :role, :now, :lease_ends_at, :entry_id))
    update work_item set claim_id = :id where id = :item""")

_END = text("""
    with ended as (
      update claim set ended_at = :now, ended_because = :because, release_reason = :reason, ended_entry_id = :entry_id
       where id = :id and ended_at is null
      returning work_item_id)
    update work_item w set claim_id = null, ended_at = case when :done then cast(:now as timestamptz) end,
                           ended_entry_id = case when :done then cast(:entry_id as uuid) end
    from ended where w.id = ended.work_item_id
    returning w.id""").bindparams(bindparam("because", type_=Text))


_FIND = text("""
    select c.id, c.person, c.ended_at, w.id as work_item_id, w.case_number, w.household_id, w.application_id
    from claim c join work_item w on w.id = c.work_item_id
    where c.id = :id and w.municipality = :municipality
    for update of c""")


@dataclass(frozen=True, slots=True)
class LiveClaim:
    id: UUID
    work_item_id: UUID
    municipality: str
    lapsed: bool


async def lapsed_or_mine(connection: AsyncConnection, person: str, now: datetime) -> list[LiveClaim]:
    """The caller's own claim, and some whose lease is over. One that another request is ending is left to it."""
    rows = await connection.execute(_LAPSED_OR_MINE, {"person": person, "now": now})
    return [LiveClaim(row.id, row.work_item_id, row.municipality, row.lapsed) for row in rows]


async def next_item(connection: AsyncConnection, municipality: str, queue: Queue, person: str) -> Row[Any] | None:
    """The oldest item in the queue that this person may take, locked until it is taken."""
    found = await connection.execute(NEXT, {"municipality": municipality, "queue": queue.value, "person": person})
    return found.first()


async def take(connection: AsyncConnection, claim: dict[str, Any]) -> None:
    """`claim`: id, item, person, role, now, lease_ends_at, entry_id."""
    await connection.execute(_TAKE, claim)


async def end(
    connection: AsyncConnection,
    claim_id: UUID,
    because: EndedBecause,
    *,
    now: datetime,
    entry_id: UUID,
    reason: str | None = None,
) -> bool:
    """Ends a live claim; its item waits again, or is done where there is nothing left to do. False where it had ended
    before."""
    ended = {"because": because.value, "done": because.done, "now": now, "entry_id": entry_id, "reason": reason}
    values = {"id": claim_id, **ended}
    return (await connection.execute(_END, values)).first() is not None


async def renew(connection: AsyncConnection, claim_id: UUID, lease_ends_at: datetime) -> None:
    """Work moves the lease's end forwards, never back."""
    await connection.execute(
        update(ClaimRow)
        .where(col(ClaimRow.id) == claim_id, col(ClaimRow.lease_ends_at) < lease_ends_at)
        .values(lease_ends_at=lease_ends_at)
    )


async def find(connection: AsyncConnection, claim_id: UUID, municipality: str) -> Row[Any] | None:
    """The claim with its item, locked, if it is this municipality's."""
    found = await connection.execute(_FIND, {"id": claim_id, "municipality": municipality})
    return found.first()
