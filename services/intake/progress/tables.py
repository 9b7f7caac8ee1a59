"""What the applicant is told of a decision and its payments."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.intake.tables import Table
from shared.controllog.schema import log_entry


class DecisionExplainedRow(Table, table=True):
    """`document` is decision's object as it was handed over; it may come before the decision itself."""

    __tablename__ = "decision_explained"

    decision_id: UUID = Field(primary_key=True)
    application_id: UUID = Field(foreign_key="application.id")
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class PaymentSentRow(Table, table=True):
    """What payout says: the bank has the payment."""

    __tablename__ = "payment_sent"

    order_id: UUID = Field(primary_key=True)
    decision_id: UUID = Field(index=True)
    line: int
    application_id: UUID = Field(foreign_key="application.id")
    sent_at: datetime = Field(sa_type=DateTime(timezone=True))
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))
