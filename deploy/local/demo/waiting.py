"""Facts travel between services within about a second. The demonstration waits for what it needs, and not for ever."""

import time
from collections.abc import Callable

LONGEST = 180.0
SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 0.8


class TooSlow(Exception):
    """Something that should come by itself did not come. The text says what, and where to look."""


def wait_for(what: str, is_there: Callable[[], bool], longest: float = LONGEST) -> None:
    """Raises TooSlow."""
    ends, pause = time.monotonic() + longest, SHORTEST_PAUSE
    while not is_there():
        if time.monotonic() > ends:
            raise TooSlow(f"Waited {longest:.0f} s for {what}. The services' logs are in the data folder under logs/.")
        time.sleep(pause)
        pause = min(LONGEST_PAUSE, pause * 1.5)
