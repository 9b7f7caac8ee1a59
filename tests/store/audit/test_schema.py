"""What audit's database itself holds: copies only grow, cosignatures and alarms stay, whoever asks."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database import constraint, sqlstate
from tests.store.audit.conftest import ALog, follower_of


@pytest.fixture
async def copy(intake_log: ALog, other_log: ALog, audit: AsyncEngine) -> AsyncEngine:
    """A copy of two entries, cosigned, and an alarm."""
    for log in (intake_log, other_log):
        await log.add_many(2)
        await follower_of(log, audit).step()
    return audit


async def refused(engine: AsyncEngine, statement: str) -> DBAPIError:
    with pytest.raises(DBAPIError) as refusal:
        async with engine.begin() as connection:
            await connection.execute(text(statement))
    return refusal.value


BEYOND_ITS_RIGHTS = [
    r"update copied_entry set entry = '\x00'",
    "delete from copied_entry",
    "truncate copied_entry",
    "update cosigned_checkpoint set note = 'another'",
    "delete from cosigned_checkpoint",
    "update log_alarm set kind = 'shrunk'",
    "delete from log_alarm",
    "truncate log_alarm",
    "delete from followed_log",
    "update followed_log set origin = 'another'",
    "delete from copied_tile",
    "alter table log_alarm disable trigger log_alarm_append_only",
    "create table mine ()",
]


async def test_the_runtime_role_has_no_right_to_these(copy: AsyncEngine) -> None:
    found = {statement: sqlstate(await refused(copy, statement)) for statement in BEYOND_ITS_RIGHTS}
    assert found == dict.fromkeys(BEYOND_ITS_RIGHTS, "42501")


AGAINST_A_TRIGGER = {
    "update followed_log set size = 1": "followed_log_append_only",
    "update followed_log set root = sha256('another')": "followed_log_append_only",
    "update followed_log set cosigned_size = null": "followed_log_append_only",
    "update followed_log set cosigned_size = 1": "followed_log_append_only",
    "update followed_log set cosigned_size = 3": "followed_log_cosigned_is_copied",
    "update copied_tile set data = sha256('x') || substr(data, 33)": "copied_tile_append_only",
}


async def test_triggers_hold_what_the_runtime_role_may_write(copy: AsyncEngine) -> None:
    found = {statement: constraint(await refused(copy, statement)) for statement in AGAINST_A_TRIGGER}
    assert found == AGAINST_A_TRIGGER


AGAINST_THE_OWNER = {
    f"{statement} {table}": f"{table}_append_only"
    for table in ("copied_entry", "cosigned_checkpoint", "log_alarm", "copied_tile")
    for statement in ("delete from", "truncate")
} | {
    r"update copied_entry set entry = '\x00'": "copied_entry_append_only",
    "update cosigned_checkpoint set note = 'another'": "cosigned_checkpoint_append_only",
    "update log_alarm set kind = 'shrunk'": "log_alarm_append_only",
    "delete from followed_log": "followed_log_append_only",
    "truncate followed_log cascade": "followed_log_append_only",
}


async def test_triggers_hold_against_the_owner_too(copy: AsyncEngine, audit_owner: AsyncEngine) -> None:
    found = {statement: constraint(await refused(audit_owner, statement)) for statement in AGAINST_THE_OWNER}
    assert found == AGAINST_THE_OWNER


async def test_every_trigger_is_there_and_switched_on(copy: AsyncEngine) -> None:
    async with copy.connect() as connection:
        found: list[Any] = list(
            await connection.execute(
                text("select tgname::text, chr(tgenabled::int) from pg_trigger where not tgisinternal order by 1")
            )
        )
    kinds = dict.fromkeys(("copied_tile", "followed_log"), "append_only kept whole")
    kinds |= dict.fromkeys(("copied_entry", "cosigned_checkpoint", "log_alarm"), "append_only whole")
    expected = sorted(f"{table}_{kind}" for table, some in kinds.items() for kind in some.split())
    assert [tuple(row) for row in found] == [(name, "O") for name in expected]
