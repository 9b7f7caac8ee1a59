"""The control log's tables and what may be done with them (C7, C14). What may not: `tests/store/database/kernel.py`."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.controllog import schema
from shared.controllog.store import add_entry
from shared.controllog.tree import leaf_hash
from shared.database import constraint
from tests.harness.control_logs import an_entry


@pytest.fixture
async def numbered(engine: AsyncEngine) -> AsyncEngine:
    """A log with one entry in the tree, one waiting, and one tile."""
    async with engine.begin() as connection:
        first, _ = await add_entry(connection, an_entry()), await add_entry(connection, an_entry())
        await connection.execute(text("update log_entry set seq = 0 where id = :id"), {"id": first})
        await connection.execute(text("insert into log_tile values (0, 0, sha256('a') || sha256('b'))"))
        await connection.execute(text("update log_head set size = 2, root = sha256('r'), checkpoint = 'signed'"))
    return engine


async def refused(engine: AsyncEngine, statement: str) -> DBAPIError:
    with pytest.raises(DBAPIError) as refusal:
        async with engine.begin() as connection:
            await connection.execute(text(statement))
    return refusal.value


async def test_an_entry_gets_its_number_once_and_nobody_elses(numbered: AsyncEngine) -> None:
    async with numbered.begin() as connection:
        await connection.execute(text("update log_entry set seq = 1 where seq is null"))
    async with numbered.begin() as connection:
        await add_entry(connection, an_entry())
    assert constraint(await refused(numbered, "update log_entry set seq = 1 where seq is null")) == "log_entry_seq_key"


async def test_tiles_and_head_only_grow(numbered: AsyncEngine) -> None:
    async with numbered.begin() as connection:
        await connection.execute(text("update log_tile set data = data || sha256('c')"))
        await connection.execute(text("update log_head set size = 3, root = sha256('s'), cosigned_size = 2"))


async def test_the_leaf_is_the_databases_own_hash_of_the_entry(engine: AsyncEngine) -> None:
    entry = an_entry()
    async with engine.begin() as connection:
        assert await add_entry(connection, entry) == entry.id
        row = (await connection.execute(text("select entry, leaf, seq from log_entry"))).one()
    assert (row.entry, row.leaf, row.seq) == (entry.encode(), leaf_hash(entry.encode()), None)


async def test_an_act_that_is_rolled_back_leaves_no_entry(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        await add_entry(connection, an_entry())
        await connection.rollback()
    assert await rows(engine, "select count(*) from log_entry") == [(0,)]


async def test_the_tables_are_those_of_the_metadata(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        assert await connection.run_sync(drift) == []


def drift(connection: Connection) -> list[Any]:
    def ours(name: str | None, kind: str, parents: Any) -> bool:
        return kind != "table" or (name or "").startswith("log_")

    options = {"compare_server_default": True, "include_name": ours}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), schema.metadata))


async def rows(engine: AsyncEngine, statement: str) -> list[tuple[Any, ...]]:
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(statement))]
