"""Bank days as payers and unit heads see them. Amounts are öre."""

from datetime import date
from typing import Annotated, Self

from pydantic import ConfigDict, Field

from services.payout import examples
from services.payout.bank_days import rules
from services.payout.differences.outputs import DifferenceOut
from services.payout.differences.store import Count
from shared.api_models import Output
from shared.money import MAX_ORE, Ore

MaybeBelowZero = Annotated[
    int,
    Field(strict=True, ge=-MAX_ORE, le=MAX_ORE, description="Öre; kan vara under noll. / Öre.", examples=[0]),
]
Number = Annotated[int, Field(ge=0, le=10**9, examples=[0])]
HasMore = Annotated[bool, Field(description="Det finns fler efter dessa. / There are more after these.")]
Balanced = Annotated[bool, Field(description="Allt stämmer på öret. / Every öre agrees, and there is no difference.")]


class DaySums(Output):
    """Released is booked, rejected, unknown, open or left out. / Frisläppt är bokfört, avvisat, ovisst, öppet eller
    stoppat före filen."""

    released_ore: Ore
    booked_ore: Annotated[Ore, Field(description="Även det som kommit tillbaka. / With what came back.")]
    returned_ore: Annotated[Ore, Field(description="Av det bokförda. / Of what was booked.")]
    rejected_ore: Ore
    unknown_ore: Annotated[
        Ore, Field(description="Ingen vet om banken har det. / Nobody knows whether the bank has it.")
    ]
    open_ore: MaybeBelowZero
    left_out_ore: Annotated[
        Ore, Field(description="Frisläppt men stoppat före bankfilen. / Released, and in no bank file.")
    ]

    @classmethod
    def of(cls, sums: rules.Sums) -> Self:
        return cls(
            released_ore=sums.released_ore,
            booked_ore=sums.booked_ore,
            returned_ore=sums.returned_ore,
            rejected_ore=sums.rejected_ore,
            unknown_ore=sums.unknown_ore,
            open_ore=sums.open_ore,
            left_out_ore=sums.left_out_ore,
        )


class DayMoved(Output):
    """What left the account and came back. / Vad som lämnade kontot och kom tillbaka."""

    paid_ore: Ore
    returned_ore: Ore

    @classmethod
    def of(cls, moved: rules.Moved) -> Self:
        return cls(paid_ore=moved.paid_ore, returned_ore=moved.returned_ore)


class DuePayments(Output):
    by_orders: DaySums
    by_bookings: DaySums

    @classmethod
    def of(cls, day: rules.Day) -> Self:
        return cls(by_orders=DaySums.of(day.due_by_orders), by_bookings=DaySums.of(day.due_by_bookings))


class BookedPayments(Output):
    by_orders: DayMoved
    by_bookings: DayMoved

    @classmethod
    def of(cls, day: rules.Day) -> Self:
        return cls(by_orders=DayMoved.of(day.booked_by_orders), by_bookings=DayMoved.of(day.booked_by_bookings))


class Both(Output):
    """A day or several, from both sides. / En eller flera dagar, från båda hållen."""

    balanced: Balanced
    due: Annotated[DuePayments, Field(description="Betalningar som skulle göras då. / Payments that were due then.")]
    booked: Annotated[
        BookedPayments, Field(description="Vad banken bokförde då, oavsett betalningsdag. / What it booked then.")
    ]
    difference_count: Annotated[Number, Field(description="Antal avvikelser. / How many differences.")]
    unacknowledged: Annotated[Number, Field(description="Av dem okvitterade. / Of those not acknowledged.")]


class BankDay(Both):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.BANK_DAY]})

    date: Annotated[date, Field(examples=["2026-12-18"])]
    differences: list[DifferenceOut]
    page: int
    limit: int
    has_more: HasMore


class DayOfRow(Both):
    date: Annotated[date, Field(examples=["2026-12-18"])]


class BankDays(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.BANK_DAYS]})

    total: Annotated[Both, Field(description="Alla dagarna, inte bara sidans. / All days, not only this page's.")]
    items: Annotated[list[DayOfRow], Field(description="Dagar då något hände. / Days on which something happened.")]
    page: int
    limit: int
    has_more: HasMore


def both(day: rules.Day, count: Count) -> dict[str, object]:
    """Two differences may cancel each other out in the sums: a day that balances has none."""
    return {
        "balanced": day.agrees() and count.found == 0,
        "due": DuePayments.of(day),
        "booked": BookedPayments.of(day),
        "difference_count": count.found,
        "unacknowledged": count.unacknowledged,
    }
