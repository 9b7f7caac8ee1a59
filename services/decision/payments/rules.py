"""Does a granted line wait for somebody? It follows from all that is known of it, in whatever order it came.

A line has versions (docs/adr/0008), each paid by at most one order. The newest version's order says how it stands. A
version that payout refused never came to be: its number is used again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.decision.facts.kinds import PaymentStatus

RENEWED, REVOKED = "renewed", "revoked"
"""Why payout cancels an order that nobody needs to look at: another takes its place, or none will."""


class Failure(StrEnum):
    """What a line waits for somebody because of."""

    BLOCKED = "blocked"
    REJECTED = "rejected"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Rest(StrEnum):
    """Why nobody needs to look at a line now."""

    UNDER_WAY = "underWay"
    SETTLED = "settled"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Waiting:
    """`rule` and `reason` as payout told them: the promise that failed, why it was cancelled or refused."""

    failure: Failure
    rule: str | None = None
    reason: str | None = None


Standing = Waiting | Rest


@dataclass(frozen=True, slots=True)
class OrderState:
    """One `orderBlocked` or `orderHealed`: the highest number is how the order is now."""

    order: str
    line_version: int
    number: int
    blocked: bool
    rule: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class OrderEnd:
    """One `paymentEnded`, and when it was heard of."""

    order: str
    line_version: int
    status: PaymentStatus
    because: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class LineFacts:
    """`newest`: the line's newest version that payout has not refused; `refused`: the problem with which it refused the
    one after that, or the decision itself. `withdrawn`: the application was, while the decision was on its way."""

    revoked: bool
    newest: int
    refused: str | None
    states: tuple[OrderState, ...]
    ends: tuple[OrderEnd, ...]
    withdrawn: bool = False


def standing(line: LineFacts, now: datetime, patience: timedelta) -> Standing:
    """`patience`: how long a payment that was stopped for a revocation may wait for the revocation."""
    if line.revoked:
        return Rest.REVOKED
    if line.withdrawn:
        return Waiting(Failure.WITHDRAWN)
    if any(_settled(line, order) for order in _orders(line)):
        return Rest.SETTLED
    version, order = max(_orders(line), default=(0, ""))
    came_to = _of_order(line, order, now, patience) if version == line.newest else None
    if line.refused is not None:
        return Rest.UNDER_WAY if came_to is Rest.UNDER_WAY else Waiting(Failure.REFUSED, reason=line.refused)
    return came_to or Rest.UNDER_WAY


def _orders(line: LineFacts) -> set[tuple[int, str]]:
    known = {(state.line_version, state.order) for state in line.states}
    return known | {(end.line_version, end.order) for end in line.ends}


def _settled(line: LineFacts, order: tuple[int, str]) -> bool:
    ends = {end.status for end in line.ends if end.order == order[1]}
    return PaymentStatus.SETTLED in ends and PaymentStatus.RETURNED not in ends


def _of_order(line: LineFacts, order: str, now: datetime, patience: timedelta) -> Standing:
    """An end is the last word; until there is one, the newest state is."""
    if ends := {end.status: end for end in line.ends if end.order == order}:
        return _ended(ends, now, patience)
    state = max((state for state in line.states if state.order == order), key=lambda state: state.number)
    return Waiting(Failure.BLOCKED, state.rule, state.reason) if state.blocked else Rest.UNDER_WAY


def _ended(ends: Mapping[PaymentStatus, OrderEnd], now: datetime, patience: timedelta) -> Standing:
    """Returned after it was settled, rejected, or cancelled; where several, what the bank says counts."""
    if PaymentStatus.RETURNED in ends:
        return Waiting(Failure.RETURNED)
    if PaymentStatus.REJECTED in ends:
        return Waiting(Failure.REJECTED)
    cancelled = ends[PaymentStatus.CANCELLED]
    if cancelled.because == RENEWED or (cancelled.because == REVOKED and now < cancelled.at + patience):
        return Rest.UNDER_WAY
    return Waiting(Failure.CANCELLED, reason=cancelled.because)
