"""When a payment is so large that a unit head must let it go. All amounts are öre."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

RULE = "limit"
"""What stands as the rule where a payment is held."""


class LimitKind(StrEnum):
    """`order`: one payment. `householdMonth`: all of a household's payments whose pay day is in the same month."""

    ORDER = "order"
    HOUSEHOLD_MONTH = "householdMonth"


class HoldReason(StrEnum):
    """Which kind of limit the payment is above."""

    AMOUNT = "amountAboveLimit"
    HOUSEHOLD_MONTH = "householdMonthAboveLimit"


@dataclass(frozen=True, slots=True)
class Limit:
    """What may be paid without a unit head, by the rule with this id."""

    id: UUID
    max_amount_ore: int


Limits = Mapping[LimitKind, Limit]
"""The limits in force. One of each kind: a kind without a limit is a fault, and nothing is paid."""


@dataclass(frozen=True, slots=True)
class Reserved:
    """What the household's other payments of the month add up to: those that are ready, on their way, or booked.
    `let_go_ore` is what a unit head has let go of that, `unseen_ore` the rest."""

    unseen_ore: int = 0
    let_go_ore: int = 0

    def beside(self, has_room: bool) -> int:
        """What the payment must fit in beside. Everything, where it is new. One that was ready before keeps its room:
        whoever let another one go after that has seen the sum."""
        return self.unseen_ore if has_room else self.unseen_ore + self.let_go_ore


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a payment waits for a unit head, and by which limit."""

    reason: HoldReason
    limit_id: UUID


def hold(amount_ore: int, beside_ore: int, limits: Limits) -> Hold | None:
    """None where the payment is within the limits. `beside_ore`: see `Reserved.beside`."""
    order, month = limits[LimitKind.ORDER], limits[LimitKind.HOUSEHOLD_MONTH]
    if amount_ore > order.max_amount_ore:
        return Hold(HoldReason.AMOUNT, order.id)
    if beside_ore + amount_ore > month.max_amount_ore:
        return Hold(HoldReason.HOUSEHOLD_MONTH, month.id)
    return None
