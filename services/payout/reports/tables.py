"""What the bank has reported, each report once, and what each booking in it was found to be."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from services.payout.facts.tables import log_entry_id
from services.payout.tables import Table

_TIME: Any = DateTime(timezone=True)
_WORDS: Any = ARRAY(String)


class BankReportRow(Table, table=True):
    """`id` is the bank's, or of an uploaded one its digest; `sealed` is as it came; `read_as` says what it was."""

    __tablename__ = "bank_report"
    __table_args__ = (UniqueConstraint("position", name="bank_report_position"),)

    id: str = Field(primary_key=True)
    position: int = Field(sa_column=Column(BigInteger, Identity(always=True), nullable=False))
    source: str
    read_as: str
    sha256: str = Field(index=True)
    sealed: bytes
    received_at: datetime = Field(sa_type=_TIME)
    entry_id: UUID = log_entry_id()


class BankStatusRow(Table, table=True):
    """What a pain.002 says of one payment: the bank's own codes (`status`, `reason`), where in the report they stood
    (`level`), and what was made of them."""

    __tablename__ = "bank_status"
    __table_args__ = (Index("bank_status_order", "order_id"),)

    report_id: str = Field(primary_key=True, foreign_key="bank_report.id")
    order_id: UUID = Field(primary_key=True, foreign_key="payment_order.id")
    outcome: str
    reason: str | None = None
    status: str | None = None
    level: str | None = None


class BankBookingRow(Table, table=True):
    """One booking of a camt.054: that it is an order's debit (settled) or its return, how it differs from what was
    released, or that it was reported before. An order may be returned by a credit that is here before its debit.
    `reference` is the digest of the bank's own. `municipality` is None for what names no payment or file of ours, on an
    account that is no municipality's own: it is shown to all that pay from the installation's."""

    __tablename__ = "bank_booking"
    __table_args__ = (
        Index(
            "bank_booking_once",
            "order_id",
            "outcome",
            unique=True,
            postgresql_where=text("outcome in ('settled', 'returned')"),
        ),
        Index("bank_booking_booked_on", "booked_on"),
        Index("bank_booking_entry", "entry_id"),
        Index(
            "bank_booking_differs",
            "booked_on",
            postgresql_where=text("outcome in ('mismatch', 'stranger', 'returned')"),
        ),
    )

    report_id: str = Field(primary_key=True, foreign_key="bank_report.id")
    number: int = Field(primary_key=True)
    order_id: UUID | None = Field(default=None, index=True, foreign_key="payment_order.id")
    outcome: str
    differences: list[str] = Field(sa_type=_WORDS)
    amount_ore: int = Field(sa_type=BigInteger)
    booked_on: date | None = None
    entry_id: UUID = log_entry_id()
    direction: str
    reference: str | None = None
    municipality: str | None = None
