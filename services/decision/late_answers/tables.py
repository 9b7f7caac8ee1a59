"""That a register answered after a decision, and something else than the decision counted with; and what came of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.decision.tables import Table
from shared.controllog.schema import log_entry


class LateAnswerRow(Table, table=True):
    """`verification_version`: the answers that the decision was compared with. `document`: {salt, decisionId,
    deviations}, the object whose digest the control log has; a deviation is as a work item shows it."""

    __tablename__ = "late_answer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["application_id", "verification_version"],
            ["verification.application_id", "verification.version"],
            name="late_answer_verification_fkey",
        ),
    )

    decision_id: UUID = Field(primary_key=True, foreign_key="decision.id")
    verification_version: int = Field(primary_key=True)
    application_id: UUID
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    found_at: datetime = Field(sa_type=DateTime(timezone=True))
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class ConclusionRow(Table, table=True):
    """What somebody found to come of it, and why. `verification_version`: the answers that they had read. `document`:
    the object whose digest the control log has."""

    __tablename__ = "late_answer_conclusion"
    __table_args__ = (
        ForeignKeyConstraint(
            ["decision_id", "verification_version"],
            ["late_answer.decision_id", "late_answer.verification_version"],
            name="late_answer_conclusion_answer_fkey",
        ),
        Index("late_answer_conclusion_of_decision", "decision_id", "verification_version"),
    )

    work_item_id: UUID = Field(primary_key=True, foreign_key="work_item.id")
    decision_id: UUID
    verification_version: int
    conclusion: str
    reason: str
    concluded_by: str
    concluded_role: str
    concluded_at: datetime = Field(sa_type=DateTime(timezone=True))
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))
