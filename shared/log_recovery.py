"""`python -m services.<name> recover-log`: after a backup was restored, before anybody works with it (docs/runbook.md).

Takes back from audit the entries of the control log that the backup does not hold, and prints them: each is an act that
was done and is lost, for somebody to do again.
"""

import json
import sys
from collections import Counter
from collections.abc import Sequence

import httpx
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.controllog.entries import Actor, Entry
from shared.controllog.recovery import recover
from shared.controllog.remote import LogAway, fetch_over_http
from shared.controllog.sequencer import LogDamaged, WitnessAway
from shared.controllog.store import add_entry
from shared.controllog.verify import LogBroken
from shared.ids import new_id
from shared.running import Running, Service, running
from shared.sequencing import ask_witness, log_keys, log_signer, witness_url
from shared.settings import ServiceSettings

log = structlog.get_logger(__name__)


async def recover_log(service: Service, settings: ServiceSettings) -> int:
    """0 when the log is whole, 1 when it could not be brought back; then nothing has been changed."""
    async with running(service, settings) as held:
        try:
            lost = await bring_back(held)
        except (WitnessAway, LogAway, httpx.HTTPError):
            print("Audit does not answer, or follows another log. Start it, and try again.", file=sys.stderr)
            return 1
        except (LogDamaged, LogBroken, ValueError) as error:
            print(f"The log cannot be brought back: {error}. See docs/runbook.md.", file=sys.stderr)
            return 1
    _tell(service.name, lost)
    return 0


async def bring_back(held: Running) -> Sequence[Entry]:
    """The entries whose acts are lost. All in one transaction, with an entry about it where there were any."""
    signer = log_signer(held)
    cosigned = await ask_witness(held, log_keys(held))
    fetch = fetch_over_http(held.client, witness_url(held), held.bearer("audit"))
    async with held.transaction() as connection:
        lost = await recover(connection, signer, cosigned, fetch)
        if lost:
            await _note(held, connection, lost)
    return lost


async def _note(held: Running, connection: AsyncConnection, lost: Sequence[Entry]) -> None:
    if held.service.recovered is not None:
        await held.service.recovered(connection, lost)
    entry = Entry(
        id=new_id(),
        time=held.clock.now(),
        municipality="",
        service=held.name,
        act="logRecovered",
        outcome="done",
        actor=Actor(role="service", service=held.name),
        reason=f"{len(lost)} entries taken back from audit after a backup was restored",
    )
    await add_entry(connection, entry)


def _tell(name: str, lost: Sequence[Entry]) -> None:
    """To standard output, one line of JSON an act, so that it can be sorted and handed out; the rest to the console."""
    for entry in lost:
        print(
            json.dumps(
                {"time": entry.time.isoformat(), "municipality": entry.municipality, "act": entry.act}
                | {"outcome": entry.outcome, **entry.subjects}
            )
        )
    acts = ", ".join(f"{count} {act}" for act, count in Counter(entry.act for entry in lost).most_common())
    print(f"{name}: {f'{len(lost)} acts are lost: {acts}' if lost else 'the log was whole'}.", file=sys.stderr)
