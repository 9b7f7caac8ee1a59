"""Intake in this process, on a database of its own."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from deploy.local.databases import Database
from services.intake.app import SERVICE, build
from tests.harness.service import BOX_PUBLIC, ServiceUnderTest, serve


@pytest.fixture
async def intake(fresh_database: Callable[[str], Database], tmp_path: Path) -> AsyncIterator[ServiceUnderTest]:
    (tmp_path / "box.pub").write_text(BOX_PUBLIC)
    settings = {
        "box_public_key_file": tmp_path / "box.pub",
        "registers_url": "http://registers/ssbtek/v10",
        "registers_actor_id": "026-99",
        "registers_organisation_number": "162120001234",
        "registers_organisation": "Testkommuns socialnämnd",
    }
    async with serve(SERVICE, build(), fresh_database("intake"), tmp_path / "keys", **settings) as service:
        yield service
