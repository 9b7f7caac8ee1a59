"""What the database itself holds about the control log (C5, C7, C14): by name, and tried as the services' role."""

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
from shared.database import constraint, sqlstate
from tests.harness.control_logs import an_entry

FORBIDDEN = "42501"


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


BEYOND_ITS_RIGHTS = [
    r"update log_entry set entry = '\x00'",
    "update log_entry set id = uuidv7()",
    r"insert into log_entry (id, entry, seq) values (uuidv7(), '\x00', 7)",
    "delete from log_entry",
    "truncate log_entry",
    "delete from log_head",
    "insert into log_head (id, root) values (2, sha256(''))",
    "truncate log_head",
    "delete from log_tile",
    "truncate log_tile",
    "update log_tile set level = 1",
    "alter table log_entry disable trigger log_entry_append_only",
    "create trigger mine before insert on log_entry for each row execute function refuse_change()",
    "drop table log_entry",
    "create table mine ()",
]


async def test_the_runtime_role_has_no_right_to_these(numbered: AsyncEngine) -> None:
    found = {statement: sqlstate(await refused(numbered, statement)) for statement in BEYOND_ITS_RIGHTS}
    assert found == dict.fromkeys(BEYOND_ITS_RIGHTS, FORBIDDEN)


AGAINST_A_TRIGGER = {
    "update log_entry set seq = 7 where seq = 0": "log_entry_append_only",
    "update log_entry set seq = null where seq = 0": "log_entry_append_only",
    "update log_head set size = 1": "log_head_append_only",
    "update log_head set root = sha256('another')": "log_head_append_only",
    "update log_head set checkpoint = null": "log_head_append_only",
    "update log_head set cosigned_size = -1": "log_head_append_only",
    "update log_tile set data = sha256('a') || sha256('rewritten')": "log_tile_append_only",
    "update log_tile set data = sha256('a')": "log_tile_append_only",
}


async def test_triggers_hold_what_the_runtime_role_may_write(numbered: AsyncEngine) -> None:
    found = {statement: constraint(await refused(numbered, statement)) for statement in AGAINST_A_TRIGGER}
    assert found == AGAINST_A_TRIGGER


AGAINST_THE_OWNER = {
    r"update log_entry set entry = '\x00'": "log_entry_append_only",
    "update log_entry set id = uuidv7()": "log_entry_append_only",
    "delete from log_entry": "log_entry_append_only",
    "truncate log_entry": "log_entry_append_only",
    "delete from log_head": "log_head_append_only",
    "truncate log_head": "log_head_append_only",
    "delete from log_tile": "log_tile_append_only",
    "truncate log_tile": "log_tile_append_only",
    "update log_tile set level = 1": "log_tile_append_only",
}


async def test_triggers_hold_against_the_owner_too(numbered: AsyncEngine, owner: AsyncEngine) -> None:
    found = {statement: constraint(await refused(owner, statement)) for statement in AGAINST_THE_OWNER}
    assert found == AGAINST_THE_OWNER


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


OF_A_WRONG_SIZE = {
    "insert into log_entry (id, entry) values (uuidv7(), convert_to(repeat('x', 65536), 'UTF8'))": (
        "log_entry_fits_bundle"
    ),
    r"insert into log_tile values (1, 0, '\x00')": "log_tile_is_hashes",
    "insert into log_tile values (1, 0, decode(repeat('00', 8224), 'hex'))": "log_tile_is_hashes",
    r"update log_head set size = 9, root = '\x00'": "log_head_root_is_a_hash",
}


async def test_sizes_are_checked(numbered: AsyncEngine) -> None:
    found = {statement: constraint(await refused(numbered, statement)) for statement in OF_A_WRONG_SIZE}
    assert found == OF_A_WRONG_SIZE


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


TRIGGERS = [
    (table, f"{table}_{kind}", "O")
    for table in ("log_entry", "log_head", "log_tile")
    for kind in ("append_only", "kept", "whole")
]


async def test_every_trigger_is_there_and_switched_on(engine: AsyncEngine) -> None:
    found = await rows(
        engine,
        "select tgrelid::regclass::text, tgname::text, chr(tgenabled::int) from pg_trigger where not tgisinternal",
    )
    assert sorted(found) == TRIGGERS


async def test_the_runtime_role_has_these_rights_and_no_others(engine: AsyncEngine) -> None:
    found = await rows(
        engine,
        "select table_name || '.' || column_name, string_agg(privilege_type, ' ' order by privilege_type)"
        " from information_schema.column_privileges where grantee = 'payout_runtime' and table_name like 'log%'"
        " group by 1",
    )
    assert dict(found) == {
        "log_entry.id": "INSERT SELECT",
        "log_entry.entry": "INSERT SELECT",
        "log_entry.leaf": "SELECT",
        "log_entry.seq": "SELECT UPDATE",
        "log_head.id": "SELECT",
        "log_head.size": "SELECT UPDATE",
        "log_head.root": "SELECT UPDATE",
        "log_head.checkpoint": "SELECT UPDATE",
        "log_head.cosigned_size": "SELECT UPDATE",
        "log_tile.level": "INSERT SELECT",
        "log_tile.index": "INSERT SELECT",
        "log_tile.data": "INSERT SELECT UPDATE",
    }


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
