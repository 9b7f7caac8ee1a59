from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from deploy.local.databases import Database
from services.payout.app import SERVICE, build
from tests.harness.service import serve
from tests.store.payout.world import DEBTOR, World


@pytest.fixture
def database(fresh_database: Callable[[str], Database]) -> Database:
    return fresh_database("payout")


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> AsyncIterator[World]:
    """Payout on a database of its own, with an intake, a decision and a bank that answer it."""
    told = World()
    settings = {"bank_url": "http://bank", "clock_offset_file": tmp_path / "clock-offset", **DEBTOR}
    async with serve(SERVICE, build(), database, tmp_path / "keys", others=told.answer, **settings) as payout:
        told.payout = payout
        yield told
