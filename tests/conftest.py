"""Fixtures that every test can use. They start things only when a test asks for them."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from deploy.local import ports
from deploy.local.databases import Database
from deploy.local.postgres import Postgres
from deploy.local.roles import make_roles, role_access
from deploy.local.stack import Stack
from deploy.local.warden import Warden
from tests.harness.databases import Databases

settings.register_profile("quick", deadline=None, max_examples=60)
settings.register_profile("fuzz", deadline=None, max_examples=2000, stateful_step_count=60, print_blob=True)
settings.load_profile("quick")
"""No example is judged by its time: the machine may be busy."""

_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 12
ports.FREE = ports.FREE[1_000 * _WORKER : 1_000 * (_WORKER + 1)]
"""Test processes side by side pick from ports of their own, since each begins to listen on some only after a while."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A throw-away cluster with the four services' databases and roles in it."""
    with (
        tempfile.TemporaryDirectory(prefix="postgres-") as folder,
        Warden() as warden,
        Postgres(Path(folder), role_access(copies=True), durable=False, warden=warden) as server,
    ):
        make_roles(server)
        yield server


@pytest.fixture(scope="session")
def databases(postgres: Postgres) -> Iterator[Databases]:
    with Databases(postgres) as made:
        yield made


@pytest.fixture
def fresh_database(databases: Databases) -> Iterator[Callable[[str], Database]]:
    """`fresh_database("payout")` gives a migrated, empty database of that service; it is gone after the test."""
    given: list[Database] = []

    def fresh(service: str) -> Database:
        given.append(databases.fresh(service))
        return given[-1]

    yield fresh
    for database in given:
        databases.discard(database)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The four services and the sandbox as real processes, started once. Tests keep apart by municipality."""
    with (
        tempfile.TemporaryDirectory(prefix="stack-") as folder,
        Stack(Path(folder), durable=False) as started,
    ):
        yield started
