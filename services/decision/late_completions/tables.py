"""What came of a completion that a decision did not count with."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.decision.tables import Table
from shared.controllog.schema import log_entry


class LateCompletionConclusionRow(Table, table=True):
    """What somebody found to come of it, and why. `declaration_version`: what they had read. `document`: the object
    whose digest the control log has."""

    __tablename__ = "late_completion_conclusion"
    __table_args__ = (
        ForeignKeyConstraint(
            ["application_id", "declaration_version"],
            ["completion.application_id", "completion.number"],
            name="late_completion_conclusion_completion_fkey",
        ),
        Index("late_completion_conclusion_of_decision", "decision_id"),
    )

    work_item_id: UUID = Field(primary_key=True, foreign_key="work_item.id")
    decision_id: UUID = Field(foreign_key="decision.id")
    application_id: UUID
    declaration_version: int
    conclusion: str
    reason: str
    concluded_by: str
    concluded_role: str
    concluded_at: datetime = Field(sa_type=DateTime(timezone=True))
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))
