"""The person key is exchanged while people work, each service at its own moment: nobody ever has two keys (C1, C16)."""

import asyncio
import contextlib
import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.local.databases import Database
from deploy.sandbox.persons import staff
from shared import person_key_use
from shared.canonical import to_base64url
from shared.clock import Clock
from shared.database import open_engine
from shared.keys import person_exchange
from shared.keys.person_files import load_person_keys, next_file
from shared.keys.rotating import Refused
from shared.person_numbers.changes import NumberChange, SamePersons, read_changes, written
from shared.persons import PersonKeys, person_key, pseudonym
from shared.problems import Unavailable
from shared.settings import SERVICES, ServiceSettings
from shared.start_check.database import database, look_at
from tests.harness.fit_production import FitProduction

FreshDatabase = Callable[[str], Database]
FIRST, SECOND, THIRD = (bytes([number]) * 32 for number in (101, 102, 103))
NUMBERS = [staff(index).number for index in range(3)]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@dataclass
class Process:
    """A running process: with the keys that its files held when it started."""

    engine: AsyncEngine
    keys: PersonKeys


@dataclass
class Place:
    """A service's database and files, and its process where one runs."""

    service: str
    settings: ServiceSettings
    process: Process | None = None

    @property
    def keys(self) -> PersonKeys:
        """As its files have them now."""
        file = self.settings.person_numbers_file
        assert file is not None
        same = SamePersons.on(NOW.date(), read_changes(file.read_text()))
        return load_person_keys(self.settings.person_key_file, lambda: same)

    def start(self) -> None:
        if self.process is None:
            engine, keys = open_engine(self.settings.database_url, 2, self.service), self.keys
            person_key_use.guard(engine, keys.fingerprint, Clock())
            self.process = Process(engine, keys)

    async def stop(self) -> None:
        if self.process is not None:
            await self.process.engine.dispose()
            self.process = None

    async def run(self, statement: str, **values: str) -> bool:
        """Whether the process could do it."""
        if self.process is None:
            return False
        try:
            async with self.process.engine.begin() as connection:
                await connection.execute(text(statement), values)
        except Unavailable:
            return False
        return True

    async def act(self, person: int) -> str | None:
        """Somebody does something: a row with their key. Returns the key where it was done."""
        if self.process is None:
            return None
        key = self.process.keys.of(staff(person).number)
        done = await self.run(_ACT, person=key, key=secrets.token_urlsafe(12))
        return key if done else None

    async def tell(self, receiver: "Place", key: str) -> bool:
        """A hand-over that names somebody; taken where both call everybody the same."""
        if self.process is None or receiver.process is None:
            return False
        if self.process.keys.fingerprint != receiver.process.keys.fingerprint:
            return False
        return await receiver.run(_TOLD, event=json.dumps({"object": {"members": [{"person": key}]}}))


_ACT = "insert into idempotency_key (caller, key, request_digest, claimed_at) values (:person, :key, 'x', now())"
_TOLD = """insert into outbox (id, destination, event, created_at, next_try_at)
           values (uuidv7(), 'x', cast(:event as jsonb), now(), now())"""


@dataclass
class Installation:
    """`seen`: every key that somebody ever had, by person. `told`: what the services said as they closed."""

    folder: Path
    places: dict[str, Place]
    seen: dict[int, set[str]] = field(default_factory=dict)

    @classmethod
    def made(cls, fresh: FreshDatabase, folder: Path) -> "Installation":
        production = FitProduction.made(folder)
        places = {name: Place(name, _settings(production, name, fresh(name), folder / name)) for name in SERVICES}
        made = cls(folder, places)
        for place in places.values():
            place.start()
        return made

    def prepare(self, secret: bytes) -> None:
        """Made once, and brought to all."""
        for place in self.places.values():
            next_file(place.settings.person_key_file).write_text(to_base64url(secret))

    async def act(self, service: str, person: int) -> None:
        key = await self.places[service].act(person)
        if key is not None:
            self.seen.setdefault(person, set()).add(key)
            for other in self.places.values():
                await self.places[service].tell(other, key)

    async def close(self, service: str) -> None:
        known = await person_exchange.close(service, self.places[service].settings, NOW)
        self.told(service).write_text(known.written())

    async def switch(self, service: str) -> str:
        files = [self.told(name) for name in SERVICES if self.told(name).exists()]
        return await person_exchange.switch(service, self.places[service].settings, files, NOW)

    def told(self, service: str) -> Path:
        return self.folder / f"{service}.known"

    async def exchange(self, secret: bytes) -> None:
        """As the runbook says."""
        self.prepare(secret)
        for step in (self._stop, self.close, self.switch, self._start):
            for service in SERVICES:
                await step(service)

    async def attempt(self, step: str, service: str) -> None:
        """One step of it, whenever somebody takes it into their head."""
        with contextlib.suppress(Refused):
            await {"stop": self._stop, "close": self.close, "switch": self.switch, "start": self._start}[step](service)

    async def finish(self) -> None:
        for step in (self._stop, self._close_if_open, self.switch, self._start):
            for service in SERVICES:
                await step(service)

    async def _close_if_open(self, service: str) -> None:
        if next_file(self.places[service].settings.person_key_file).exists():
            await self.close(service)

    async def _stop(self, service: str) -> None:
        await self.places[service].stop()

    async def _start(self, service: str) -> None:
        self.places[service].start()

    async def end(self) -> None:
        for place in self.places.values():
            await place.stop()


def _settings(production: FitProduction, service: str, database: Database, folder: Path) -> ServiceSettings:
    folder.mkdir()
    (folder / "person.key").write_text(to_base64url(FIRST))
    (folder / "numbers.json").write_text("[]")
    return production.settings(
        service,
        database_url=database.runtime_dsn,
        person_key_file=folder / "person.key",
        person_numbers_file=folder / "numbers.json",
    )


@pytest.fixture
def installation(fresh_database: FreshDatabase, tmp_path: Path) -> Installation:
    return Installation.made(fresh_database, tmp_path)


async def test_who_was_known_keeps_their_key_and_their_pseudonym_and_who_comes_gets_the_next(
    installation: Installation,
) -> None:
    await installation.act("intake", 0)
    await installation.exchange(SECOND)
    await installation.act("payout", 1)
    await installation.exchange(THIRD)
    keys = {place.service: place.keys for place in installation.places.values()}
    expected = {0: FIRST, 1: SECOND, 2: THIRD}
    for one in keys.values():
        assert {index: one.of(NUMBERS[index]) for index in expected} == {
            index: person_key(NUMBERS[index], secret) for index, secret in expected.items()
        }
        for index, secret in expected.items():
            key = person_key(NUMBERS[index], secret)
            assert one.pseudonym(key) == pseudonym(key, secret)
    assert len({one.fingerprint for one in keys.values()}) == 1
    await installation.end()


PEOPLE = 3
Act = tuple[str, int]
Moment = tuple[str, str, int]
"""What happens, at which service, and to whom where somebody acts."""
ACT = st.tuples(st.sampled_from(SERVICES), st.integers(0, PEOPLE - 1))
STEPS = ["act", "act", "stop", "close", "switch", "start"]
MOMENT = st.tuples(st.sampled_from(STEPS), st.sampled_from(SERVICES), st.integers(0, PEOPLE - 1))


@dataclass
class Exchanges:
    """One installation for all examples: each is the next exchange, with people of its own."""

    installation: Installation
    count: int = 0

    async def exchange(self, early: list[Act], moments: list[Moment]) -> dict[int, set[str]]:
        """The keys of this example's people, everywhere. All of them come at the end, at each service."""
        made, first = self.installation, self.count * PEOPLE
        self.count += 1
        for service, person in early:
            await made.act(service, first + person)
        made.prepare(bytes([self.count]) * 32)
        for what, service, person in moments:
            await (made.act(service, first + person) if what == "act" else made.attempt(what, service))
        await made.finish()
        for person in range(PEOPLE):
            for service in SERVICES:
                await made.act(service, first + person)
        return {person: made.seen[first + person] for person in range(PEOPLE)}


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(early=st.lists(ACT, max_size=3), moments=st.lists(MOMENT, min_size=4, max_size=16))
def test_nobody_becomes_two_at_whatever_moment_the_services_are_exchanged(
    exchanges: Exchanges, runner: asyncio.Runner, early: list[Act], moments: list[Moment]
) -> None:
    keys = runner.run(exchanges.exchange(early, moments))
    assert {person: len(some) for person, some in keys.items()} == dict.fromkeys(range(PEOPLE), 1)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as held:
        yield held


@pytest.fixture
def exchanges(fresh_database: FreshDatabase, tmp_path: Path, runner: asyncio.Runner) -> Iterator[Exchanges]:
    async def made() -> Installation:
        return Installation.made(fresh_database, tmp_path)

    held = Exchanges(runner.run(made()))
    yield held
    runner.run(held.installation.end())


async def test_a_process_with_other_keys_does_nothing(installation: Installation) -> None:
    """One that was forgotten on another host, and one whose file was simply replaced."""
    forgotten = replace(installation.places["payout"])
    await installation.act("payout", 0)
    await installation.exchange(SECOND)
    assert forgotten.process is not None
    for keys in (PersonKeys(FIRST), PersonKeys(SECOND), PersonKeys(THIRD)):
        engine = open_engine(forgotten.settings.database_url, 1, "payout")
        person_key_use.guard(engine, keys.fingerprint, Clock())
        assert not await replace(forgotten, process=Process(engine, keys)).run(_TOLD, event="{}")
        await engine.dispose()
    await installation.end()


async def test_it_is_not_closed_while_a_process_runs(installation: Installation) -> None:
    installation.prepare(SECOND)
    await installation.act("payout", 0)
    with pytest.raises(Refused, match="stop every process"):
        await installation.close("payout")
    await installation.act("payout", 1)
    assert set(installation.seen) == {0, 1}, "and goes on as before"
    await installation.end()


async def test_nothing_is_switched_before_all_four_are_closed(installation: Installation) -> None:
    await installation.act("intake", 0)
    installation.prepare(SECOND)
    for service in SERVICES:
        await installation.places[service].stop()
    for service in ("intake", "decision", "payout"):
        await installation.close(service)
    before = installation.places["intake"].keys.fingerprint
    with pytest.raises(Refused, match="one file of each service"):
        await installation.switch("intake")
    assert installation.places["intake"].keys.fingerprint == before
    problems = await _problems(installation.places["intake"])
    assert problems == ["the database is closed while the person key is exchanged"]


async def test_files_of_another_exchange_are_refused(installation: Installation) -> None:
    installation.prepare(SECOND)
    for service in SERVICES:
        await installation.places[service].stop()
        await installation.close(service)
    told = json.loads(installation.told("audit").read_text())
    installation.told("audit").write_text(json.dumps({**told, "coming": "another"}))
    with pytest.raises(Refused, match="in the files of audit"):
        await installation.switch("intake")
    installation.told("audit").write_text(json.dumps(told)[:-20])
    with pytest.raises(Refused, match="not all of"):
        await installation.switch("intake")


async def test_somebody_whose_number_changed_is_one_over_the_exchange(installation: Installation) -> None:
    """Also where the later number had come nowhere yet."""
    earlier, later = NUMBERS[0], NUMBERS[1]
    change = NumberChange(person_key(later, FIRST), person_key(earlier, FIRST), NOW.date(), "a test")
    for place in installation.places.values():
        assert place.settings.person_numbers_file is not None
        place.settings.person_numbers_file.write_text(written([change]))
    await installation.act("intake", 0)
    await installation.exchange(SECOND)
    for place in installation.places.values():
        assert place.keys.of(earlier) == place.keys.of(later) == person_key(earlier, FIRST)
    await installation.end()


async def test_a_database_from_before_the_exchange_is_brought_over_it(
    installation: Installation, fresh_database: FreshDatabase
) -> None:
    await installation.act("payout", 0)
    await installation.exchange(SECOND)
    place = installation.places["payout"]
    await place.stop()
    restored = replace(
        place, settings=place.settings.model_copy(update={"database_url": fresh_database("payout").runtime_dsn})
    )
    await _as_before(restored, PersonKeys(FIRST), 0)
    assert "goes by other person keys" in (await _problems(restored))[0]
    await person_exchange.switch("payout", restored.settings, [], NOW)
    restored.start()
    assert await restored.act(0) == person_key(NUMBERS[0], FIRST)
    await restored.stop()
    await installation.end()


async def test_but_not_one_with_somebody_who_has_another_key_by_now(
    installation: Installation, fresh_database: FreshDatabase
) -> None:
    await installation.exchange(SECOND)
    place = installation.places["payout"]
    await place.stop()
    url = fresh_database("payout").runtime_dsn
    restored = replace(place, settings=place.settings.model_copy(update={"database_url": url}))
    await _as_before(restored, PersonKeys(FIRST), 0)
    with pytest.raises(Refused, match="would become two"):
        await person_exchange.switch("payout", restored.settings, [], NOW)
    await installation.end()


async def _as_before(place: Place, keys: PersonKeys, person: int) -> None:
    """A process from before the exchange comes to this database, and somebody acts."""
    engine = open_engine(place.settings.database_url, 1, "payout")
    person_key_use.guard(engine, keys.fingerprint, Clock())
    assert await replace(place, process=Process(engine, keys)).act(person)
    await engine.dispose()


async def _problems(place: Place) -> list[str]:
    look = await look_at(place.settings, place.service)
    return [one.problem for one in database(place.settings, look) if one.setting == "PERSON_KEY_FILE"]
