"""Looking at processes, and sending them signals, by number."""

import contextlib
import os
from pathlib import Path

_PROC = Path("/proc")


def send(pid: int, how: int) -> None:
    """Nothing happens where the process is gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, how)


def lives(pid: int, name: str | None = None) -> bool:
    """Whether the process runs and, where the system tells, has that name. One that only waits for its parent to take
    notice of its end does not count."""
    if (_PROC / "self" / "status").exists():
        return _says_alive(pid, name)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _says_alive(pid: int, name: str | None) -> bool:
    try:
        status = (_PROC / str(pid) / "status").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
    facts = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    return facts["State"][0] not in "ZX" and name in (None, facts["Name"])
