"""That an application was withdrawn, as intake states it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.decision.facts.tables import Fact
from shared.controllog.schema import log_entry


class WithdrawalRow(Fact, table=True):
    __tablename__ = "withdrawal"

    application_id: UUID = Field(primary_key=True)
    household_id: UUID
    withdrawn_at: datetime = Field(sa_type=DateTime(timezone=True))
    document: dict[str, Any] = Field(sa_column=Column("document", JSONB, nullable=False))
    entry_id: UUID = Field(sa_column=Column("entry_id", ForeignKey(log_entry.c.id), nullable=False))
