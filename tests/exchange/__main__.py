"""`make exchange`: every kind of key is exchanged, as docs/runbook.md says it, while cases go through a running stack.

First a statement key, a log key and the box key, one after the other; then the person key, for which everything stands
still. Nothing that was answered is lost, no hand-over is refused, and an outside verifier holds each log over the
change of its key. Ends by itself, with 1 where something does not hold.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from deploy.local.environment import handed_on, service_environment
from deploy.local.keys import TRUSTED_FROM
from deploy.local.roles import SERVICES
from deploy.local.warden import ROOT
from tests.chaos.calls import ok
from tests.chaos.cases import Case, go_through
from tests.chaos.checks import ends, faults
from tests.chaos.stillness import CHAIN, Databases, unfinished
from tests.drill.__main__ import START, Drill, Wrong, main, say, vars_of

Rows = list[dict[str, Any]]


class Exchange(Drill):
    """The people, cases and settings of the drill; what happens to them is another matter."""

    def play(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "clock-offset").write_text(str(round((START - datetime.now(UTC)).total_seconds())))
        with self.stack, self._people(pays=True):
            with ThreadPoolExecutor(6) as pool:
                *some, self.last, self.afterwards = self.cases
                under_way = [pool.submit(self._go_through, case) for case in some]
                for share, exchange in enumerate((self._statement, self._log, self._box, self._persons), 1):
                    self._wait_for_cases(share * len(self.cases) // 6)
                    exchange()
                for one in under_way:
                    one.result()
            self._nothing_is_lost()
            self._found_on_both_sides()
            self._verified_from_outside()

    def _go_through(self, case: Case) -> None:
        go_through(self.world, case, self._person(0, "registrar"), self.promised)

    def _wait_for_cases(self, count: int) -> None:
        self._until(lambda: len(self.promised.applications) >= count, f"{count} have applied")

    def _statement(self) -> None:
        coming = _first_document(self._keys("decision", "prepare", "statement"))["trust.next"]
        trust = self.stack.place.keys.trust
        _change(trust, "services", lambda rows: [*rows, {**coming, "from": TRUSTED_FROM}])
        self._start_again(*SERVICES)
        self._keys("decision", "switch", "statement")
        self._start_again("decision")
        end = {"to": self._now(), "believedTo": None}
        _change(trust, "services", lambda rows: [_ended(row, "kid", coming, end) for row in rows])
        self._start_again(*SERVICES)
        say(f"decision's statement key is exchanged, at {vars_of(self.promised)}")

    def _log(self) -> None:
        coming = _first_document(self._keys("intake", "prepare", "log"))["log.next"]
        logs = self.stack.place.keys.logs
        _change(logs, "logs", lambda rows: [*rows, {**coming, "from": TRUSTED_FROM}])
        self._start_again("audit")
        self._keys("intake", "switch", "log")
        held = self._cosigned()["intake"]
        self._start_again("intake")
        self._go_through(self.last)  # the others may have come before: something is logged under the new key
        self._until(lambda: self._cosigned()["intake"] > held, "audit has cosigned something new of intake")
        _change(logs, "logs", lambda rows: [_ended(row, "verifier", coming, {"to": self._now()}) for row in rows])
        self._start_again("audit")
        say(f"intake's log key is exchanged, at {vars_of(self.promised)}")

    def _box(self) -> None:
        self._keys("payout", "prepare", "box")
        self._keys("payout", "switch", "box")
        self._start_again("payout")
        self.stack.place.keys.box.write_text(_first_document(self._keys("payout", "show"))["box"] + "\n")
        self._start_again("intake")
        say(f"payout's box key is exchanged, at {vars_of(self.promised)}")

    def _persons(self) -> None:
        """All four stand still. People go on trying meanwhile, and are answered when it is over."""
        since = time.monotonic()
        self._keys("intake", "prepare", "person")
        for name in SERVICES:
            self.stack.kill(name)
        told = {name: self.folder / f"{name}.known" for name in SERVICES}
        for name, file in told.items():
            file.write_text(self._when_alone(name))
        fingerprints = {self._keys(name, "switch", "person", *map(str, told.values())) for name in SERVICES}
        if len(fingerprints) != 1:
            raise Wrong("the services do not have the same person keys")
        self.persons_exchanged = self._now()
        self._start_again(*SERVICES)
        self._go_through(self.afterwards)  # the others may have come before: who was known acts again
        known = len(self.stack.place.keys.person.with_name("person-1.known").read_text().splitlines()) - 1
        say(f"the person key is exchanged in {time.monotonic() - since:.0f} s, with {known} that were known")

    def _when_alone(self, name: str) -> str:
        """PostgreSQL takes a moment to see that a killed process is gone."""
        ends_at = time.monotonic() + 60
        while True:
            try:
                return self._keys(name, "close", "person")
            except Wrong:
                if time.monotonic() > ends_at:
                    raise
                time.sleep(1)

    def _nothing_is_lost(self) -> None:
        databases = Databases(self.folder, self.stack.postgres.port)
        self._until(lambda: not unfinished(databases), "everything has ended", lambda: str(unfinished(databases)))
        refused = "select count(*) from outbox where outcome = 'refused'"
        found = [f"{name} was refused a hand-over" for name in CHAIN if databases.one(name, refused)]
        found += faults(databases, self.promised)
        if found:
            raise Wrong("; ".join(found))
        say(f"nothing is refused or lost: {vars_of(self.promised)}; öre by end: {ends(databases)}")
        databases.close()

    def _found_on_both_sides(self) -> None:
        """An auditor's search for one who acts goes over the exchange of the person key."""
        before, after = {"to": self.persons_exchanged}, {"from": self.persons_exchanged}
        registrar = self._logged(act="householdRegistered", **before)[0]["actor"]["person"]
        found = [len(self._logged(actor=registrar, **side)) for side in (before, after)]
        if not all(found):
            raise Wrong(f"of one registrar's acts {found[0]} are found before the exchange, and {found[1]} after")
        say("an auditor finds one who acted before and after the exchange by one pseudonym")

    def _logged(self, **wanted: str) -> Rows:
        """At most a page of what the control log has of it."""
        found: Rows = ok(self._person(9, "auditor").get("audit", "/control-log", **wanted), 200)["items"]
        return found

    def _verified_from_outside(self) -> None:
        token = self._person(9, "auditor")._signed_in()
        for name in CHAIN:
            addresses = ("--log", self.stack.urls[name], "--audit", self.stack.urls["audit"])
            command = ("services.audit.verify_log", name, *addresses, "--keys", str(self.stack.place.keys.logs))
            say(_run(command, {"ACCESS_TOKEN": token}).splitlines()[0])

    def _keys(self, name: str, *what: str) -> str:
        return _run((f"services.{name}", "keys", *what), service_environment(name, self.stack.place))

    def _start_again(self, *names: str) -> None:
        for name in names:
            self.stack.restart(name)

    def _now(self) -> str:
        offset = int(self.stack.place.clock_offset_file.read_text())
        return (datetime.now(UTC) + timedelta(seconds=offset)).isoformat()


def _run(command: tuple[str, ...], environment: dict[str, str]) -> str:
    """What it prints. Raises Wrong where it does not end well."""
    done = subprocess.run(
        (sys.executable, "-m", *command),
        cwd=ROOT,
        env={**os.environ, **handed_on(), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Wrong(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def _first_document(told: str) -> dict[str, Any]:
    document: dict[str, Any] = json.JSONDecoder().raw_decode(told)[0]
    return document


def _change(file: Path, name: str, how: Callable[[Rows], Rows]) -> None:
    """As somebody edits a list."""
    document = json.loads(file.read_text())
    file.write_text(json.dumps({**document, name: how(document[name])}, indent=2))


def _ended(row: dict[str, Any], by: str, coming: dict[str, Any], end: dict[str, Any]) -> dict[str, Any]:
    """The row, ended where it is the service's earlier key."""
    return {**row, **end} if row["service"] == coming["service"] and row[by] != coming[by] else row


if __name__ == "__main__":
    sys.exit(main(Exchange, "exchange"))
