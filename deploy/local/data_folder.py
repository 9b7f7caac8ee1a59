"""A data folder belongs to one launcher at a time."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.processes import lives

PATIENCE = 20.0  # seconds: as long as a warden may take to end what a killed launcher left behind


class FolderInUse(Exception):
    """Another launcher works in the data folder; the text names its process."""


@contextmanager
def locked(folder: Path) -> Iterator[int]:
    """Holds the folder's lock and gives its descriptor. Raises FolderInUse.

    Where the launcher that had it was killed, its warden holds the lock until nothing of it runs any more.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / "launcher.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor, folder)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _locked_now(descriptor):
        holder = os.pread(descriptor, 20, 0).decode()
        if (holder and lives(int(holder))) or time.monotonic() > deadline:
            raise FolderInUse(f"{folder} is in use by process {holder or '?'}. Stop that one first (Ctrl-C there).")
        time.sleep(0.1)


def _locked_now(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
