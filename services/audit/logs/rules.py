"""When a log may be believed: what a new checkpoint must be, held against our own copy of the log."""

from dataclasses import dataclass
from enum import StrEnum

from shared.controllog.checkpoints import Checkpoint
from shared.controllog.tiles import WIDTH

BUNDLES_A_STEP = 16
"""How many entry bundles are taken over in one transaction: 4 096 entries."""


class Fault(StrEnum):
    """What a log did that an honest one does not do."""

    NOT_SIGNED = "notSigned"
    """What it gives as its checkpoint does not carry its signature."""
    SHRUNK = "shrunk"
    """It has fewer entries than it had."""
    FORKED = "forked"
    """It has as many entries as our copy, and they are others."""
    REWRITTEN = "rewritten"
    """What it holds does not lead from our copy to the checkpoint that it signed."""
    FOREIGN_ENTRY = "foreignEntry"
    """It holds something that is no entry, or an entry of another service."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Our copy of a log: how many entries, their root, and how many of them are covered by a cosigned checkpoint."""

    size: int
    root: bytes
    cosigned_size: int | None


def fault_of(mine: Copy, theirs: Checkpoint) -> Fault | None:
    """What is wrong at first sight. A larger tree is not wrong yet: its entries have to be read."""
    if theirs.size < mine.size:
        return Fault.SHRUNK
    if theirs.size == mine.size and theirs.root != mine.root:
        return Fault.FORKED
    return None


def next_size(mine: Copy, theirs: Checkpoint) -> int:
    """How far to read now: to the checkpoint, or to the end of a whole bundle before it."""
    return min(theirs.size, (mine.size // WIDTH + BUNDLES_A_STEP) * WIDTH)


def is_due(mine: Copy, theirs: Checkpoint) -> bool:
    """Whether there is anything to read or to cosign."""
    return theirs.size > mine.size or mine.cosigned_size != theirs.size
