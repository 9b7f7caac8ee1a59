"""How many wait, counted on the index of what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.decision.queues.rules import Queue

_LENGTHS = text("""
    select queue, count(*) as waiting, min(received_at) as oldest from (
      select queue, received_at from work_item
       where municipality = :municipality and queue = any(:queues)
         and claim_id is null and ended_at is null and proposal_id is null and completion_id is null
      union all
      select w.queue, w.received_at from claim c join work_item w on w.claim_id = c.id
       where w.municipality = :municipality and w.queue = any(:queues)
         and c.ended_at is null and c.lease_ends_at <= :now) as waiting
    group by queue""")


@dataclass(frozen=True, slots=True)
class Length:
    """`oldest`: when the one that has waited longest came in; None where nothing waits."""

    queue: Queue
    waiting: int
    oldest: datetime | None


async def lengths(
    connection: AsyncConnection, municipality: str, queues: Sequence[Queue], now: datetime
) -> list[Length]:
    """What is claimed, or awaits approval, does not wait in its queue: not until the claim's lease is over."""
    names = [queue.value for queue in queues]
    parameters = {"municipality": municipality, "queues": names, "now": now}
    rows = {row.queue: row for row in await connection.execute(_LENGTHS, parameters)}
    return [
        Length(queue, rows[queue].waiting, rows[queue].oldest) if queue in rows else Length(queue, 0, None)
        for queue in queues
    ]
