"""What each process of a stack has used: CPU and memory, as the operating system accounts for them (Linux)."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.roles import SERVICES
from deploy.local.stack import SANDBOX, Stack

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Used:
    """CPU seconds since each process started, by name, and the wall clock."""

    wall: float
    cpu: Mapping[str, float]

    def since(self, earlier: "Used") -> "Used":
        return Used(self.wall - earlier.wall, {name: used - earlier.cpu[name] for name, used in self.cpu.items()})


def used(stack: Stack) -> Used:
    """By service (all its processes), stand-in, `postgres` (the server and all its connections) and `load` (this very
    process)."""
    names = (*SERVICES, *SANDBOX)
    cpu = {name: sum(map(cpu_of, stack.pids(name))) for name in names}
    return Used(time.monotonic(), {**cpu, "postgres": cpu_of_postgres(stack), "load": time.process_time()})


def cpu_of(pid: int) -> float:
    """Seconds since the process started."""
    return sum(_ticks(pid)[:2]) / _TICKS


def memory_mb(stack: Stack) -> dict[str, float]:
    """Resident memory by service, now and at its highest, in MB: of the one of its processes that has most."""
    found: dict[str, float] = {}
    for name in SERVICES:
        status = [_status(pid) for pid in stack.pids(name)]
        found[name] = max(_mb(one["VmRSS"]) for one in status)
        found[f"{name}, at most"] = max(_mb(one["VmHWM"]) for one in status)
    return found


def _status(pid: int) -> dict[str, str]:
    return dict(line.split(":\t", 1) for line in _read(pid, "status").splitlines() if ":\t" in line)


def _mb(written: str) -> float:
    return int(written.removesuffix(" kB")) / 1024


def cpu_of_postgres(stack: Stack) -> float:
    """A connection that has ended is in its parent's account of its children."""
    (server,) = stack.pids("postgres")
    children = [
        int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit() and _parent(int(entry.name)) == server
    ]
    return (sum(_ticks(server)) + sum(sum(_ticks(child)[:2]) for child in children)) / _TICKS


def _parent(pid: int) -> int | None:
    fields = _stat(pid)
    return int(fields[1]) if fields else None


def _ticks(pid: int) -> tuple[int, int, int, int]:
    """User, system, and those of the children that have ended; nothing for a process that has just gone."""
    fields = _stat(pid)
    return (int(fields[11]), int(fields[12]), int(fields[13]), int(fields[14])) if fields else (0, 0, 0, 0)


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat from the third on: a name in the second may hold anything."""
    return _read(pid, "stat").rpartition(")")[2].split()


def _read(pid: int, file: str) -> str:
    try:
        return (_PROC / str(pid) / file).read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
