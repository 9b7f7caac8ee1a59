"""How much of the machine each process of the stack has used, where the system tells (Linux)."""

import os
from pathlib import Path

from deploy.local.installation import Installation
from deploy.local.roles import SERVICES
from deploy.local.stack import SANDBOX

_PROC = Path("/proc")
_UTIME, _PPID = 11, 1  # places among the fields after the process's name


def cpu_seconds(stack: Installation) -> dict[str, float]:
    """By name, `postgres` with all its own processes, `demo` for this one. Empty where the system does not tell."""
    if not (_PROC / "self" / "stat").exists():
        return {}
    alone = {name: pid for name in (*SERVICES, *SANDBOX) if (pid := stack.pid(name)) is not None}
    used = {name: _used(pid) for name, pid in (alone | {"demo": os.getpid()}).items()}
    return {name: round(seconds, 1) for name, seconds in {**_postgres(stack), **used}.items()}


def _postgres(stack: Installation) -> dict[str, float]:
    """With its processes that have ended, and those that run. Nothing where it runs elsewhere."""
    parent = stack.pid("postgres")
    if parent is None:
        return {}
    children = [int(path.parent.name) for path in _PROC.glob("[0-9]*/stat") if _parent(path) == parent]
    return {"postgres": _used(parent, fields=4) + sum(map(_used, children))}


def _used(pid: int, fields: int = 2) -> float:
    """In user and system mode; with four fields, also by the children that have ended."""
    return sum(_ticks(pid, _UTIME, _UTIME + fields)) / os.sysconf("SC_CLK_TCK")


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[_PPID])
    except OSError:  # it has ended
        return 0


def _ticks(pid: int, first: int, last: int) -> list[int]:
    try:
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
    return [int(ticks) for ticks in fields[first:last]]
