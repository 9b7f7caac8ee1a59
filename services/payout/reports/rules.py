"""What a booking makes of its payment. It follows from the set of all bookings of the payment, so that the order in
which they are reported, and how often, changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from services.payout.bank.notifications import Booking, Direction
from services.payout.bank.rules import Mismatch, ReleasedPayment, match, match_return
from services.payout.orders.states import OrderState


class BookedAs(StrEnum):
    """What a booking was found to be. `settled`: its order's own debit; `returned`: that money back, whether or not the
    debit has been reported yet; `mismatch`: it names the order, and differs; `repeated`: it was reported before;
    `stranger`: it names no payment of ours."""

    SETTLED = "settled"
    RETURNED = "returned"
    MISMATCH = "mismatch"
    REPEATED = "repeated"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Known:
    """A booking that has been reported. `reference` tells it from others of the same payment, where the bank gives
    one."""

    booked_as: BookedAs
    direction: Direction
    amount_ore: int
    reference: str | None


@dataclass(frozen=True, slots=True)
class Payment:
    """Where a payment stands. `released` is None where what was released cannot be told any more; `succeeded`: its line
    has a successor."""

    released: ReleasedPayment | None
    state: OrderState
    succeeded: bool
    bookings: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    booked_as: BookedAs
    differences: tuple[str, ...] = ()
    moves: tuple[OrderState, ...] = ()


STATE, BEFORE, SUCCEEDED = "state", "bookedBefore", "paidBySuccessor"
"""The differences where the booking is as it should be and the payment is not: in no state to be booked, booked before,
or its line is paid by a successor."""
NOT_TOLD = "releasedPayment"

_TO_BE_SETTLED = frozenset({OrderState.SENT, OrderState.REJECTED})


def judge(booking: Booking, reference: str | None, payment: Payment) -> Judgement:
    if reference is not None and any(_same(booking, reference, known) for known in payment.bookings):
        return Judgement(BookedAs.REPEATED)
    if payment.released is None:
        return Judgement(BookedAs.MISMATCH, (NOT_TOLD,))
    back = booking.direction is Direction.CREDIT or booking.reversal or booking.returned is not None
    found = match_return(booking, payment.released) if back else match(booking, payment.released)
    if isinstance(found, Mismatch):
        return Judgement(BookedAs.MISMATCH, tuple(reason.value for reason in found.reasons))
    return _of_its_own(BookedAs.RETURNED if back else BookedAs.SETTLED, payment)


def _same(booking: Booking, reference: str, known: Known) -> bool:
    said = (booking.direction, booking.amount_ore, reference)
    return said == (known.direction, known.amount_ore, known.reference)


def _of_its_own(booked_as: BookedAs, payment: Payment) -> Judgement:
    """One debit and one return are the payment's own. What the bank books after it has rejected it has left the
    account all the same, so the payment is settled; unless its line is paid by a successor by then: somebody has to
    see to that."""
    before = {known.booked_as for known in payment.bookings}
    if booked_as in before:
        return Judgement(BookedAs.MISMATCH, (BEFORE,))
    if booked_as is BookedAs.SETTLED and payment.succeeded:
        return Judgement(BookedAs.MISMATCH, (SUCCEEDED,))
    if booked_as is BookedAs.SETTLED and payment.state not in _TO_BE_SETTLED:
        return Judgement(BookedAs.MISMATCH, (STATE,))
    return Judgement(booked_as, moves=tuple(_moves(payment.state, before | {booked_as})))


def _moves(state: OrderState, booked: Iterable[BookedAs]) -> Iterable[OrderState]:
    """A return that is reported before its debit waits for it."""
    known = set(booked)
    if BookedAs.SETTLED not in known:
        return
    if state in _TO_BE_SETTLED:
        yield OrderState.SETTLED
    if BookedAs.RETURNED in known:
        yield OrderState.RETURNED
