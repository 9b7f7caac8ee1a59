"""What the unit waits for, as Prometheus asks: how much is in each queue, and how old the oldest is.

Protected persons' items count with those of the queue `new`, whose handlers take them too: a queue of their own with
one item in it would tell that somebody protected has applied in a small municipality (C8).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from prometheus_client.core import Metric
from sqlalchemy import ARRAY, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.watching import counts
from shared.watching.gauges import table

_WAITING = text("""
    select municipality, case queue when 'protected' then 'new' else queue end as queue, count(*) as waiting,
           min(received_at) as oldest
    from (select municipality, queue, received_at from work_item
           where claim_id is null and ended_at is null and proposal_id is null and completion_id is null
          union all
          select w.municipality, w.queue, w.received_at from claim c join work_item w on w.claim_id = c.id
           where c.ended_at is null and c.lease_ends_at <= :now) as waiting
    group by 1, 2""")
_DECIDED = text("""
    select d.municipality, d.kind, extract(epoch from d.decided_at - a.received_at)::float as seconds
    from decision d join application a on a.id = d.application_id
    where d.id = any(:ids)""").bindparams(bindparam("ids", type_=ARRAY(Uuid)))


async def waiting(connection: AsyncConnection, now: datetime) -> list[Metric]:
    """By queue: what is in nobody's hands, or in those of somebody whose claim is over."""
    rows = (await connection.execute(_WAITING, {"now": now})).all()
    labels = ["municipality", "queue"]
    counted = [([row.municipality, row.queue], row.waiting) for row in rows]
    ages = [([row.municipality, row.queue], (now - row.oldest).total_seconds()) for row in rows]
    return [
        table("bistand_work_items_waiting", "Work items that nobody has taken.", labels, counted),
        table("bistand_work_item_oldest_seconds", "Since the oldest of them came in.", labels, ages),
    ]


async def count_decisions(connection: AsyncConnection, entries: Sequence[Mapping[str, Any]]) -> None:
    """How long each application has waited for its decision."""
    made = [entry for entry in entries if (entry["act"], entry["outcome"]) == ("decisionMade", "done")]
    ids = [entry["subjects"]["decisionId"] for entry in made]
    if ids:
        for row in await connection.execute(_DECIDED, {"ids": ids}):
            counts.DECISION_SECONDS.labels(row.municipality, row.kind).observe(row.seconds)
