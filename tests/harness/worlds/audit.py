"""Audit with entries of one municipality's acts in its copy of a log."""

import json
from contextlib import asynccontextmanager
from pathlib import Path

from services.audit.app import SERVICE, build
from tests.harness.control_logs import an_entry
from tests.harness.service import serve
from tests.harness.worlds.world import OTHERS, FreshDatabase, SeededWorld, Seeding
from tests.store.audit.conftest import LOG_KEY, a_log, follower_of


@asynccontextmanager
async def seeded_audit(fresh_database: FreshDatabase, folder: Path) -> Seeding:
    logs = folder / "logs.json"
    logs.write_text(json.dumps({"logs": [{"service": "intake", "verifier": LOG_KEY.verifier.written()}]}))
    async with (
        serve(SERVICE, build(), fresh_database("audit"), folder / "keys", logs_file=logs) as audit,
        a_log(fresh_database("intake")) as log,
    ):
        entries = await log.add(*(an_entry("householdRegistered", "intake") for _ in range(3)))
        await follower_of(log, audit.running.engine).step()
        ids = frozenset(str(entry.id) for entry in entries)
        yield SeededWorld(audit, OTHERS, {"service": "intake", "entryId": min(ids)}, {}, ids)
