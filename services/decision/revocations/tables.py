"""Decisions that no longer hold. Nothing in a revocation is ever changed, and it is never taken back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.decision.tables import Table
from shared.controllog.schema import log_entry


class RevocationRow(Table, table=True):
    """`stop_asked` is what payout was asked and `stopped` what it answered, each with its statement; None where the
    decision had nothing to pay. `document` is the object as it is handed over, without the reason."""

    __tablename__ = "revocation"

    decision_id: UUID = Field(primary_key=True, foreign_key="decision.id")
    household_id: UUID = Field(index=True)
    municipality: str
    outcome: str
    reason: str
    revoked_by: str
    revoked_role: str
    revoked_at: datetime = Field(sa_type=DateTime(timezone=True))
    stop_asked: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
    stop_asked_statement: str | None = None
    stopped: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
    stopped_statement: str | None = None
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    digest: str
    statement: str
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))
