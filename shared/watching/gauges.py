"""What a service's database holds, asked when Prometheus asks, and at most every ten seconds in a process.

Every process of a service has the same database and tells the same: take the maximum of them, never the sum.
"""

import asyncio
import time
from collections.abc import Iterable, Sequence
from datetime import datetime

import structlog
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.removal import overdue
from shared.running import Running

log = structlog.get_logger(__name__)

FRESH_SECONDS = 10.0
PATIENCE_SECONDS = 8.0
"""Below Prometheus' own time-out of ten, so that it learns that the database is slow, and the rest."""

_OUTBOX = text("""
    select destination, count(*) as waiting, min(created_at) as oldest from outbox where ended_at is null
    group by destination""")
_REFUSED = text("select destination, count(*) from outbox where outcome = 'refused' group by destination")
_JOBS = text("""
    with unfinished as (
      select task_name, count(*) as waiting, min(id) as first from procrastinate_jobs
      where status in ('todo', 'doing') group by task_name)
    select task_name, waiting, extract(epoch from clock_timestamp() - (
             select min(at) from procrastinate_events where job_id = first and type = 'deferred'))::float as oldest
    from unfinished""")
_LOG = text("""
    select size, (select count(*) from log_entry where seq is null) as waiting,
           (select extract(epoch from clock_timestamp() - uuid_extract_timestamp(id))::float from log_entry
             where seq is null order by id limit 1) as oldest
    from log_head""")


class Gauges(Collector):
    """`loop` is the service's own, where its database is asked from Prometheus' thread."""

    def __init__(self, running: Running, loop: asyncio.AbstractEventLoop) -> None:
        self._running = running
        self._loop = loop
        self._asked = asyncio.Lock()
        self._until = 0.0
        self._held: Sequence[Metric] = ()

    def describe(self) -> Iterable[Metric]:
        """Nothing is asked before somebody wants to know."""
        return ()

    def collect(self) -> Iterable[Metric]:
        yield from of_process(self._running)
        held: Sequence[Metric] = ()
        try:
            held = asyncio.run_coroutine_threadsafe(self._fresh(), self._loop).result(PATIENCE_SECONDS)
        except Exception as error:  # whatever it is, all else is told
            log.warning("figures not had from the database", error=type(error).__name__)
        yield _gauge("bistand_database_answers", "1 where the figures of the database are there.", int(bool(held)))
        yield from held

    async def _fresh(self) -> Sequence[Metric]:
        async with self._asked:
            if time.monotonic() > self._until:
                async with asyncio.timeout(PATIENCE_SECONDS), self._running.transaction() as connection:
                    self._held = await of_database(self._running, connection)
                self._until = time.monotonic() + FRESH_SECONDS
            return self._held


async def of_database(running: Running, connection: AsyncConnection) -> list[Metric]:
    """All figures of the service's database: the kernel's, and the service's own."""
    now, service = running.clock.now(), running.service
    found = await _outbox(connection, now)
    late = await overdue(connection, running.settings, now)
    found.append(table("bistand_removal_overdue_seconds", "Since the oldest should have been gone.", ["kind"], late))
    if service.jobs:
        found += await _jobs(connection)
    if service.keeps_log:
        found += await _log(connection, service.name)
    for measure in service.measures:
        found += await measure(connection, now)
    return found


def table(name: str, what: str, labels: Sequence[str], rows: Iterable[tuple[Sequence[str], float]]) -> Metric:
    """A gauge with these rows: (labels' values, figure)."""
    gauge = GaugeMetricFamily(name, what, labels=labels)
    for values, figure in rows:
        gauge.add_metric(values, figure)
    return gauge


def _gauge(name: str, what: str, figure: float) -> Metric:
    return GaugeMetricFamily(name, what, value=figure)


def of_process(running: Running) -> list[Metric]:
    """Who waits at this process's door, and how long the keys of the others are trusted yet."""
    now, doors = running.clock.now(), running.doors
    lines = {"people": doors.people, "services": doors.services}
    refused = CounterMetricFamily("bistand_requests_not_admitted", "Told to come back later.", labels=["line"])
    for name, line in lines.items():
        refused.add_metric([name], line.refused)
    refused.add_metric(["oneToken"], doors.refused)
    at_work = [([name], line.at_work) for name, line in lines.items()]
    waiting = [([name], line.waiting) for name, line in lines.items()]
    ends = [([name], (end - now).total_seconds()) for name, end in running.trust.ends().items()]
    return [
        refused,
        table("bistand_requests_at_work", "Requests that this process works on.", ["line"], at_work),
        table("bistand_requests_waiting", "Requests in this process's line.", ["line"], waiting),
        table("bistand_trust_seconds_left", "Until no key of this service is trusted any more.", ["of"], ends),
        _gauge("bistand_clock_offset_seconds", "0 in production.", running.clock.offset.total_seconds()),
    ]


async def _outbox(connection: AsyncConnection, now: datetime) -> list[Metric]:
    rows = (await connection.execute(_OUTBOX)).all()
    refused = (await connection.execute(_REFUSED)).all()
    to = ["destination"]
    ages = [([row.destination], (now - row.oldest).total_seconds()) for row in rows]
    return [
        table("bistand_outbox_waiting", "Hand-overs not yet taken.", to, [([row[0]], row.waiting) for row in rows]),
        table("bistand_outbox_oldest_seconds", "Age of the oldest of them.", to, ages),
        table(
            "bistand_outbox_refused", "Refused for good since ever.", to, [([name], count) for name, count in refused]
        ),
    ]


async def _jobs(connection: AsyncConnection) -> list[Metric]:
    rows = (await connection.execute(_JOBS)).all()
    waiting = [([row.task_name], row.waiting) for row in rows]
    ages = [([row.task_name], row.oldest) for row in rows if row.oldest is not None]
    return [
        table("bistand_jobs_waiting", "Jobs not yet done.", ["task"], waiting),
        table("bistand_jobs_oldest_seconds", "Since the oldest of them was deferred.", ["task"], ages),
    ]


async def _log(connection: AsyncConnection, name: str) -> list[Metric]:
    head = (await connection.execute(_LOG)).one()
    return [
        table("bistand_log_size", "Entries in the signed control log.", ["log"], [([name], head.size)]),
        table("bistand_log_waiting", "Entries not yet in it.", ["log"], [([name], head.waiting)]),
        table("bistand_log_oldest_seconds", "Age of the oldest of those.", ["log"], [([name], head.oldest or 0)]),
    ]
