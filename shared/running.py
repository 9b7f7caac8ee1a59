"""What a service is (`Service`, written down once in its app.py), and what one process of it holds (`Running`)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import httpx
from fastapi import APIRouter
from prometheus_client.core import Metric
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared import person_key_use, tracing
from shared.admission import Doors
from shared.auth.callers import Caller
from shared.auth.jwks import KeySet
from shared.auth.keys import STATEMENT_KEY, SigningKey, other_keys
from shared.auth.service_calls import service_token
from shared.auth.statements import StatementReader
from shared.auth.tokens import TokenReader
from shared.auth.trust import TrustList
from shared.clock import Clock
from shared.controllog.entries import Entry
from shared.database import open_engine
from shared.keys.person_files import load_person_keys
from shared.person_numbers.number_list import NumberList
from shared.persons import PersonKeys
from shared.problems import DomainError, ProblemTable, Text
from shared.settings import ServiceSettings
from shared.words import Words

if TYPE_CHECKING:
    from shared.handover.inbox import Receiver
    from shared.start_check.findings import Finding

LARGE_AT_ONCE = 2


@dataclass(frozen=True)
class Service:
    """A service's parts. `receivers` are what it does with a hand-over, by (sender, event type); `constraints` say
    which domain error a database constraint stands for; `jobs` and `loops` run in the worker; `states` are the acts
    that it states to others, and only who `opens_boxes` has a private box key; `checks` are its own at a start."""

    name: str
    title: str
    description: Text
    settings: type[ServiceSettings]
    routers: tuple[APIRouter, ...]
    problems: ProblemTable = field(default_factory=dict)
    words: Words = field(default_factory=Words)
    constraints: Mapping[str, DomainError] = field(default_factory=dict)
    receivers: "Mapping[tuple[str, str], Receiver]" = field(default_factory=dict)
    jobs: "Mapping[str, Job]" = field(default_factory=dict)
    loops: "tuple[Loop, ...]" = ()
    keeps_log: bool = True
    states: tuple[str, ...] = ()
    opens_boxes: bool = False
    checks: "tuple[Check, ...]" = ()
    state: "State | None" = None
    measures: "tuple[Measure, ...]" = ()
    counted: "Counted | None" = None
    recovered: "Recovered | None" = None


@dataclass(frozen=True)
class Running:
    """One process of a service: its settings, keys and connections. Opened by `running`, closed at its end."""

    service: Service
    settings: ServiceSettings
    clock: Clock
    engine: AsyncEngine
    client: httpx.AsyncClient
    key: SigningKey
    other_keys: tuple[dict[str, str], ...]
    number_list: NumberList
    persons: PersonKeys
    tokens: TokenReader
    trust: TrustList
    statements: StatementReader
    doors: Doors
    handed_over: asyncio.Event = field(default_factory=asyncio.Event)
    large: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LARGE_AT_ONCE))
    """For jobs that hold much at a time, such as all statements of a release: more of them are not done sooner."""

    @property
    def name(self) -> str:
        return self.service.name

    def pseudonym(self, caller: Caller) -> str | None:
        """What the control log calls the caller: nothing for a service."""
        return None if caller.person is None else self.persons.pseudonym(caller.person)

    def bearer(self, receiver: str) -> dict[str, str]:
        """The header with which this service calls another."""
        token = service_token(self.name, receiver, self.key, self.clock, self.persons.fingerprint)
        return {"Authorization": f"Bearer {token}"}

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """A transaction outside a request: a job, a loop. Commits at the end, rolls back on any exception."""
        async with self.engine.begin() as connection:
            yield connection


Job = Callable[..., Awaitable[None]]
"""A job: `async def look_up(running, **args)`; its args are ids, never personal data."""
Loop = Callable[[Running], Coroutine[Any, Any, None]]
"""Something that the worker does all the time, until it is cancelled."""
State = Callable[[AsyncConnection], Awaitable[dict[str, Any]]]
"""What of the service's own state its operators should see in `/health/ready`: counts, nothing personal."""

Measure = Callable[[AsyncConnection, datetime], Awaitable[list[Metric]]]
"""Figures from the service's database for Prometheus, at this moment; see shared/watching/gauges.py."""

Counted = Callable[[AsyncConnection, Sequence[Mapping[str, Any]]], Awaitable[None]]
"""What else is counted of entries that the control log has got; see shared/watching/log_counts.py."""

Check = Callable[[Any], "Iterable[Finding]"]
"""What is wrong with a service's own settings, which it is given (shared/start_check)."""

Recovered = Callable[[AsyncConnection, Sequence[Entry]], Awaitable[None]]
"""What else must be done when the control log was brought back, with the entries whose acts the database has lost."""


@asynccontextmanager
async def running(service: Service, settings: ServiceSettings) -> AsyncIterator[Running]:
    """Opens what a process of the service needs. Fails at once, and says what is missing, where a file is not there."""
    clock = Clock(settings.clock_offset_file)
    engine = open_engine(settings.database_url, settings.database_pool, service.name)
    timeout = httpx.Timeout(settings.call_timeout_seconds)
    limits, hooks = httpx.Limits(max_connections=20), {"request": [tracing.propagate]}
    async with httpx.AsyncClient(timeout=timeout, limits=limits, event_hooks=hooks) as client:
        try:
            yield assemble(service, settings, clock, engine, client)
        finally:
            await engine.dispose()


def assemble(
    service: Service, settings: ServiceSettings, clock: Clock, engine: AsyncEngine, client: httpx.AsyncClient
) -> Running:
    """Puts together what a process holds. `client` is how it reaches all others."""
    key_sets = {name: KeySet(client, f"{url}/.well-known/jwks.json") for name, url in settings.peers.items()}
    trust = TrustList.load(settings.trust_file, key_sets)
    number_list = NumberList(settings.person_numbers_file, clock)
    persons = load_person_keys(settings.person_key_file, number_list.same)
    person_key_use.guard(engine, persons.fingerprint, clock)
    sign_in = KeySet(client, settings.token_jwks_url)
    return Running(
        service=service,
        settings=settings,
        clock=clock,
        engine=engine,
        client=client,
        key=SigningKey.load(settings.keys_dir / STATEMENT_KEY),
        other_keys=other_keys(settings.keys_dir),
        number_list=number_list,
        persons=persons,
        tokens=TokenReader(sign_in, settings.token_issuer, settings.token_audience, persons, clock),
        trust=trust,
        statements=StatementReader(trust, clock),
        doors=Doors(settings),
    )


def public_settings(value: Running) -> dict[str, Any]:
    """What `/health/ready` may show of how this process runs."""
    offset = int(value.clock.offset.total_seconds())
    told = {"service": value.name, "installation": value.settings.installation.value, "clockOffsetSeconds": offset}
    return {**told, "personNumbers": value.number_list.state, "requests": value.doors.state}
