"""The control log: what it adds to an act, and what verifying it from outside takes."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.local.stack import Stack
from services.audit.verify_log import Addresses, verify_log
from shared.controllog.entries import Entry
from shared.controllog.store import add_entries, add_entry
from shared.controllog.trusted_keys import load_logs, load_witness
from shared.database import open_engine
from shared.idempotency import Claim, claim
from shared.ids import new_id
from tests.bench.calls import Person
from tests.bench.chains import wait_for
from tests.bench.figures import Figure
from tests.bench.processes import Used, cpu_of_postgres, used
from tests.harness.control_logs import an_entry

LOG = "intake"
AT_ONCE = 1000


def measure(stack: Stack, auditor: Person, rounds: int, acts: int, entries: int) -> list[Figure]:
    """`acts`: how many of them a round; `entries`: how many more the log has when it is verified."""
    with asyncio.Runner() as runner:
        without, with_entry = runner.run(_acts(stack, rounds, acts))
        taken = runner.run(_grow(stack, auditor, entries))
        wall, size = runner.run(_verify(stack, auditor))
    adds = [more - less for less, more in zip(sorted(without), sorted(with_entry), strict=True)]
    following = sum(taken.cpu[name] for name in (LOG, "audit", "postgres")) * 1000 / entries
    return [
        Figure("a transaction with its key alone", "ms CPU with postgres", without),
        Figure("what the log entry adds to it", "ms CPU with postgres", adds),
        Figure("sequencing and following an entry", "ms CPU of intake, audit, postgres", [following]),
        Figure(f"verification, {size} entries", "s", [wall]),
        Figure("verification, an entry", "µs", [wall * 1_000_000 / size]),
    ]


async def _acts(stack: Stack, rounds: int, count: int) -> tuple[list[float], list[float]]:
    """CPU milliseconds a transaction, without an entry and with one, in turn."""
    engine = open_engine(stack.databases[LOG].runtime_dsn, 1, "bench")
    await _timed(stack, engine, count, logged=True)
    found = [
        (await _timed(stack, engine, count, logged=False), await _timed(stack, engine, count, logged=True))
        for _ in range(rounds)
    ]
    await engine.dispose()
    return [one for one, _ in found], [one for _, one in found]


async def _timed(stack: Stack, engine: AsyncEngine, count: int, *, logged: bool) -> float:
    start = time.process_time() + cpu_of_postgres(stack)
    for _ in range(count):
        async with engine.begin() as connection:
            await claim(connection, Claim("bench", new_id().hex, "digest"), datetime.now(UTC))
            if logged:
                await add_entry(connection, an_entry("householdRead", LOG))
    return (time.process_time() + cpu_of_postgres(stack) - start) * 1000 / count


async def _grow(stack: Stack, auditor: Person, count: int) -> Used:
    """Until audit has cosigned so many more entries. What that took, without writing them."""
    engine = open_engine(stack.databases[LOG].runtime_dsn, 1, "bench")
    goal = _cosigned(auditor) + count
    for at in range(0, count, AT_ONCE):
        async with engine.begin() as connection:
            await add_entries(connection, _entries(min(AT_ONCE, count - at)))
    start = used(stack)
    await engine.dispose()
    await asyncio.to_thread(wait_for, "the witness", lambda: _cosigned(auditor) >= goal)
    return used(stack).since(start)


def _entries(count: int) -> Sequence[Entry]:
    return [an_entry("householdRead", LOG) for _ in range(count)]


def _cosigned(auditor: Person) -> int:
    (log,) = (one for one in auditor.get("audit", "/checkpoints")["items"] if one["service"] == LOG)
    return 0 if log["checkpoint"] is None else int(log["checkpoint"]["size"])


async def _verify(stack: Stack, auditor: Person) -> tuple[float, int]:
    """As an auditor does: (seconds, entries)."""
    witness = load_witness(stack.place.keys.logs)
    keys = {log.service: log for log in load_logs(stack.place.keys.logs)}
    addresses = Addresses(log=stack.urls[LOG], audit=stack.urls["audit"])
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        start = time.monotonic()
        found = await verify_log(client, addresses, auditor.token, keys[LOG], witness)
    return time.monotonic() - start, found.checkpoint.size
