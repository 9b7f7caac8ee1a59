"""A bank day as payers and unit heads see it: what was to be paid, what was booked, and what does not agree."""

from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import Depends, Path
from pydantic import ConfigDict, Field

from services.payout import examples
from services.payout.bank_days import rules, store
from services.payout.bank_days.rules import DifferenceKind
from shared.acts import Act, ActBy, act_router
from shared.api_models import Output
from shared.auth.callers import Role
from shared.money import MAX_ORE, Ore, PositiveOre
from shared.paging import Paged

router = act_router(tags=["bankdagar / bank days"])

ReadingBankDay = Annotated[Act, Depends(ActBy("bankDayRead", Role.PAYER, Role.UNIT_HEAD))]
BankDate = Annotated[
    date,
    Path(alias="date", description="Dagen, ÅÅÅÅ-MM-DD. / The day.", examples=["2026-12-18"]),
]
MaybeBelowZero = Annotated[
    int,
    Field(strict=True, ge=-MAX_ORE, le=MAX_ORE, description="Öre; kan vara under noll. / Öre.", examples=[0]),
]


class DaySums(Output):
    """Released is booked, rejected or open. / Frisläppt är bokfört, avvisat eller öppet."""

    released_ore: Ore
    booked_ore: Ore
    returned_ore: Ore
    rejected_ore: Ore
    open_ore: MaybeBelowZero

    @classmethod
    def of(cls, sums: rules.Sums) -> Self:
        return cls(
            released_ore=sums.released_ore,
            booked_ore=sums.booked_ore,
            returned_ore=sums.returned_ore,
            rejected_ore=sums.rejected_ore,
            open_ore=sums.open_ore,
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


class BookedPayments(Output):
    by_orders: DayMoved
    by_bookings: DayMoved


class DifferenceOut(Output):
    kind: Annotated[
        DifferenceKind,
        Field(
            description="mismatch: avviker från det som släpptes; waitsForDebit: tillbaka före bokföringen; stranger: "
            "nämner ingen av våra betalningar. / How the booking differs."
        ),
    ]
    order_id: Annotated[
        UUID | None,
        Field(
            description="Uppdraget. Skyddade hushålls visas bara för enhetschef. / The order.",
            examples=[examples.ORDER_ID],
        ),
    ]
    direction: Annotated[str, Field(description="debit: ut; credit: in. / Out or in.", examples=["debit"])]
    amount_ore: PositiveOre
    booked_on: Annotated[date | None, Field(examples=["2026-12-18"])]
    differences: Annotated[
        list[str],
        Field(description="Vad som avviker; aldrig värdet. / What differs, never the value.", examples=[["amount"]]),
    ]


class BankDay(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.BANK_DAY]})

    date: Annotated[date, Field(examples=["2026-12-18"])]
    balanced: Annotated[
        bool, Field(description="Allt stämmer på öret. / Every öre agrees, and there is no difference.")
    ]
    due: Annotated[
        DuePayments, Field(description="Betalningar som skulle göras den dagen. / Payments that were due that day.")
    ]
    booked: Annotated[
        BookedPayments,
        Field(description="Vad banken bokförde den dagen, oavsett betalningsdag. / What it booked that day."),
    ]
    unreadable_reports: Annotated[
        int,
        Field(ge=0, le=10**9, description="Rapporter den dagen som inte gick att läsa. / Not readable.", examples=[0]),
    ]
    differences: list[DifferenceOut]
    page: int
    limit: int
    has_more: Annotated[bool, Field(description="Det finns fler efter dessa. / There are more after these.")]


@router.get("/bank-days/{date}", summary="Stäm av en dag mot banken / Reconcile a day with the bank")
async def read(day: BankDate, act: ReadingBankDay, paged: Paged) -> BankDay:
    """Frisläppt, bokfört, återbetalt och öppet enligt uppdragen och enligt bankens bokföring, och varje bokföring som
    inte stämmer. Samma svar i vilken ordning bankens rapporter än kom.

    What was released, booked, returned and is open, by the orders and by the bank's bookings, and each booking that
    does not agree. The same answer in whatever order the bank's reports came."""
    due = await store.due(act.connection, act.municipality, day)
    by_orders, by_bookings = await store.booked(act.connection, act.municipality, day)
    count, found = await store.differences(act.connection, act.municipality, day, paged.offset, paged.fetched)
    unreadable = await store.unreadable(act.connection, day)
    shown, has_more = paged.shown(found)
    pairs = ((rules.by_orders(due), rules.by_bookings(due)), (by_orders, by_bookings))
    return BankDay(
        date=day,
        balanced=rules.balanced(pairs, count, unreadable),
        due=DuePayments(by_orders=DaySums.of(pairs[0][0]), by_bookings=DaySums.of(pairs[0][1])),
        booked=BookedPayments(by_orders=DayMoved.of(by_orders), by_bookings=DayMoved.of(by_bookings)),
        unreadable_reports=unreadable,
        differences=[_difference(row, hidden=row.protected and act.role is not Role.UNIT_HEAD) for row in shown],
        page=paged.number,
        limit=paged.limit,
        has_more=has_more,
    )


def _difference(row: Any, hidden: bool) -> DifferenceOut:
    kind = DifferenceKind.WAITS_FOR_DEBIT if row.outcome == "returned" else DifferenceKind(row.outcome)
    return DifferenceOut(
        kind=kind,
        order_id=None if hidden else row.order_id,
        direction=row.direction,
        amount_ore=row.amount_ore,
        booked_on=row.booked_on,
        differences=row.differences,
    )
