"""What the unit waits for, as Prometheus asks: how much is in each queue, and how old the oldest is."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from prometheus_client import Histogram
from prometheus_client.core import Metric
from sqlalchemy import ARRAY, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.decision.queues import store
from services.decision.queues.rules import as_figures
from shared.watching.gauges import table

_DECIDED = text("""
    select d.municipality, d.kind, extract(epoch from d.decided_at - a.received_at)::float as seconds
    from decision d join application a on a.id = d.application_id
    where d.id = any(:ids)""").bindparams(bindparam("ids", type_=ARRAY(Uuid)))

_DAY = 86_400
_SECONDS = Histogram(
    "bistand_decision_seconds",
    "From an application's arrival to its decision, by kind of application.",
    ["municipality", "kind"],
    buckets=tuple(days * _DAY for days in (0.25, 1, 2, 3, 5, 7, 10, 14, 21, 30, 60)),
)


async def waiting(connection: AsyncConnection, now: datetime) -> list[Metric]:
    """By queue: what is in nobody's hands, or in those of somebody whose claim is over."""
    everywhere = await store.lengths_everywhere(connection, now)
    figures = [([place, one.queue.value], one) for place, lengths in everywhere.items() for one in as_figures(lengths)]
    labels = ["municipality", "queue"]
    counted = [(row, one.waiting) for row, one in figures]
    ages = [(row, (now - one.oldest).total_seconds()) for row, one in figures if one.oldest is not None]
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
            _SECONDS.labels(row.municipality, row.kind).observe(row.seconds)
