"""What applicants are asked for, until when, and what they then declared anew."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.decision.facts.tables import Fact
from services.decision.tables import Table
from shared.controllog.schema import log_entry

_OPEN = text("ended_at is null")


class CompletionRuleRow(Table, table=True):
    """How many days an applicant is given at most. `municipality` is None for the example that a migration brings.
    Proposed by one person, approved by another, never in force before that (C13)."""

    __tablename__ = "completion_rule"
    __table_args__ = (Index("completion_rule_by", "municipality", "valid_from"),)

    id: UUID = Field(primary_key=True)
    municipality: str | None = None
    longest_days: int
    valid_from: date
    proposed_by: str
    approved_by: str
    approved_on: date
    source: str


class CompletionRequestRow(Table, table=True):
    """`missing` are codes (docs/hand-overs.md), `text` what the applicant reads, `respond_by` the last day. Only its
    end is ever written after it was made. `document` and `statement` are as handed over (C4)."""

    __tablename__ = "completion_request"
    __table_args__ = (
        UniqueConstraint("id", "work_item_id", name="completion_request_of_item"),
        ForeignKeyConstraint(
            ["claim_id", "work_item_id"], ["claim.id", "claim.work_item_id"], name="completion_request_claim_fkey"
        ),
        Index("completion_request_open", "work_item_id", unique=True, postgresql_where=_OPEN),
        Index("completion_request_due", "respond_by", postgresql_where=_OPEN),
        Index("ix_completion_request_application", "application_id"),
    )

    id: UUID = Field(primary_key=True)
    work_item_id: UUID = Field(foreign_key="work_item.id")
    claim_id: UUID
    application_id: UUID = Field(foreign_key="application.id")
    household_id: UUID
    municipality: str
    rule_id: UUID = Field(foreign_key="completion_rule.id")
    missing: list[str] = Field(sa_column=Column(JSONB, nullable=False))
    text: str
    respond_by: date
    asked_by: str
    asked_at: datetime = Field(sa_type=DateTime(timezone=True))
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    statement: str
    ended_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    ended_because: str | None = None
    ended_entry_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey(log_entry.c.id)))
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class CompletionRow(Fact, table=True):
    """That the applicant completed an application: `number` is the version of what they declare, from 2. What the
    application itself said is version 1."""

    __tablename__ = "completion"
    __table_args__ = (UniqueConstraint("application_id", "number", name="completion_number_once"),)

    id: UUID = Field(primary_key=True)
    application_id: UUID
    household_id: UUID
    number: int
    request_id: UUID | None = None
    document: dict[str, Any] = Field(sa_column=Column("document", JSONB, nullable=False))
    entry_id: UUID = Field(sa_column=Column("entry_id", ForeignKey(log_entry.c.id), nullable=False))
