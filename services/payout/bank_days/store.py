"""What the orders and the bank's bookings say of a row of days."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.payout.bank_days import rules
from services.payout.bank_days.rules import Day, Moved, Part
from services.payout.differences.store import Which
from services.payout.orders.states import OrderState

_OF_DAYS = " where r.municipality = :municipality and r.due_date between :first and :last"
# What was released is what the payer's statement says; of what is in a file, the file's own amount counts.
_PARTS = text(f"""
    select r.due_date as day, o.state, f.order_id is not null as in_file,
           f.order_id is not null and coalesce(s.unanswered, false) as unanswered,
           sum(o.amount_ore)::bigint as order_ore,
           sum(stated."amountOre")::bigint as stated_ore, coalesce(sum(f.amount_ore), 0)::bigint as file_ore
    from release r
    cross join lateral jsonb_to_recordset(r.document -> 'orders') stated ("orderId" uuid, "amountOre" bigint)
    join payment_order o on o.id = stated."orderId"
    left join file_payment f on f.order_id = o.id
    left join lateral (
      select bool_or(step in ('unknown', 'refused')) and not bool_or(step = 'sent')
             and (not bool_or(step = 'refused')
                  or exists (select from file_handed_out h where h.release_id = r.id)) as unanswered
      from file_sending where release_id = r.id) s on true
    {_OF_DAYS} group by 1, 2, 3, 4""")  # noqa: S608 - only our own words
_SUMS = """coalesce(sum(b.amount_ore) filter (where b.direction = 'debit'), 0)::bigint as debited,
           coalesce(sum(b.amount_ore) filter (where b.direction = 'credit'), 0)::bigint as credited"""
_BOOKED_OF_DUE = text(f"""
    select r.due_date as day, {_SUMS}
    from release r join file_payment f on f.release_id = r.id
    join bank_booking b on b.order_id = f.order_id and b.outcome <> 'repeated'
    {_OF_DAYS} group by r.due_date""")  # noqa: S608 - only our own words
_BOOKED_ON = text(f"""
    select b.booked_on as day, {_SUMS},
           coalesce(sum(o.amount_ore) filter (where b.outcome = 'settled'
                    and o.state in ('settled', 'returned')), 0)::bigint as paid,
           coalesce(sum(o.amount_ore) filter (where b.outcome = 'returned' and o.state = 'returned'), 0)::bigint as back
    from bank_booking b join payment_order o on o.id = b.order_id
    where b.booked_on between :first and :last and o.municipality = :municipality and b.outcome <> 'repeated'
    group by b.booked_on""")  # noqa: S608 - only our own words


async def days(connection: AsyncConnection, which: Which) -> Mapping[date, Day]:
    """Each of the days on which something was due or moved."""
    parameters = {"municipality": which.municipality, "first": which.first, "last": which.last}
    due, moved = await _due(connection, parameters), await _moved(connection, parameters)
    return {
        day: Day(*due.get(day, (rules.Sums(), rules.Sums())), *moved.get(day, (Moved(), Moved())))
        for day in sorted({*due, *moved})
    }


async def _due(connection: AsyncConnection, parameters: dict[str, Any]) -> dict[date, tuple[rules.Sums, rules.Sums]]:
    parts: dict[date, list[Part]] = defaultdict(list)
    for row in (await connection.execute(_PARTS, parameters)).all():
        amounts = (row.order_ore, row.stated_ore, row.file_ore)
        parts[row.day].append(Part(OrderState(row.state), row.in_file, row.unanswered, *amounts))
    rows = (await connection.execute(_BOOKED_OF_DUE, parameters)).all()
    booked = {row.day: (row.debited, row.credited) for row in rows}
    return {
        day: (rules.by_orders(some), rules.by_bookings(some, *booked.get(day, (0, 0)))) for day, some in parts.items()
    }


async def _moved(connection: AsyncConnection, parameters: dict[str, Any]) -> dict[date, tuple[Moved, Moved]]:
    rows = (await connection.execute(_BOOKED_ON, parameters)).all()
    return {row.day: (Moved(row.paid, row.back), Moved(row.debited, row.credited)) for row in rows}
