"""Jobs are deferred with the act that starts them, or not at all. On intake's database, which has the queue."""

from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.local.databases import Database
from shared.database import open_engine
from shared.jobs import defer


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
