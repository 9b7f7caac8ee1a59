"""What other services have stated: each fact by its owner's id and version, with its object and statement (C4).

Nothing here is edited. `document` is the object as it was handed over, with its salt, and `digest` is of just that.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.decision.tables import Table
from shared.controllog.schema import log_entry


class Fact(Table):
    """What every fact has beside its own columns."""

    municipality: str
    digest: str
    statement: str
    handed_over_at: datetime = Field(sa_type=DateTime(timezone=True))


def _document() -> Any:
    return Field(sa_column=Column("document", JSONB, nullable=False))


def _entry() -> Any:
    return Field(sa_column=Column("entry_id", ForeignKey(log_entry.c.id), nullable=False))


class HouseholdVersionRow(Fact, table=True):
    __tablename__ = "household_version"

    household_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    protected: bool
    document: dict[str, Any] = _document()
    entry_id: UUID = _entry()


class ApplicationRow(Fact, table=True):
    """`received_at`: when it came in to the municipality."""

    __tablename__ = "application"

    id: UUID = Field(primary_key=True)
    case_number: str = Field(index=True)
    household_id: UUID = Field(index=True)
    household_version: int
    kind: str
    month: str
    received_at: datetime = Field(sa_type=DateTime(timezone=True))
    document: dict[str, Any] = _document()
    entry_id: UUID = _entry()


class VerificationRow(Fact, table=True):
    """What was declared in an application, and what the registers answered about it: the highest version counts."""

    __tablename__ = "verification"

    application_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    household_id: UUID
    protected: bool
    document: dict[str, Any] = _document()
    entry_id: UUID = _entry()


class AccountEntryRow(Fact, table=True):
    """That somebody entered an account; which one is in a box that never comes here."""

    __tablename__ = "account_entry"
    __table_args__ = (
        Index("ix_account_entry_household", "household_id", "account_id", "account_version"),
        Index("ix_account_entry_account", "account_id", "account_version"),
    )

    id: UUID = Field(primary_key=True)
    account_id: UUID
    account_version: int
    household_id: UUID
    number: int
    holder_member_id: UUID
    document: dict[str, Any] = _document()
    entry_id: UUID = _entry()


class AccountComparisonRow(Fact, table=True):
    """What payout found when it compared an account version's entries; a later entry can change it."""

    __tablename__ = "account_comparison"

    account_id: UUID = Field(primary_key=True)
    account_version: int = Field(primary_key=True)
    digest: str = Field(primary_key=True)
    household_id: UUID
    status: str
    document: dict[str, Any] = _document()
    entry_id: UUID = _entry()


class PaymentEndRow(Fact, table=True):
    """How a payment ended. A settled one can still be returned, so an order may have two. `line_version`: which version
    of the line it was of."""

    __tablename__ = "payment_end"
    __table_args__ = (Index("payment_end_stopped", "handed_over_at", postgresql_where=text("because = 'revoked'")),)

    order_id: UUID = Field(primary_key=True)
    status: str = Field(primary_key=True)
    decision_id: UUID = Field(index=True)
    line: int
    amount_ore: int = Field(sa_type=BigInteger)
    because: str | None = None
    line_version: int = 1
    document: dict[str, Any] = _document()
    entry_id: UUID = _entry()


class TieRow(Table, table=True):
    """A person's tie to a household, by person key: being in it, acting for somebody in it, a conflict of interest, or
    a hand. `source_id` and `source_version` say what makes the tie: a version of the household or account, the
    application, or the declared conflict."""

    __tablename__ = "household_tie"
    __table_args__ = (Index("household_tie_member", "person", postgresql_where=text("kind = 'householdMember'")),)

    household_id: UUID = Field(primary_key=True)
    person: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    source_id: UUID = Field(primary_key=True)
    source_version: int = Field(primary_key=True)
