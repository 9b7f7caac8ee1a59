"""Households and their members, by version. Nothing is overwritten: a change is a new version with all its members."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.intake.tables import Table
from shared.controllog.schema import log_entry


class HouseholdRow(Table, table=True):
    __tablename__ = "household"

    id: UUID = Field(primary_key=True)
    municipality: str
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class HouseholdVersionRow(Table, table=True):
    """`document` is the object as it is handed over, with its salt; `statement` states it (C4)."""

    __tablename__ = "household_version"

    household_id: UUID = Field(primary_key=True, foreign_key="household.id")
    version: int = Field(primary_key=True)
    kind: str
    protected: bool
    registered_by: str
    registered_at: datetime = Field(sa_type=DateTime(timezone=True))
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    statement: str
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class RepresentativeRow(Table, table=True):
    """A trustee (god man, förvaltare) or another who speaks for the household, in one version of it. No member."""

    __tablename__ = "representative"
    __table_args__ = (
        ForeignKeyConstraint(
            ["household_id", "version"], ["household_version.household_id", "household_version.version"]
        ),
    )

    household_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    person: str = Field(primary_key=True)
    personal_number: str
    name: str


class MemberRow(Table, table=True):
    """A member in one version of the household. `id` is the same person's in all of them."""

    __tablename__ = "member"
    __table_args__ = (
        ForeignKeyConstraint(
            ["household_id", "version"], ["household_version.household_id", "household_version.version"]
        ),
        UniqueConstraint("household_id", "version", "person", name="member_once"),
    )

    household_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    person: str = Field(index=True)
    personal_number: str
    name: str
    birth_date: date
    role: str
