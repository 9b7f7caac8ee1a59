"""Audit follows a real control log over HTTP, and what happens when the log is not what it was."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import await_only

from deploy.local.databases import Database
from services.audit.logs import store
from services.audit.logs.following import CopyDamaged
from services.audit.logs.rules import Fault
from shared.controllog import notes
from shared.controllog.bundles import pack, unpack
from shared.controllog.checkpoints import Checkpoint, open_checkpoint, open_cosignature
from shared.controllog.entries import Entry
from shared.controllog.notes import KeyType, Note, Signer
from shared.controllog.remote import LogAway
from shared.controllog.schema import log_entry
from shared.controllog.tree import EMPTY_ROOT
from shared.controllog.verify import Fetch
from shared.database import open_engine
from shared.ids import new_id
from tests.harness.control_logs import an_entry
from tests.store.audit.conftest import INTAKE, LOG_KEY, NOW, WITNESS, ALog, FreshDatabase, a_log, follower_of


async def copied(audit: AsyncEngine) -> list[bytes]:
    async with audit.connect() as connection:
        found = (await connection.execute(text("select seq, entry from copied_entry order by seq"))).all()
    assert [row.seq for row in found] == list(range(len(found)))
    return [row.entry for row in found]


async def cosigned(audit: AsyncEngine) -> Checkpoint | None:
    """The newest cosigned checkpoint, with both signatures checked."""
    async with audit.connect() as connection:
        latest = await store.latest_of(connection, INTAKE.origin)
    if latest is None:
        return None
    note = Note.parse(latest.note)
    assert open_cosignature(note, WITNESS.verifier) == int(NOW.timestamp())
    return open_checkpoint(note, LOG_KEY.verifier)


async def alarms(audit: AsyncEngine) -> list[Fault]:
    async with audit.connect() as connection:
        return [alarm.kind for alarm in await store.alarms_of(connection, INTAKE.origin)]


def written(entries: list[Entry]) -> list[bytes]:
    return [entry.encode() for entry in entries]


async def test_what_is_new_is_copied_and_cosigned(intake_log: ALog, audit: AsyncEngine) -> None:
    follower = follower_of(intake_log, audit)
    entries: list[Entry] = []
    for count in (1, 300, 3):
        entries += await intake_log.add_many(count)
        assert not await follower.step()
        assert await copied(audit) == written(entries)
        checkpoint = await cosigned(audit)
        assert checkpoint is not None
        assert checkpoint.size == len(entries)
    assert await alarms(audit) == []


async def test_an_empty_log_is_cosigned_and_nothing_is_cosigned_twice(intake_log: ALog, audit: AsyncEngine) -> None:
    await intake_log.sequencer.step()
    for _ in range(3):
        await follower_of(intake_log, audit).step()
    assert await cosigned(audit) == Checkpoint(LOG_KEY.name, 0, EMPTY_ROOT)
    async with audit.connect() as connection:
        assert (await connection.execute(text("select count(*) from cosigned_checkpoint"))).scalar_one() == 1


async def test_a_long_log_is_taken_over_in_parts_each_proven(intake_log: ALog, audit: AsyncEngine) -> None:
    await intake_log.add_many(10)
    follower = follower_of(intake_log, audit)
    await follower.step()
    entries = await intake_log.add_many(4500)
    assert await follower.step()
    assert len(await copied(audit)) == 4096
    assert await cosigned_size(audit) == 10
    assert not await follower.step()
    assert (await copied(audit))[10:] == written(entries)
    assert await cosigned_size(audit) == 4510


async def cosigned_size(audit: AsyncEngine) -> int:
    checkpoint = await cosigned(audit)
    assert checkpoint is not None
    return checkpoint.size


async def test_two_followers_take_nothing_over_twice(intake_log: ALog, audit: AsyncEngine) -> None:
    entries = await intake_log.add_many(300)
    await asyncio.gather(*(follower_of(intake_log, audit).step() for _ in range(3)))
    assert await copied(audit) == written(entries)
    assert await alarms(audit) == []


async def test_a_checkpoint_that_another_follower_has_overtaken_is_no_fault(
    intake_log: ALog, audit: AsyncEngine
) -> None:
    entries = await intake_log.add_many(3)

    async def overtaken(path: str) -> bytes:
        data = await intake_log.fetch(path)
        if path == "checkpoint":
            entries.extend(await intake_log.add_many(2))
            await follower_of(intake_log, audit).step()
        return data

    await follower_of(intake_log, audit, overtaken).step()
    assert await copied(audit) == written(entries)
    assert await alarms(audit) == []


@pytest.mark.parametrize(
    ("other_size", "fault"), [(300, Fault.FORKED), (299, Fault.SHRUNK), (301, Fault.REWRITTEN), (5000, Fault.REWRITTEN)]
)
async def test_another_log_signed_with_the_same_key_is_not_cosigned(
    intake_log: ALog, other_log: ALog, audit: AsyncEngine, other_size: int, fault: Fault
) -> None:
    entries = await intake_log.add_many(300)
    await follower_of(intake_log, audit).step()
    await other_log.add_many(other_size)
    for _ in range(2):
        assert not await follower_of(other_log, audit).step()
    assert await alarms(audit) == [fault]
    assert await copied(audit) == written(entries)
    assert await cosigned_size(audit) == 300
    entries += await intake_log.add_many(1)
    await follower_of(intake_log, audit).step()
    assert await copied(audit) == written(entries)
    assert await alarms(audit) == [fault]


async def test_an_alarm_keeps_what_the_log_gave(intake_log: ALog, other_log: ALog, audit: AsyncEngine) -> None:
    await intake_log.add_many(2)
    await follower_of(intake_log, audit).step()
    await other_log.add_many(2)
    await follower_of(other_log, audit).step()
    async with audit.connect() as connection:
        kept = (await connection.execute(text("select kind, copied_size, checkpoint from log_alarm"))).one()
    assert kept == ("forked", 2, await other_log.fetch("checkpoint"))


def instead(fetch: Fetch, path: str, change: Callable[[bytes], bytes]) -> Fetch:
    async def fetched(wanted: str) -> bytes:
        data = await fetch(wanted)
        return change(data) if wanted == path else data

    return fetched


def with_another_first(bundle: bytes) -> bytes:
    [_, *rest] = unpack(bundle, 3)
    return pack([an_entry("householdRegistered", "intake").encode(), *rest])


@pytest.mark.parametrize(
    ("path", "change", "fault"),
    [
        ("tile/entries/000.p/3", with_another_first, Fault.REWRITTEN),
        ("tile/entries/000.p/3", lambda data: data[:-1], Fault.REWRITTEN),
        ("checkpoint", lambda data: data.replace(b"test/intake\n3", b"test/intake\n2"), Fault.NOT_SIGNED),
        ("checkpoint", lambda data: b"", Fault.NOT_SIGNED),
        ("checkpoint", lambda data: b"\xff", Fault.NOT_SIGNED),
    ],
)
async def test_what_does_not_lead_to_a_signed_checkpoint_is_not_taken_over(
    intake_log: ALog, audit: AsyncEngine, path: str, change: Callable[[bytes], bytes], fault: Fault
) -> None:
    await intake_log.add_many(3)
    assert not await follower_of(intake_log, audit, instead(intake_log.fetch, path, change)).step()
    assert (await alarms(audit), await copied(audit), await cosigned(audit)) == ([fault], [], None)


async def test_entries_of_another_service_are_not_taken_over(intake_log: ALog, audit: AsyncEngine) -> None:
    await intake_log.add(an_entry("householdRegistered", "intake"), an_entry("orderReleased", "payout"))
    await follower_of(intake_log, audit).step()
    assert (await alarms(audit), await copied(audit)) == ([Fault.FOREIGN_ENTRY], [])


async def test_what_is_no_entry_is_not_taken_over(intake_log: ALog, audit: AsyncEngine) -> None:
    async with intake_log.engine.begin() as connection:
        await connection.execute(insert(log_entry).values(id=new_id(), entry=b"not an entry"))
    await intake_log.sequencer.step()
    await follower_of(intake_log, audit).step()
    assert (await alarms(audit), await copied(audit)) == ([Fault.FOREIGN_ENTRY], [])


async def test_a_log_of_another_key_or_name_is_not_believed(fresh_database: FreshDatabase, audit: AsyncEngine) -> None:
    for key in (Signer("test/intake", bytes(32), KeyType.NOTE), Signer("test/other", LOG_KEY.seed, KeyType.NOTE)):
        async with a_log(fresh_database("intake"), key) as forged:
            await forged.add_many(1)
            await follower_of(forged, audit).step()
    assert (await alarms(audit), await copied(audit)) == ([Fault.NOT_SIGNED], [])


async def test_a_checkpoint_that_names_another_log_is_not_believed(intake_log: ALog, audit: AsyncEngine) -> None:
    note = notes.sign(Checkpoint("test/payout", 0, EMPTY_ROOT).text(), LOG_KEY).written()
    fetch = instead(intake_log.fetch, "checkpoint", lambda data: note.encode())
    await intake_log.sequencer.step()
    await follower_of(intake_log, audit, fetch).step()
    assert await alarms(audit) == [Fault.NOT_SIGNED]


async def test_a_log_that_is_away_changes_nothing(intake_log: ALog, audit: AsyncEngine) -> None:
    with pytest.raises(LogAway, match="status 404 for checkpoint"):
        await follower_of(intake_log, audit).step()
    assert await alarms(audit) == []


async def test_a_damaged_copy_is_noticed_before_anything_is_cosigned(
    intake_log: ALog, audit: AsyncEngine, audit_owner: AsyncEngine
) -> None:
    await intake_log.add_many(3)
    await follower_of(intake_log, audit).step()
    async with audit_owner.begin() as connection:
        await connection.execute(text("alter table copied_tile disable trigger user"))
        await connection.execute(text("update copied_tile set data = sha256('x') || substr(data, 33)"))
    await intake_log.add_many(1)
    with pytest.raises(CopyDamaged):
        await follower_of(intake_log, audit).step()
    assert await cosigned_size(audit) == 3


async def test_two_processes_that_follow_the_same_log_copy_it_once_and_find_no_fault(
    intake_log: ALog, audit: AsyncEngine, audit_database: Database
) -> None:
    """One has looked how far the copy goes when the other wants to let it grow: it does not find its own tiles odd."""
    entries = await intake_log.add_many(3)
    await follower_of(intake_log, audit).step()
    entries += await intake_log.add_many(3)
    slow, others = open_engine(audit_database.runtime_dsn, 2, "test"), list[asyncio.Task[bool]]()

    async def other_process() -> None:
        others.append(asyncio.create_task(follower_of(intake_log, audit).step()))
        await asyncio.wait(others, timeout=1)  # it is through, or waits

    @event.listens_for(slow.sync_engine, "before_cursor_execute")
    def meanwhile(*about: Any) -> None:
        if "copied_tile" in about[2] and not others:
            await_only(other_process())

    await follower_of(intake_log, slow).step()
    assert [await one for one in others] == [False]
    await slow.dispose()
    assert await copied(audit) == written(entries)
    assert await cosigned(audit) is not None
    assert await alarms(audit) == []
