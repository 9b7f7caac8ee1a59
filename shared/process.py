"""`python -m services.<name>`: one process that answers requests and works in the background.

`--api` and `--worker` split the two halves into processes of their own; `check` says whether it may start with the
settings that it has; `migrate` prepares the database as its owner; `recover-log` brings the control log back after a
backup was restored, `hand-over-again` what another service has lost by that; `keys` makes and exchanges its keys.
"""

import argparse
import asyncio
import gc
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from socket import AddressFamily, create_server, socket

import structlog
import uvicorn
from fastapi import FastAPI

from shared import migrations, tracing
from shared.handover import again
from shared.handover.outbox import send_for_ever
from shared.job_worker import work_for_ever
from shared.keys.command import keys
from shared.log_recovery import recover_log
from shared.logging import set_up
from shared.removal import remove_for_ever
from shared.running import Loop, Running, Service, running
from shared.sequencing import sequence_for_ever
from shared.settings import OwnerSettings, ServiceSettings, from_environment
from shared.start_check.checking import check, fit_settings, watch_database
from shared.start_check.findings import NOT_CONFIGURED, NotFitToStart, report
from shared.watching.listener import listening

log = structlog.get_logger(__name__)

CONNECTIONS_A_TURN = 16
BACKLOG = 2048


def main(service: Service, build: Callable[[], FastAPI], arguments: list[str] | None = None) -> None:
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["keys"]:
        sys.exit(keys(service, given[1:]))
    if given[:1] == ["hand-over-again"]:
        sys.exit(again.main(service, given[1:]))
    options = _parser(service).parse_args(given)
    set_up(service.name)
    tracing.set_up(service.name)
    if options.command == "migrate":
        owner_url = from_environment(OwnerSettings).owner_database_url
        migrations.wait_for_database(owner_url)
        migrations.migrate(service.name, owner_url)
        return
    if options.command == "check":
        sys.exit(check(service))
    if options.command == "recover-log":
        sys.exit(asyncio.run(recover_log(service, from_environment(service.settings))))
    settings, looked_at = fit_settings(service)
    both = not options.api and not options.worker
    tasks = _Tasks(api=options.api or both, worker=options.worker or both, watch=not looked_at)
    code = 0
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(_run(service, build, settings, tasks))
    except* NotFitToStart as unfit:
        found = next(one for one in unfit.exceptions if isinstance(one, NotFitToStart)).findings
        print(report(service.name, found), file=sys.stderr, flush=True)
        code = NOT_CONFIGURED  # Python 3.11.2 makes a group of what is raised here
    sys.exit(code)


@dataclass(frozen=True, slots=True)
class _Tasks:
    """What this process does. `watch`: its database was away at the start, and has to be looked at when it comes."""

    api: bool
    worker: bool
    watch: bool


def _parser(service: Service) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python -m services.{service.name}",
        description=f"{service.title}. Settings come from the environment: see docs/configuration.md.",
    )
    parser.add_argument(
        "command",
        nargs="?",
        choices=["run", "check", "migrate", "recover-log", "hand-over-again", "keys"],
        default="run",
        help="run (default); check: whether it may start so, and what to do; migrate the database; recover-log: after "
        "a restore, bring the control log back from audit; hand-over-again: send what another service has lost "
        "(hand-over-again --help); keys: make and exchange keys (keys --help)",
    )
    half = parser.add_mutually_exclusive_group()
    half.add_argument("--api", action="store_true", help="only answer requests")
    half.add_argument("--worker", action="store_true", help="only hand-overs, jobs and the control log's sequencer")
    return parser


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where there is one: it halves the time that an event loop takes."""
    return None if find_spec("uvloop") is None else import_module("uvloop").new_event_loop


async def _run(service: Service, build: Callable[[], FastAPI], settings: ServiceSettings, does: _Tasks) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    app = build() if does.api else None
    _spare_collector()
    async with running(service, settings) as held, listening(held), asyncio.TaskGroup() as tasks:
        background = [tasks.create_task(loop(held)) for loop in _loops(service)] if does.worker else []
        if does.watch:
            background.append(tasks.create_task(watch_database(held)))
        if app is not None:
            await _serve(app, held)
        else:
            await stop.wait()
        for task in background:
            task.cancel()


def _spare_collector() -> None:
    """What is here from the start stays to the end: Python need not look for garbage in it. In what comes and goes it
    looks less often, since next to nothing of it holds itself."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def _loops(service: Service) -> list[Loop]:
    loops = [send_for_ever, remove_for_ever, *service.loops]
    if service.jobs:
        loops.append(work_for_ever)
    if service.keeps_log:
        loops.append(sequence_for_ever)
    return loops


async def _serve(app: FastAPI, held: Running) -> None:
    """Until SIGTERM or SIGINT: uvicorn finishes what it has begun, and then hands the signal on to `stop`."""
    app.state.running = held
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
        proxy_headers=False,  # who asks is in the token: no header of a proxy is believed, whoever sent it
    )
    at = (held.settings.listen_host, held.settings.listen_port)
    await uvicorn.Server(config).serve(sockets=_listening(at, shared=held.settings.listen_shared))


def _listening(at: tuple[str, int], *, shared: bool = False) -> list[socket]:
    """One socket under several names. uvloop takes one new connection from each in a turn of its loop, and a turn is
    long when there is much to do: with a single name, callers and health probes waited ten seconds to be heard."""
    family = AddressFamily.AF_INET6 if ":" in at[0] else AddressFamily.AF_INET
    listening = create_server(at, family=family, backlog=BACKLOG, reuse_port=shared)
    return [listening, *(listening.dup() for _ in range(CONNECTIONS_A_TURN - 1))]
