"""Decision, served on a database of its own."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from deploy.local.databases import Database
from services.decision.app import SERVICE, build
from tests.harness.service import ServiceUnderTest, serve
from tests.store.decision.payout import Payout
from tests.store.decision.world import World


@pytest.fixture
def database(fresh_database: Callable[[str], Database]) -> Database:
    return fresh_database("decision")


@pytest.fixture
def payout() -> Payout:
    """Payout's word, as a test wants it."""
    return Payout()


@pytest.fixture
async def decision(database: Database, tmp_path: Path, payout: Payout) -> AsyncIterator[ServiceUnderTest]:
    async with serve(SERVICE, build(), database, tmp_path / "keys", others=payout.answer) as service:
        yield service


@pytest.fixture
def world(decision: ServiceUnderTest, tmp_path: Path) -> World:
    return World(decision, tmp_path)
