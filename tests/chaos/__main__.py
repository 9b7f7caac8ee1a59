"""`make chaos`: cases under load, kill -9 of everything at random moments. Then: is anything lost, doubled or crossed?

The same seed gives the same cases, targets and pauses; what each kill meets depends on the machine.
"""

import argparse
import json
import random
import secrets
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx

from deploy.local.ports import free_ports
from deploy.sandbox.persons import staff
from tests.chaos.calls import GaveUp, Person, World
from tests.chaos.cases import Case, Promised, cases, go_through, tell_registers
from tests.chaos.checks import ends, faults
from tests.chaos.killing import Killer, Launcher
from tests.chaos.staff import everyone, work
from tests.chaos.stillness import Databases, unfinished
from tests.chaos.trouble import behave, book, misbehave

PROCESSES = ("intake", "decision", "payout", "audit", "signin", "registers", "bank")
START = datetime(2026, 11, 24, 9, tzinfo=UTC)
"""A Tuesday with confirmed norms; the payments are due on the Friday."""
AT_ONCE = 6
REST_SECONDS = 420.0


class Run:
    def __init__(self, folder: Path, seed: int, count: int, kills: int, replicas: int) -> None:
        self.folder = folder
        self.cases = cases(seed, count)
        self.promised = Promised()
        ports = dict(zip(PROCESSES, free_ports(len(PROCESSES)), strict=True))
        urls = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=0)
        self.world = World(urls, httpx.Client(timeout=20, trust_env=False, limits=limits))
        self.launcher = Launcher(folder, ports, replicas)
        self.killer = Killer(self.launcher, seed, kills)
        self._chosen = random.Random(seed + 1)
        self._done = threading.Event()
        self._over = threading.Event()
        self._calm = threading.Event()  # the bank behaves from now on
        self._failed: list[str] = []

    def play(self) -> list[str]:
        """What does not hold, in words."""
        self._set_clock()
        self.launcher.start()
        people = [threading.Thread(target=self._guarded(do), daemon=True) for do in self._everyone()]
        init = threading.Thread(target=self.launcher.look_after, args=(self._over,), daemon=True)
        init.start()
        try:
            self._wait_until_up()
            for one in people:
                one.start()
            self._kill_meanwhile()
            self._calm.set()
            behave(self.world)
            rest = self._come_to_rest()
            return [*self._failed, *rest]
        finally:
            self._calm.set()
            self._done.set()
            self.world.over.set()
            for one in people:
                one.join(30)
            self._over.set()
            init.join()
            self.launcher.stop()

    def _set_clock(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "clock-offset").write_text(str(round((START - datetime.now(UTC)).total_seconds())))

    def _wait_until_up(self) -> None:
        for name in PROCESSES:
            self.world.request("GET", f"{self.world.urls[name]}/health/ready")

    def _everyone(self) -> list[Callable[[], None]]:
        steps = everyone(self.world, self.promised, self._chosen)
        trouble = random.Random(self._chosen.random())
        return [
            *(partial(work, step, self._done) for step in steps),
            partial(misbehave, self.world, trouble, self._calm),
            partial(book, self.world, self._done),
        ]

    def _guarded(self, do: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                do()
            except GaveUp as error:
                if not self.world.over.is_set():
                    self._failed.append(f"C15: nobody answered {error}")
            except Exception as error:  # anything at all ends this person's day, and is told
                self._failed.append(f"{type(error).__name__}: {error}")

        return run

    def _kill_meanwhile(self) -> None:
        """Each case begins at its kill, so that there is load from the first to the last."""
        registrar = Person(self.world, staff(0).number.digits, "registrar")
        plan, started, begun = self.killer.plan, 0, time.monotonic()
        starts = self.launcher.starts
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for place, (name, pause) in enumerate(plan):
                while started < len(self.cases) * (place + 1) / len(plan):
                    new = partial(go_through, self.world, self.cases[started], registrar, self.promised)
                    pool.submit(self._guarded(new))
                    started += 1
                time.sleep(pause)
                self.killer.kill(name)
                if self.launcher.starts != starts:
                    starts = self.launcher.starts
                    pool.submit(self._guarded(partial(self._tell_again, self.cases[:started])))
                _say(begun, self.killer.total, len(plan), self.promised)

    def _tell_again(self, known: list[Case]) -> None:
        for case in known:
            tell_registers(self.world, case)

    def _come_to_rest(self) -> list[str]:
        """The staff finish what is there; then everything has to end by itself."""
        until, waiting = time.monotonic() + REST_SECONDS, {"everything": 1}
        databases = None
        while waiting and time.monotonic() < until:
            time.sleep(2)
            databases = databases or Databases(self.folder, self.launcher.postgres_port)
            before, waiting = waiting, unfinished(databases)
            if waiting != before:
                print(f"  waiting for {waiting or 'nothing'}", flush=True)
        assert databases is not None
        print(f"  öre by end: {ends(databases)}")
        stuck = [f"C15: after {REST_SECONDS:.0f} s there are still {number} {what}" for what, number in waiting.items()]
        ours = [f"C15: a fault of ours, where 503 was due: {answer}" for answer in self.world.answers.faults]
        return [*stuck, *ours, *faults(databases, self.promised)]


def _say(begun: float, killed: int, kills: int, promised: Promised) -> None:
    if killed % 10 == 0:
        counted = {name: len(ids) for name, ids in vars(promised).items()}
        print(
            f"{time.monotonic() - begun:6.0f} s  {killed} of {kills} killed, answered with 2xx: {counted}", flush=True
        )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="run the same once more")
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--replicas", type=int, default=1, help="processes of each service that answer requests")
    parser.add_argument("--keep", type=Path, help="data folder to use and leave (default: one that is removed)")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print(f"seed {options.seed}: {options.cases} cases, {options.kills} kills, replicas {options.replicas}", flush=True)
    folder = options.keep or Path(tempfile.mkdtemp(prefix="chaos-"))
    run = Run(folder, options.seed, options.cases, options.kills, options.replicas)
    found = run.play()
    print(json.dumps({"seed": options.seed, "killed": run.killer.counted, "answers": run.world.answers.counted}))
    for fault in found:
        print(f"FAULT {fault}")
    if found:
        print(f"Logs and databases: {folder}. The same once more: make chaos SEED={options.seed}")
    elif options.keep is None:
        shutil.rmtree(folder)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
