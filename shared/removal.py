"""What has served its time is removed: hand-overs that were taken, and answers to requests (docs/adr/0017).

A few hundred rows a transaction, the oldest first, and none that another process is at. What waits, and what a receiver
has refused, stays whatever its age: a trigger holds that too. The ids of what was taken in stay for ever.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Column, Delete, Select, any_, bindparam, delete, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.running import Running
from shared.schema import idempotency_key, outbox
from shared.settings import ServiceSettings

log = structlog.get_logger(__name__)

BATCH = 500
MOST_BATCHES = 20
"""In a run, of each kind: much that comes to be removable at once does not keep a database busy."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is removed together. `days`: how long it is kept. `remove` takes `before` and `most`."""

    name: str
    days: Callable[[ServiceSettings], int]
    remove: Delete
    oldest: Select[datetime]

    def before(self, settings: ServiceSettings, now: datetime) -> datetime:
        """What is from earlier than this is removed."""
        return now - timedelta(days=self.days(settings))


def _kind(name: str, days: Callable[[ServiceSettings], int], since: Column[datetime], *served: Any) -> Kind:
    """`since` has an index of those rows that have `served`."""
    row: Any = literal_column("ctid")
    old = select(row).select_from(since.table).where(*served, since < bindparam("before"))
    some = old.order_by(since).limit(bindparam("most")).with_for_update(skip_locked=True)
    remove = delete(since.table).where(row == any_(func.array(some.scalar_subquery())))
    return Kind(name, days, remove, select(func.min(since)).where(*served))


HAND_OVERS = _kind(
    "handOvers", lambda settings: settings.hand_overs_kept_days, outbox.c.ended_at, outbox.c.outcome != "refused"
)
ANSWERS = _kind("answers", lambda settings: settings.answers_kept_days, idempotency_key.c.claimed_at)
KINDS = (HAND_OVERS, ANSWERS)


async def remove_for_ever(running: Running) -> None:
    """The worker's loop, until cancelled."""
    while True:
        for kind in KINDS:
            try:
                if count := await remove(running, kind):
                    log.info("removed what has served its time", reason=kind.name, count=count)
            except Exception:  # the database is away: the loop must outlive it
                log.exception("nothing removed", reason=kind.name)
        await asyncio.sleep(running.settings.removal_pause_seconds)


async def remove(running: Running, kind: Kind) -> int:
    """One run. Returns how many it has removed."""
    count = 0
    for _ in range(MOST_BATCHES):
        removed = await _remove_some(running, kind)
        count += removed
        if removed < BATCH:
            break
    return count


async def _remove_some(running: Running, kind: Kind) -> int:
    before = kind.before(running.settings, running.clock.now())
    async with running.transaction() as connection:
        return (await connection.execute(kind.remove, {"before": before, "most": BATCH})).rowcount


async def overdue(
    connection: AsyncConnection, settings: ServiceSettings, now: datetime
) -> list[tuple[list[str], float]]:
    """For each kind, for how many seconds the oldest should have been gone."""
    found = []
    for kind in KINDS:
        oldest = (await connection.execute(kind.oldest)).scalar_one()
        late = 0.0 if oldest is None else (kind.before(settings, now) - oldest).total_seconds()
        found.append(([kind.name], max(late, 0.0)))
    return found
