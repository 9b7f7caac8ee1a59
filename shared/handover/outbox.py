"""Hand-overs leave through the outbox: written in the act's transaction, sent about once a second until taken.

A row is finished when the receiver has accepted it, had it already, or refused it for good. Anything else is sent
again for ever, with a wait that grows to a minute. A receiver that has too much to do says when to come back: until
then it is sent nothing, and then what has waited longest. Any number of processes may send: to each receiver one of
them at a time, and where that one is cut off, another.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import httpx
import orjson
import structlog
from sqlalchemy import ARRAY, DateTime, Row, String, bindparam, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import tracing
from shared.database import among
from shared.handover.events import Event, waiting_rows
from shared.running import Running
from shared.schema import outbox

log = structlog.get_logger(__name__)

BATCH = 500
GATHER = 0.2
"""Seconds that acts of the same moment get to leave together: a request with one event costs as much as with fifty."""
LONGEST_WAIT = timedelta(seconds=60)
_FINAL = ("accepted", "duplicate", "refused")
_NOT_NOW = (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE)


class NotNow(Exception):
    """The receiver has taken nothing, and asks us to come back in `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"in {seconds} s")
        self.seconds = seconds


_ADD = insert(outbox)
_NOW: Any = bindparam("now", type_=DateTime(timezone=True))
_WAITING = (
    select(outbox)
    .where(outbox.c.destination == bindparam("name"), outbox.c.ended_at.is_(None), outbox.c.next_try_at <= _NOW)
    .order_by(outbox.c.next_try_at, outbox.c.position)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
)
"""In the order of the index of what waits: nothing that was sent before is ever read again to find it."""
_DUE = text(
    """
    select name from unnest(:names) as name
    where exists (select from outbox where destination = name and ended_at is null and next_try_at <= :now)"""
).bindparams(bindparam("names", type_=ARRAY(String)), _NOW)


_ALONE = text("select pg_try_advisory_xact_lock(hashtextextended('outbox ' || :name, 0))")
"""Of several processes one at a time sends to a receiver: of two, the one's events would wait there for the other's
about the same household, in another order, and neither be taken."""
_THESE = among(outbox.c.position, "positions")
_FINISH = update(outbox).where(_THESE).values(outcome=bindparam("as"), ended_at=_NOW)
_WAIT: Any = func.least(func.power(2, outbox.c.attempts), LONGEST_WAIT.total_seconds())
_AGAIN = (
    update(outbox)
    .where(_THESE)
    .values(attempts=func.least(outbox.c.attempts + 1, 30), next_try_at=_NOW + _WAIT * timedelta(seconds=1))
)
"""After 1, 2, 4 … seconds, at most a minute, counted per event."""


async def hand_over(connection: AsyncConnection, events: Sequence[tuple[str, Event]], now: datetime) -> None:
    """Puts (destination, event) pairs in the outbox of the act's transaction."""
    rows = [{**row, "created_at": now, "next_try_at": now} for row in waiting_rows(events)]
    await connection.execute(_ADD, rows)


async def refused(connection: AsyncConnection) -> int:
    """How many hand-overs of ours their receivers refused for good: somebody has to look into each."""
    found = await connection.execute(select(func.count()).select_from(outbox).where(outbox.c.outcome == "refused"))
    return int(found.scalar_one())


async def send_for_ever(running: Running) -> None:
    """The worker's loop. Whoever something waits for is sent to by a task of its own, so that one that is away delays
    no other; where nothing waits for anybody, that is one statement a second."""
    sending: dict[str, asyncio.Task[None]] = {}
    async with asyncio.TaskGroup() as tasks:
        while True:
            for destination in await _due(running):
                if destination not in sending or sending[destination].done():
                    sending[destination] = tasks.create_task(_send_to(running, destination))
            await _pause(running.handed_over, running.settings.outbox_pause_seconds)


async def _due(running: Running) -> Sequence[str]:
    """The services that something waits for."""
    asked = {"names": list(running.settings.peers), "now": running.clock.now()}
    try:
        async with running.transaction() as connection:
            return (await connection.execute(_DUE, asked)).scalars().all()
    except Exception:  # the database is away: the loop must outlive it
        log.exception("outbox not read")
        return []


async def _send_to(running: Running, destination: str) -> None:
    try:
        while await send_waiting(running, destination) == BATCH:
            pass
    except NotNow as told:
        log.info("hand-over waits", destination=destination, seconds=told.seconds)
        await asyncio.sleep(told.seconds)
    except Exception:
        log.exception("outbox not read", destination=destination)


async def _pause(signal: asyncio.Event, seconds: float) -> None:
    """Waits for something new in this process, or for the pause to end."""
    with suppress(TimeoutError):
        await asyncio.wait_for(signal.wait(), seconds)
        await asyncio.sleep(GATHER)
        signal.clear()


async def send_waiting(running: Running, destination: str) -> int:
    """Sends one batch. Returns how many were finished: none where another process is sending there. Raises NotNow,
    with every row as it was."""
    async with running.transaction() as connection:
        if not (await connection.execute(_ALONE, {"name": destination})).scalar_one():
            return 0
        rows = (await connection.execute(_WAITING, {"name": destination, "now": running.clock.now()})).all()
        if not rows:
            return 0
        events = _fitting([_written(row.event) for row in rows], running.settings.most_hand_over_bytes)
        sent = rows[: len(events)]
        body = b'{"events":[' + b",".join(events) + b"]}"
        with tracing.span(
            f"hand over to {destination}",
            tracing.PRODUCER,
            links=_traces(sent),
            destination=destination,
            count=len(sent),
        ):
            results = await _post(running, destination, sent, body)
        return await _keep(connection, sent, results, running.clock.now())


def _traces(rows: Sequence[Row[Any]]) -> list[str]:
    return [row.event["traceparent"] for row in rows if "traceparent" in row.event]


def _written(event: Any) -> bytes:
    return orjson.dumps(event)


def _fitting(events: Sequence[bytes], most: int) -> Sequence[bytes]:
    """The first of them that a receiver takes in one request (413 otherwise, for ever); at least one."""
    size = len('{"events":[]}')
    for count, event in enumerate(events):
        size += len(event) + 1
        if size > most and count:
            return events[:count]
    return events


async def _post(running: Running, destination: str, rows: Sequence[Row[Any]], body: bytes) -> dict[str, dict[str, Any]]:
    """What the receiver said of each event, by event id; nothing where it did not answer as it should. Raises
    NotNow."""
    url = f"{running.settings.peers[destination]}/v1/inbox"
    try:
        headers = {"Content-Type": "application/json", **running.bearer(destination)}
        answer = await running.client.post(url, content=body, headers=headers)
        _heed(answer)
        answer.raise_for_status()
        return {result["id"]: result for result in answer.json()["results"]}
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        log.warning("hand-over not taken", destination=destination, count=len(rows), error=type(error).__name__)
        return {}


def _heed(answer: httpx.Response) -> None:
    """Raises NotNow where the answer says when to come back, in seconds."""
    said = answer.headers.get("Retry-After", "")
    if answer.status_code in _NOT_NOW and said.isdecimal() and said.isascii():
        raise NotNow(min(int(said[:9]), int(LONGEST_WAIT.total_seconds())))


async def _keep(
    connection: AsyncConnection, rows: Sequence[Row[Any]], results: dict[str, dict[str, Any]], now: datetime
) -> int:
    """One statement for all that got the same outcome, one for all that must wait."""
    by_outcome: dict[str, list[int]] = {}
    for row in rows:
        outcome = results.get(str(row.id), {}).get("outcome")
        by_outcome.setdefault(outcome if outcome in _FINAL else "", []).append(row.position)
    for outcome, positions in by_outcome.items():
        what = {"positions": positions, "now": now}
        await connection.execute(*((_FINISH, {**what, "as": outcome}) if outcome else (_AGAIN, what)))
    for row in rows:
        if problem := results.get(str(row.id), {}).get("problem"):
            log.error("hand-over refused", eventId=str(row.id), eventType=row.event["type"], problem=problem["type"])
            await connection.execute(update(outbox).where(outbox.c.position == row.position).values(problem=problem))
    return sum(len(positions) for outcome, positions in by_outcome.items() if outcome)
