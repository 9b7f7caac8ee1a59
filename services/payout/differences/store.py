"""Differences in the database: each is told of by one entry of the control log, whose id it has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Boolean, Date, DateTime, Row, String, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.payout.differences.tables import DifferenceAcknowledgedRow
from shared.database import insert_into


def _found(bookings: str = "true", orders: str = "true", reports: str = "true", lost: str = "true") -> str:
    """Bookings that are not what the orders say; payments whose day has passed, or that nobody knows of; unreadable
    reports; releases that only the control log knows, since a backup was restored. Each narrowed by its condition."""
    return f"""
    select b.entry_id as id, b.outcome as found, b.order_id, b.direction, b.amount_ore, b.booked_on,
           r.due_date as due_on, b.differences, o.household_id, coalesce(b.municipality, o.municipality) as municipality
    from bank_booking b
    left join payment_order o on o.id = b.order_id
    left join release_order ro on ro.order_id = b.order_id left join release r on r.id = ro.release_id
    where b.outcome in ('mismatch', 'stranger', 'returned') and (b.outcome <> 'returned' or o.state <> 'returned')
      and {bookings}
    union all
    select s.entry_id, case o.state when 'sent' then 'notBooked' else o.state end, o.id, 'debit', f.amount_ore, null,
           r.due_date, '{{}}', o.household_id, o.municipality
    from payment_order o join file_payment f on f.order_id = o.id join release r on r.id = f.release_id
    cross join lateral (select entry_id from order_state where order_id = o.id order by number desc limit 1) s
    where (o.state = 'unknown' or (o.state = 'sent' and r.due_date < :today)) and {orders}
    union all
    select entry_id, 'unreadable', null, null, null, (received_at at time zone 'Europe/Stockholm')::date,
           null, '{{}}', null, null
    from bank_report where read_as = 'unreadable' and {reports}
    union all
    select l.entry_id, 'lostRelease', o.id, null, o.amount_ore, (l.released_at at time zone 'Europe/Stockholm')::date,
           null, '{{}}', l.household_id, l.municipality
    from lost_release l left join payment_order o on o.id = l.order_id
    where {lost}"""  # noqa: S608 - only our own words


# What one municipality sees of some days. A booking is of the day it was booked and of the day its payment was due.
_OF_DAYS = _found(
    bookings="""(coalesce(b.municipality, o.municipality) = :municipality
           or (b.order_id is null and b.municipality is null and :shares))
      and (b.booked_on between :first and :last or r.due_date between :first and :last)""",
    orders="o.municipality = :municipality and r.due_date between :first and :last",
    reports="received_at >= :since and received_at < :until",
    lost="l.municipality = :municipality and l.released_at >= :since and l.released_at < :until",
)
_SEEN = f"""
    from ({_OF_DAYS}) d
    left join difference_acknowledged a on a.difference_id = d.id and a.municipality = :municipality"""
_PARAMETERS = (
    bindparam("municipality", type_=String),
    bindparam("shares", type_=Boolean),
    bindparam("first", type_=Date),
    bindparam("last", type_=Date),
    bindparam("today", type_=Date),
    bindparam("since", type_=DateTime(timezone=True)),
    bindparam("until", type_=DateTime(timezone=True)),
)
_LISTED = text(f"""
    select d.*, a.reason, a.acknowledged_at,
           exists (select from household_version v where v.household_id = d.household_id and v.protected) as protected
    {_SEEN}
    where (:acknowledged is null or :acknowledged = (a.difference_id is not null)) and (:id is null or d.id = :id)
    order by coalesce(d.booked_on, d.due_on), d.id offset :offset limit :limit""").bindparams(  # noqa: S608 - only our own words
    *_PARAMETERS, bindparam("acknowledged", type_=Boolean), bindparam("id", type_=Uuid)
)
_COUNTED = "count(*)::bigint as found, count(*) filter (where a.difference_id is null)::bigint as unacknowledged"
_COUNT = text(f"select {_COUNTED} {_SEEN}").bindparams(*_PARAMETERS)
_UNACKNOWLEDGED = text(f"""
    select coalesce(d.municipality, '') as municipality, count(*) as differences,
           min(coalesce(d.booked_on, d.due_on)) as oldest
    from ({_found()}) d
    where not exists (select from difference_acknowledged a
                      where a.difference_id = d.id and a.municipality = coalesce(d.municipality, a.municipality))
    group by 1""").bindparams(bindparam("today", type_=Date))  # noqa: S608 - only our own words
_BY_DAY = text(f"""
    select day.day, {_COUNTED} {_SEEN}
    cross join lateral (select d.booked_on as day union select d.due_on) day
    where day.day between :first and :last group by day.day""").bindparams(*_PARAMETERS)


@dataclass(frozen=True, slots=True)
class Which:
    """Whose differences, of which days, both included. `shares`: the municipality pays from the installation's account,
    and so sees what is booked on it for nobody."""

    municipality: str
    shares: bool
    first: date
    last: date
    today: date

    def parameters(self) -> dict[str, Any]:
        since, until = midnight(self.first), midnight(self.last + timedelta(days=1))
        return {
            "municipality": self.municipality,
            "shares": self.shares,
            "first": self.first,
            "last": self.last,
            "today": self.today,
            "since": since,
            "until": until,
        }


def midnight(day: date) -> datetime:
    """When the day begins in Sweden."""
    return datetime.combine(day, time(), ZoneInfo("Europe/Stockholm")).astimezone(UTC)


async def listed(
    connection: AsyncConnection, which: Which, offset: int, limit: int, acknowledged: bool | None = None
) -> Sequence[Row[Any]]:
    """By day: `id`, `found`, `order_id`, `direction`, `amount_ore`, `booked_on`, `due_on`, `differences`, `protected`,
    and the `reason` and `acknowledged_at` where somebody has acknowledged it."""
    wanted = {**which.parameters(), "acknowledged": acknowledged, "id": None, "offset": offset, "limit": limit}
    return (await connection.execute(_LISTED, wanted)).all()


async def find(connection: AsyncConnection, which: Which, difference_id: UUID) -> Row[Any] | None:
    """As `listed`."""
    wanted = {**which.parameters(), "acknowledged": None, "id": difference_id, "offset": 0, "limit": 1}
    return (await connection.execute(_LISTED, wanted)).first()


@dataclass(frozen=True, slots=True)
class Count:
    """How many differences there are, and how many of those nobody has acknowledged."""

    found: int = 0
    unacknowledged: int = 0


async def count(connection: AsyncConnection, which: Which) -> Count:
    row = (await connection.execute(_COUNT, which.parameters())).one()
    return Count(row.found, row.unacknowledged)


async def by_day(connection: AsyncConnection, which: Which) -> Mapping[date, Count]:
    """Of each day that has any. One that is booked on another day than it was due is of both."""
    rows = (await connection.execute(_BY_DAY, which.parameters())).all()
    return {row.day: Count(row.found, row.unacknowledged) for row in rows}


async def unacknowledged(connection: AsyncConnection, today: date) -> Sequence[Row[Any]]:
    """Of each municipality, and of "" what is no municipality's and nobody has acknowledged: how many `differences`,
    and the day of the `oldest`."""
    return (await connection.execute(_UNACKNOWLEDGED, {"today": today})).all()


async def acknowledge(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    await connection.execute(insert_into(DifferenceAcknowledgedRow), dict(row))
