"""Releases, the bank files made of them, and what became of each file on its way to the bank."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.payout.facts.tables import log_entry_id
from services.payout.tables import Table
from shared.controllog.schema import log_entry

_TIME: Any = DateTime(timezone=True)


class ReleaseRow(Table, table=True):
    """`document` is what was released, with its salt; `statement` states it (C4). `released_by` is a person key."""

    __tablename__ = "release"
    __table_args__ = (Index("release_due", "municipality", "due_date"),)

    id: UUID = Field(primary_key=True)
    municipality: str
    due_date: date
    released_by: str
    released_at: datetime = Field(sa_type=_TIME)
    document: dict[str, Any] = Field(sa_type=JSONB)
    statement: str
    entry_id: UUID = log_entry_id()


class ReleaseOrderRow(Table, table=True):
    """An order is released once: what was left out of a file, rejected or returned gets a successor."""

    __tablename__ = "release_order"
    __table_args__ = (UniqueConstraint("order_id", name="release_order_once"),)

    release_id: UUID = Field(primary_key=True, foreign_key="release.id")
    order_id: UUID = Field(primary_key=True, foreign_key="payment_order.id")
    entry_id: UUID = log_entry_id()


class LostReleaseRow(Table, table=True):
    """The control log says that this order was released, and the restored backup does not know it: a difference, and
    its household is paid nothing until somebody has acknowledged it."""

    __tablename__ = "lost_release"

    order_id: UUID = Field(primary_key=True)
    household_id: UUID = Field(index=True)
    municipality: str
    released_at: datetime = Field(sa_type=_TIME)
    entry_id: UUID = log_entry_id()


class InForceRow(Table, table=True):
    """What intake or decision stated, when asked for this release, is still in force."""

    __tablename__ = "in_force"

    release_id: UUID = Field(primary_key=True, foreign_key="release.id")
    service: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    document: dict[str, Any] = Field(sa_type=JSONB)
    statement: str
    asked_at: datetime = Field(sa_type=_TIME)
    entry_id: UUID = log_entry_id()


class BankFileRow(Table, table=True):
    """The pain.001 file and the payments in it, each sealed to payout's own key. `sha256` (base64url) is of the file
    before it was sealed, `payments_sha256` of the payments; `document` holds both with a salt, `statement` states it
    (C4), and the control log has its digest. A file from before there were statements has none, and is not sent."""

    __tablename__ = "bank_file"
    __table_args__ = (UniqueConstraint("message_id", name="bank_file_message"),)

    release_id: UUID = Field(primary_key=True, foreign_key="release.id")
    message_id: str
    sha256: str
    document: dict[str, Any] = Field(sa_type=JSONB)
    sealed: bytes
    payments_sha256: str
    sealed_payments: bytes
    made_at: datetime = Field(sa_type=_TIME)
    entry_id: UUID = log_entry_id()
    statement: str | None = None


class FilePaymentRow(Table, table=True):
    """The order is a payment of this file."""

    __tablename__ = "file_payment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["release_id", "order_id"],
            ["release_order.release_id", "release_order.order_id"],
            name="file_payment_of_the_release",
        ),
    )

    order_id: UUID = Field(primary_key=True, foreign_key="payment_order.id")
    release_id: UUID = Field(index=True, foreign_key="bank_file.release_id")
    amount_ore: int = Field(sa_type=BigInteger)


class FileSendingRow(Table, table=True):
    """One step of a file on its way: see Step. The database holds which may follow which."""

    __tablename__ = "file_sending"

    release_id: UUID = Field(primary_key=True, foreign_key="bank_file.release_id")
    number: int = Field(primary_key=True)
    step: str
    at: datetime = Field(sa_type=_TIME)
    entry_id: UUID = log_entry_id()


class FileHandedOutRow(Table, table=True):
    """Somebody was given the file, to carry it where the channel does not work."""

    __tablename__ = "file_handed_out"

    entry_id: UUID = Field(sa_column=Column("entry_id", ForeignKey(log_entry.c.id), primary_key=True))
    release_id: UUID = Field(index=True, foreign_key="bank_file.release_id")
    at: datetime = Field(sa_type=_TIME)
