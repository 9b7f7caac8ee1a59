"""When an account is payable: two persons have entered it, each by themselves, and payout found the entries equal (C3).

Numbers are never here, only whether an entry was found equal to the first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MOST_TRIES = 3


class AccountStatus(StrEnum):
    PAYABLE = "payable"
    MISMATCH = "mismatch"
    LOCKED = "locked"


FINAL = frozenset({AccountStatus.PAYABLE, AccountStatus.LOCKED})


@dataclass(frozen=True, slots=True)
class Entry:
    """Entry `number` (1, 2, …) of an account version: who entered it, and whether it names the first one's account."""

    number: int
    hands: frozenset[str]
    same_as_first: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the comparison of entry `number` with the first one made of the account."""

    number: int
    equal: bool
    status: AccountStatus


def comparisons(entries: Iterable[Entry]) -> list[Comparison]:
    """What follows from these entries of one account version, in whatever order they came.

    They count in the order of their numbers and only up to the first gap, so that the outcome does not hang on the
    order of arrival. An entry by whoever made the first one confirms nothing and is not compared."""
    known = _without_gap(entries)
    found: list[Comparison] = []
    for entry in known[1:]:
        if found and found[-1].status in FINAL:
            break
        if not entry.hands & known[0].hands:
            found.append(_compared(entry, unequal=len(found)))
    return found


def status(entries: Iterable[Entry]) -> AccountStatus | None:
    """None where no two persons' entries could be compared yet."""
    found = comparisons(entries)
    return found[-1].status if found else None


def _compared(entry: Entry, unequal: int) -> Comparison:
    if entry.same_as_first:
        return Comparison(entry.number, True, AccountStatus.PAYABLE)
    locked = unequal + 1 >= MOST_TRIES
    return Comparison(entry.number, False, AccountStatus.LOCKED if locked else AccountStatus.MISMATCH)


def _without_gap(entries: Iterable[Entry]) -> list[Entry]:
    ordered = sorted(entries, key=lambda entry: entry.number)
    return [entry for number, entry in enumerate(ordered, 1) if entry.number == number]
