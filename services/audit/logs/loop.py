"""The worker's loop: all logs at the same time, each about once a second, at once while there is more."""

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError

from services.audit.logs.following import CopyDamaged, Follower
from services.audit.settings import Settings
from shared.controllog.edge import BadEdge
from shared.controllog.notes import LOG_KEY, KeyType, Signer
from shared.controllog.remote import LogAway, fetch_over_http
from shared.controllog.trusted_keys import TrustedKeys, load_logs
from shared.controllog.verify import Fetch
from shared.running import Running

log = structlog.get_logger(__name__)


async def follow_for_ever(running: Running) -> None:
    settings = settings_of(running)
    async with asyncio.TaskGroup() as tasks:
        for trusted in load_logs(settings.logs_file):
            tasks.create_task(_follow(running, trusted, settings.follow_pause_seconds))


async def _follow(running: Running, trusted: TrustedKeys, pause: float) -> None:
    witness = witness_key(running)
    follower = Follower(trusted, running.transaction, _fetch(running, trusted), witness, running.clock.now)
    while True:
        if not await _step(follower, trusted.service):
            await asyncio.sleep(pause)


async def _step(follower: Follower, service: str) -> bool:
    """Whatever goes wrong is told and tried again: a service that is away is caught up with later."""
    try:
        return await follower.step()
    except LogAway as error:
        log.info("a control log is away", destination=service, reason=str(error))
    except (CopyDamaged, BadEdge):
        log.error("the copy of a control log is damaged", destination=service)
    except (SQLAlchemyError, OSError) as error:
        log.warning("following waits for the database", destination=service, error=type(error).__name__)
    return False


def _fetch(running: Running, trusted: TrustedKeys) -> Fetch:
    """Each call carries a bearer of its own: they live for a minute."""
    url = f"{running.settings.peers.get(trusted.service, '')}/control-log"

    async def fetch(path: str) -> bytes:
        return await fetch_over_http(running.client, url, running.bearer(trusted.service))(path)

    return fetch


def witness_key(running: Running) -> Signer:
    """The key that cosigns, named as audit's own origin."""
    return Signer.load(running.settings.log_origin, running.settings.keys_dir / LOG_KEY, KeyType.COSIGNATURE)


def settings_of(running: Running) -> Settings:
    if not isinstance(running.settings, Settings):
        raise TypeError("not audit's settings")
    return running.settings
