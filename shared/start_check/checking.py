"""Everything that is looked at before a process starts: all that is wrong at once, each with what to do (ADR 0014).

The safe form is the default. There is no setting that turns a check off: a sandbox says that it is one, and is then
allowed what is marked `in_production`: a moved clock, made-up numbers and names, keys of a sandbox, no TLS.
"""

import asyncio
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import structlog
from pydantic import ValidationError

from shared.clock import Clock
from shared.running import Running, Service
from shared.settings import KeySettings, ServiceSettings, from_environment
from shared.start_check.addresses import addresses, clock, names
from shared.start_check.database import Look, database, look_at
from shared.start_check.findings import NOT_CONFIGURED, NOT_LOOKED_AT, Finding, NotFitToStart, report
from shared.start_check.key_files import key_files, rights
from shared.start_check.trust import log_list, trust_list

log = structlog.get_logger(__name__)
PAUSE = 1.0  # seconds


def fit_settings(service: Service) -> tuple[ServiceSettings, bool]:
    """The settings, and whether the database could be looked at too. Ends the process, with everything that is wrong
    on standard error, where it is not fit to start."""
    settings = _read(service)
    look = asyncio.run(look_at(settings, service.name))
    found = refusing_or_soon(settings, every(service, settings, look))
    if found:
        print(report(service.name, found), file=sys.stderr, flush=True)
    if any(not finding.warns for finding in found):
        sys.exit(NOT_CONFIGURED)
    log.info("starting", installation=settings.installation.value)
    return settings, look is not None


def check(service: Service) -> int:
    """For `python -m services.<name> check`: the exit code."""
    settings = _read(service)
    look = asyncio.run(look_at(settings, service.name))
    found = refusing_or_soon(settings, every(service, settings, look))
    print(report(service.name, found) or f"{service.name} is fit to start as {settings.installation.value}.")
    refused = any(not finding.warns for finding in found)
    return NOT_CONFIGURED if refused else NOT_LOOKED_AT if look is None else 0


async def watch_database(running: Running) -> None:
    """For a process that started while its database was away. Raises NotFitToStart once it answers and is not fit."""
    look = None
    while look is None:
        await asyncio.sleep(PAUSE)
        look = await look_at(running.settings, running.name)
    found = refusing_or_soon(running.settings, database(running.settings, look))
    if any(not finding.warns for finding in found):
        raise NotFitToStart(found)


def every(service: Service, settings: ServiceSettings, look: Look | None) -> Iterator[Finding]:
    """All that is found, also what a sandbox may have."""
    yield from clock(settings)
    yield from addresses(settings)
    yield from _keys(service, settings, Clock(settings.clock_offset_file))
    for own in service.checks:
        yield from own(settings)
    yield from database(settings, look)


def _keys(service: Service, settings: KeySettings, clock: Clock) -> Iterator[Finding]:
    yield from names(settings)
    yield from key_files(service.name, settings, opens_boxes=service.opens_boxes)
    yield from rights(settings, _secrets_dir())
    yield from trust_list(service.name, service.states, settings, clock.now())
    yield from log_list(service.name, settings, clock.now())


def refusing_or_soon(settings: KeySettings, found: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.warns or finding.refuses(settings.installation)]


def _read(service: Service) -> ServiceSettings:
    try:
        return from_environment(service.settings)
    except (ValidationError, OSError) as error:
        found = [*_unset(service, error)] if isinstance(error, ValidationError) else [_no_folder(error)]
        print(report(service.name, found), file=sys.stderr, flush=True)
        sys.exit(NOT_CONFIGURED)


def _unset(service: Service, error: ValidationError) -> Iterator[Finding]:
    """What pydantic says, without what was given; and what else can be known of the keys."""
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        name = ".".join(str(part) for part in one["loc"]).upper() or "SETTINGS"
        yield Finding(name, one["msg"].removeprefix("Value error, "), "Set it as docs/configuration.md says")
    with suppress(ValidationError):
        settings = from_environment(KeySettings)
        yield from refusing_or_soon(settings, _keys(service, settings, Clock()))


def _no_folder(error: OSError) -> Finding:
    return Finding("SECRETS_DIR", str(error), "Mount the folder with the secrets, or take the setting away")


def _secrets_dir() -> Path | None:
    named = os.environ.get("SECRETS_DIR")
    return Path(named) if named else None
