"""A log that was restored from a backup is brought back from the witness's copy, or left as it is."""

from dataclasses import replace

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.controllog.bundles import pack, unpack
from shared.controllog.checkpoints import Checkpoint
from shared.controllog.entries import Entry
from shared.controllog.notes import Signer
from shared.controllog.recovery import recover
from shared.controllog.remote import fetch_over_http
from shared.controllog.sequencer import Cosigned, LogDamaged, Sequencer
from shared.controllog.verify import Fetch
from tests.harness.control_logs import add_entries, an_entry, log_app, nothing_cosigned
from tests.store.controllog.test_sequencer import checkpoint, numbered, sequencer

BEFORE, AFTER, ONLY_SINCE = 250, 300, 7


@pytest.fixture
async def whole(witness: AsyncEngine, signer: Signer) -> list[Entry]:
    """What the witness holds: the same log, further on."""
    entries = [an_entry() for _ in range(BEFORE + AFTER)]
    made = Sequencer(witness.begin, signer, nothing_cosigned)
    for some in (entries[:BEFORE], entries[BEFORE:]):
        await add_entries(witness, some)
        await made.step()
    return entries


@pytest.fixture
async def restored(engine: AsyncEngine, signer: Signer, whole: list[Entry]) -> AsyncEngine:
    """The backup: the first entries in the tree, some of the later ones not yet, and one act since the restore."""
    await add_entries(engine, whole[:BEFORE])
    await sequencer(engine, signer).step()
    await add_entries(engine, [*whole[BEFORE : BEFORE + ONLY_SINCE], an_entry()])
    return engine


def fetch_from(witness: AsyncEngine) -> Fetch:
    client = httpx.AsyncClient(transport=httpx.ASGITransport(log_app(witness)))
    return fetch_over_http(client, "http://witness/control-log", {})


async def cosigned_by(witness: AsyncEngine, signer: Signer) -> Cosigned:
    found = await checkpoint(witness, signer)
    return Cosigned(found.size, found.root)


async def brought_back(engine: AsyncEngine, signer: Signer, cosigned: Cosigned, fetch: Fetch) -> list[Entry]:
    async with engine.begin() as connection:
        return await recover(connection, signer, cosigned, fetch)


async def test_what_is_lost_comes_back_and_the_log_goes_on_from_there(
    restored: AsyncEngine, witness: AsyncEngine, signer: Signer, whole: list[Entry]
) -> None:
    cosigned = await cosigned_by(witness, signer)
    lost = await brought_back(restored, signer, cosigned, fetch_from(witness))
    assert lost == whole[BEFORE + ONLY_SINCE :]
    assert await checkpoint(restored, signer) == Checkpoint(signer.name, cosigned.size, cosigned.root)

    async def ask() -> Cosigned:
        return cosigned

    assert await sequencer(restored, signer, ask).step() == 1, "the act since the restore"
    assert (await numbered(restored))[: len(whole)] == [entry.id for entry in whole]


async def test_a_log_that_is_whole_stays_as_it_is(
    restored: AsyncEngine, witness: AsyncEngine, signer: Signer, whole: list[Entry]
) -> None:
    cosigned = await cosigned_by(witness, signer)
    await brought_back(restored, signer, cosigned, fetch_from(witness))
    assert await brought_back(restored, signer, cosigned, fetch_from(witness)) == []


@pytest.mark.parametrize("index", [0, 1, 2])
async def test_no_entry_that_was_never_there_is_taken_back(
    restored: AsyncEngine, witness: AsyncEngine, signer: Signer, index: int
) -> None:
    """Whatever bundle it is in: the first one holds entries before and after the backup's end."""
    fetch, cosigned = fetch_from(witness), await cosigned_by(witness, signer)

    async def forged(path: str) -> bytes:
        data = await fetch(path)
        if f"entries/00{index}" not in path:
            return data
        width = int(path.partition(".p/")[2] or 256)
        return pack([*unpack(data, width)[:-1], an_entry().encode()])

    with pytest.raises(LogDamaged):
        await brought_back(restored, signer, cosigned, forged)
    assert (await checkpoint(restored, signer)).size == BEFORE
    async with restored.connect() as connection:
        kept = (await connection.execute(text("select count(*) from log_entry"))).scalar_one()
    assert kept == BEFORE + ONLY_SINCE + 1, "nothing of it is kept"


async def test_an_entry_that_has_other_words_here_is_not_numbered(
    restored: AsyncEngine, witness: AsyncEngine, signer: Signer, whole: list[Entry]
) -> None:
    await add_entries(restored, [replace(whole[BEFORE + ONLY_SINCE], act="anotherAct")])
    with pytest.raises(LogDamaged, match="other words"):
        await brought_back(restored, signer, await cosigned_by(witness, signer), fetch_from(witness))


async def test_a_log_with_another_past_is_not_brought_back(
    engine: AsyncEngine, witness: AsyncEngine, signer: Signer, whole: list[Entry]
) -> None:
    await add_entries(engine, [an_entry() for _ in range(BEFORE)])
    await sequencer(engine, signer).step()
    with pytest.raises(LogDamaged):
        await brought_back(engine, signer, await cosigned_by(witness, signer), fetch_from(witness))
