"""The sequencer on real PostgreSQL: nothing lost, nothing twice, no gap, whoever writes late, gives up or is killed."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.controllog.checkpoints import Checkpoint, open_checkpoint
from shared.controllog.edge import RightEdge
from shared.controllog.notes import Note, Signer
from shared.controllog.sequencer import BATCH, Cosigned, LogDamaged, Sequencer, WitnessAway, integrate
from shared.controllog.store import add_entry
from shared.controllog.tree import EMPTY_ROOT
from tests.harness.control_logs import LogDatabase, an_entry, nothing_cosigned


def sequencer(
    engine: AsyncEngine, signer: Signer, ask: Callable[[], Awaitable[Cosigned]] = nothing_cosigned
) -> Sequencer:
    return Sequencer(engine.begin, signer, ask)


async def add(engine: AsyncEngine, count: int) -> list[UUID]:
    async with engine.begin() as connection:
        return [await add_entry(connection, an_entry()) for _ in range(count)]


async def checkpoint(engine: AsyncEngine, signer: Signer) -> Checkpoint:
    async with engine.connect() as connection:
        note = (await connection.execute(text("select checkpoint from log_head"))).scalar_one()
    return open_checkpoint(Note.parse(note), signer.verifier)


async def numbered(engine: AsyncEngine) -> list[UUID]:
    """The ids in the order of the tree, which has no gap and whose root is the signed one."""
    async with engine.connect() as connection:
        found = (
            await connection.execute(text("select id, seq, leaf from log_entry where seq >= 0 order by seq"))
        ).all()
        root = (await connection.execute(text("select root from log_head"))).scalar_one()
    assert [row.seq for row in found] == list(range(len(found)))
    edge = RightEdge()
    edge.append(row.leaf for row in found)
    assert edge.root() == root
    return [row.id for row in found]


async def test_the_empty_tree_is_signed_at_once(engine: AsyncEngine, signer: Signer) -> None:
    assert await sequencer(engine, signer).step() == 0
    assert await checkpoint(engine, signer) == Checkpoint(signer.name, 0, EMPTY_ROOT)


async def test_entries_enter_in_the_order_of_their_ids_and_stay(engine: AsyncEngine, signer: Signer) -> None:
    made, first = sequencer(engine, signer), await add(engine, 300)
    assert await made.step() == 300
    second = await add(engine, 3)
    assert (await made.step(), await made.step()) == (3, 0)
    assert await numbered(engine) == first + second
    assert (await checkpoint(engine, signer)).size == 303


async def test_who_commits_late_is_numbered_late(engine: AsyncEngine, signer: Signer) -> None:
    made = sequencer(engine, signer)
    async with engine.connect() as late:
        [early_id] = [await add_entry(late, an_entry())]
        later = await add(engine, 2)
        await made.step()
        await late.commit()
    await made.step()
    assert await numbered(engine) == [*later, early_id]


async def test_a_full_batch_says_that_there_may_be_more(
    engine: AsyncEngine, owner: AsyncEngine, signer: Signer
) -> None:
    async with owner.begin() as connection:
        await connection.execute(
            text("insert into log_entry (entry) select int8send(n) from generate_series(1, :many) n"),
            {"many": BATCH + 100},
        )
    made = sequencer(engine, signer)
    assert (await made.step(), await made.step(), await made.step()) == (BATCH, 100, 0)
    assert len(await numbered(engine)) == BATCH + 100


async def test_what_is_rolled_back_before_its_commit_is_done_again(engine: AsyncEngine, signer: Signer) -> None:
    made = await add(engine, 5)
    async with engine.connect() as connection:
        assert await integrate(connection, signer) == (5, 5)
        await connection.rollback()
    async with engine.connect() as connection:
        assert (await connection.execute(text("select size, checkpoint from log_head"))).one() == (0, None)
    assert await sequencer(engine, signer).step() == 5
    assert await numbered(engine) == made


async def test_writers_and_two_sequencers_at_once(engine: AsyncEngine, signer: Signer) -> None:
    committed: list[UUID] = []
    writing = True

    async def write(seed: int) -> None:
        dice = random.Random(seed)  # a repeatable course of events, not a secret
        for _ in range(25):
            async with engine.connect() as connection:
                ids = [await add_entry(connection, an_entry()) for _ in range(dice.randint(1, 3))]
                await asyncio.sleep(dice.random() / 50)
                if dice.random() < 0.3:
                    await connection.rollback()
                else:
                    await connection.commit()
                    committed.extend(ids)

    async def sequence() -> int:
        made, total = sequencer(engine, signer), 0
        while writing:
            total += await made.step()
            await asyncio.sleep(0.003)
        return total + await made.step()

    sequencing = [asyncio.create_task(sequence()) for _ in range(2)]
    await asyncio.gather(*(write(seed) for seed in range(8)))
    writing = False
    totals = await asyncio.gather(*sequencing)
    assert sorted(await numbered(engine)) == sorted(committed)
    assert sum(totals) == len(committed)
    assert all(totals)
    assert (await checkpoint(engine, signer)).size == len(committed)


ENDLESS = """
import asyncio, sys
from shared.controllog.notes import KeyType, Signer
from shared.controllog.sequencer import Cosigned, Sequencer
from shared.database import open_engine

async def nothing(): return Cosigned(0, b"")
async def main():
    signer = Signer("log.example/payout", bytes(range(32)), KeyType.NOTE)
    made = Sequencer(open_engine(sys.argv[1], 2, "test").begin, signer, nothing)
    print("ready", flush=True)
    while True: await made.step()
asyncio.run(main())
"""


def start_endless(database: LogDatabase) -> subprocess.Popen[bytes]:
    started = subprocess.Popen([sys.executable, "-c", ENDLESS, database.runtime], stdout=subprocess.PIPE)
    assert started.stdout is not None
    assert started.stdout.readline() == b"ready\n"
    return started


async def test_sequencers_killed_midway_lose_nothing(
    database: LogDatabase, engine: AsyncEngine, signer: Signer
) -> None:
    committed: list[UUID] = []
    running = await asyncio.gather(*(asyncio.to_thread(start_endless, database) for _ in range(2)))
    for burst in range(24):
        committed += await add(engine, 40)
        if burst in (9, 19):
            os.kill(running[burst // 10].pid, signal.SIGKILL)
    for process in running:
        await asyncio.to_thread(process.communicate)
    await sequencer(engine, signer).step()
    assert await numbered(engine) == committed
    assert (await checkpoint(engine, signer)).size == len(committed) == 960


async def test_while_the_witness_is_away_entries_wait_unsigned(engine: AsyncEngine, signer: Signer) -> None:
    here = False

    async def ask() -> Cosigned:
        if not here:
            raise WitnessAway
        return Cosigned(0, EMPTY_ROOT)

    made = sequencer(engine, signer, ask)
    await add(engine, 2)
    with pytest.raises(WitnessAway):
        await made.step()
    assert await numbered_count(engine) == 0
    here = True
    assert await made.step() == 2


async def numbered_count(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int((await connection.execute(text("select count(seq) from log_entry"))).scalar_one())


async def test_a_log_that_extends_what_the_witness_has_cosigned_is_signed_on(
    engine: AsyncEngine, signer: Signer
) -> None:
    await add(engine, 300)
    await sequencer(engine, signer).step()
    cosigned = await checkpoint(engine, signer)
    await add(engine, 300)
    await sequencer(engine, signer).step()

    async def ask() -> Cosigned:
        return Cosigned(cosigned.size, cosigned.root)

    await add(engine, 1)
    assert await sequencer(engine, signer, ask).step() == 1
    async with engine.connect() as connection:
        assert (await connection.execute(text("select cosigned_size from log_head"))).scalar_one() == 300


@pytest.mark.parametrize(
    ("cosigned", "words"),
    [(Cosigned(4, bytes(32)), "has cosigned 4 entries, and here are 3"), (Cosigned(2, bytes(32)), "not those")],
)
async def test_a_log_that_the_witness_knows_otherwise_is_not_signed(
    engine: AsyncEngine, signer: Signer, cosigned: Cosigned, words: str
) -> None:
    await add(engine, 3)
    await sequencer(engine, signer).step()
    await add(engine, 1)

    async def ask() -> Cosigned:
        return cosigned

    with pytest.raises(LogDamaged, match=words):
        await sequencer(engine, signer, ask).step()
    assert (await checkpoint(engine, signer)).size == 3
    async with engine.connect() as connection:
        kept = (await connection.execute(text("select cosigned_size from log_head"))).scalar_one()
    assert kept == cosigned.size, "payout's database goes by it"


async def as_if_restored(owner: AsyncEngine, *statements: str) -> None:
    """What only who owns the database can do: the triggers switched off."""
    async with owner.begin() as connection:
        for table in ("log_entry", "log_head", "log_tile"):
            await connection.execute(text(f"alter table {table} disable trigger user"))
        for statement in statements:
            await connection.execute(text(statement))


async def test_a_backup_restored_under_a_running_sequencer_is_noticed(
    engine: AsyncEngine, owner: AsyncEngine, signer: Signer
) -> None:
    """Also a replica that has taken over too early, and before anything is done on it."""
    await add(engine, 3)
    asked = 0

    async def ask() -> Cosigned:
        nonlocal asked
        asked += 1
        return Cosigned(0, EMPTY_ROOT) if asked == 1 else Cosigned(3, bytes(32))

    made = sequencer(engine, signer, ask)
    await made.step()
    await as_if_restored(
        owner,
        "delete from log_entry where seq > 0",
        "update log_tile set data = substr(data, 1, 32)",
        "update log_head set size = 1, root = substr(data, 1, 32) from log_tile",
    )
    for words in ("the log had 3 entries and has 1", "has cosigned 3 entries, and here are 1"):
        with pytest.raises(LogDamaged, match=words):
            await made.step()
    assert await numbered_count(engine) == 1
    await add(engine, 3)
    await sequencer(engine, signer).step()
    with pytest.raises(LogDamaged, match="not those"):
        await made.step()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("update log_tile set data = sha256('x') || substr(data, 33)", "do not lead to the root"),
        ("update log_tile set data = substr(data, 33)", "not those of the tree head"),
        ("delete from log_tile", "not those of the tree head"),
        ("update log_head set root = sha256('x')", "do not lead to the root"),
    ],
)
async def test_a_damaged_tree_is_not_signed_on(
    engine: AsyncEngine, owner: AsyncEngine, signer: Signer, damage: str, words: str
) -> None:
    made = sequencer(engine, signer)
    await add(engine, 3)
    await made.step()
    await as_if_restored(owner, damage)
    await add(engine, 1)
    with pytest.raises(LogDamaged, match=words):
        await made.step()
    assert await numbered_count(engine) == 3
