"""Four times what intake can take, for a minute: what it takes on is done, once; the rest is told when to come back."""

import json
import secrets
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from statistics import quantiles
from typing import Any

import psycopg

from deploy.local.stack import Stack
from deploy.local.warden import ROOT
from tests.bench.calls import call, exchange
from tests.bench.chains import AT_ONCE, Chains, Household, application, wait_for
from tests.bench.processes import memory_mb

MONTHS = ("2026-09", "2026-10", "2026-11", "2026-12")
"""Those that one may apply for."""
TAKEN, REFUSED = (200, 201), (429, 503)
SECONDS_TO_RECOVER = 10.0
MOST_GROWTH_MB = 100.0
Told = dict[str, Any]


@dataclass
class Overload:
    """What there is to send in, and what has come of it."""

    chains: Chains
    seed: int
    households: Sequence[Household]
    rows: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._left = {
            secrets.token_urlsafe(24): (household, month) for month in MONTHS for household in self.households
        }

    @property
    def stack(self) -> Stack:
        return self.chains.stack

    @property
    def size(self) -> int:
        return len(self.households) * len(MONTHS)

    def run(self, seconds: float, factor: float) -> None:
        before = memory_mb(self.stack)
        usual = self._offer(10, None)
        rate = sum(one.get("status") in TAKEN for one in usual) / 10
        self._row("what it can take, with 8 callers who wait", f"{rate:.1f} requests/s")
        with Watch(self.stack, self.chains.auditor.token) as watch:
            told = self._offer(seconds, factor * rate)
        self._row("until a normal answer afterwards", f"{self._recovered():.2f} s")
        self._judge(told, seconds)
        self.faults += watch.faults
        self.rows += watch.rows
        self._memory(before)
        self._finish()

    def _offer(self, seconds: float, rate: float | None) -> list[Told]:
        """What the generator tells of each request; those taken are remembered."""
        plan = {
            "url": self.stack.urls["intake"],
            "seed": self.seed,
            "seconds": seconds,
            "rate": rate,
            "applications": [
                {"token": household.applicants[0].token, "key": key, "body": application(household, month)}
                for key, (household, month) in self._left.items()
            ],
            "readers": [household.applicants[0].token for household in self.households[1:]],
            "greedy": rate and self.households[0].applicants[0].token,
        }
        made = subprocess.run(
            (sys.executable, "-m", "tests.load.generator"),
            cwd=ROOT,
            input=json.dumps(plan).encode(),
            stdout=subprocess.PIPE,
            check=True,
        )
        told = [json.loads(line) for line in made.stdout.splitlines()]
        self.ids |= {one["id"] for one in told if "id" in one}
        return told

    def _judge(self, told: list[Told], seconds: float) -> None:
        counted = Counter(one.get("status", one.get("error")) for one in told)
        self._row("offered", f"{len(told) / seconds:.1f} requests/s for {seconds:.0f} s")
        self._row("answers", ", ".join(f"{status} × {count}" for status, count in sorted(counted.items(), key=str)))
        for status in counted:
            if status not in (*TAKEN, *REFUSED):
                self.faults.append(f"{counted[status]} requests ended with {status}")
        if bare := sum(one.get("status") in REFUSED and not one["retryAfter"] for one in told):
            self.faults.append(f"{bare} refusals do not say when to come back")
        if not any(one.get("status") in REFUSED for one in told):
            self.faults.append("nothing was refused: this was no overload")
        for kind in ("application", "read", "greedy"):
            some = [one for one in told if one["kind"] == kind]
            self._took(f"{kind}: taken", [one["seconds"] for one in some if one.get("status") in TAKEN], len(some))
        self._took("refused", [one["seconds"] for one in told if one.get("status") in REFUSED], len(told))

    def _took(self, what: str, seconds: list[float], of: int) -> None:
        spread = quantiles(seconds, n=20) if len(seconds) > 1 else [0.0] * 19
        self._row(
            what,
            f"{len(seconds)} of {of}, median {spread[9]:.2f} s, p95 {spread[18]:.2f} s, "
            f"longest {max(seconds, default=0):.2f} s",
        )

    def _recovered(self) -> float:
        begun, token = time.monotonic(), self.households[1].applicants[0].token
        url, headers = f"{self.stack.urls['intake']}/v1/households", {"Authorization": f"Bearer {token}"}
        while call("GET", url, None, headers)[0] != 200:
            time.sleep(0.1)
        took = time.monotonic() - begun
        if took > SECONDS_TO_RECOVER:
            self.faults.append(f"it took {took:.0f} s to recover")
        return took

    def _memory(self, before: dict[str, float]) -> None:
        after = memory_mb(self.stack)
        for name in (name for name in before if not name.endswith("at most")):
            most = after[f"{name}, at most"]
            self._row(f"memory: {name}", f"{before[name]:.0f} MB, at most {most:.0f}, {after[name]:.0f} afterwards")
            if most - before[name] > MOST_GROWTH_MB:
                self.faults.append(f"{name} grew from {before[name]:.0f} to {most:.0f} MB")

    def _finish(self) -> None:
        """What was taken is there once. The rest is sent in too, everybody signs, and each reaches its queue."""
        found = self._read("intake", "select id::text, household_id::text, month from application")
        if {row[0] for row in found} != self.ids:
            self.faults.append(f"{len(self.ids)} applications were taken on, and intake has {len(found)}")
        sent = {(row[1], row[2]) for row in found}
        self._row("applications taken on meanwhile", f"{len(found)}")
        with ThreadPoolExecutor(AT_ONCE) as pool:
            pairs = [pair for pair in self._left.values() if (pair[0].id, pair[1]) not in sent]
            list(pool.map(lambda pair: self._apply(*pair), pairs))
            everything = self._read("intake", "select id::text, household_id::text from application")
            list(pool.map(lambda row: self._sign(*row), everything))
        begun = time.monotonic()
        wait_for("each application to be in its queue", lambda: self._queued() >= self.size)
        self._row("until each application was in its queue", f"{time.monotonic() - begun:.0f} s")
        if (self._queued(), len(everything)) != (self.size, self.size):
            self.faults.append(f"{self.size} applications: intake has {len(everything)}, queued {self._queued()}")

    def _apply(self, household: Household, month: str) -> None:
        household.applicants[0].post("intake", "/applications", application(household, month))

    def _sign(self, application_id: str, household_id: str) -> None:
        (household,) = (one for one in self.households if one.id == household_id)
        for other in household.applicants[1:]:
            other.post("intake", f"/applications/{application_id}/signatures", {"attested": True})

    def _queued(self) -> int:
        return int(self._read("decision", "select count(distinct application_id) from work_item")[0][0])

    def _read(self, service: str, query: str) -> list[Any]:
        with psycopg.connect(self.stack.databases[service].runtime_dsn) as connection:
            return connection.execute(query).fetchall()

    def _row(self, what: str, said: str) -> None:
        self.rows.append((what, said))


class Watch:
    """Meanwhile, what must go on: health, and what the witness reads."""

    PATHS = ("/health/live", "/health/ready", "/control-log/checkpoint")

    def __init__(self, stack: Stack, token: str) -> None:
        self._url, self._headers = stack.urls["intake"], {"Authorization": f"Bearer {token}"}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._longest = dict.fromkeys(self.PATHS, 0.0)
        self.faults: list[str] = []

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def rows(self) -> Iterator[tuple[str, str]]:
        return ((f"{path} meanwhile", f"longest {took:.2f} s") for path, took in self._longest.items())

    def _look(self) -> None:
        while not self._over.wait(0.5):
            for path in self.PATHS:
                begun = time.monotonic()
                try:
                    said = str(exchange("GET", self._url + path, None, self._headers).status)
                except (OSError, HTTPException) as error:
                    said = type(error).__name__
                self._longest[path] = max(self._longest[path], time.monotonic() - begun)
                if said != "200":
                    self.faults.append(f"{path} was answered with {said}")
