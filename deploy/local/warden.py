"""Ends what a launcher has started when the launcher itself was killed and could not.

Run as a program of its own, it reads lines from the launcher: `+ <pid> <signal> <stage>` and `- <pid>`. When the
launcher is gone, however it went, the pipe closes and everything still on the list is asked to stop, the highest stage
first, and killed after a while. It holds the data folder's lock meanwhile (see `data_folder`).

A death signal of the kernel (PR_SET_PDEATHSIG) would not do: it comes when the *thread* that started the process ends,
it comes to everyone at the same time, and only Linux has it.
"""

import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

from deploy.local.processes import lives, send

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 15.0  # seconds until what does not stop is killed

SERVERS, DATABASE = 1, 0
"""The stages: the database is stopped when nobody uses it any more."""


class Warden:
    """The launcher's end of it. `lock` is the descriptor of a lock that the warden shares."""

    def __init__(self, lock: int | None = None) -> None:
        inherited = () if lock is None else (lock,)
        self._process = subprocess.Popen(
            (sys.executable, "-S", "-m", __spec__.name),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            start_new_session=True,
            pass_fds=inherited,
        )

    def watch(self, pid: int, how: signal.Signals, stage: int) -> None:
        self._tell(f"+ {pid} {int(how)} {stage}\n")

    def forget(self, pid: int) -> None:
        """The process has ended and its end was seen: the system may give its number to another one now."""
        self._tell(f"- {pid}\n")

    def close(self) -> None:
        """Ends whatever is still watched."""
        self._process.communicate()

    def __enter__(self) -> "Warden":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _tell(self, line: str) -> None:
        if self._process.stdin is not None:
            self._process.stdin.write(line.encode())
            self._process.stdin.flush()


def _main() -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    watched: dict[int, tuple[int, int]] = {}
    for line in sys.stdin:
        mark, pid, *rest = line.split()
        if mark == "+":
            watched[int(pid)] = (int(rest[0]), int(rest[1]))
        else:
            watched.pop(int(pid), None)
    for wanted in sorted({stage for _, stage in watched.values()}, reverse=True):
        _end({pid: how for pid, (how, stage) in watched.items() if stage == wanted})


def _end(processes: dict[int, int]) -> None:
    for pid, how in processes.items():
        send(pid, how)
    deadline = time.monotonic() + PATIENCE
    while any(map(lives, processes)) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in filter(lives, processes):
        send(pid, signal.SIGKILL)


if __name__ == "__main__":
    _main()
