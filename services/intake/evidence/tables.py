"""What the registers were asked about a person who has signed (C11), and what they answered, frozen."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.intake.tables import Table
from shared.controllog.schema import log_entry


class QuestionRow(Table, table=True):
    """That a person is asked about, for what and on whose behalf: written before the registers are called. A call that
    never came back has a row without an answer."""

    __tablename__ = "register_question"
    __table_args__ = (
        ForeignKeyConstraint(
            ["application_id", "member_id"],
            ["application_signature.application_id", "application_signature.member_id"],
            name="register_question_signed",
        ),
        Index("register_question_about", "application_id", "member_id"),
    )

    id: UUID = Field(primary_key=True)
    application_id: UUID
    member_id: UUID
    asked_at: datetime = Field(sa_type=DateTime(timezone=True))
    first_day: date
    last_day: date
    blocks: list[str] = Field(sa_column=Column(ARRAY(String), nullable=False))
    purpose: str
    legal_ground: str
    organisation_number: str
    organisation: str
    handler: str
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class AnswerRow(Table, table=True):
    """An answer about a person in an application: `number` 1 is the first, and there are more where some register was
    asked again. `raw` is what came back, byte for byte; `document` names its
    digest and each block's, and is what the control log has the digest of."""

    __tablename__ = "register_answer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["application_id", "member_id"],
            ["application_signature.application_id", "application_signature.member_id"],
        ),
    )

    application_id: UUID = Field(primary_key=True)
    member_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    question_id: UUID = Field(foreign_key="register_question.id")
    correlation_id: UUID
    asked_at: datetime = Field(sa_type=DateTime(timezone=True))
    answered_at: datetime = Field(sa_type=DateTime(timezone=True))
    protected: bool
    raw: bytes
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class EvidenceRow(Table, table=True):
    """One block's verdict about one person, in the answer with this number. `digest` is the salted one of the evidence
    as it is handed over."""

    __tablename__ = "register_evidence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["application_id", "member_id", "number"],
            ["register_answer.application_id", "register_answer.member_id", "register_answer.number"],
            name="register_evidence_answer_fkey",
        ),
        UniqueConstraint("application_id", "member_id", "block", "number", name="register_evidence_once"),
        Index(
            "register_evidence_unanswered",
            "application_id",
            "member_id",
            postgresql_where=text("verdict = 'notVerifiable'"),
        ),
    )

    id: UUID = Field(primary_key=True)
    application_id: UUID
    member_id: UUID
    number: int
    block: str
    verdict: str
    reason: str | None
    detail: str
    incomes: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    salt: str
    digest: str
