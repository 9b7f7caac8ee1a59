"""Releases and their files in the database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.payout.orders.states import OrderState
from services.payout.orders.store import Move
from services.payout.orders.tables import OrderHandRow, PaymentOrderRow
from services.payout.releases.rules import Step
from services.payout.releases.tables import (
    BankFileRow,
    FileHandedOutRow,
    FilePaymentRow,
    FileSendingRow,
    InForceRow,
    LostReleaseRow,
    ReleaseOrderRow,
    ReleaseRow,
)
from shared.canonical import digest
from shared.controllog.entries import Entry
from shared.database import by_column, insert_all, insert_into


@dataclass(frozen=True, slots=True)
class FoundRelease:
    """A release as it is stored. `last_step` is the file's last one on its way to the bank."""

    id: UUID
    municipality: str
    due_date: date
    released_at: datetime
    document: Mapping[str, Any]
    statement: str = field(repr=False)
    has_file: bool
    last_step: str | None

    @property
    def digest(self) -> str:
        return digest(self.document)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A bank file as it is stored; see BankFileRow."""

    release_id: UUID
    message_id: str
    sha256: str
    sealed: bytes = field(repr=False)
    payments_sha256: str
    sealed_payments: bytes = field(repr=False)
    document: Mapping[str, Any]
    statement: str | None = field(repr=False)


async def add(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    await connection.execute(insert_into(ReleaseRow), dict(row))


async def add_orders(connection: AsyncConnection, release_id: UUID, moves: Sequence[Move]) -> None:
    rows = [{"release_id": release_id, "order_id": item.order_id, "entry_id": item.entry_id} for item in moves]
    await connection.execute(insert_all(ReleaseOrderRow), by_column(rows))


async def add_lost(connection: AsyncConnection, released: Sequence[Entry]) -> None:
    """Orders that these entries of the control log say were released, and that are no longer so here."""
    rows = [
        {
            "order_id": UUID(str(entry.subjects["orderId"])),
            "household_id": UUID(str(entry.subjects["householdId"])),
            "municipality": entry.municipality,
            "released_at": entry.time,
            "entry_id": entry.id,
        }
        for entry in released
    ]
    if rows:
        await connection.execute(insert_into(LostReleaseRow), rows)


async def find(connection: AsyncConnection, release_id: UUID, municipality: str | None = None) -> FoundRelease | None:
    """The release, if it is this municipality's (None: whosever it is)."""
    release = ReleaseRow
    query = select(
        col(release.id),
        col(release.municipality),
        col(release.due_date),
        col(release.released_at),
        col(release.document),
        col(release.statement),
        exists().where(col(BankFileRow.release_id) == col(ReleaseRow.id)).label("has_file"),
        _last_step().label("last_step"),
    ).where(col(ReleaseRow.id) == release_id)
    if municipality is not None:
        query = query.where(col(ReleaseRow.municipality) == municipality)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return FoundRelease(*row)


def _last_step() -> Any:
    return (
        select(col(FileSendingRow.step))
        .where(col(FileSendingRow.release_id) == col(ReleaseRow.id))
        .order_by(col(FileSendingRow.number).desc())
        .limit(1)
        .correlate(ReleaseRow)
        .scalar_subquery()
    )


@dataclass(frozen=True, slots=True)
class Payment:
    """An order in a release, as it stands now."""

    order_id: UUID
    amount_ore: int
    state: OrderState


async def payments(connection: AsyncConnection, release_id: UUID) -> list[Payment]:
    """Every order in the release, in the order of their ids."""
    query: Any = (
        select(col(PaymentOrderRow.id).label("order_id"), col(PaymentOrderRow.amount_ore), col(PaymentOrderRow.state))
        .join(ReleaseOrderRow, col(ReleaseOrderRow.order_id) == col(PaymentOrderRow.id))
        .where(col(ReleaseOrderRow.release_id) == release_id)
        .order_by(col(PaymentOrderRow.id))
    )
    return [
        Payment(row.order_id, row.amount_ore, OrderState(row.state)) for row in (await connection.execute(query)).all()
    ]


async def hand_of(connection: AsyncConnection, order_ids: Sequence[UUID], person_keys: Collection[str]) -> str | None:
    """In which link this person has a hand in one of these orders."""
    hand = OrderHandRow
    theirs = (col(hand.order_id).in_(order_ids), col(hand.person).in_(person_keys))
    query = select(col(hand.link)).where(*theirs).order_by(col(hand.link).desc()).limit(1)
    return (await connection.execute(query)).scalar_one_or_none()


async def in_force(connection: AsyncConnection, release_id: UUID, service: str) -> Row[Any] | None:
    """The last answer of this service for this release."""
    asked = InForceRow
    query = select(asked).where(col(asked.release_id) == release_id, col(asked.service) == service)
    return (await connection.execute(query.order_by(col(asked.number).desc()).limit(1))).one_or_none()


async def add_in_force(connection: AsyncConnection, row: Mapping[str, Any]) -> None:
    await connection.execute(insert_into(InForceRow), dict(row))


async def add_file(connection: AsyncConnection, row: Mapping[str, Any], amounts: Mapping[UUID, int]) -> None:
    """The file, and the amount (öre) of each order that it pays."""
    await connection.execute(insert_into(BankFileRow), dict(row))
    payments = [
        {"order_id": order_id, "release_id": row["release_id"], "amount_ore": amount}
        for order_id, amount in amounts.items()
    ]
    await connection.execute(insert_all(FilePaymentRow), by_column(payments))


async def find_file(connection: AsyncConnection, release_id: UUID) -> StoredFile | None:
    file = BankFileRow
    columns = select(
        col(file.release_id),
        col(file.message_id),
        col(file.sha256),
        col(file.sealed),
        col(file.payments_sha256),
        col(file.sealed_payments),
        col(file.document),
        col(file.statement),
    )
    row = (await connection.execute(columns.where(col(file.release_id) == release_id))).one_or_none()
    return None if row is None else StoredFile(*row)


async def paid_orders(connection: AsyncConnection, release_id: UUID) -> list[UUID]:
    """The orders that the release's file pays."""
    query = select(col(FilePaymentRow.order_id)).where(col(FilePaymentRow.release_id) == release_id)
    return list((await connection.execute(query.order_by(col(FilePaymentRow.order_id)))).scalars())


async def files_of(connection: AsyncConnection, order_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """For each of these orders that is paid in a file, that file's release."""
    query = select(col(FilePaymentRow.order_id), col(FilePaymentRow.release_id))
    rows = (await connection.execute(query.where(col(FilePaymentRow.order_id).in_(order_ids)))).all()
    return {row.order_id: row.release_id for row in rows}


async def last_step(connection: AsyncConnection, release_id: UUID) -> Step | None:
    query = select(col(FileSendingRow.step)).where(col(FileSendingRow.release_id) == release_id)
    found = (await connection.execute(query.order_by(col(FileSendingRow.number).desc()).limit(1))).scalar_one_or_none()
    return None if found is None else Step(found)


async def steps_taken(connection: AsyncConnection, release_id: UUID) -> int:
    """How many steps the release's file has taken on its way."""
    query = select(func.coalesce(func.max(col(FileSendingRow.number)), 0))
    return int((await connection.execute(query.where(col(FileSendingRow.release_id) == release_id))).scalar_one())


async def add_handed_out(connection: AsyncConnection, release_id: UUID, at: datetime, entry_id: UUID) -> None:
    row = {"release_id": release_id, "at": at, "entry_id": entry_id}
    await connection.execute(insert_into(FileHandedOutRow), row)


async def handed_out(connection: AsyncConnection, release_id: UUID) -> bool:
    """Whether somebody may be carrying the file to the bank. Its orders must be locked."""
    query = select(col(FileHandedOutRow.entry_id)).where(col(FileHandedOutRow.release_id) == release_id)
    return (await connection.execute(query.limit(1))).first() is not None


async def add_step(connection: AsyncConnection, release_id: UUID, step: Step, at: datetime, entry_id: UUID) -> None:
    steps = FileSendingRow
    known = select(func.coalesce(func.max(steps.number), 0) + 1).where(col(steps.release_id) == release_id)
    row = {"release_id": release_id, "number": known.scalar_subquery(), "step": step.value, "at": at}
    await connection.execute(insert_into(steps).values({**row, "entry_id": entry_id}))
