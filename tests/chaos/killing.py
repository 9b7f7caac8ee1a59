"""Kill -9, by process id, of what the chaos launcher has started, and of the launcher itself."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from deploy.local.processes import send

ROOT = Path(__file__).parent.parent.parent
SERVICES = ("intake", "decision", "payout", "audit")
TARGETS = {
    **dict.fromkeys(SERVICES, 6),
    **{f"{name}-worker": 6 for name in SERVICES},
    "postgres": 7,
    "launcher": 2,
}
"""What is killed, and how often in proportion. A launcher takes everything with it, through its warden."""


class Launcher:
    """The chaos launcher as a process, and this side of it. Nothing of it survives `stop`."""

    def __init__(self, folder: Path, ports: Mapping[str, int], replicas: int) -> None:
        self._folder = folder
        self._replicas = replicas
        self._ports = dict(ports)
        self._log = folder / "launcher.log"
        self._process: subprocess.Popen[bytes] | None = None
        self.starts = 0

    def start(self) -> None:
        self.starts += 1
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                (
                    *(sys.executable, "-m", "tests.chaos.launcher"),
                    *(str(self._folder), json.dumps(self._ports), str(self._replicas)),
                ),
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def look_after(self, done: threading.Event) -> None:
        """What an init system does: starts it again whenever it has ended. `starts` counts them."""
        while not done.wait(0.5):
            if self._process is not None and self._process.poll() is not None:
                self.start()

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)

    def children(self) -> dict[str, list[int]]:
        """Process ids of what it has started, by name: "intake", "intake-worker", "postgres" …"""
        if self._process is None or self._process.poll() is not None:
            return {}
        pid = self._process.pid
        try:
            found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        except OSError:
            return {}
        named: dict[str, list[int]] = self._postgres()
        for child in map(int, found):
            if name := _name(child):
                named.setdefault(name, []).append(child)
        return named

    def _postgres(self) -> dict[str, list[int]]:
        """By its own file: what started it may be a process between."""
        try:
            lines = (self._folder / "postgres" / "data" / "postmaster.pid").read_text().splitlines()
            return {"postgres": [int(lines[0])]}
        except (OSError, ValueError, IndexError):
            return {}

    @property
    def postgres_port(self) -> int:
        lines = (self._folder / "postgres" / "data" / "postmaster.pid").read_text().splitlines()
        return int(lines[3])


def _name(pid: int) -> str | None:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return None
    module = next((word for word in words if word.startswith("services.")), None)
    if module is None:
        return None
    return module.removeprefix("services.") + ("-worker" if "--worker" in words else "")


class Killer:
    """Kills by a seeded list of targets and pauses. `counted`: what was hit."""

    def __init__(self, launcher: Launcher, seed: int, kills: int) -> None:
        chosen = random.Random(seed)
        names = list(TARGETS)
        self.plan = [
            (name, chosen.uniform(0.3, 3.5)) for name in chosen.choices(names, [TARGETS[one] for one in names], k=kills)
        ]
        self.counted: Counter[str] = Counter()
        self._launcher = launcher
        self._chosen = chosen

    @property
    def total(self) -> int:
        return self.counted.total()

    def kill(self, name: str) -> None:
        """Waits until there is something to kill: a process that is starting is as good as one that works."""
        ends = time.monotonic() + 90
        while not self._hit(name):
            if time.monotonic() > ends:
                raise TimeoutError(f"{name} has not been there to kill for 90 s")
            time.sleep(0.1)
        self.counted[name] += 1

    def _hit(self, name: str) -> bool:
        if name == "launcher":
            if not self._launcher.children():
                return False
            self._launcher.kill()
            return True
        there = [pid for pid in self._launcher.children().get(name, ()) if _exists(pid)]
        if not there:
            return False
        send(self._chosen.choice(there), signal.SIGKILL)
        return True


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
