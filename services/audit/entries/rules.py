"""An entry as it is found, and how far a search has seen."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.controllog.entries import Entry


@dataclass(frozen=True, slots=True)
class Found:
    """An entry at its place in its log. `verified`: a cosigned checkpoint covers it."""

    entry: Entry
    origin: str
    seq: int
    verified: bool


@dataclass(frozen=True, slots=True)
class AsOf:
    """How many entries of each service's log were known: later pages of a search that name it see the same entries,
    whatever has come meanwhile, and so does the same search years later. Logs only grow."""

    sizes: Mapping[str, int]

    def written(self) -> str:
        """`decision:306,intake:334,payout:349`."""
        return ",".join(f"{service}:{size}" for service, size in sorted(self.sizes.items()))

    @classmethod
    def parse(cls, text: str) -> "AsOf":
        """What `written` wrote. Raises ValueError."""
        return cls({service: int(size) for service, size in (part.split(":") for part in text.split(","))})


@dataclass(frozen=True, slots=True)
class Sight:
    """What an auditor sees: the entries of their municipality and of no single one, that were known `as_of`."""

    municipality: str
    as_of: AsOf
