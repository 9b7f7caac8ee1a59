"""Everything that is looked at before a process starts: all that is wrong at once, each with what to do (ADR 0014).

The safe form is the default. There is no setting that turns a check off: a sandbox says that it is one, and is then
allowed what is marked `in_production`: a moved clock, made-up numbers and names, keys of a sandbox, no TLS.
"""

import asyncio
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import structlog
from pydantic import ValidationError

from shared.clock import Clock
from shared.running import Running, Service
from shared.settings import KeySettings, ServiceSettings, from_environment, secrets_in
from shared.start_check.addresses import addresses, clock, names
from shared.start_check.database import Look, database, look_at
from shared.start_check.findings import NOT_CONFIGURED, NOT_LOOKED_AT, Finding, NotFitToStart, refusing, report
from shared.start_check.key_files import key_files, rights
from shared.start_check.trust import log_list, trust_list

log = structlog.get_logger(__name__)
PAUSE = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, of what counts in this installation. `look` is None where the database did not answer."""

    settings: ServiceSettings
    look: Look | None
    found: list[Finding]


def fit_settings(service: Service) -> tuple[ServiceSettings, bool]:
    """The settings, and whether the database could be looked at too. Ends the process, with everything that is wrong
    on standard error, where it is not fit to start."""
    checked = _checked(service)
    if checked.found:
        print(report(service.name, checked.found), file=sys.stderr, flush=True)
    if refusing(checked.found):
        sys.exit(NOT_CONFIGURED)
    log.info("starting", installation=checked.settings.installation.value)
    return checked.settings, checked.look is not None


def check(service: Service) -> int:
    """For `python -m services.<name> check`: the exit code."""
    checked = _checked(service)
    fit = f"{service.name} is fit to start as {checked.settings.installation.value}."
    print(report(service.name, checked.found) or fit)
    if refusing(checked.found):
        return NOT_CONFIGURED
    return NOT_LOOKED_AT if checked.look is None else 0


def _checked(service: Service) -> Checked:
    settings = _read(service)
    look = asyncio.run(look_at(settings, service.name))
    return Checked(settings, look, refusing_or_soon(settings, every(service, settings, look)))


async def watch_database(running: Running) -> None:
    """For a process that started while its database was away. Raises NotFitToStart once it answers and is not fit."""
    look = None
    while look is None:
        await asyncio.sleep(PAUSE)
        look = await look_at(running.settings, running.name)
    found = refusing_or_soon(running.settings, database(running.settings, look))
    if refusing(found):
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
    yield from rights(settings, secrets_in(service.settings))
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
