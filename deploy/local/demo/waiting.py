"""Facts travel between services within about a second. The demonstration waits for what it needs, and not for ever."""

import time
from collections.abc import Callable, Collection

LONGEST = 180.0
SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 0.8
MOST_NAMED = 10


class TooSlow(Exception):
    """Something that should come by itself did not come. The text says what, and for whom."""


def wait_for(what: str, is_there: Callable[[], bool], longest: float = LONGEST) -> None:
    """Raises TooSlow."""
    wait_for_all(what, lambda: () if is_there() else ("it did not come",), longest)


def wait_for_all(what: str, missing: Callable[[], Collection[str]], longest: float = LONGEST) -> None:
    """Until nobody is missing. As long as some of them come there is no hurry. Raises TooSlow, which names who did
    not."""
    ends, pause, before = time.monotonic() + longest, SHORTEST_PAUSE, frozenset[str]()
    while left := frozenset(missing()):
        if left != before:
            ends, before = time.monotonic() + longest, left
        elif time.monotonic() > ends:
            raise TooSlow(f"Waited {longest:.0f} s for {what}: {', '.join(sorted(left)[:MOST_NAMED])}.")
        time.sleep(pause)
        pause = min(LONGEST_PAUSE, pause * 1.5)
