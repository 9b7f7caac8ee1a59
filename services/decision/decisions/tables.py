"""Decisions and what they order to be paid. Nothing in them is ever changed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.decision.tables import Table
from shared.controllog.schema import log_entry


class DecisionRow(Table, table=True):
    """`decided_by` held the work item; `approved_by` approved the proposal that it is, where it was above their
    delegation. `calculated_by` and `deficit_ore` are the calculation's own, held together by the foreign key.
    `verification_version`: the newest register answers when it was made, on which it was judged. `document` is the
    object as it is handed over, `statement` states it (C4), `wording` is what the person reads: {sv, en}.
    `grounds`: why it is not a full grant, [{code, list}]."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("work_item_id", name="decision_work_item_key"),
        UniqueConstraint("proposal_id", name="decision_proposal_key"),
        ForeignKeyConstraint(
            ["calculation_id", "work_item_id", "household_id", "household_version", "calculated_by", "deficit_ore"],
            [
                "calculation.id",
                "calculation.work_item_id",
                "calculation.household_id",
                "calculation.household_version",
                "calculation.calculated_by",
                "calculation.deficit_ore",
            ],
            name="decision_calculation_fkey",
        ),
        Index("ix_decision_household", "household_id", "decided_at"),
        Index("ix_decision_application", "application_id"),
    )

    id: UUID = Field(primary_key=True)
    work_item_id: UUID = Field(foreign_key="work_item.id")
    application_id: UUID = Field(foreign_key="application.id")
    case_number: str
    household_id: UUID
    household_version: int
    municipality: str
    kind: str
    month: str
    calculation_id: UUID
    verification_version: int
    calculated_by: str
    deficit_ore: int = Field(sa_type=BigInteger)
    delegation_rule_id: UUID = Field(foreign_key="delegation_rule.id")
    outcome: str
    granted_ore: int = Field(sa_type=BigInteger)
    reasons: str
    grounds: list[dict[str, str]] = Field(
        default_factory=list, sa_column=Column(JSONB, nullable=False, server_default=text("'[]'"))
    )
    obstacles: list[dict[str, str]] = Field(sa_column=Column(JSONB, nullable=False))
    justifications: list[dict[str, str]] = Field(sa_column=Column(JSONB, nullable=False))
    wording: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    decided_by: str
    decided_role: str
    proposal_id: UUID | None = Field(default=None, foreign_key="proposal.id")
    approved_by: str | None = None
    decided_at: datetime = Field(sa_type=DateTime(timezone=True))
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    digest: str
    statement: str
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class DecisionExplainedRow(Table, table=True):
    """What the applicant is told of it. `document` and `statement` are as handed over to intake (C4)."""

    __tablename__ = "decision_explained"

    decision_id: UUID = Field(primary_key=True, foreign_key="decision.id")
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    statement: str
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class DecisionLineRow(Table, table=True):
    """One payment that the decision orders."""

    __tablename__ = "decision_line"
    __table_args__ = (
        UniqueConstraint("decision_id", "number", "purpose", "amount_ore", name="decision_line_as_decided"),
    )

    decision_id: UUID = Field(primary_key=True, foreign_key="decision.id")
    number: int = Field(primary_key=True)
    account_id: UUID
    account_version: int
    purpose: str
    amount_ore: int = Field(sa_type=BigInteger)
    pay_on: date
