"""Everything on one machine: PostgreSQL, the four services, and the sandbox that stands for the world around them.

    with Stack(folder) as stack:
        stack.urls["intake"], stack.token("19…", ["registrar"], "1261")

Whatever was started ends with the `with`, also after an exception or Ctrl-C; after a kill -9 the warden ends it.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from deploy.local.data_folder import locked
from deploy.local.databases import database_of
from deploy.local.environment import Place, sandbox_environment, service_environment
from deploy.local.keys import make_keys
from deploy.local.migrations import migrate
from deploy.local.ports import free_ports, require_free
from deploy.local.postgres import Postgres
from deploy.local.roles import SERVICES, make_roles, role_access
from deploy.local.server import Program, Server
from deploy.local.warden import Warden
from shared.keys.files import write_private

SANDBOX = ("signin", "registers", "bank")
FIXED_PORTS = {
    "intake": 8101,
    "decision": 8102,
    "payout": 8103,
    "audit": 8104,
    "signin": 8110,
    "registers": 8111,
    "bank": 8112,
}
READY_SECONDS = 60.0


class Part(Enum):
    """What one process of a service does."""

    WHOLE = "whole"
    API = "api"
    WORKER = "worker"

    @property
    def arguments(self) -> tuple[str, ...]:
        return () if self is Part.WHOLE else (f"--{self.value}",)

    @property
    def answers(self) -> bool:
        return self is not Part.WORKER


def named(service: str, parts: Iterable[Part]) -> Iterator[tuple[str, Part]]:
    """What each process is called: intake, intake-2, intake-worker …"""
    known = Counter[str]()
    for part in parts:
        name = service if part.answers else f"{service}-worker"
        known[name] += 1
        yield (name if known[name] == 1 else f"{name}-{known[name]}"), part


class NotReady(Exception):
    """A process ended while starting, or is not ready in time; the text holds the end of its log."""


class Stack:
    """`ports` by name; the missing ones are free ones. `settings` by name adds to what a process is told.

    `durable=False` is for tests: PostgreSQL then survives kills, but not the machine's fall. `parts` says what each
    service consists of, a Part for each of its processes; those that answer requests share its port. With `wait=False`
    a start does not end with everything being ready: who starts it so goes on with `mend`.
    """

    def __init__(
        self,
        data: Path,
        *,
        ports: Mapping[str, int] | None = None,
        settings: Mapping[str, Mapping[str, str]] | None = None,
        durable: bool = True,
        parts: Sequence[Part] = (Part.WHOLE,),
        wait: bool = True,
    ) -> None:
        self.data = data.resolve()
        self._given = dict(ports or {})
        self._settings = settings or {}
        self._durable = durable
        self._parts = parts
        self._waits = wait
        self._client = httpx.Client(timeout=5, trust_env=False)
        self._servers: dict[str, Server] = {}
        self._held = ExitStack()

    def start(self) -> None:
        """Raises NotReady, NotStartable, PortTaken or FolderInUse; what was started until then is stopped again."""
        with ExitStack() as held:
            held.callback(self._client.close)
            lock = held.enter_context(locked(self.data))
            self._warden = held.enter_context(Warden(lock))
            for name, port in self._given.items():
                require_free(port, name)
            self.postgres = held.enter_context(self._postgres())
            self._prepare()
            held.callback(self._stop_servers)
            self._start_servers()
            self._held = held.pop_all()

    def stop(self) -> None:
        """In order: the servers, then the database."""
        self._held.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def token(self, personal_number: str, roles: Iterable[str], municipality: str) -> str:
        """An access token of a test person, from the sandbox's sign-in."""
        wanted = {"personalNumber": personal_number, "roles": list(roles), "municipality": municipality}
        answer = self._client.post(f"{self.urls['signin']}/token", json=wanted).raise_for_status()
        return str(answer.json()["accessToken"])

    @property
    def inside(self) -> Mapping[str, str]:
        """How services are reached by who is inside, where other services are: the same, since nothing is in front."""
        return self.urls

    def set_clock_offset(self, seconds: int) -> None:
        """Every process reads its clock through this, at once."""
        write_private(self.place.clock_offset_file, str(seconds))

    def restart(self, name: str) -> None:
        """Stop it, if it still runs, and start it again on the same port. `name` can be "postgres"."""
        if name == "postgres":
            self.postgres.stop()
            self.postgres.start()
        else:
            self._servers[name].stop()
            self._servers[name].start()
            self._wait([name])

    def kill(self, name: str) -> None:
        """Kill -9. `name` can be "postgres"."""
        if name == "postgres":
            self.postgres.kill()
        else:
            self._servers[name].kill()

    def pid(self, name: str) -> int | None:
        return self.postgres.pid if name == "postgres" else self._servers[name].pid

    def pids(self, name: str) -> list[int]:
        """Of all processes of this service, of this stand-in, or of the database server: those that run."""
        processes = [called for called, _ in named(name, self._parts)] if name in SERVICES else [name]
        return [pid for one in processes if (pid := self.pid(one)) is not None]

    def ended(self) -> dict[str, int]:
        """What has ended by itself, with exit codes; "postgres" too."""
        servers = {name: code for name, server in self._servers.items() if (code := server.ended) is not None}
        return servers if self.postgres.ended is None else {"postgres": self.postgres.ended, **servers}

    def mend(self) -> dict[str, int]:
        """Starts what has ended by itself once more, the database first, and gives the exit codes. Does not wait until
        a service is ready: what it needs may be gone, and comes back by the next call."""
        gone = self.ended()
        for name in gone:
            if name == "postgres":
                self.restart(name)
            else:
                self._servers[name].stop()
                self._servers[name].start()
        return gone

    def _postgres(self) -> Postgres:
        return Postgres(self.data, role_access(), durable=self._durable, warden=self._warden)

    def _prepare(self) -> None:
        names = (*SERVICES, *SANDBOX)
        self.ports = dict(zip(names, free_ports(len(names)), strict=True)) | self._given
        self.urls = {name: f"http://127.0.0.1:{port}" for name, port in self.ports.items()}
        make_roles(self.postgres)
        self.databases = {name: database_of(self.postgres, name) for name in SERVICES}
        self.place = Place(self.data, make_keys(self.data), self.databases, self.urls, self.ports)
        if not self.place.clock_offset_file.exists():
            self.set_clock_offset(0)

    def _start_servers(self) -> None:
        for name in SANDBOX:
            settings = {**sandbox_environment(name, self.place), **self._settings.get(name, {})}
            self._start_one(Program(name, f"deploy.sandbox.{name}", self.ports[name], settings))
        for name in SERVICES:
            migrate(name, self.databases[name].owner_dsn)
        for name in SERVICES:
            self._add_service(name, {**service_environment(name, self.place), **self._settings.get(name, {})})
        if self._waits:
            self._wait(self._servers)

    def _add_service(self, name: str, settings: dict[str, str]) -> None:
        shared = {"LISTEN_SHARED": str(sum(part.answers for part in self._parts) > 1)}
        for called, part in named(name, self._parts):
            port = self.ports[name] if part.answers else None
            self._start_one(Program(called, f"services.{name}", port, shared | settings, part.arguments))

    def _start_one(self, program: Program) -> None:
        server = Server(program, self.data / "logs" / f"{program.name}.log", self._warden)
        self._servers[program.name] = server
        server.start()

    def _wait(self, names: Iterable[str]) -> None:
        """Until each of them says that it is ready. Raises NotReady."""
        waiting, deadline = list(names), time.monotonic() + READY_SECONDS
        while waiting := [name for name in waiting if not self._is_ready(name)]:
            if time.monotonic() > deadline:
                raise NotReady(self._why(waiting[0], f"is not ready after {READY_SECONDS:.0f} s"))
            time.sleep(0.05)

    def _is_ready(self, name: str) -> bool:
        code = self._servers[name].ended
        if code is not None:
            raise NotReady(self._why(name, f"ended with code {code}"))
        return self._servers[name].answers(self._client)

    def _why(self, name: str, what: str) -> str:
        server = self._servers[name]
        return f"{name} {what}. The end of {server.log}:\n{server.log_end()}"

    def _stop_servers(self) -> None:
        """All are asked first, so that they stop at the same time."""
        for server in self._servers.values():
            server.ask_to_stop()
        for server in self._servers.values():
            server.stop()
