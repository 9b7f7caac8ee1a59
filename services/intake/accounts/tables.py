"""Accounts, their entries by version, and what payout found. No table holds a digit of a number, nor the sealed box:
that leaves with the hand-over."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.intake.tables import Table
from shared.controllog.schema import log_entry


class AccountRow(Table, table=True):
    __tablename__ = "account"

    id: UUID = Field(primary_key=True)
    household_id: UUID = Field(foreign_key="household.id", index=True)
    holder_member_id: UUID
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class AccountEntryRow(Table, table=True):
    """One person's entry of one version: `number` 1 begins the version. `document` is the object as it is handed over,
    with its salt; `statement` states it and the sealed box (C4)."""

    __tablename__ = "account_entry"
    __table_args__ = (
        UniqueConstraint("account_id", "version", "number", name="account_entry_number_once"),
        UniqueConstraint("account_id", "version", "entered_by", name="account_entry_person_once"),
        Index(
            "account_entry_one_by_member",
            "account_id",
            "version",
            unique=True,
            postgresql_where=text("entered_as = 'member'"),
        ),
    )

    id: UUID = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id")
    version: int
    number: int
    entered_by: str
    entered_as: str
    entered_at: datetime = Field(sa_type=DateTime(timezone=True))
    sealed_digest: str
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    statement: str
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class AccountComparedRow(Table, table=True):
    """What payout found when it opened the entries of a version. `id` is the hand-over's."""

    __tablename__ = "account_compared"

    id: UUID = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    version: int
    status: str
    received_at: datetime = Field(sa_type=DateTime(timezone=True))
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))
