"""Raw SQL against payout's database, and which constraint refuses it."""

import asyncio
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[tuple[Any, ...]]


def refused(sql: Connection, statement: str, *params: Any) -> str:
    """The constraint that refuses the statement, at once or when it would be committed."""
    return refused_all(sql, (statement, params))


def refused_all(sql: Connection, *statements: tuple[str, tuple[Any, ...]]) -> str:
    """The same for several statements that are committed together."""
    with pytest.raises(psycopg.Error) as caught:
        run_all(sql, statements)
    return str(caught.value.diag.constraint_name)


def run_all(sql: Connection, statements: tuple[tuple[str, tuple[Any, ...]], ...]) -> None:
    with sql.transaction():
        for statement, params in statements:
            sql.execute(statement, params)
        sql.execute("set constraints all immediate")


def allowed(sql: Connection, statement: str, *params: Any) -> None:
    with sql.transaction():
        sql.execute(statement, params)


async def somebody_waits(sql: Connection, at_least: int = 1) -> None:
    """Until so many other connections wait for a lock."""
    waiting = "select count(*) from pg_locks where not granted"
    for _ in range(1000):
        if (sql.execute(waiting).fetchone() or (0,))[0] >= at_least:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("too few wait")
