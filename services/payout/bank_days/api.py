"""Bank days as payers and unit heads see them: what was to be paid, what was booked, and what does not agree."""

from datetime import date
from functools import reduce
from typing import Annotated

from fastapi import Depends, Path, Query

from services.payout.bank_days import rules, store
from services.payout.bank_days.outputs import BankDay, BankDays, Both, DayOfRow, both
from services.payout.bank_days.problems import TooManyDays
from services.payout.differences import store as differences
from services.payout.differences.api import which_of
from services.payout.differences.outputs import difference_out
from services.payout.differences.store import Count
from shared.acts import Act, ActBy, act_router
from shared.auth.callers import Role
from shared.paging import Paged

router = act_router(tags=["bankdagar / bank days"])

MOST_DAYS = 366
ReadingBankDay = Annotated[Act, Depends(ActBy("bankDayRead", Role.PAYER, Role.UNIT_HEAD))]
ListingBankDays = Annotated[Act, Depends(ActBy("bankDaysListed", Role.PAYER, Role.UNIT_HEAD))]
BankDate = Annotated[
    date,
    Path(alias="date", description="Dagen, ÅÅÅÅ-MM-DD. / The day.", examples=["2026-12-18"]),
]


@router.get("/bank-days/{date}", summary="Stäm av en dag mot banken / Reconcile a day with the bank")
async def read(day: BankDate, act: ReadingBankDay, paged: Paged) -> BankDay:
    """Frisläppt, bokfört, återbetalt och öppet enligt uppdragen och enligt bankens bokföring, och varje avvikelse med
    vad som behöver göras. Samma svar i vilken ordning bankens rapporter än kom.

    What was released, booked, returned and is open, by the orders and by the bank's bookings, and each difference with
    what is to be done. The same answer in whatever order the bank's reports came."""
    which = which_of(act, day, day)
    found = (await store.days(act.connection, which)).get(day, rules.Day())
    count = await differences.count(act.connection, which)
    rows = await differences.listed(act.connection, which, paged.offset, paged.fetched)
    shown, has_more = paged.shown(rows)
    return BankDay(
        date=day,
        **both(found, count),
        differences=[difference_out(row, with_protected=act.role is Role.UNIT_HEAD) for row in shown],
        page=paged.number,
        limit=paged.limit,
        has_more=has_more,
    )


@router.get("/bank-days", summary="Stäm av en månad mot banken / Reconcile a month with the bank")
async def listed(
    act: ListingBankDays,
    paged: Paged,
    from_: Annotated[date, Query(alias="from", description="Första dagen. / The first day.", examples=["2026-12-01"])],
    to: Annotated[date, Query(description="Sista dagen. / The last day.", examples=["2026-12-31"])],
) -> BankDays:
    """Dagarna från och till, högst ett år, och deras summa: allt som släpptes är bokfört, avvisat, ovisst, öppet eller
    stoppat före filen. Varje dags avvikelser läses för sig.

    The days from and to, at most a year, and their sum: all that was released is booked, rejected, unknown, open or
    left out. Each day's differences are read by themselves."""
    if not 0 <= (to - from_).days < MOST_DAYS:
        raise TooManyDays
    which = which_of(act, from_, to)
    days = await store.days(act.connection, which)
    counts = await differences.by_day(act.connection, which)
    every = sorted({*days, *counts})
    shown, has_more = paged.shown(every[paged.offset : paged.offset + paged.fetched])
    total = reduce(rules.Day.plus, days.values(), rules.Day())
    return BankDays(
        total=Both(**both(total, await differences.count(act.connection, which))),
        items=[DayOfRow(date=day, **both(days.get(day, rules.Day()), counts.get(day, Count()))) for day in shown],
        page=paged.number,
        limit=paged.limit,
        has_more=has_more,
    )
