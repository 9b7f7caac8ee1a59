"""The outbox: what was handed over is sent until it is taken, and by one worker at a time."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy import Row, text

from deploy.local.databases import Database
from shared.auth.statements import Subject
from shared.clock import Clock
from shared.handover.again import BATCH, wait_again
from shared.handover.events import event
from shared.handover.outbox import _DUE, _WAITING, NotNow, hand_over, send_for_ever, send_waiting
from shared.ids import new_id
from shared.problems import Text
from shared.running import Running, Service
from shared.settings import ServiceSettings
from shared.web import build_app
from tests.harness.service import ServiceUnderTest, serve


class StoppedClock(Clock):
    """However long something takes, no time passes."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self._at = at

    def now(self) -> datetime:
        return self._at


class Peer:
    """Another service's inbox that answers as a test tells it to."""

    def __init__(
        self, outcome: str = "accepted", status: int = 200, delay: float = 0, headers: dict[str, str] | None = None
    ) -> None:
        self.outcome, self.status, self.delay, self.headers = outcome, status, delay, headers
        self.got: list[str] = []
        self.asked = asyncio.Event()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(self.delay)
        ids = [item["id"] for item in json.loads(request.content)["events"]]
        self.got += ids
        self.asked.set()
        problem = {"problem": {"type": "…/statement-refused"}} if self.outcome == "refused" else {}
        return httpx.Response(
            self.status,
            json={"results": [{"id": one, "outcome": self.outcome, **problem} for one in ids]},
            headers=self.headers,
        )

    async def until(self, count: int) -> None:
        """Until it has got so many."""
        async with asyncio.timeout(30):
            while len(self.got) < count:
                await self.asked.wait()
                self.asked.clear()

    def reached_by(self, running: Running) -> Running:
        return replace(running, client=httpx.AsyncClient(transport=httpx.MockTransport(self)))


@pytest.fixture
def database(fresh_database: Callable[[str], Database]) -> Database:
    return fresh_database("intake")


@pytest.fixture
async def service(database: Database, tmp_path: Path) -> AsyncIterator[ServiceUnderTest]:
    parts = Service("intake", "Outbox", Text("", ""), settings=ServiceSettings, routers=())
    async with serve(parts, build_app(parts), database, tmp_path) as serving:
        yield serving


@pytest.fixture
def running(service: ServiceUnderTest) -> Running:
    return service.running


async def put(running: Running, count: int) -> list[str]:
    events = []
    for _ in range(count):
        subject = Subject("household", str(new_id()), 1)
        events.append(event("householdRegistered", "1261", subject, statement="s", document={"salt": "x"}))
    async with running.transaction() as connection:
        await hand_over(connection, [("decision", item) for item in events], running.clock.now())
    return [str(item.id) for item in events]


async def rows(running: Running) -> list[Row[Any]]:
    async with running.engine.connect() as connection:
        return list(await connection.execute(text("select * from outbox order by position")))


async def test_what_is_taken_is_sent_once_and_in_order(running: Running) -> None:
    sent, peer = await put(running, 3), Peer()
    assert await send_waiting(peer.reached_by(running), "decision") == 3
    assert await send_waiting(peer.reached_by(running), "decision") == 0
    assert peer.got == sent
    assert [row.outcome for row in await rows(running)] == ["accepted"] * 3


@pytest.mark.parametrize("outcome", ["duplicate", "refused"])
async def test_a_final_answer_ends_it(running: Running, outcome: str) -> None:
    await put(running, 1)
    assert await send_waiting(Peer(outcome).reached_by(running), "decision") == 1
    (row,) = await rows(running)
    assert row.outcome == outcome
    assert (row.problem is not None) == (outcome == "refused")


async def test_whoever_watches_over_the_service_sees_how_many_were_refused(service: ServiceUnderTest) -> None:
    await put(service.running, 2)
    await send_waiting(Peer("refused").reached_by(service.running), "decision")
    await put(service.running, 1)
    await send_waiting(Peer().reached_by(service.running), "decision")
    assert (await service.client.get("/health/ready")).json()["refusedHandOvers"] == 2


async def test_refused_hand_overs_are_counted_without_reading_all_that_was_sent(running: Running) -> None:
    async with running.engine.connect() as connection:
        await connection.execute(text("set enable_seqscan = off"))
        plan = await connection.execute(text("explain select count(*) from outbox where outcome = 'refused'"))
        assert "outbox_refusals" in " ".join(plan.scalars())


@pytest.mark.parametrize("peer", [Peer(status=503), Peer(status=404), Peer("who knows")])
async def test_anything_else_is_sent_again_later(running: Running, peer: Peer) -> None:
    await put(running, 2)
    assert await send_waiting(peer.reached_by(running), "decision") == 0
    for row in await rows(running):
        assert (row.ended_at, row.attempts) == (None, 1)
        assert row.next_try_at - row.created_at >= timedelta(seconds=1)
    assert await send_waiting(Peer().reached_by(running), "decision") == 0, "not before its time"


async def test_the_wait_grows_to_a_minute_and_no_longer(running: Running) -> None:
    await put(running, 1)
    clock, waits = StoppedClock(running.clock.now()), []
    stopped = replace(Peer(status=503).reached_by(running), clock=clock)
    for _ in range(9):
        async with running.transaction() as connection:
            await connection.execute(text("update outbox set next_try_at = created_at"))
        await send_waiting(stopped, "decision")
        (row,) = await rows(running)
        waits.append((row.next_try_at - clock.now()).total_seconds())
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


async def test_two_workers_send_nothing_twice(running: Running) -> None:
    sent, peer = await put(running, 50), Peer(delay=0.1)
    held = peer.reached_by(running)
    assert sum(await asyncio.gather(*(send_waiting(held, "decision") for _ in range(3)))) == 50
    assert sorted(peer.got) == sorted(sent)


async def test_of_several_processes_one_at_a_time_sends_to_a_receiver(running: Running) -> None:
    """Two batches with events about the same household would wait there for each other."""
    first = await put(running, 1)
    meanwhile: list[int] = []

    class Watching(Peer):
        async def __call__(self, request: httpx.Request) -> httpx.Response:
            await put(running, 1)
            meanwhile.append(await send_waiting(running, "decision"))
            return await super().__call__(request)

    peer = Watching()
    assert await send_waiting(peer.reached_by(running), "decision") == 1
    assert (peer.got, meanwhile) == (first, [0])
    assert await send_waiting(Peer().reached_by(running), "decision") == 1


class SmallPeer(Peer):
    """It takes no more than its limit, as every service does."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(413) if len(request.content) > self.most else await super().__call__(request)


async def test_large_hand_overs_go_as_many_at_a_time_as_are_taken(running: Running) -> None:
    """Otherwise the same batch would be refused for ever, and all behind it."""
    sent, peer = await put(running, 7), SmallPeer(1000)
    settings = running.settings.model_copy(update={"most_hand_over_bytes": peer.most})
    held = replace(peer.reached_by(running), settings=settings)
    while await send_waiting(held, "decision"):
        pass
    assert peer.got == sent
    assert len({row.outcome for row in await rows(running)}) == 1


async def test_what_waits_is_found_on_its_index_however_much_was_sent(running: Running, database: Database) -> None:
    """100 000 were sent, and PostgreSQL has not counted them yet: nothing of them is read to find the one that waits,
    or that nothing waits for somebody."""
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute("alter table outbox set (autovacuum_enabled = false)")
    with psycopg.connect(database.runtime_dsn) as sender:
        sender.execute(
            """insert into outbox (id, destination, event, created_at, next_try_at, ended_at, outcome)
               select uuidv7(), 'decision', '{}', now(), now(), now(), 'accepted' from generate_series(1, 100000)"""
        )
    await put(running, 1)
    for statement in (_WAITING, _DUE):
        plan = await _plan(running, statement)
        assert "using outbox_waiting on outbox (actual rows=1" in plan.lower(), plan
        assert "Seq Scan" not in plan, plan
        assert "Sort" not in plan, plan


async def _plan(running: Running, statement: Any) -> str:
    values = {"names": ["decision"], "name": "decision", "now": running.clock.now()}
    used = {name: value for name, value in values.items() if name in statement.compile().params}
    async with running.transaction() as connection:
        written = statement.params(used).compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        explain = f"explain (analyze, costs off, timing off, summary off, buffers off) {written}"
        return "\n".join((await connection.exec_driver_sql(explain)).scalars())


async def test_whoever_something_waits_for_is_sent_to(running: Running) -> None:
    """By the loop itself: what waits at its start, and what comes while it runs."""
    peer, first = Peer(), await put(running, 1)
    loop = asyncio.create_task(send_for_ever(peer.reached_by(running)))
    try:
        await peer.until(1)
        second = await put(running, 2)
        running.handed_over.set()
        await peer.until(3)
        assert peer.got == first + second
    finally:
        loop.cancel()


@pytest.mark.parametrize("status", [429, 503])
async def test_a_receiver_that_says_when_to_come_back_is_sent_nothing_until_then(running: Running, status: int) -> None:
    """What is waiting keeps its place: what comes later is not sent before it."""
    busy, first = Peer(status=status, headers={"Retry-After": "30"}), await put(running, 2)
    loop = asyncio.create_task(send_for_ever(busy.reached_by(running)))
    try:
        await busy.until(2)
        second = await put(running, 1)
        running.handed_over.set()
        await asyncio.sleep(0.5)
        assert busy.got == first, "asked again before the time that it gave"
    finally:
        loop.cancel()
    assert [(row.attempts, row.next_try_at <= running.clock.now()) for row in await rows(running)] == [(0, True)] * 3
    free = Peer()
    assert await send_waiting(free.reached_by(running), "decision") == 3
    assert free.got == first + second


@pytest.mark.parametrize(("said", "seconds"), [("2", 2), ("86400", 60), ("9" * 400, 60)])
async def test_nobody_is_waited_for_longer_than_a_minute(running: Running, said: str, seconds: int) -> None:
    await put(running, 1)
    with pytest.raises(NotNow) as told:
        await send_waiting(Peer(status=503, headers={"Retry-After": said}).reached_by(running), "decision")
    assert told.value.seconds == seconds


@pytest.mark.parametrize("said", ["", "-1", "soon", "Sun, 22 Nov 2026 10:00:00 GMT"])
async def test_who_says_nothing_readable_is_tried_again_as_ever(running: Running, said: str) -> None:
    await put(running, 1)
    assert await send_waiting(Peer(status=503, headers={"Retry-After": said}).reached_by(running), "decision") == 0
    (row,) = await rows(running)
    assert row.attempts == 1


async def test_an_act_that_is_rolled_back_hands_over_nothing(running: Running) -> None:
    made = event("householdRegistered", "1261", Subject("household", str(new_id()), 1), statement="s", document={})

    async def act() -> None:
        async with running.transaction() as connection:
            await hand_over(connection, [("decision", made)], running.clock.now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await act()
    assert await rows(running) == []


async def test_what_a_receiver_has_lost_is_sent_again(running: Running) -> None:
    """Its database was put back to `then`. What it had refused is for somebody to look into, and stays so."""
    await put(running, 2)
    await send_waiting(Peer().reached_by(running), "decision")
    then = running.clock.now()
    lost = await put(running, 3)
    await send_waiting(Peer().reached_by(running), "decision")
    await put(running, 1)
    await send_waiting(Peer("refused").reached_by(running), "decision")
    assert [await wait_again(running, name, then) for name in ("payout", "decision", "decision")] == [0, 3, 0]
    peer = Peer()
    assert await send_waiting(peer.reached_by(running), "decision") == 3
    assert peer.got == lost
    assert [row.outcome for row in await rows(running)] == ["accepted"] * 5 + ["refused"]


async def test_more_than_a_batch_is_sent_again(running: Running) -> None:
    await put(running, BATCH + 1)
    while await send_waiting(Peer().reached_by(running), "decision"):
        pass
    assert await wait_again(running, "decision", running.clock.now() - timedelta(hours=1)) == BATCH + 1
