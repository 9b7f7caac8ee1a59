"""Declared conflicts of interest (jäv). Nothing in them is ever changed or taken back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.decision.tables import Table
from shared.controllog.schema import log_entry


class ConflictRow(Table, table=True):
    """`case_number`: what the household was named by, where it was not by its id. `reason` is kept here alone: neither
    `document`, which is handed over with `statement`, nor the control log has it. The row makes a household_tie."""

    __tablename__ = "conflict"
    __table_args__ = (
        Index(
            "conflict_once", "person", "household_id", "case_number", unique=True, postgresql_nulls_not_distinct=True
        ),
    )

    id: UUID = Field(primary_key=True)
    municipality: str
    household_id: UUID
    case_number: str | None = None
    person: str
    reason: str
    declared_at: datetime = Field(sa_type=DateTime(timezone=True))
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    statement: str
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))
