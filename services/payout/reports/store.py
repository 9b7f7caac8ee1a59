"""The bank's reports in the database: each once, sealed, with what was made of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.payout.bank.notifications import Direction
from services.payout.reports.rules import BookedAs, Known
from services.payout.reports.tables import BankBookingRow, BankReportRow, BankStatusRow
from shared.database import insert_into

CHANNEL, UPLOAD = "channel", "upload"
_DIRECTIONS = {"debit": Direction.DEBIT, "credit": Direction.CREDIT}


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report by its id at the bank, and its entry in the control log. `logged_as` is what all entries that follow
    from it call it: the bank's id could be anything."""

    id: str
    entry_id: UUID
    logged_as: UUID


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
        await connection.execute(insert_into(BankStatusRow), [dict(row) for row in rows])


async def add_bookings(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        await connection.execute(insert_into(BankBookingRow), [dict(row) for row in rows])


async def bookings_of(connection: AsyncConnection, order_ids: Collection[UUID]) -> Mapping[UUID, tuple[Known, ...]]:
    """All that has been booked of each of these orders. The orders must be locked."""
    row = BankBookingRow
    query = select(
        col(row.order_id), col(row.outcome), col(row.direction), col(row.amount_ore), col(row.reference)
    ).where(col(row.order_id).in_(order_ids))
    found: dict[UUID, tuple[Known, ...]] = defaultdict(tuple)
    for one in (await connection.execute(query)).all():
        known = Known(BookedAs(one.outcome), _DIRECTIONS[one.direction], one.amount_ore, one.reference)
        found[one.order_id] += (known,)
    return found


async def statuses_of(connection: AsyncConnection, order_id: UUID) -> Sequence[Row[Any]]:
    """(status, reason, level, outcome, at) of all that status reports have said of the order, the oldest first."""
    said, report = BankStatusRow, BankReportRow
    query: Any = select(
        col(said.status), col(said.reason), col(said.level), col(said.outcome), col(report.received_at).label("at")
    ).join(report, col(report.id) == col(said.report_id))
    found = await connection.execute(query.where(col(said.order_id) == order_id).order_by(col(report.position)))
    return list(found.all())
