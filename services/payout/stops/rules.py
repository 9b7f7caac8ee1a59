"""What came of a stop: whether any of the decision's money has gone to the bank, or is on its way there."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from services.payout.orders.states import ENDED_UNPAID, OrderState


class Outcome(StrEnum):
    STOPPED = "stopped"
    TOO_LATE = "tooLate"


@dataclass(frozen=True, slots=True)
class LineOrder:
    """One order of a line, after everything that is in no bank file was cancelled."""

    line: int
    state: OrderState
    in_file: bool


def outcomes(orders: Iterable[LineOrder]) -> dict[int, Outcome]:
    """By line. What the bank has rejected or sent back is not with the payee, and was so stopped."""
    found: dict[int, Outcome] = {}
    for order in orders:
        gone = order.in_file and order.state not in ENDED_UNPAID
        if gone or order.line not in found:
            found[order.line] = Outcome.TOO_LATE if gone else Outcome.STOPPED
    return dict(sorted(found.items()))


def outcome(lines: Iterable[Outcome]) -> Outcome:
    """A decision is revoked whole: one line that was too late makes all of it so."""
    return Outcome.TOO_LATE if Outcome.TOO_LATE in set(lines) else Outcome.STOPPED
