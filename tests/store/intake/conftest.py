"""Intake in this process, on a database of its own."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.databases import Database
from deploy.sandbox.registers.app import make_app
from services.intake.app import SERVICE, build
from tests.harness.intake import Registers
from tests.harness.service import BOX_PUBLIC, ServiceUnderTest, serve


@pytest.fixture
def database(fresh_database: Callable[[str], Database]) -> Database:
    return fresh_database("intake")


@pytest.fixture
async def intake(database: Database, tmp_path: Path) -> AsyncIterator[ServiceUnderTest]:
    (tmp_path / "box.pub").write_text(BOX_PUBLIC)
    settings: dict[str, Any] = {
        "box_public_key_file": tmp_path / "box.pub",
        "registers_url": "http://registers/ssbtek/v10",
        "registers_actor_id": "026-99",
        "registers_organisation_number": "162120001234",
        "registers_organisation": "Testkommuns socialnämnd",
    }
    async with serve(SERVICE, build(), database, tmp_path / "keys", **settings) as service:
        yield service


@pytest.fixture
async def registers() -> AsyncIterator[Registers]:
    transport = httpx.ASGITransport(make_app())
    async with httpx.AsyncClient(transport=transport, base_url="http://registers") as client:
        yield Registers(client)
