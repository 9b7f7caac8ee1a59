"""How many wait, counted on the index of what waits."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.decision.queues.rules import Length, Queue
from services.decision.queues.waiting import WAITING

_LENGTHS = text(f"""
    select queue, count(*) as waiting, min(received_at) as oldest from ({WAITING}) as waiting
     where municipality = :municipality and queue = any(:queues) group by queue""")  # noqa: S608 - only our own words
_EVERYWHERE = text(f"""
    select municipality, queue, count(*) as waiting, min(received_at) as oldest from ({WAITING}) as waiting
     group by municipality, queue""")  # noqa: S608 - only our own words


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


async def lengths_everywhere(connection: AsyncConnection, now: datetime) -> dict[str, list[Length]]:
    """By municipality. Queues in which nothing waits are not there."""
    found: dict[str, list[Length]] = defaultdict(list)
    for row in await connection.execute(_EVERYWHERE, {"now": now}):
        found[row.municipality].append(Length(Queue(row.queue), row.waiting, row.oldest))
    return found
