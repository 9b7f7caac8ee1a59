"""Sending in an application, against a bare insert on the same PostgreSQL."""

import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from statistics import median
from typing import Any

from deploy.local.environment import handed_on, service_environment
from deploy.local.ports import free_port
from deploy.local.stack import Stack
from deploy.local.warden import ROOT
from tests.bench.calls import call
from tests.bench.chains import ALL_OF_A_CHAIN, AT_ONCE, Household, application, wait_for
from tests.bench.figures import Figure
from tests.bench.processes import cpu_of, cpu_of_postgres

MONTHS = ("2026-09", "2026-10", "2026-11")
"""Those that one may apply for beside the chains' own."""

BARE_TIMES = 5
"""How often the bare one is sent each application: the system counts CPU in hundredths of a second."""
BARE_CPU = ("bare insert", "ms CPU of it and postgres")


@dataclass(frozen=True)
class Served:
    """Where the requests of a round go, and what they used: requests a second, CPU milliseconds a request."""

    url: str
    pid: int


def measure(stack: Stack, households: Sequence[Household]) -> list[Figure]:
    """A round for each month: every household applies here, and then as many times at the bare one."""
    with _intake(stack) as intake, _bare(stack) as bare:
        _send(stack, bare, _bare_requests(bare, households, MONTHS[0]))
        ours, theirs = [], []
        for month in MONTHS:
            ours.append(_send(stack, intake, [_request(household, month) for household in households]))
            theirs.append(_send(stack, bare, _bare_requests(bare, households, month)))
    speed = [mine / other for (mine, _), (other, _) in zip(ours, theirs, strict=True)]
    cpu = [other / mine for (_, mine), (_, other) in zip(ours, theirs, strict=True)]
    return [
        Figure("submit", "requests/s", [one for one, _ in ours]),
        Figure("submit", "ms CPU of intake and postgres", [one for _, one in ours]),
        Figure("bare insert", "requests/s", [one for one, _ in theirs]),
        Figure(*BARE_CPU, [one for _, one in theirs]),
        Figure("submit to bare insert, by speed", "ratio", speed, "at least 0.4"),
        Figure("submit to bare insert, by CPU", "ratio", cpu, "at least 0.4"),
    ]


def chain_in_bare_inserts(figures: Sequence[Figure]) -> Figure:
    """How many requests that add a row each cost what a chain does: the same on a slow machine as on a fast one."""
    found = {(figure.name, figure.unit): figure.values for figure in figures}
    bare = median(found[BARE_CPU])
    return Figure("CPU a chain", "bare inserts", [one / bare for one in found[ALL_OF_A_CHAIN]])


def _send(stack: Stack, served: Served, requests: Sequence[Callable[[], Any]]) -> tuple[float, float]:
    start, used = time.monotonic(), cpu_of(served.pid) + cpu_of_postgres(stack)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for one in [pool.submit(request) for request in requests]:
            one.result()
    wall, cpu = time.monotonic() - start, cpu_of(served.pid) + cpu_of_postgres(stack) - used
    return len(requests) / wall, cpu * 1000 / len(requests)


def _request(household: Household, month: str) -> Callable[[], Any]:
    return lambda: household.applicants[0].post("intake", "/applications", application(household, month))


def _bare_requests(served: Served, households: Sequence[Household], month: str) -> list[Callable[[], Any]]:
    return [_bare_request(served, household, month) for household in households] * BARE_TIMES


def _bare_request(served: Served, household: Household, month: str) -> Callable[[], Any]:
    def request() -> None:
        status, _ = call("POST", f"{served.url}/v1/applications", application(household, month))
        assert status == 201

    return request


@contextmanager
def _intake(stack: Stack) -> Iterator[Served]:
    """Intake's API half in a process of its own: what the worker does afterwards is no part of sending in."""
    stack.kill("intake")
    with _process(stack, "services.intake", "--api", settings=service_environment("intake", stack.place)) as pid:
        url = stack.urls["intake"]
        wait_for("intake's API", lambda: _answers(f"{url}/health/ready"), pause=0.2)
        yield Served(url, pid)
    stack.restart("intake")


@contextmanager
def _bare(stack: Stack) -> Iterator[Served]:
    name, port = f"bare_{secrets.token_hex(4)}", free_port()
    stack.postgres.execute(f"create database {name}")
    settings = {"DATABASE_URL": stack.postgres.dsn(name), "LISTEN_PORT": str(port)}
    with _process(stack, "tests.bench.bare", settings=settings) as pid:
        url = f"http://127.0.0.1:{port}"
        wait_for("the bare insert", lambda: _answers(f"{url}/openapi.json"), pause=0.2)
        yield Served(url, pid)


@contextmanager
def _process(stack: Stack, module: str, *arguments: str, settings: dict[str, str]) -> Iterator[int]:
    with (stack.data / "logs" / "bench.log").open("ab") as log:
        process = subprocess.Popen(
            (sys.executable, "-m", module, *arguments),
            cwd=ROOT,
            env=handed_on() | settings,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            yield process.pid
        finally:
            process.terminate()
            process.wait()


def _answers(url: str) -> bool:
    try:
        return call("GET", url)[0] == 200
    except (OSError, HTTPException):
        return False
