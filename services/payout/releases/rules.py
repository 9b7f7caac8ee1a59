"""What a release adds up to, and where its file is."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from services.payout.orders.states import OrderState
from shared.controllog.entries import Entry


class FileState(StrEnum):
    """`making`: the job has not finished. `empty`: nothing of the release could be paid. `made`: not yet at the bank.
    `unknown`: sent, and the bank has not said that it has it. `refused`: the bank has said no."""

    MAKING = "making"
    EMPTY = "empty"
    MADE = "made"
    UNKNOWN = "unknown"
    SENT = "sent"
    REFUSED = "refused"


ORDER_RELEASED = "orderReleased"
"""What the control log calls the release of one order."""


def lost_releases(lost: Iterable[Entry]) -> list[Entry]:
    """Of log entries whose acts the database no longer holds: the releases."""
    return [entry for entry in lost if entry.act == ORDER_RELEASED and entry.outcome == "done"]


class Step(StrEnum):
    """A file's steps on its way. `begun` is written before the bank is called. `missing`: asked, the bank has said that
    it has no such file; without that, `begun` comes once."""

    BEGUN = "begun"
    MISSING = "missing"
    UNKNOWN = "unknown"
    SENT = "sent"
    REFUSED = "refused"


def past(due_date: date, today: date) -> bool:
    """Whether no bank can pay on that day any more."""
    return due_date < today


def file_state(has_file: bool, last_step: str | None, states: Iterable[OrderState]) -> FileState:
    if not has_file:
        return FileState.MAKING if OrderState.RELEASED in states else FileState.EMPTY
    if last_step is None:
        return FileState.MADE
    return FileState.UNKNOWN if last_step in (Step.BEGUN, Step.MISSING) else FileState(last_step)


_SUM_OF = {
    OrderState.BLOCKED: "blocked_ore",
    OrderState.SETTLED: "settled_ore",
    OrderState.RETURNED: "returned_ore",
    OrderState.REJECTED: "rejected_ore",
    OrderState.CANCELLED: "cancelled_ore",
}


def sums(payments: Iterable[tuple[OrderState, int]]) -> dict[str, int]:
    """Öre by how the payments ended. Whatever has not ended is open, so that the parts always make the whole (C6)."""
    found = dict.fromkeys(("released_ore", "open_ore", *_SUM_OF.values()), 0)
    for state, amount_ore in payments:
        found["released_ore"] += amount_ore
        found[_SUM_OF.get(state, "open_ore")] += amount_ore
    return found
