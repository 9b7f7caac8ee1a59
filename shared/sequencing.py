"""The worker's part in the control log: integrates it about once a second, with audit as the witness."""

import asyncio
from collections.abc import Sequence

import httpx
import structlog

from shared.controllog.checkpoints import open_checkpoint, signer_among
from shared.controllog.notes import LOG_KEY, Note, Signer, Verifier, retired_log_keys
from shared.controllog.sequencer import BATCH, Cosigned, LogDamaged, Sequencer, WitnessAway
from shared.controllog.tree import EMPTY_ROOT
from shared.running import Running
from shared.watching.log_counts import count_entries

log = structlog.get_logger(__name__)


async def sequence_for_ever(running: Running) -> None:
    """Until cancelled. Acts never wait for this; while audit is away, only checkpoints do."""
    signer = log_signer(running)
    sequencer = Sequencer(running.transaction, signer, lambda: ask_witness(running, log_keys(running)))
    while True:
        count = await _step(sequencer)
        await count_entries(running, sequencer.size - count, sequencer.size)
        if count < BATCH:
            await asyncio.sleep(running.settings.sequencer_pause_seconds)


def log_signer(running: Running) -> Signer:
    """The key that signs this service's checkpoints."""
    return Signer.load(running.settings.log_origin, running.settings.keys_dir / LOG_KEY)


def log_keys(running: Running) -> tuple[Verifier, ...]:
    """The public halves of that key and of those that signed before it, which the witness may still hold notes of."""
    return (log_signer(running).verifier, *retired_log_keys(running.settings.keys_dir))


async def _step(sequencer: Sequencer) -> int:
    try:
        return await sequencer.step()
    except WitnessAway:
        log.warning("checkpoints wait for the witness")
    except LogDamaged as error:
        log.error("control log damaged: nothing is signed, see docs/runbook.md", reason=str(error))
    except Exception:  # the database is away: the loop must outlive it
        log.exception("control log not integrated")
    return 0


async def ask_witness(running: Running, log_keys: Sequence[Verifier]) -> Cosigned:
    """What audit has cosigned of this log: `GET /witness/<service>` → `{origin, note}`. The note must be one that this
    log has signed, so that audit alone cannot make it out to be damaged. Raises WitnessAway, also where audit follows
    a log of another name or key."""
    try:
        answer = await running.client.get(witness_url(running), headers=running.bearer("audit"))
        answer.raise_for_status()
        told = answer.json()
        if told["origin"] != running.settings.log_origin:
            raise WitnessAway
        if told["note"] is None:
            return Cosigned(0, EMPTY_ROOT)
        note = Note.parse(told["note"])
        checkpoint = open_checkpoint(note, signer_among(note, log_keys))
        return Cosigned(checkpoint.size, checkpoint.root)
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        raise WitnessAway from error


def witness_url(running: Running) -> str:
    """Where audit tells of this service's log. Raises WitnessAway where no audit service is set."""
    audit = running.settings.peers.get("audit")
    if audit is None:
        raise WitnessAway
    return f"{audit}/witness/{running.name}"
