"""The bank's reports in the database: each once, sealed, with what was made of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.payout.reports.tables import BankBookingRow, BankReportRow, BankStatusRow

CHANNEL, UPLOAD = "channel", "upload"


async def last_id(connection: AsyncConnection) -> str | None:
    """The newest report that came by the channel."""
    query = select(col(BankReportRow.id)).where(col(BankReportRow.source) == CHANNEL)
    return (await connection.execute(query.order_by(col(BankReportRow.position).desc()).limit(1))).scalar_one_or_none()


async def known(connection: AsyncConnection, report_id: str) -> bool:
    query = select(col(BankReportRow.id)).where(col(BankReportRow.id) == report_id)
    return (await connection.execute(query)).first() is not None


async def same_content(connection: AsyncConnection, sha256: str) -> bool:
    """Whether the very same report came before, by the channel or by hand."""
    query = select(col(BankReportRow.id)).where(col(BankReportRow.sha256) == sha256)
    return (await connection.execute(query.limit(1))).first() is not None


async def add(connection: AsyncConnection, row: Mapping[str, Any]) -> bool:
    """False where another worker has stored the same report meanwhile."""
    added = upsert(BankReportRow).values(dict(row)).on_conflict_do_nothing(index_elements=["id"])
    return (await connection.execute(added.returning(col(BankReportRow.id)))).first() is not None


async def add_statuses(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        await connection.execute(insert(BankStatusRow), [dict(row) for row in rows])


async def add_bookings(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        await connection.execute(insert(BankBookingRow), [dict(row) for row in rows])
