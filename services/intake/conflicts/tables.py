"""Conflicts of interest (jäv, FL 16–18 §§), as decision hands them over. One that is declared is never taken back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, DateTime, ForeignKey
from sqlmodel import Field

from services.intake.tables import Table
from shared.controllog.schema import log_entry


class ConflictRow(Table, table=True):
    """`person` (their person key) acts in nothing of this household."""

    __tablename__ = "conflict"

    id: UUID = Field(primary_key=True)
    household_id: UUID = Field(foreign_key="household.id", index=True)
    person: str
    received_at: datetime = Field(sa_type=DateTime(timezone=True))
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))
