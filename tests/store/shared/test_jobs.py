"""Jobs are deferred with the act that starts them, or not at all. On intake's database, which has the queue."""

import asyncio
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Any, cast

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from deploy.local.databases import Database
from deploy.local.postgres import Postgres
from shared.database import open_engine
from shared.job_worker import work_for_ever
from shared.jobs import defer
from shared.running import Job, Running


@pytest.fixture
async def engine(fresh_database: Callable[[str], Database]) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(fresh_database("intake").runtime_dsn, 1, "test")
    yield engine
    await engine.dispose()


async def waiting(engine: AsyncEngine) -> list[tuple[str, str, dict[str, str]]]:
    async with engine.connect() as connection:
        rows = await connection.execute(text("select task_name, status, args from procrastinate_jobs order by id"))
        return [(row.task_name, row.status, row.args) for row in rows]


async def test_a_job_is_started_once_for_each_of_its_arguments(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await defer(connection, "look_up", {"member_id": "a"}, {"member_id": "b"})
        await defer(connection, "remind", {"case_id": "c"})

    assert await waiting(engine) == [
        ("look_up", "todo", {"member_id": "a"}),
        ("look_up", "todo", {"member_id": "b"}),
        ("remind", "todo", {"case_id": "c"}),
    ]


async def test_an_act_that_is_rolled_back_starts_no_job(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        await defer(connection, "look_up", {"member_id": "a"})
        await connection.rollback()
    assert await waiting(engine) == []


async def test_the_worker_outlives_a_database_that_takes_nothing_for_a_while(
    fresh_database: Callable[[str], Database], postgres: Postgres
) -> None:
    """As one that recovers, or has just handed over to a replica: it answers, and may not be written to."""
    database, done = fresh_database("intake"), asyncio.Event()

    async def note(_: Running) -> None:
        done.set()

    name = psycopg.conninfo.conninfo_to_dict(database.runtime_dsn)["dbname"]
    looking = open_engine(database.runtime_dsn, 1, "test")
    worker = asyncio.create_task(work_for_ever(holding(database, looking, note)))
    try:
        await asyncio.sleep(1.5)  # it has begun
        await asyncio.to_thread(_read_only, postgres, str(name), "on")
        await asyncio.sleep(4)  # it has asked in vain, and begun again
        assert not worker.done()
        await asyncio.to_thread(_read_only, postgres, str(name), "off")
        engine = open_engine(database.runtime_dsn, 1, "test")
        async with engine.begin() as connection:
            await defer(connection, "note", {})
        await engine.dispose()
        await asyncio.wait_for(done.wait(), 20)
    finally:
        worker.cancel()
        await asyncio.wait({worker}, timeout=60)
        await looking.dispose()
    assert worker.done()


async def test_a_job_whose_end_could_not_be_written_is_done_again(fresh_database: Callable[[str], Database]) -> None:
    """C15. The connection is lost as the job's row is removed, and nothing else is: the worker itself lives on."""
    database, done = fresh_database("intake"), list[str]()

    async def note(_: Running, number: str) -> None:
        done.append(number)

    with psycopg.connect(database.owner_dsn, autocommit=True) as admin:
        admin.execute("create sequence removals")
        admin.execute("""create function cut_off() returns trigger language plpgsql security definer as $$
                         begin
                             if nextval('removals') = 2 then perform pg_terminate_backend(pg_backend_pid()); end if;
                             return old;
                         end $$""")
        admin.execute("""create trigger cut_off before delete on procrastinate_jobs
                         for each row execute function cut_off()""")
    engine = open_engine(database.runtime_dsn, 2, "test")
    worker = asyncio.create_task(work_for_ever(holding(database, engine, note)))
    async with engine.begin() as connection:
        await defer(connection, "note", *({"number": str(number)} for number in range(3)))
    try:
        await _all_gone(engine)
    finally:
        worker.cancel()
        await asyncio.wait({worker}, timeout=60)
        await engine.dispose()
    assert set(done) == {"0", "1", "2"}
    assert len(done) == 4


async def test_what_a_killed_worker_left_is_taken_up_once_however_many_look_for_it(
    fresh_database: Callable[[str], Database],
) -> None:
    database, done = fresh_database("intake"), list[str]()
    engine = open_engine(database.runtime_dsn, 8, "test")

    async def note(_: Running, number: str) -> None:
        done.append(number)

    async with engine.begin() as connection:
        await defer(connection, "note", *({"number": str(number)} for number in range(60)))
        await connection.execute(text("insert into procrastinate_workers values (default, now() - interval '1 hour')"))
        await connection.execute(
            text("update procrastinate_jobs set status = 'doing', worker_id = (select id from procrastinate_workers)")
        )
    with capture_logs() as told:
        workers = [asyncio.create_task(work_for_ever(holding(database, engine, note))) for _ in range(3)]
        await _all_gone(engine)
        for worker in workers:
            worker.cancel()
        await asyncio.wait(workers, timeout=60)
    await engine.dispose()
    assert sorted(done, key=int) == [str(number) for number in range(60)]
    assert told == []


@pytest.mark.parametrize("known", ["nothing", "that it was empty", "how many wait"])
def test_the_next_of_many_jobs_is_found_without_comparing_them_all(
    fresh_database: Callable[[str], Database], known: str
) -> None:
    """Whatever PostgreSQL knows of the table: each with each would be 250 000 rows."""
    with psycopg.connect(fresh_database("payout").owner_dsn, autocommit=True) as connection:
        if known == "that it was empty":
            connection.execute("vacuum analyze procrastinate_jobs")
        for _ in range(10):  # a plan would be kept from the sixth time on
            assert _taken(connection) is None
        connection.execute("""insert into procrastinate_jobs (queue_name, task_name, args)
                              select 'work', 'note', '{}' from generate_series(1, 500)""")
        if known == "how many wait":
            connection.execute("vacuum analyze procrastinate_jobs")
        assert [_taken(connection) for _ in range(3)] == [1, 2, 3]
        with connection.transaction():
            before = _read(connection)
            assert _taken(connection) == 4
            assert _read(connection) - before <= 2_000


async def _all_gone(engine: AsyncEngine) -> None:
    async with asyncio.timeout(60):
        while await waiting(engine):  # noqa: ASYNC110 - the database tells nobody that a job is gone
            await asyncio.sleep(0.1)


def _taken(connection: psycopg.Connection[Any]) -> int | None:
    (taken,) = _one(connection.execute("select id from procrastinate_fetch_job_v2(array['work'], null)"))
    return None if taken is None else int(taken)


def _read(connection: psycopg.Connection[Any]) -> int:
    """Rows of the table, in this transaction."""
    (read,) = _one(
        connection.execute("""select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables
                              where relname = 'procrastinate_jobs'""")
    )
    return int(read)


def _one(cursor: psycopg.Cursor[Any]) -> Any:
    (row,) = cursor.fetchall()
    return row


def holding(database: Database, engine: AsyncEngine, note: Job) -> Running:
    """What of a process the job worker needs, with one job."""
    held = SimpleNamespace(
        name="intake",
        settings=SimpleNamespace(database_url=database.runtime_dsn),
        service=SimpleNamespace(jobs={"note": note}),
        handed_over=asyncio.Event(),
        transaction=engine.begin,
    )
    return cast(Running, held)


def _read_only(postgres: Postgres, database: str, value: str) -> None:
    """For all connections: those that are there are ended."""
    with psycopg.connect(postgres.dsn(), autocommit=True) as admin:
        admin.execute(f'alter database "{database}" set default_transaction_read_only = {value}'.encode())
        admin.execute("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s", (database,))
