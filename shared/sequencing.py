"""The worker's part in the control log: integrates it about once a second, with audit as the witness."""

import asyncio

import httpx
import structlog

from shared.controllog.checkpoints import open_checkpoint
from shared.controllog.notes import Note, Signer, Verifier
from shared.controllog.sequencer import BATCH, Cosigned, LogDamaged, Sequencer, WitnessAway
from shared.controllog.tree import EMPTY_ROOT
from shared.running import Running
from shared.watching.log_counts import count_entries

log = structlog.get_logger(__name__)


async def sequence_for_ever(running: Running) -> None:
    """Until cancelled. Acts never wait for this; while audit is away, only checkpoints do."""
    signer = log_signer(running)
    sequencer = Sequencer(running.transaction, signer, lambda: ask_witness(running, signer.verifier))
    while True:
        count = await _step(sequencer)
        await count_entries(running, sequencer.size - count, sequencer.size)
        if count < BATCH:
            await asyncio.sleep(running.settings.sequencer_pause_seconds)


def log_signer(running: Running) -> Signer:
    """The key that signs this service's checkpoints."""
    return Signer.load(running.settings.log_origin, running.settings.keys_dir / "log.key")


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


async def ask_witness(running: Running, log_key: Verifier) -> Cosigned:
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
        checkpoint = open_checkpoint(Note.parse(told["note"]), log_key)
        return Cosigned(checkpoint.size, checkpoint.root)
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        raise WitnessAway from error


def witness_url(running: Running) -> str:
    """Where audit tells of this service's log. Raises WitnessAway where no audit service is set."""
    audit = running.settings.peers.get("audit")
    if audit is None:
        raise WitnessAway
    return f"{audit}/witness/{running.name}"
