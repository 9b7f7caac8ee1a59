"""The list of number changes as one process holds it: read at start, and again when the file changes."""

import os
from pathlib import Path

import structlog

from shared.clock import Clock
from shared.person_numbers.changes import BrokenList, NumberChange, SamePersons, read_changes

log = structlog.get_logger(__name__)


class NumberList:
    """Without a file, nobody has changed number. A file that is broken or gone after start leaves the list as it was:
    to forget a change would make one person two."""

    def __init__(self, file: Path | None, clock: Clock) -> None:
        """Raises BrokenList and OSError: a process does not start with a list that it cannot read."""
        self._file = file
        self._clock = clock
        self._changes: tuple[NumberChange, ...] = ()
        self._seen = _signature(file)
        self._broken = False
        self._same = (clock.today(), SamePersons())
        if file is not None:
            self._take(read_changes(file.read_text()))

    def same(self) -> SamePersons:
        """Which keys are one person's, today. Asks for the file's time of change each time: microseconds."""
        seen = _signature(self._file)
        if seen != self._seen:
            self._read_again(seen)
        if self._same[0] != self._clock.today():
            self._take(self._changes)
        return self._same[1]

    @property
    def state(self) -> str:
        """For `/health/ready`: `none`, `current`, or `broken` where an older list is in use than the file's."""
        self.same()
        return "none" if self._file is None else "broken" if self._broken else "current"

    def _read_again(self, seen: object) -> None:
        self._seen = seen
        try:
            self._take(read_changes(self._file.read_text() if self._file else "[]"))
        except (BrokenList, OSError, UnicodeDecodeError) as error:
            self._broken = True
            reason = str(error) if isinstance(error, BrokenList) else type(error).__name__
            log.error("list of number changes is broken, the old one stays", reason=reason)
        else:
            self._broken = False

    def _take(self, changes: tuple[NumberChange, ...]) -> None:
        today = self._clock.today()
        self._changes, self._same = changes, (today, SamePersons.on(today, changes))


def _signature(file: Path | None) -> object:
    """What changes when the file does, whether it is written in place or replaced."""
    if file is None:
        return None
    try:
        found = os.stat(file)
    except OSError:
        return "gone"
    return found.st_mtime_ns, found.st_size, found.st_ino
