"""A day's payments, once as the orders say and once as the bank's bookings say. To the öre the same, or somebody has to
find out why (C6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from services.payout.orders.states import OrderState


@dataclass(frozen=True, slots=True)
class Sums:
    """Öre. Released is what was booked, rejected, unknown, open and left out of the file. What came back was booked
    before, and is in `returned_ore` as well. `unknown_ore`: nobody knows whether the bank has it. `open_ore`: on its
    way, or at the bank and not booked; by bookings below zero where more was booked than released."""

    released_ore: int = 0
    booked_ore: int = 0
    returned_ore: int = 0
    rejected_ore: int = 0
    unknown_ore: int = 0
    open_ore: int = 0
    left_out_ore: int = 0

    def plus(self, other: Self) -> "Sums":
        names = self.__slots__
        return Sums(*(getattr(self, name) + getattr(other, name) for name in names))


@dataclass(frozen=True, slots=True)
class Moved:
    """Öre that left the account and came back on a day."""

    paid_ore: int = 0
    returned_ore: int = 0

    def plus(self, other: Self) -> "Moved":
        return Moved(self.paid_ore + other.paid_ore, self.returned_ore + other.returned_ore)


@dataclass(frozen=True, slots=True)
class Part:
    """Payments of one due date that stand alike (öre): what their orders say, what was stated when they were released,
    and what their files pay. `unanswered`: the bank has not said that it has the file."""

    state: OrderState
    in_file: bool
    unanswered: bool
    order_ore: int
    stated_ore: int
    file_ore: int


@dataclass(frozen=True, slots=True)
class Day:
    """Both sides of what was due on a day, and of what moved on it."""

    due_by_orders: Sums = Sums()
    due_by_bookings: Sums = Sums()
    booked_by_orders: Moved = Moved()
    booked_by_bookings: Moved = Moved()

    def plus(self, other: Self) -> "Day":
        return Day(
            self.due_by_orders.plus(other.due_by_orders),
            self.due_by_bookings.plus(other.due_by_bookings),
            self.booked_by_orders.plus(other.booked_by_orders),
            self.booked_by_bookings.plus(other.booked_by_bookings),
        )

    def agrees(self) -> bool:
        return (self.due_by_orders, self.booked_by_orders) == (self.due_by_bookings, self.booked_by_bookings)


_BOOKED = (OrderState.SETTLED, OrderState.RETURNED)
_LEFT_OUT = (OrderState.BLOCKED, OrderState.CANCELLED)


def by_orders(parts: Iterable[Part]) -> Sums:
    found = list(parts)

    def of(*states: OrderState) -> int:
        return sum(part.order_ore for part in found if part.state in states)

    booked, rejected, unknown, left_out = of(*_BOOKED), of(OrderState.REJECTED), of(OrderState.UNKNOWN), of(*_LEFT_OUT)
    released = sum(part.order_ore for part in found)
    left = released - booked - rejected - unknown - left_out
    return Sums(released, booked, of(OrderState.RETURNED), rejected, unknown, left, left_out)


def by_bookings(parts: Iterable[Part], debited_ore: int, credited_ore: int) -> Sums:
    """What was stated, less what is not in a file, and of the files what the bank has said of each."""
    found = list(parts)
    released = sum(part.stated_ore for part in found)
    rejected = sum(part.file_ore for part in found if part.state is OrderState.REJECTED)
    unknown = sum(part.file_ore for part in found if part.unanswered and part.state is not OrderState.REJECTED)
    left_out = sum(part.stated_ore for part in found if not part.in_file and part.state in _LEFT_OUT)
    left = released - debited_ore - rejected - unknown - left_out
    return Sums(released, debited_ore, credited_ore, rejected, unknown, left, left_out)
