"""What the orders and the bank's bookings say of a day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.payout.bank_days.rules import Due, Moved
from services.payout.orders.states import OrderState

_DUE = """
    from release r join file_payment f on f.release_id = r.id join payment_order o on o.id = f.order_id"""
_OF_DAY = " where r.municipality = :municipality and r.due_date = :day"
_BY_STATE = text(
    f"select o.state, sum(o.amount_ore)::bigint as ore, sum(f.amount_ore)::bigint as in_files{_DUE}"
    f"{_OF_DAY} group by o.state"
)
_SUMS = """coalesce(sum(b.amount_ore) filter (where b.direction = 'debit'), 0)::bigint as debited,
           coalesce(sum(b.amount_ore) filter (where b.direction = 'credit'), 0)::bigint as credited"""
_BOOKED_OF_DUE = text(f"""
    select {_SUMS}{_DUE} join bank_booking b on b.order_id = o.id{_OF_DAY} and b.outcome <> 'repeated'
    """)
_BOOKED_ON = text(f"""
    select {_SUMS},
           coalesce(sum(o.amount_ore) filter (where b.outcome = 'settled'
                    and o.state in ('settled', 'returned')), 0)::bigint as paid,
           coalesce(sum(o.amount_ore) filter (where b.outcome = 'returned' and o.state = 'returned'), 0)::bigint as back
    from bank_booking b join payment_order o on o.id = b.order_id
    where b.booked_on = :day and o.municipality = :municipality and b.outcome <> 'repeated'
    """)  # noqa: S608 - only our own words
# A stranger is no municipality's: it is shown to each that is paid for from the account.
_DIFFERENCES = f"""
    from (select report_id, number from bank_booking where booked_on = :day
          union
          select b.report_id, b.number{_DUE} join bank_booking b on b.order_id = o.id{_OF_DAY}) of_day
    join bank_booking b using (report_id, number) left join payment_order o on o.id = b.order_id
    where (o.municipality = :municipality or b.order_id is null)
      and (b.outcome in ('mismatch', 'stranger') or (b.outcome = 'returned' and o.state <> 'returned'))"""  # noqa: S608 - our own
_COUNT = text(f"select count(*) {_DIFFERENCES}")
_LISTED = text(f"""
    select b.order_id, b.outcome, b.direction, b.amount_ore, b.booked_on, b.differences,
           exists (select from household_version v where v.household_id = o.household_id and v.protected) as protected
    {_DIFFERENCES} order by b.report_id, b.number offset :offset limit :limit""")  # noqa: S608 - only our own words
_UNREADABLE = text("""
    select count(*) from bank_report where read_as = 'unreadable' and received_at >= :first and received_at < :next""")


async def due(connection: AsyncConnection, municipality: str, day: date) -> Due:
    """The payments in files that the bank was to carry out that day."""
    which = {"municipality": municipality, "day": day}
    states = (await connection.execute(_BY_STATE, which)).all()
    booked = (await connection.execute(_BOOKED_OF_DUE, which)).one()
    return Due(
        {OrderState(row.state): row.ore for row in states},
        sum(row.in_files for row in states),
        booked.debited,
        booked.credited,
    )


async def booked(connection: AsyncConnection, municipality: str, day: date) -> tuple[Moved, Moved]:
    """What moved that day by the orders and by the bookings, whichever day it was due."""
    row = (await connection.execute(_BOOKED_ON, {"municipality": municipality, "day": day})).one()
    return Moved(row.paid, row.back), Moved(row.debited, row.credited)


async def differences(
    connection: AsyncConnection, municipality: str, day: date, offset: int, limit: int
) -> tuple[int, Sequence[Row[Any]]]:
    """How many bookings of that day, or of payments due that day, are not what the orders say; and some of them."""
    which = {"municipality": municipality, "day": day}
    count = int((await connection.execute(_COUNT, which)).scalar_one())
    found = (await connection.execute(_LISTED, {**which, "offset": offset, "limit": limit})).all() if count else []
    return count, found


async def unreadable(connection: AsyncConnection, day: date) -> int:
    """How many reports came that day that could not be read."""
    first = datetime.combine(day, time(), ZoneInfo("Europe/Stockholm")).astimezone(UTC)
    which = {"first": first, "next": first + timedelta(days=1)}
    return int((await connection.execute(_UNREADABLE, which)).scalar_one())
