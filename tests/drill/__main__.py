"""`make drill`: the backups of docs/runbook.md, taken and restored for real while people work.

First the database's disk is lost: everything that was answered comes back, and all cases are finished. Then the worst
day: only an old backup is left. Audit notices, nothing is released until the control logs are brought back from it, and
nobody is paid twice. Ends by itself, with 1 where something does not hold.
"""

import argparse
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from deploy.local.environment import handed_on, service_environment
from deploy.local.postgres import Postgres
from deploy.local.roles import role_access
from deploy.local.stack import Stack
from deploy.local.warden import ROOT
from deploy.sandbox.persons import staff
from tests.chaos.calls import Person, World, ok
from tests.chaos.cases import Promised, cases, go_through
from tests.chaos.checks import ends, faults
from tests.chaos.launcher import QUICK
from tests.chaos.staff import PAY_ON, everyone, work
from tests.chaos.stillness import CHAIN, Databases, unfinished
from tests.chaos.trouble import book
from tests.drill.backup import Backups, took

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
SETTINGS = dict.fromkeys((*CHAIN, "audit"), QUICK) | {"decision": {**QUICK, "CLAIM_LEASE_SECONDS": "20"}}
PATIENCE = 420.0


class Wrong(Exception):
    """What does not hold, in words."""


class Drill:
    def __init__(self, folder: Path, seed: int, count: int) -> None:
        self.folder = folder
        self.chosen = random.Random(seed)
        self.cases = cases(seed, count)
        self.promised = Promised()
        self.stack = Stack(folder, settings=SETTINGS)
        self._failed: list[str] = []

    def play(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "clock-offset").write_text(str(round((START - datetime.now(UTC)).total_seconds())))
        with self.stack:
            backups = Backups(self.folder / "backups", self.stack.postgres)
            with self._people(pays=True):
                self._lose_the_disk(backups)
                self._until_all_has_ended()
            backups.dump("audit")
            held = self._cosigned()
            ports = self.stack.ports
        self._only_the_old_backup(backups)
        self.stack = Stack(self.folder, settings=SETTINGS, ports=ports)
        with self.stack:
            self._noticed()
            self._nothing_is_released()
            self._brought_back(held)
            self._nobody_is_paid_twice()

    def _lose_the_disk(self, backups: Backups) -> None:
        backups.receive()
        with ThreadPoolExecutor(6) as pool:
            registrar = self._person(0, "registrar")
            under_way = [pool.submit(go_through, self.world, case, registrar, self.promised) for case in self.cases]
            self._until(lambda: len(self.promised.applications) >= len(self.cases) // 3, "a third have applied")
            since = time.monotonic()
            backups.take()
            backups.no_act_without_it()
            say(f"backup of the whole cluster, taken while everybody works: {took(since)}")
            self._until(lambda: len(self.promised.decisions) >= len(self.cases) // 3, "a third are decided")
            self.stack.kill("postgres")
            backups.stop_receiving()
            since = time.monotonic()
            backups.restore(until_now=True)
            self.stack.postgres.start()
            self._person(1, "unitHead").get("decision", "/proposals")
            say(f"disk lost at {vars_of(self.promised)}; restored, and answering again: {took(since)}")
            for one in under_way:
                one.result()

    def _until_all_has_ended(self) -> None:
        databases = Databases(self.folder, self.stack.postgres.port)
        self._until(lambda: not unfinished(databases), "everything has ended", lambda: str(unfinished(databases)))
        if found := faults(databases, self.promised):
            raise Wrong("; ".join(found))
        say(f"nothing of what was answered is lost: {vars_of(self.promised)}; öre by end: {ends(databases)}")
        self._hand_everything_over_again(databases)
        databases.close()

    def _hand_everything_over_again(self, databases: Databases) -> None:
        """What the runbook says for one database that was put back alone. Too much of it does no harm."""
        before = ends(databases)
        for name in CHAIN:
            done = self._command(name, "hand-over-again", "--since", (START - timedelta(hours=1)).isoformat())
            if done.returncode != 0:
                raise Wrong(f"hand-over-again of {name} ended with {done.returncode}")
            say("; ".join(line for line in done.stderr.splitlines() if "sent again" in line))
        self._until(lambda: not unfinished(databases), "all is taken again", lambda: str(unfinished(databases)))
        if (found := faults(databases, self.promised)) or ends(databases) != before:
            raise Wrong("; ".join(found) or f"öre by end were {before}, and are {ends(databases)}")
        say("everything was handed over once more, and nothing was done twice")

    def _command(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A service's own command, with its settings."""
        return subprocess.run(
            (sys.executable, "-m", f"services.{name}", *arguments),
            cwd=ROOT,
            env=handed_on() | service_environment(name, self.stack.place),
            capture_output=True,
            text=True,
            check=False,
        )

    def _only_the_old_backup(self, backups: Backups) -> None:
        """Of the chain; audit has its own server, so its newest state is put back."""
        backups.restore(until_now=False)
        with Postgres(self.folder, role_access()) as postgres:
            backups.moved_to(postgres)
            backups.put_back("audit")

    def _noticed(self) -> None:
        since = time.monotonic()
        self._until(lambda: sorted(self._alarms()) == [(name, "shrunk") for name in sorted(CHAIN)], "audit has noticed")
        say(f"only the old backup left: audit's alarms are {dict(self._alarms())}, after {took(since)}")

    def _nothing_is_released(self) -> None:
        with self._people(pays=False):
            self._until(lambda: len(self._ready()) >= 3, "some orders are ready")
        answers = {self._release(order)[0] for order in self._ready()}
        if answers != {"control-log-behind"}:
            raise Wrong(f"released while the control log is behind: {answers}")
        say(f"payers try to release {len(self._ready())} orders: {answers}")

    def _brought_back(self, held: dict[str, int]) -> None:
        for name in CHAIN:
            done = self._command(name, "recover-log")
            say(done.stderr.strip().splitlines()[-1])
            if done.returncode != 0 or not done.stdout:
                raise Wrong(f"recover-log of {name} ended with {done.returncode}")
        self._until(lambda: all(size > held[name] for name, size in self._cosigned().items()), "audit goes on")
        if len(self._alarms()) != len(CHAIN):
            raise Wrong("audit has raised a new alarm about a log that was brought back")
        say(f"audit goes on cosigning: {held} entries before, {self._cosigned()} now")

    def _nobody_is_paid_twice(self) -> None:
        """What is held is stopped, since the bank has paid it before; the rest is paid."""
        refused = [order for order in self._ready() if self._release(order)[0] == "released-before-restore"]
        for order in refused:
            ok(
                self._person(8, "unitHead").post("payout", f"/payment-orders/{order}/stop", {"reason": "other"}),
                200,
                201,
            )
        say(f"{len(refused)} of the orders made anew are of households that were paid before: held, and stopped")
        over = threading.Event()
        booking = threading.Thread(target=book, args=(self.world, over))
        booking.start()
        time.sleep(10)
        over.set()
        booking.join()
        databases = Databases(self.folder, self.stack.postgres.port)
        twice = databases.bank(
            "select creditor_clearing_id, creditor_iban, count(*) from payment"
            " where booked_at is not null and returned_at is null group by 1, 2 having count(*) > 1"
        )
        paid = databases.bank("select count(*) from payment where booked_at is not null")[0][0]
        databases.close()
        if twice or not refused:
            raise Wrong(f"{len(twice)} households are paid twice, and {len(refused)} were held")
        say(f"the bank has paid {paid} payments, nobody twice")

    @property
    def world(self) -> World:
        return World(self.stack.urls, httpx.Client(timeout=20, trust_env=False))

    def _person(self, index: int, role: str) -> Person:
        return Person(self.world, staff(index).number.digits, role)

    @contextmanager
    def _people(self, *, pays: bool) -> Iterator[None]:
        over = threading.Event()
        steps = everyone(self.world, self.promised, self.chosen, pays=pays)
        doing: list[Callable[[], None]] = [partial(book, self.world, over)]
        doing += [partial(work, step, over) for step in steps]
        threads = [threading.Thread(target=self._guarded(one), daemon=True) for one in doing]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            over.set()
            for thread in threads:
                thread.join(30)

    def _guarded(self, do: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                do()
            except Exception as error:  # anything at all ends this person's day, and is told
                self._failed.append(f"{type(error).__name__}: {error}")

        return run

    def _ready(self) -> list[str]:
        listed = ok(self._person(6, "payer").get("payout", "/payment-orders", state="ready", limit=100), 200)
        return [order["id"] for order in listed["items"]]

    def _release(self, order: str) -> tuple[str, int]:
        """What a payer is told, without trying again. Not one who has released before: that is another matter."""
        payer = self._person(6, "payer")
        answer = payer.once("payout", "/releases", {"orderIds": [order], "dueDate": PAY_ON.isoformat()})
        return str(answer.json().get("type", "released")).rsplit("/", 1)[-1], answer.status_code

    def _logs(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = ok(self._person(9, "auditor").get("audit", "/checkpoints"), 200)["items"]
        return items

    def _alarms(self) -> list[tuple[str, str]]:
        return [(log["service"], alarm["kind"]) for log in self._logs() for alarm in log["alarms"]]

    def _cosigned(self) -> dict[str, int]:
        return {log["service"]: log["checkpoint"]["size"] for log in self._logs()}

    def _until(self, holds: Callable[[], bool], what: str, else_say: Callable[[], str] = str) -> None:
        ends_at = time.monotonic() + PATIENCE
        while not holds():
            if self._failed:
                raise Wrong("; ".join(self._failed))
            if time.monotonic() > ends_at:
                raise Wrong(f"not within {PATIENCE:.0f} s: {what} {else_say()}")
            time.sleep(1)


def vars_of(promised: Promised) -> str:
    return ", ".join(f"{len(ids)} {name}" for name, ids in vars(promised).items() if ids)


def say(what: str) -> None:
    print(f"  {what}", flush=True)


def main(play: "type[Drill]" = Drill, name: str = "drill") -> int:
    parser = argparse.ArgumentParser(prog=f"python -m tests.{name}", description=sys.modules[play.__module__].__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="the same cases once more")
    parser.add_argument("--cases", type=int, default=30)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print(f"seed {options.seed}: {options.cases} cases", flush=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))
    try:
        play(folder, options.seed, options.cases).play()
    except Wrong as wrong:
        print(f"WRONG {wrong}\nLogs and databases: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
