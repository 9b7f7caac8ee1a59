"""A database that holds the control log's tables and nothing else, made as a service's migration makes them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from itertools import count

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.local.postgres import Postgres
from shared.controllog import schema
from shared.controllog.notes import KeyType, Signer
from shared.database import open_engine
from shared.schema import kernel_statements
from tests.harness.control_logs import LogDatabase

TEMPLATE = "payout__controllog"
_numbers = count(1)


@pytest.fixture(scope="session")
def template(postgres: Postgres) -> str:
    with psycopg.connect(postgres.dsn(), autocommit=True) as admin:
        admin.execute(f"create database {TEMPLATE} owner payout_owner")
    with psycopg.connect(postgres.dsn(TEMPLATE, "payout_owner")) as owner:
        for statement in [
            *kernel_statements("payout_runtime"),
            *schema.create_statements("payout_runtime"),
            *schema.numbered_in_tree(),
        ]:
            owner.execute(statement.encode())
    return TEMPLATE


@pytest.fixture
def database(postgres: Postgres, template: str) -> Iterator[LogDatabase]:
    with _fresh(postgres, template) as made:
        yield made


@contextmanager
def _fresh(postgres: Postgres, template: str) -> Iterator[LogDatabase]:
    name = f"{template}_{next(_numbers)}"
    with psycopg.connect(postgres.dsn(), autocommit=True) as admin:
        admin.execute(f"create database {name} owner payout_owner template {template} strategy file_copy")
        yield LogDatabase(postgres.dsn(name, "payout_owner"), postgres.dsn(name, "payout_runtime"))
        admin.execute(f"drop database {name} with (force)")


@pytest.fixture
async def engine(database: LogDatabase) -> AsyncIterator[AsyncEngine]:
    """As the runtime role, opened as a service opens it."""
    opened = open_engine(database.runtime, 20, "test")
    yield opened
    await opened.dispose()


@pytest.fixture
async def owner(database: LogDatabase) -> AsyncIterator[AsyncEngine]:
    opened = open_engine(database.owner, 2, "test")
    yield opened
    await opened.dispose()


@pytest.fixture
async def witness(postgres: Postgres, template: str) -> AsyncIterator[AsyncEngine]:
    """Another log's database, which stands for audit's copy."""
    with _fresh(postgres, template) as made:
        opened = open_engine(made.runtime, 2, "test")
        yield opened
        await opened.dispose()


@pytest.fixture
def signer() -> Signer:
    return Signer("log.example/payout", bytes(range(32)), KeyType.NOTE)
