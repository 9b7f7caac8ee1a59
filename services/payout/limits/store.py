"""Limits, what is reserved against them, and what was let go, in the database.

Which limit is in force and what is reserved are functions there, since the database's own triggers ask the same."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Row, String, Uuid, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.payout.limits.rules import Limit, LimitKind, Limits, Reserved
from services.payout.limits.tables import OrderLetGoRow
from shared.database import insert_into

_IN_FORCE = text("""
    select kind.name, found.id, found.max_amount_ore
    from unnest(:kinds) as kind (name)
    cross join lateral payment_limit_in_force(:municipality, kind.name, :at) found""").bindparams(
    bindparam("kinds", type_=ARRAY(String)),
    bindparam("municipality", type_=String),
    bindparam("at", type_=DateTime(timezone=True)),
)
_RESERVED = text("""
    select held.id, found.unseen_ore, found.let_go_ore
    from payment_order held cross join lateral payment_order_reserved(held) found
    where held.id = any(:ids)""").bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_LET_GO = text("""
    select held.id as order_id, other.id, other.amount_ore, let_go.document, let_go.statement
    from payment_order held
    cross join lateral (select held.id union all select payment_order_beside(held)) known (id)
    join payment_order other on other.id = known.id
    left join order_let_go let_go on let_go.order_id = other.id
    where held.id = any(:ids)""").bindparams(bindparam("ids", type_=ARRAY(Uuid)))


async def in_force(connection: AsyncConnection, municipality: str, at: datetime) -> Limits:
    """The limits in force in this municipality on the day (in Sweden) of this moment."""
    wanted = {"kinds": [kind.value for kind in LimitKind], "municipality": municipality, "at": at}
    rows = await connection.execute(_IN_FORCE, wanted)
    return {LimitKind(row.name): Limit(row.id, row.max_amount_ore) for row in rows}


async def take_turn(connection: AsyncConnection, household_id: UUID) -> None:
    """Until the transaction ends, nobody else reserves anything for this household: two payments that are weighed at
    once would each fit beside what the other has not reserved yet."""
    await connection.execute(text("select payment_limit_turn(:id)"), {"id": household_id})


async def reserved(connection: AsyncConnection, order_ids: Collection[UUID]) -> Mapping[UUID, Reserved]:
    """What is reserved beside each of these orders."""
    rows = await connection.execute(_RESERVED, {"ids": list(order_ids)})
    return {row.id: Reserved(row.unseen_ore, row.let_go_ore) for row in rows}


async def with_let_go(connection: AsyncConnection, order_ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """For each of these orders (`order_id`) itself and those that are reserved beside it: `id`, `amount_ore`, and the
    `document` and `statement` with which it was let go, or None."""
    return (await connection.execute(_LET_GO, {"ids": list(order_ids)})).all()


async def let_go_of(connection: AsyncConnection, order_ids: Collection[UUID]) -> Mapping[UUID, Row[Any]]:
    """`document` and `statement` with which these orders were let go, of those that were."""
    row = OrderLetGoRow
    query = select(col(row.order_id), col(row.document), col(row.statement)).where(col(row.order_id).in_(order_ids))
    return {found.order_id: found for found in (await connection.execute(query)).all()}


async def add_let_go(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    await connection.execute(insert_into(OrderLetGoRow), dict(row))
