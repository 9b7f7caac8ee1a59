"""What is known of the lines whose payment failed, and their renewals. Facts are as in facts/tables.py."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.decision.facts.tables import Fact
from services.decision.tables import Table
from shared.controllog.schema import log_entry
from shared.schema import outbox


class OrderStateRow(Fact, table=True):
    """That an order was blocked or healed: `number` counts the order's states, `line_version` is the line's."""

    __tablename__ = "order_state"

    order_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    decision_id: UUID = Field(index=True)
    line: int
    line_version: int
    blocked: bool
    rule: str | None = None
    reason: str | None = None
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class RefusedHandOverRow(Table, table=True):
    """A hand-over about lines that payout refused, by its place in the outbox. A trigger notes it."""

    __tablename__ = "refused_hand_over"
    __table_args__ = (Index("refused_hand_over_waiting", "position", postgresql_where=text("taken_at is null")),)

    position: int = Field(sa_column=Column(BigInteger, ForeignKey(outbox.c.position), primary_key=True))
    taken_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


class LineRefusalRow(Table, table=True):
    """That payout refused a version of a line: by its renewal, or where there is none by its decision. `problem` is the
    last part of the problem's type."""

    __tablename__ = "line_refusal"
    __table_args__ = (
        ForeignKeyConstraint(
            ["decision_id", "line"],
            ["decision_line.decision_id", "decision_line.number"],
            name="line_refusal_line_fkey",
        ),
        Index("line_refusal_of_line", "decision_id", "line"),
    )

    position: int = Field(sa_column=Column(BigInteger, ForeignKey("refused_hand_over.position"), primary_key=True))
    line: int = Field(primary_key=True)
    decision_id: UUID
    number: int
    renewal_id: UUID | None = None
    problem: str
    refused_at: datetime = Field(sa_type=DateTime(timezone=True))
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class LineRenewalRow(Table, table=True):
    """A line's next version: the same decision, purpose and amount, with the versions that are newest now. `document`
    is the object as it is handed over, `statement` states it (C4)."""

    __tablename__ = "line_renewal"
    __table_args__ = (
        UniqueConstraint("work_item_id", name="line_renewal_work_item_key"),
        Index("line_renewal_of_line", "decision_id", "line", "number"),
        ForeignKeyConstraint(
            ["decision_id", "line", "purpose", "amount_ore"],
            [
                "decision_line.decision_id",
                "decision_line.number",
                "decision_line.purpose",
                "decision_line.amount_ore",
            ],
            name="line_renewal_as_decided",
        ),
    )

    id: UUID = Field(primary_key=True)
    work_item_id: UUID = Field(foreign_key="work_item.id")
    decision_id: UUID
    line: int
    number: int
    municipality: str
    household_id: UUID
    household_version: int
    account_id: UUID
    account_version: int
    purpose: str
    amount_ore: int = Field(sa_type=BigInteger)
    pay_on: date
    renewed_by: str
    renewed_role: str
    renewed_at: datetime = Field(sa_type=DateTime(timezone=True))
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    digest: str
    statement: str
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))
