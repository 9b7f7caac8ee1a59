"""The worker's part in the control log: integrates it about once a second, with audit as the witness."""

import asyncio
from base64 import b64decode

import httpx
import structlog

from shared.controllog.notes import Signer
from shared.controllog.sequencer import BATCH, Cosigned, LogDamaged, Sequencer, WitnessAway
from shared.running import Running

log = structlog.get_logger(__name__)


async def sequence_for_ever(running: Running) -> None:
    """Until cancelled. Acts never wait for this; while audit is away, only checkpoints do."""
    signer = Signer.load(running.settings.log_origin, running.settings.keys_dir / "log.key")
    sequencer = Sequencer(running.transaction, signer, lambda: ask_witness(running))
    while True:
        if await _step(sequencer) < BATCH:
            await asyncio.sleep(running.settings.sequencer_pause_seconds)


async def _step(sequencer: Sequencer) -> int:
    try:
        return await sequencer.step()
    except WitnessAway:
        log.warning("checkpoints wait for the witness")
    except LogDamaged as error:
        log.error("control log damaged: nothing is signed", reason=str(error))
    except Exception:  # the database is away: the loop must outlive it
        log.exception("control log not integrated")
    return 0


async def ask_witness(running: Running) -> Cosigned:
    """What audit has cosigned of this log: `GET /witness/<service>` → `{origin, size, rootHash}`, the hash in base64.
    Raises WitnessAway, also where audit follows a log of another name."""
    audit = running.settings.peers.get("audit")
    if audit is None:
        raise WitnessAway
    try:
        answer = await running.client.get(f"{audit}/witness/{running.name}", headers=running.bearer("audit"))
        answer.raise_for_status()
        told = answer.json()
        if told["origin"] != running.settings.log_origin:
            raise WitnessAway
        return Cosigned(int(told["size"]), b64decode(told["rootHash"], validate=True))
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        raise WitnessAway from error
