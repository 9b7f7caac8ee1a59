"""What other services have stated, by the owner's id and version. Nothing is overwritten.

Each row holds the object as it came, with its salt, and the statement that vouches for it: the columns beside them are
for finding it and for the database's own constraints, and no payment rests on them alone (C4).
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from services.payout.tables import Table
from shared.controllog.schema import log_entry

# SQLModel's stubs want a class as sa_type.
_TIME: Any = DateTime(timezone=True)
_WORDS: Any = ARRAY(String)


def log_entry_id() -> Any:
    """The control-log entry of the act that wrote the row (C7)."""
    return Field(sa_column=Column("entry_id", ForeignKey(log_entry.c.id), nullable=False))


class Stated(Table):
    """`act` is what the statement states, `hands` are the person keys in its own link of the chain."""

    municipality: str
    act: str
    hands: list[str] = Field(sa_type=_WORDS)
    document: dict[str, Any] = Field(sa_type=JSONB)
    statement: str
    received_at: datetime = Field(sa_type=_TIME)


class HouseholdVersionRow(Stated, table=True):
    __tablename__ = "household_version"

    household_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    protected: bool
    entry_id: UUID = log_entry_id()


class HouseholdMemberRow(Table, table=True):
    __tablename__ = "household_member"
    __table_args__ = (
        ForeignKeyConstraint(
            ["household_id", "version"], ["household_version.household_id", "household_version.version"]
        ),
    )

    household_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    person: str = Field(primary_key=True)
    member_id: UUID
    adult: bool


class ApplicationRow(Stated, table=True):
    __tablename__ = "application"

    id: UUID = Field(primary_key=True)
    case_number: str
    household_id: UUID
    household_version: int
    entry_id: UUID = log_entry_id()


class AccountEntryRow(Stated, table=True):
    """One sealed entry of an account version. `sealed` is opened in memory alone (C8)."""

    __tablename__ = "account_entry"
    __table_args__ = (
        UniqueConstraint("account_id", "account_version", "number", name="account_entry_number_once"),
        Index("account_entry_household", "household_id"),
    )

    id: UUID = Field(primary_key=True)
    account_id: UUID
    account_version: int
    number: int
    household_id: UUID
    holder_member_id: UUID
    holder: str
    sealed: bytes
    entry_id: UUID = log_entry_id()


class DecisionRow(Stated, table=True):
    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("id", "application_id", "household_id", "household_version", name="decision_snapshot"),
    )

    id: UUID = Field(primary_key=True)
    application_id: UUID
    case_number: str
    household_id: UUID
    household_version: int
    granted_ore: int = Field(sa_type=BigInteger)
    entry_id: UUID = log_entry_id()


class DecisionLineRow(Table, table=True):
    __tablename__ = "decision_line"
    __table_args__ = (
        UniqueConstraint(
            "decision_id", "number", "account_id", "account_version", "purpose", "amount_ore", "pay_on",
            name="decision_line_snapshot",
        ),
    )  # fmt: skip

    decision_id: UUID = Field(primary_key=True, foreign_key="decision.id")
    number: int = Field(primary_key=True)
    account_id: UUID
    account_version: int
    purpose: str
    amount_ore: int = Field(sa_type=BigInteger)
    pay_on: date
