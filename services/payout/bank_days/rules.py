"""A day's payments, once as the orders say and once as the bank's bookings say. To the öre the same, or somebody has to
find out why (C6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from services.payout.orders.states import OrderState


@dataclass(frozen=True, slots=True)
class Sums:
    """Öre. What was released is booked, rejected or open. What came back was booked before, and is in `returned_ore` as
    well. `open_ore` by bookings is below zero where more was booked than released."""

    released_ore: int
    booked_ore: int
    returned_ore: int
    rejected_ore: int
    open_ore: int


@dataclass(frozen=True, slots=True)
class Moved:
    """Öre that left the account and came back on a day."""

    paid_ore: int
    returned_ore: int


@dataclass(frozen=True, slots=True)
class Due:
    """A day's payments: by state of their orders, and what their files pay and the bank has booked of them (öre)."""

    by_state: dict[OrderState, int]
    in_files_ore: int
    debited_ore: int
    credited_ore: int


class DifferenceKind(StrEnum):
    """`mismatch`: the booking names a payment and differs from it, or came twice. `waitsForDebit`: the money has come
    back, and that it left is not reported. `stranger`: the booking on our account names no payment of ours."""

    MISMATCH = "mismatch"
    WAITS_FOR_DEBIT = "waitsForDebit"
    STRANGER = "stranger"


_BOOKED = (OrderState.SETTLED, OrderState.RETURNED)


def by_orders(due: Due) -> Sums:
    booked = sum(due.by_state.get(state, 0) for state in _BOOKED)
    rejected = due.by_state.get(OrderState.REJECTED, 0)
    released = sum(due.by_state.values())
    returned = due.by_state.get(OrderState.RETURNED, 0)
    return Sums(released, booked, returned, rejected, released - booked - rejected)


def by_bookings(due: Due) -> Sums:
    rejected = due.by_state.get(OrderState.REJECTED, 0)
    left = due.in_files_ore - due.debited_ore - rejected
    return Sums(due.in_files_ore, due.debited_ore, due.credited_ore, rejected, left)


def balanced(pairs: Iterable[tuple[object, object]], differences: int, unreadable: int) -> bool:
    """Two differences may cancel each other out in the sums: there may be none. What cannot be read may be anything."""
    return all(first == second for first, second in pairs) and not differences and not unreadable
