"""Intake, decision and payout together in this process: whole HTTP applications on real PostgreSQL, with the keys that
they trust each other by, the sandbox's registers and bank, and one clock for all.

What really happens by itself happens here when a test says so: a hand-over lies in its outbox until it is delivered,
a job in its queue until it is run, and time stands at a day that the tables of norms know.
"""

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import httpx
import psycopg
from fastapi import FastAPI
from psycopg.rows import DictRow, dict_row

from deploy.local.databases import Database
from deploy.sandbox.bank.app import make_app as make_bank
from deploy.sandbox.bank.settings import BankSettings, HeldAccount
from deploy.sandbox.registers.app import make_app as make_registers
from services.decision.app import SERVICE as DECISION
from services.decision.app import build as build_decision
from services.intake.app import SERVICE as INTAKE
from services.intake.app import build as build_intake
from services.payout.app import SERVICE as PAYOUT
from services.payout.app import build as build_payout
from services.payout.reports.reading import fetch_reports
from shared.running import Service
from tests.harness.service import BOX_PUBLIC, SECRET, Caller, ServiceUnderTest, access_token, serve

SERVICES = ("intake", "decision", "payout")
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""A Monday with confirmed norms, early enough for the bank to book on the same day."""

DEBTOR = HeldAccount(clearing_number="6000", account_number="123456789", name="Testkommun")
_PARTS: dict[str, tuple[Service, Callable[[], FastAPI]]] = {
    "intake": (INTAKE, build_intake),
    "decision": (DECISION, build_decision),
    "payout": (PAYOUT, build_payout),
}
_SETTINGS: dict[str, dict[str, Any]] = {
    "intake": {
        "registers_url": "http://registers/ssbtek/v10",
        "registers_actor_id": "026-99",
        "registers_organisation_number": "162120001234",
        "registers_organisation": "Testkommuns socialnämnd",
    },
    "decision": {},
    "payout": {
        "bank_url": "http://bank",
        "debtor_name": DEBTOR.name,
        "debtor_clearing": DEBTOR.clearing_number,
        "debtor_account": DEBTOR.account_number,
    },
}
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class HandOver:
    """A row of an outbox. `delivered`: the receiver has answered for it."""

    sender: str
    position: int
    destination: str
    event: dict[str, Any]
    delivered: bool


@dataclass(frozen=True, slots=True)
class Job:
    service: str
    id: int
    name: str
    args: dict[str, str]


class Outside:
    """What each service reaches when it calls others. `silent` are hosts that do not answer; `files` are those that
    the bank has taken, by message id."""

    def __init__(self, apps: dict[str, FastAPI]) -> None:
        self._transports = {host: httpx.ASGITransport(app, raise_app_exceptions=False) for host, app in apps.items()}
        self.silent: set[str] = set()
        self.files: dict[str, bytes] = {}

    async def answer(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        if host in self.silent or host not in self._transports:
            return httpx.Response(503)
        answer = await self._transports[host].handle_async_request(request)
        if host == "bank" and request.method == "POST" and answer.status_code == 202:
            self.files[request.headers["message-id"]] = request.content
        return answer


class Chain:
    """The three services. Everything waits until it is done; `read` looks into a database past its service."""

    def __init__(self, runner: asyncio.Runner, offset_file: Path) -> None:
        self._runner = runner
        self._offset_file = offset_file
        self.folder = offset_file.parent
        self.secrets = [SECRET]
        self.services: dict[str, ServiceUnderTest] = {}
        self.databases: dict[str, psycopg.Connection[DictRow]] = {}
        self.outside = Outside({})
        self.bank: httpx.AsyncClient
        self.set_clock(START)

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self._runner.run(work)

    # The clock.

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=int(self._offset_file.read_text()))

    def set_clock(self, moment: datetime) -> None:
        self._offset_file.write_text(str(int((moment - datetime.now(UTC)).total_seconds())))

    def later(self, time: timedelta) -> None:
        self.set_clock(self.now + time)

    # People.

    def caller(self, service: str, number: str, roles: Sequence[str], municipality: str) -> Caller:
        """A person who has just signed in, with a user account that nobody has seen before."""
        issued = int(self.now.timestamp())
        token = access_token(number, *roles, municipality=municipality, iat=issued, exp=issued + 600)
        return Caller(self.services[service].client, token)

    def post(
        self, service: str, who: tuple[str, Sequence[str], str], path: str, body: Any, key: str, **headers: str
    ) -> httpx.Response:
        """`who`: personal number, roles, municipality. `headers`: `If_Match="…"` is sent as If-Match."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.run(self.caller(service, *who).post(path, body, key, **named))

    def fetch(self, service: str, who: tuple[str, Sequence[str], str], path: str) -> httpx.Response:
        return self.run(self.caller(service, *who).get(path))

    # What the workers do, when they are told to.

    def hand_overs(self, municipality: str) -> list[HandOver]:
        """All of them, delivered or not, each sender's in the order of its acts."""
        query = """select position, destination, event, ended_at is not null as delivered from outbox
                   where event->>'municipality' = %s order by position"""
        return [HandOver(sender, **row) for sender in SERVICES for row in self.read(sender, query, municipality)]

    def deliver(self, some: Sequence[HandOver]) -> list[dict[str, Any]]:
        """In this order, those next to each other of one sender and destination together. Returns the results."""
        results: list[dict[str, Any]] = []
        for (sender, destination), together in groupby(some, key=lambda one: (one.sender, one.destination)):
            results += self._deliver(sender, destination, list(together))
        return results

    def _deliver(self, sender: str, destination: str, some: list[HandOver]) -> list[dict[str, Any]]:
        client, bearer = self.services[destination].client, self.services[sender].running.bearer(destination)
        answer = self.run(client.post("/v1/inbox", json={"events": [one.event for one in some]}, headers=bearer))
        assert answer.status_code == 200, answer.text
        results = list(answer.json()["results"])
        finish = "update outbox set outcome = %s, ended_at = %s where position = %s and ended_at is null"
        with self.databases[sender].cursor() as cursor:
            rows = zip(some, results, strict=True)
            cursor.executemany(finish, [(said["outcome"], self.now, one.position) for one, said in rows])
        return results

    def jobs(self) -> list[Job]:
        query = "select id, task_name as name, args from procrastinate_jobs where status = 'todo' order by id"
        return [Job(service, **row) for service in ("intake", "payout") for row in self.read(service, query)]

    def run_job(self, job: Job, *, done: bool = True) -> None:
        """`done`: it is not run again. Raises what the job raises, and then it is not done."""
        running = self.services[job.service].running
        self.run(_awaited(running.service.jobs[job.name](running, **job.args)))
        if done:
            self.databases[job.service].execute("delete from procrastinate_jobs where id = %s", (job.id,))

    def read_bank_reports(self) -> int:
        return self.run(fetch_reports(self.services["payout"].running))

    def tell_bank(self, path: str, body: dict[str, Any]) -> None:
        answer = self.run(self.bank.post(f"/control/{path}", json=body))
        assert answer.status_code in (200, 201), answer.text

    # The databases.

    def read(self, service: str, query: str, *values: Any) -> list[DictRow]:
        """As a superuser."""
        return self.databases[service].execute(query, values).fetchall()


async def _awaited(work: Any) -> None:
    await work


def file_name(release_id: UUID) -> str:
    """The message id of a release's bank file."""
    return release_id.hex


def new_key() -> str:
    return "k-" + secrets.token_urlsafe(24)


@contextmanager
def open_chain(databases: dict[str, Database], superuser: Callable[[str], str], folder: Path) -> Iterator[Chain]:
    """The three services on these databases. `superuser` gives the address of a database by name."""
    with asyncio.Runner() as runner:
        chain = Chain(runner, folder / "clock-offset")
        stack = AsyncExitStack()
        runner.run(_open(chain, stack, databases, folder))
        try:
            for name, database in databases.items():
                dsn = superuser(database.name)
                chain.databases[name] = psycopg.connect(dsn, autocommit=True, row_factory=dict_row)
            yield chain
        finally:
            for connection in chain.databases.values():
                connection.close()
            runner.run(stack.aclose())


async def _open(chain: Chain, stack: AsyncExitStack, databases: dict[str, Database], folder: Path) -> None:
    offset_file = folder / "clock-offset"
    bank = make_bank(BankSettings(bank_accounts=[DEBTOR], clock_offset_file=offset_file))
    await stack.enter_async_context(bank.router.lifespan_context(bank))
    apps = {name: build() for name, (_, build) in _PARTS.items()}
    chain.outside = Outside({**apps, "bank": bank, "registers": make_registers()})
    chain.bank = await stack.enter_async_context(
        httpx.AsyncClient(transport=httpx.ASGITransport(bank), base_url="http://bank")
    )
    (folder / "box.pub").write_text(BOX_PUBLIC)
    for name, (service, _) in _PARTS.items():
        own = {"clock_offset_file": offset_file, **_SETTINGS[name]}
        if name == "intake":
            own["box_public_key_file"] = folder / "box.pub"
        serving = serve(service, apps[name], databases[name], folder / name, others=chain.outside.answer, **own)
        chain.services[name] = await stack.enter_async_context(serving)
