"""Reading and adding withdrawals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.intake.applications.tables import ApplicationRow
from services.intake.withdrawals.tables import ApplicationWithdrawnRow, WithdrawalRow
from shared.database import insert_into


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One adult's."""

    member_id: UUID
    channel: str
    withdrawn_at: datetime


def is_withdrawn() -> ColumnElement[bool]:
    """Of an application: everybody who signed it has withdrawn."""
    return exists().where(col(ApplicationWithdrawnRow.application_id) == ApplicationRow.id)


async def withdrawals_of(connection: AsyncConnection, application_id: UUID) -> list[Withdrawal]:
    w = WithdrawalRow
    found = await connection.execute(
        select(col(w.member_id), col(w.channel), col(w.withdrawn_at))
        .where(col(w.application_id) == application_id)
        .order_by(col(w.withdrawn_at), col(w.member_id))
    )
    return [Withdrawal(*row) for row in found]


async def add(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    await connection.execute(insert_into(WithdrawalRow), dict(row))


async def add_whole(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    await connection.execute(insert_into(ApplicationWithdrawnRow), dict(row))
