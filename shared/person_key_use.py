"""Which person keys a service's database goes by, so that no process with others ever uses it (docs/adr/0019).

A database is *open* for processes whose keys have one fingerprint, then *closed* while they are exchanged, then open
for those with the next. Each connection asks before anything else is done with it.
"""

from datetime import datetime
from typing import Any

import structlog
from asyncpg import PostgresError
from sqlalchemy import event, func, insert, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry

from shared.clock import Clock
from shared.problems import Unavailable
from shared.schema import person_key_use as table

log = structlog.get_logger(__name__)

_LATEST = "select fingerprint, closed from person_key_use order by number desc limit 1"
_FIRST = """
    insert into person_key_use (number, fingerprint, closed, since) select 1, $1, false, $2
    where not exists (select from person_key_use) on conflict do nothing"""
_OTHERS = text(
    """select count(*) from pg_stat_activity
       where datname = current_database() and usename = current_user and pid <> pg_backend_pid()"""
)


def guard(engine: AsyncEngine, fingerprint: str, clock: Clock) -> None:
    """A connection to a database that goes by other person keys raises Unavailable, and is not used. A new database
    goes by those that come first."""

    def refuse_others(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        adapted: Any = connection
        try:
            ours = adapted.run_async(lambda driver: _is_ours(driver, fingerprint, clock.now()))
        except PostgresError as error:  # not migrated yet, or a replica on which nothing can be written
            log.error("the database does not say which person keys it goes by", error=type(error).__name__)
            raise Unavailable from None
        if not ours:
            log.error("the database goes by other person keys, or is closed to exchange them")
            raise Unavailable

    event.listen(engine.sync_engine, "connect", refuse_others)


async def _is_ours(driver: Any, fingerprint: str, now: datetime) -> bool:
    found = await driver.fetchrow(_LATEST)
    if found is None:
        await driver.execute(_FIRST, fingerprint, now)
        found = await driver.fetchrow(_LATEST)
    return tuple(found) == (fingerprint, False)


async def latest(connection: AsyncConnection) -> tuple[str, bool] | None:
    """The fingerprint, and whether it is closed. None where no process has ever come."""
    found = (await connection.execute(text(_LATEST))).first()
    return None if found is None else (found.fingerprint, found.closed)


async def others(connection: AsyncConnection) -> int:
    """How many other connections the service's role has to this database."""
    return int((await connection.execute(_OTHERS)).scalar_one())


async def close(connection: AsyncConnection, fingerprint: str, now: datetime) -> None:
    await _add(connection, fingerprint, now, closed=True)


async def open_for(connection: AsyncConnection, fingerprint: str, now: datetime) -> None:
    """For processes with these keys from now on."""
    await _add(connection, fingerprint, now, closed=False)


async def _add(connection: AsyncConnection, fingerprint: str, now: datetime, *, closed: bool) -> None:
    last = (await connection.execute(select(func.max(table.c.number)))).scalar_one()
    row = {"number": (last or 0) + 1, "fingerprint": fingerprint, "closed": closed, "since": now}
    await connection.execute(insert(table), row)
