"""One lived-in database per service for all cases, and connections to it as its three kinds of users."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import psycopg
import pytest

from deploy.local.databases import Database
from deploy.local.postgres import Postgres
from tests.harness.databases import Databases
from tests.store.database.seeds import SEEDS
from tests.store.database.statements import Connection

Seeded = Callable[[str], Database]
Connect = Callable[[str], Connection]


@pytest.fixture(scope="session")
def seeded(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Seeded:
    """`seeded("payout")`: nothing that a test does in it may stay."""

    @cache
    def made(service: str) -> Database:
        return asyncio.run(SEEDS[service](databases.fresh, tmp_path_factory.mktemp(service)))

    return made


@pytest.fixture(scope="session")
def connections() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


@pytest.fixture(scope="session")
def runtime(seeded: Seeded, connections: ExitStack) -> Connect:
    """`runtime("payout")` is a connection as the service's own role."""
    return cache(lambda service: connections.enter_context(psycopg.connect(seeded(service).runtime_dsn)))


@pytest.fixture(scope="session")
def owner(seeded: Seeded, connections: ExitStack) -> Connect:
    """As the role that migrates."""
    return cache(lambda service: connections.enter_context(psycopg.connect(seeded(service).owner_dsn)))


@pytest.fixture(scope="session")
def superuser(seeded: Seeded, postgres: Postgres, connections: ExitStack) -> Connect:
    """As who can switch triggers off."""
    return cache(lambda service: connections.enter_context(psycopg.connect(postgres.dsn(seeded(service).name))))
