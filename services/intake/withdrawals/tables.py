"""Who has withdrawn what they applied for. Nothing is overwritten: who regrets it applies anew."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, ForeignKey, ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.intake.tables import Table
from shared.controllog.schema import log_entry


class WithdrawalRow(Table, table=True):
    """That one adult who signed does not apply any longer: in their own sign-in, or on a paper that is on file."""

    __tablename__ = "withdrawal"
    __table_args__ = (
        ForeignKeyConstraint(
            ["application_id", "member_id"],
            ["application_signature.application_id", "application_signature.member_id"],
            name="withdrawal_signed",
        ),
    )

    application_id: UUID = Field(primary_key=True)
    member_id: UUID = Field(primary_key=True)
    channel: str
    withdrawn_at: datetime = Field(sa_type=DateTime(timezone=True))
    received_from: str
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class ApplicationWithdrawnRow(Table, table=True):
    """That all have, and the case has ended. `document` and `statement` are as handed over (C4)."""

    __tablename__ = "application_withdrawn"

    application_id: UUID = Field(primary_key=True, foreign_key="application.id")
    withdrawn_at: datetime = Field(sa_type=DateTime(timezone=True))
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    statement: str
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))
