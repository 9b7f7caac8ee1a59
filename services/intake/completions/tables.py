"""What a handler asks an applicant for, and what was declared anew. Nothing is overwritten."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.intake.tables import Table
from shared.controllog.schema import log_entry


class CompletionRequestRow(Table, table=True):
    """What decision says that a handler asked for: codes, words that the applicant reads, and the last day."""

    __tablename__ = "completion_request"

    request_id: UUID = Field(primary_key=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    missing: list[str] = Field(sa_column=Column(JSONB, nullable=False))
    text: str
    respond_by: date
    asked_at: datetime = Field(sa_type=DateTime(timezone=True))
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class CompletionLapsedRow(Table, table=True):
    """That the last day passed without an answer, and the case goes on. It may be known before the request is."""

    __tablename__ = "completion_lapsed"

    request_id: UUID = Field(primary_key=True)
    application_id: UUID = Field(foreign_key="application.id")
    lapsed_at: datetime = Field(sa_type=DateTime(timezone=True))
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class CompletionRow(Table, table=True):
    """A completed application: `number` is the version of what is declared, from 2, and `incomes` and `costs` are all
    that is declared in it. `text` stays here; `document` and `statement` are as handed over (C4)."""

    __tablename__ = "completion"
    __table_args__ = (UniqueConstraint("application_id", "number", name="completion_number_once"),)

    id: UUID = Field(primary_key=True)
    application_id: UUID = Field(foreign_key="application.id")
    number: int
    request_id: UUID | None = Field(default=None, foreign_key="completion_request.request_id", index=True)
    channel: str
    received_at: datetime = Field(sa_type=DateTime(timezone=True))
    received_from: str
    text: str | None = None
    incomes: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    costs: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    statement: str
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class CompletionRegisteredRow(Table, table=True):
    """What payout was told of a completion: `document` and `statement` are as handed over (C4)."""

    __tablename__ = "completion_registered"

    completion_id: UUID = Field(primary_key=True, foreign_key="completion.id")
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    statement: str
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))
