from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from deploy.local.databases import Database
from deploy.local.postgres import Postgres
from services.payout.app import SERVICE, build
from tests.harness.service import serve
from tests.store.payout.raw_sql import Connection
from tests.store.payout.world import DEBTOR, World

Tamper = Callable[..., None]


@pytest.fixture
def database(fresh_database: Callable[[str], Database]) -> Database:
    return fresh_database("payout")


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> AsyncIterator[World]:
    """Payout on a database of its own, with an intake, a decision and a bank that answer it."""
    told = World(tmp_path / "clock-offset")
    settings = {"bank_url": "http://bank", "clock_offset_file": told.clock_offset, **DEBTOR}
    async with serve(SERVICE, build(), database, tmp_path / "keys", others=told.answer, **settings) as payout:
        told.payout = payout
        yield told


@pytest.fixture
def tamper(postgres: Postgres, database: Database) -> Tamper:
    """Runs SQL as a superuser who has switched every trigger and foreign key off."""

    def run(statement: str, *params: Any) -> None:
        with psycopg.connect(postgres.dsn(database.name), autocommit=True) as connection:
            connection.execute("set session_replication_role = replica")
            changed = connection.execute(statement, params or None)
            assert changed.rowcount > 0, "there was nothing to tamper with"

    return run


@pytest.fixture
def sql(database: Database) -> Iterator[Connection]:
    """A connection of the runtime role. Nothing is committed unless the test does so."""
    with psycopg.connect(database.runtime_dsn) as connection:
        yield connection
        connection.rollback()
