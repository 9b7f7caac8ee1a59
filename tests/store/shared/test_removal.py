"""What has served its time is removed, and nothing else: not what waits, not what was refused, and no id that was taken
in."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Delete, Select, event, text

from deploy.local.databases import Database
from shared.idempotency import Claim, claim
from shared.problems import Busy, Text
from shared.removal import ANSWERS, BATCH, HAND_OVERS, KINDS, MOST_BATCHES, Kind, overdue, remove, remove_for_ever
from shared.running import Running, Service
from shared.settings import ServiceSettings
from shared.web import build_app
from tests.harness.service import serve

KEPT = 35
SENT = """insert into outbox (id, destination, event, created_at, next_try_at, ended_at, outcome)
          select uuidv7(), 'decision', '{"type": "told"}', old, old, %(ended)s, %(outcome)s
          from generate_series(1, %(count)s), lateral (select now() - %(days)s * interval '1 day' as old)"""
ANSWERED = """insert into idempotency_key (caller, key, request_digest, claimed_at, status, headers, body)
              select 'caller', 'key-number-' || %(days)s || '-' || lpad(n::text, 8, '0'), 'd',
                     now() - %(days)s * interval '1 day', 201, '{}', 'first'
              from generate_series(1, %(count)s) n"""


@pytest.fixture
def database(fresh_database: Callable[[str], Database]) -> Database:
    return fresh_database("intake")


@pytest.fixture
async def running(database: Database, tmp_path: Path) -> AsyncIterator[Running]:
    parts = Service("intake", "Removal", Text("", ""), settings=ServiceSettings, routers=())
    async with serve(parts, build_app(parts), database, tmp_path) as serving:
        yield serving.running


def sent(database: Database, *, days: int, outcome: str | None = "accepted", count: int = 1) -> None:
    """Hand-overs that ended so many days ago, or that have waited since."""
    ended = SENT if outcome is None else SENT.replace("%(ended)s", "old")
    with psycopg.connect(database.runtime_dsn) as sql:
        sql.execute(ended.encode(), {"days": days, "outcome": outcome, "ended": None, "count": count})


def answered(database: Database, *, days: int, count: int = 1) -> None:
    with psycopg.connect(database.runtime_dsn) as sql:
        sql.execute(ANSWERED, {"days": days, "count": count})


async def left(running: Running, table: str) -> int:
    async with running.engine.connect() as connection:
        return int((await connection.execute(text(f"select count(*) from {table}"))).scalar_one())


@pytest.mark.parametrize(
    ("days", "outcome", "stays"),
    [
        (KEPT + 1, "accepted", False),
        (KEPT + 1, "duplicate", False),
        (KEPT - 1, "accepted", True),
        (KEPT - 1, "duplicate", True),
        (9999, None, True),
        (9999, "refused", True),
    ],
)
async def test_only_a_hand_over_that_was_taken_long_ago_is_removed(
    running: Running, database: Database, days: int, outcome: str | None, stays: bool
) -> None:
    sent(database, days=days, outcome=outcome)
    assert await remove(running, HAND_OVERS) == (not stays)
    assert await left(running, "outbox") == stays


async def test_what_waited_for_long_is_kept_from_when_it_was_taken(running: Running, database: Database) -> None:
    sent(database, days=9999, outcome=None)
    async with running.transaction() as connection:
        await connection.execute(
            text("update outbox set ended_at = :now, outcome = 'accepted'"), {"now": running.clock.now()}
        )
    assert await remove(running, HAND_OVERS) == 0


async def test_an_id_that_was_taken_in_is_never_removed(running: Running, database: Database) -> None:
    with psycopg.connect(database.runtime_dsn) as sql:
        sql.execute("insert into inbox values (uuidv7(), 'decision', 'told', '2001-01-01', 'accepted')")
        sql.commit()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql.execute("delete from inbox")
    for kind in KINDS:
        await remove(running, kind)
    assert await left(running, "inbox") == 1


async def test_an_answer_is_removed_when_nobody_asks_again(running: Running, database: Database) -> None:
    answered(database, days=KEPT + 1)
    answered(database, days=KEPT - 1)
    assert await remove(running, ANSWERS) == 1
    old, recent = (Claim("caller", f"key-number-{days}-00000001", "d") for days in (KEPT + 1, KEPT - 1))
    async with running.transaction() as connection:
        first = await claim(connection, recent, running.clock.now())
        assert (first.body if first else None) == b"first"
        assert await claim(connection, old, running.clock.now()) is None, "it is a request like any other"


async def test_the_settings_say_for_how_long(running: Running, database: Database) -> None:
    sent(database, days=8)
    answered(database, days=8)
    object.__setattr__(running, "settings", running.settings.model_copy(update={"hand_overs_kept_days": 7}))
    assert [await remove(running, kind) for kind in KINDS] == [1, 0]


async def test_a_run_removes_so_much_and_the_next_ones_the_rest(running: Running, database: Database) -> None:
    most = BATCH * MOST_BATCHES
    sent(database, days=KEPT + 2, count=most + 1)
    assert [await remove(running, HAND_OVERS) for _ in range(3)] == [most, 1, 0]


async def test_several_processes_remove_side_by_side(running: Running, database: Database) -> None:
    """None waits for what another is at."""
    sent(database, days=KEPT + 1, count=3 * BATCH)
    answered(database, days=KEPT + 1, count=3 * BATCH)
    with psycopg.connect(database.runtime_dsn) as another:
        another.execute("select from outbox order by ended_at limit 10 for update")
        removed = await asyncio.gather(*(remove(running, kind) for kind in (*KINDS, *KINDS)))
        assert sum(removed) == 6 * BATCH - 10
    assert await remove(running, HAND_OVERS) == 10


async def test_the_worker_removes_by_itself(running: Running, database: Database) -> None:
    sent(database, days=KEPT + 1)
    answered(database, days=KEPT + 1)
    loop = asyncio.create_task(remove_for_ever(running))
    try:
        async with asyncio.timeout(30):
            await _until_gone(running)
    finally:
        loop.cancel()


async def _until_gone(running: Running) -> None:
    while await left(running, "outbox") or await left(running, "idempotency_key"):  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0.05)


async def test_it_is_told_how_late_removal_is(running: Running, database: Database) -> None:
    now = running.clock.now()
    async with running.transaction() as connection:
        assert await overdue(connection, running.settings, now) == [(["handOvers"], 0.0), (["answers"], 0.0)]
    sent(database, days=KEPT + 2)
    sent(database, days=9999, outcome="refused")
    answered(database, days=KEPT - 1)
    async with running.transaction() as connection:
        late = {name: seconds for (name,), seconds in await overdue(connection, running.settings, now)}
    assert late["answers"] == 0
    assert abs(late["handOvers"] - timedelta(days=2).total_seconds()) < 60


@pytest.mark.parametrize(("kind", "index"), [(HAND_OVERS, "outbox_taken"), (ANSWERS, "idempotency_key_claimed")])
async def test_what_stays_is_not_read_to_find_what_goes(
    running: Running, database: Database, kind: Kind, index: str
) -> None:
    sent(database, days=1, count=20_000)
    sent(database, days=9999, outcome="refused", count=2_000)
    sent(database, days=9999, outcome=None, count=2_000)
    answered(database, days=1, count=20_000)
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute("analyze")
    for statement in (kind.remove, kind.oldest):
        plan = await _plan(running, statement, before=kind.before(running.settings, running.clock.now()), most=BATCH)
        assert index in plan
        assert "Seq Scan" not in plan, plan
        (pages,) = re.findall(r"^ *Buffers: shared hit=(\d+)", plan, re.MULTILINE)[:1]
        assert int(pages) <= 5, plan


async def _plan(running: Running, statement: Delete | Select[Any], **values: Any) -> str:
    written = statement.compile(dialect=running.engine.dialect)
    given = written.construct_params(values)
    async with running.engine.begin() as connection:
        explain = f"explain (analyze, costs off, timing off, summary off, buffers) {written}"
        sent = await connection.exec_driver_sql(explain, tuple(given[name] for name in written.positiontup or ()))
        return "\n".join(sent.scalars())


async def test_one_whose_answer_goes_at_that_moment_is_told_to_come_back(running: Running, database: Database) -> None:
    """Between the two statements that look for it. The next try is a new request."""
    answered(database, days=KEPT + 1)
    again = Claim("caller", f"key-number-{KEPT + 1}-00000001", "d")

    def removed_meanwhile(_: object, __: object, statement: str, *rest: object) -> None:
        if statement.startswith("SELECT"):
            with psycopg.connect(database.runtime_dsn) as another:
                another.execute("delete from idempotency_key")

    async with running.transaction() as connection:
        event.listen(running.engine.sync_engine, "before_cursor_execute", removed_meanwhile)
        try:
            with pytest.raises(Busy):
                await claim(connection, again, running.clock.now())
        finally:
            event.remove(running.engine.sync_engine, "before_cursor_execute", removed_meanwhile)
        assert await claim(connection, again, running.clock.now()) is None
