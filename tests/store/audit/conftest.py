"""Audit's database, and intake's control log in another, as audit sees it: signed, and over HTTP."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.local.databases import Database
from services.audit.app import SERVICE, build
from services.audit.logs.following import Follower
from shared.controllog.entries import Entry
from shared.controllog.notes import KeyType, Signer
from shared.controllog.remote import fetch_over_http
from shared.controllog.sequencer import Sequencer
from shared.controllog.trusted_keys import TrustedKeys
from shared.controllog.verify import Fetch
from shared.database import open_engine
from tests.harness.control_logs import add_entries, an_entry, log_app, nothing_cosigned
from tests.harness.service import Others, ServiceUnderTest, serve

LOG_KEY = Signer("test/intake", bytes(range(32)), KeyType.NOTE)
WITNESS = Signer("test/audit", b"\x01" * 32, KeyType.COSIGNATURE)
INTAKE = TrustedKeys.of("intake", LOG_KEY.verifier)
NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class ALog:
    """A control log of intake, with its own database."""

    engine: AsyncEngine
    owner: AsyncEngine
    sequencer: Sequencer
    fetch: Fetch

    async def add(self, *entries: Entry) -> list[Entry]:
        """Entries, in the tree."""
        await add_entries(self.engine, entries)
        while await self.sequencer.step():
            pass
        return list(entries)

    async def add_many(self, count: int) -> list[Entry]:
        return await self.add(*(an_entry("householdRegistered", "intake") for _ in range(count)))


FreshDatabase = Callable[[str], Database]


@asynccontextmanager
async def a_log(database: Database, key: Signer = LOG_KEY) -> AsyncIterator[ALog]:
    engine, owner = open_engine(database.runtime_dsn, 5, "test"), open_engine(database.owner_dsn, 1, "test")
    sequencer = Sequencer(engine.begin, key, nothing_cosigned)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(log_app(engine))) as client:
        yield ALog(engine, owner, sequencer, fetch_over_http(client, "http://intake/control-log", {}))
    await engine.dispose()
    await owner.dispose()


@pytest.fixture
async def intake_log(fresh_database: FreshDatabase) -> AsyncIterator[ALog]:
    async with a_log(fresh_database("intake")) as made:
        yield made


@pytest.fixture
async def other_log(fresh_database: FreshDatabase) -> AsyncIterator[ALog]:
    """What the same service signs with the same key, and should not."""
    async with a_log(fresh_database("intake")) as made:
        yield made


@pytest.fixture
def audit_database(fresh_database: FreshDatabase) -> Database:
    return fresh_database("audit")


@pytest.fixture
async def audit(audit_database: Database) -> AsyncIterator[AsyncEngine]:
    opened = open_engine(audit_database.runtime_dsn, 5, "test")
    yield opened
    await opened.dispose()


@pytest.fixture
async def audit_owner(audit_database: Database) -> AsyncIterator[AsyncEngine]:
    opened = open_engine(audit_database.owner_dsn, 1, "test")
    yield opened
    await opened.dispose()


@asynccontextmanager
async def serve_audit(
    database: Database, folder: Path, others: Others | None = None
) -> AsyncIterator[ServiceUnderTest]:
    """Audit over its whole HTTP application, with intake's log on its list (see `serve`)."""
    logs = folder / "logs.json"
    logs.write_text(json.dumps({"logs": [{"service": "intake", "verifier": LOG_KEY.verifier.written()}]}))
    async with serve(SERVICE, build(), database, folder / "keys", others=others, logs_file=logs) as audit:
        yield audit


@pytest.fixture
async def service(audit_database: Database, tmp_path: Path) -> AsyncIterator[ServiceUnderTest]:
    async with serve_audit(audit_database, tmp_path) as audit:
        yield audit


def follower_of(log: ALog, audit: AsyncEngine, fetch: Fetch | None = None) -> Follower:
    return Follower(INTAKE, audit.begin, fetch or log.fetch, WITNESS, lambda: NOW)
