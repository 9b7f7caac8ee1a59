"""Calculations, kept so that they can be made again from what they were made from (C13)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.decision.tables import Table
from shared.controllog.schema import log_entry


class CalculationRow(Table, table=True):
    """`document`: facts, lines and totals, with the versions of the norm and the rules in it; `explanation`: {sv, en},
    as it was given. `verification_version` and `declaration_version`: which register answers, and which version of what
    the applicant declared, it was made with. `salt` belongs to the digest in the control log."""

    __tablename__ = "calculation"
    __table_args__ = (
        ForeignKeyConstraint(
            ["household_id", "household_version"],
            ["household_version.household_id", "household_version.version"],
            name="calculation_household_fkey",
        ),
        UniqueConstraint(
            "id",
            "work_item_id",
            "household_id",
            "household_version",
            "calculated_by",
            "deficit_ore",
            name="calculation_as_decided",
        ),
        Index("ix_calculation_work_item", "work_item_id"),
    )

    id: UUID = Field(primary_key=True)
    work_item_id: UUID = Field(foreign_key="work_item.id")
    household_id: UUID
    household_version: int
    verification_version: int
    declaration_version: int = 1
    calculated_by: str
    calculated_at: datetime = Field(sa_type=DateTime(timezone=True))
    rules_version: str
    norm_version: str
    deficit_ore: int = Field(sa_type=BigInteger)
    salt: str
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    explanation: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))
