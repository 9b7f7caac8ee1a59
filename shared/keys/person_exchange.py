"""Exchanging the installation key for person keys (docs/adr/0019): every service *closes* its database and tells whom
it knows; all of them bring that together, and *switch* to the prepared key. Whoever was known keeps their key.

What was begun can be done again, and is gone on with: no step is undone.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from shared import person_key_use
from shared.database import open_engine
from shared.keys.person_files import (
    earlier_files,
    keep_earlier,
    load_person_keys,
    next_file,
    read_secret,
)
from shared.keys.rotating import Refused
from shared.keys.stored_persons import stored_persons
from shared.person_numbers.changes import read_changes
from shared.persons import PersonKeys
from shared.settings import SERVICES, ServiceSettings


@dataclass(frozen=True)
class Known:
    """Whom one service knows, told when it closed. `present` and `coming` are the fingerprints of the key in use then
    and of the prepared one, so that no two exchanges are mixed."""

    service: str
    present: str
    coming: str
    persons: frozenset[str]

    def written(self) -> str:
        rest = {"service": self.service, "present": self.present, "coming": self.coming}
        return json.dumps({**rest, "persons": sorted(self.persons)}, indent=0)

    @classmethod
    def read(cls, file: Path) -> "Known":
        """Raises Refused for what `close` has not written, or not to its end."""
        try:
            told = json.loads(file.read_text())
            return cls(told["service"], told["present"], told["coming"], frozenset(told["persons"]))
        except (ValueError, KeyError, TypeError) as error:
            raise Refused(f"{file} is not, or not all of, what `keys close person` printed") from error


async def close(service: str, settings: ServiceSettings, now: datetime) -> Known:
    """From here on no process of the service runs until `switch`. Raises Refused while one does."""
    keys = load_person_keys(settings.person_key_file)
    coming = next_file(settings.person_key_file)
    if not coming.exists():
        raise Refused(f"{coming} is not there: `keys prepare person` makes it, once, and it goes to all four services")
    persons = await _closed(settings, keys, now)
    return Known(service, keys.fingerprint, PersonKeys(read_secret(coming)).fingerprint, persons)


async def switch(service: str, settings: ServiceSettings, files: Sequence[Path], now: datetime) -> str:
    """Puts the prepared key into use, and opens the database for it. Returns the fingerprint that all services then
    have. Raises Refused where not all four are closed for this very exchange, or somebody is not known."""
    file = settings.person_key_file
    if next_file(file).exists():
        known = _brought_together(service, file, files)
        await _require_known(settings, known, now)
        keep_earlier(file, _present_number(file), known)
        next_file(file).replace(file)
    return await _reopened(settings, load_person_keys(file), now)


def _brought_together(service: str, file: Path, files: Iterable[Path]) -> frozenset[str]:
    told = [Known.read(one) for one in files]
    if sorted(one.service for one in told) != sorted(SERVICES):
        raise Refused(f"one file of each service is wanted: {', '.join(SERVICES)}")
    ours = (load_person_keys(file).fingerprint, PersonKeys(read_secret(next_file(file))).fingerprint)
    other = [one.service for one in told if (one.present, one.coming) != ours]
    if other:
        raise Refused(f"other person keys than those of {service} are in the files of {', '.join(other)}")
    return frozenset().union(*(one.persons for one in told))


def _present_number(file: Path) -> int:
    """The number under which the present key is kept: it may have been written down already."""
    present, earlier = read_secret(file), earlier_files(file)
    kept = bool(earlier) and read_secret(earlier[-1]) == present
    return len(earlier) if kept else len(earlier) + 1


async def _closed(settings: ServiceSettings, keys: PersonKeys, now: datetime) -> frozenset[str]:
    engine = open_engine(settings.database_url, 1, "keys")
    try:
        async with engine.begin() as connection:
            is_closed = await _require_use(connection, keys, now)
            await _require_alone(connection)
            if not is_closed:
                await person_key_use.close(connection, keys.fingerprint, now)
        async with engine.begin() as connection:
            await _require_alone(connection)  # a process may have come just before it was closed
            return await stored_persons(connection) | _listed(settings)
    finally:
        await engine.dispose()


async def _require_use(connection: AsyncConnection, keys: PersonKeys, now: datetime) -> bool:
    """Whether the database is closed already. One to which no process has come yet is ours."""
    use = await person_key_use.latest(connection)
    if use is None:
        await person_key_use.open_for(connection, keys.fingerprint, now)
        return False
    if use[0] != keys.fingerprint:
        raise Refused("the database goes by other person keys than these files: are they of another host, or a copy?")
    return use[1]


async def _require_alone(connection: AsyncConnection) -> None:
    if count := await person_key_use.others(connection):
        raise Refused(f"{count} connections of the service to its database are open: stop every process of it first")


def _listed(settings: ServiceSettings) -> frozenset[str]:
    """Who has changed number: a key of theirs may be stored nowhere yet."""
    if settings.person_numbers_file is None:
        return frozenset()
    changes = read_changes(settings.person_numbers_file.read_text())
    return frozenset(key for change in changes for key in (change.person, change.same_as))


async def _require_known(settings: ServiceSettings, known: frozenset[str], now: datetime) -> None:
    engine = open_engine(settings.database_url, 1, "keys")
    try:
        async with engine.begin() as connection:
            if not await _require_use(connection, load_person_keys(settings.person_key_file), now):
                raise Refused("the database is not closed: `keys close person` first, for all four services")
            if not await stored_persons(connection) | _listed(settings) <= known:
                raise Refused("the database knows persons who are not in the files: close all services anew")
    finally:
        await engine.dispose()


async def _reopened(settings: ServiceSettings, keys: PersonKeys, now: datetime) -> str:
    """Also for a database that was restored from before the exchange, and for another service that has these files."""
    engine = open_engine(settings.database_url, 1, "keys")
    try:
        async with engine.begin() as connection:
            use, before = await person_key_use.latest(connection), keys.before_exchange
            if use == (keys.fingerprint, False):
                return keys.fingerprint
            if use is None or before is None or use[0] != before.fingerprint:
                raise Refused("no person key is prepared, and the database goes by others than these files")
            await _require_alone(connection)
            if not keys.knew(await stored_persons(connection)):
                raise Refused("the database knows persons who were not known at the exchange: they would become two")
            if not use[1]:
                await person_key_use.close(connection, before.fingerprint, now)
            await person_key_use.open_for(connection, keys.fingerprint, now)
        return keys.fingerprint
    finally:
        await engine.dispose()
