"""`recover-log` of a service whose backup was restored, from audit over HTTP."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.canonical import to_base64url
from shared.controllog.entries import Entry
from shared.controllog.remote import LogAway
from shared.controllog.sequencer import WitnessAway
from shared.log_recovery import bring_back
from shared.running import Running
from tests.harness.service import ServiceUnderTest
from tests.store.audit.conftest import LOG_KEY, NOW, ALog, follower_of

BEFORE, SINCE = 3, 4


def intake_side(service: ServiceUnderTest, restored: ALog, keys: Path, heard: list[Entry]) -> Running:
    """As much of intake's process as the command needs."""
    keys.mkdir()
    (keys / "log.key").write_text(to_base64url(LOG_KEY.seed))

    async def recovered(connection: AsyncConnection, lost: Sequence[Entry]) -> None:
        heard.extend(lost)

    settings = SimpleNamespace(peers={"audit": "http://service"}, log_origin=LOG_KEY.name, keys_dir=keys)
    held = SimpleNamespace(
        name="intake",
        settings=settings,
        client=service.client,
        bearer=lambda receiver: service.service("intake").headers,
        transaction=restored.engine.begin,
        service=SimpleNamespace(recovered=recovered),
        clock=SimpleNamespace(now=lambda: NOW),
    )
    return cast(Running, held)


async def test_what_the_backup_lacks_comes_back_and_is_told_and_logged(
    service: ServiceUnderTest, intake_log: ALog, other_log: ALog, audit: AsyncEngine, tmp_path: Path
) -> None:
    entries = await intake_log.add_many(BEFORE)
    await other_log.add(*entries)
    entries += await intake_log.add_many(SINCE)
    await follower_of(intake_log, audit).step()
    heard: list[Entry] = []
    running = intake_side(service, other_log, tmp_path / "intake", heard)

    lost = await bring_back(running)
    assert [entry.id for entry in lost] == [entry.id for entry in entries[BEFORE:]]
    assert heard == list(lost)
    while await other_log.sequencer.step():
        pass
    await follower_of(other_log, audit).step()
    auditor = service.person("199001019802", "auditor")
    (log,) = (await auditor.get("/v1/checkpoints")).json()["items"]
    assert (log["copiedSize"], log["alarms"]) == (BEFORE + SINCE + 1, []), "one more: that it was brought back"
    (newest, *_) = (await auditor.get("/v1/control-log", act="logRecovered")).json()["items"]
    assert newest["act"] == "logRecovered"

    assert await bring_back(running) == [], "a log that is whole stays as it is"


async def test_without_audit_nothing_is_changed(service: ServiceUnderTest, other_log: ALog, tmp_path: Path) -> None:
    running = intake_side(service, other_log, tmp_path / "intake", [])
    running.settings.peers.clear()
    with pytest.raises((WitnessAway, LogAway)):
        await bring_back(running)
