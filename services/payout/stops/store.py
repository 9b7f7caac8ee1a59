"""Stops and revocations in the database."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.payout.orders import store as orders
from services.payout.orders.states import OrderState
from services.payout.orders.tables import PaymentOrderRow
from services.payout.stops.rules import LineOrder
from services.payout.stops.tables import DecisionRevocationRow, DecisionStopRow
from shared.database import insert_into


async def find(connection: AsyncConnection, stop_id: UUID) -> Row[Any] | None:
    """The stop, as it was answered."""
    return (await connection.execute(select(DecisionStopRow).where(col(DecisionStopRow.id) == stop_id))).one_or_none()


async def add(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    await connection.execute(insert_into(DecisionStopRow), dict(row))


async def add_revocation(connection: AsyncConnection, decision_id: UUID, stated: Mapping[str, Any]) -> None:
    await connection.execute(insert_into(DecisionRevocationRow), {"decision_id": decision_id, **stated})


async def line_orders(connection: AsyncConnection, decision_id: UUID, municipality: str) -> list[LineOrder]:
    """Every order of the decision, the oldest first."""
    ours = (col(PaymentOrderRow.decision_id) == decision_id, col(PaymentOrderRow.municipality) == municipality)
    rows = await orders.read(connection, *ours)
    return [LineOrder(row.line, OrderState(row.state), row.in_file) for row in rows]
