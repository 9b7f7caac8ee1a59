"""A claim is a lease: it lasts while there is work, and falls back to the pool by itself (C9)."""

from datetime import datetime, timedelta
from enum import StrEnum


class EndedBecause(StrEnum):
    RELEASED = "released"
    LAPSED = "lapsed"
    DECIDED = "decided"
    PROPOSED = "proposed"
    RENEWED = "renewed"
    RESOLVED = "resolved"
    CONCLUDED = "concluded"
    COMPLETION_REQUESTED = "completionRequested"
    WITHDRAWN = "withdrawn"

    @property
    def done(self) -> bool:
        """Whether the work item ends with the claim, instead of waiting again."""
        return self not in _WAITS_AGAIN


_WAITS_AGAIN = frozenset(
    {EndedBecause.RELEASED, EndedBecause.LAPSED, EndedBecause.PROPOSED, EndedBecause.COMPLETION_REQUESTED}
)


def lease_end(now: datetime, lease_seconds: int) -> datetime:
    """When a claim that is made or worked on now falls back, unless there is more work."""
    return now + timedelta(seconds=lease_seconds)
