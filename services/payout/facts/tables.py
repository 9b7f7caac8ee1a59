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


class HouseholdRepresentativeRow(Table, table=True):
    """A trustee or another representative: as near as a member (C2)."""

    __tablename__ = "household_representative"
    __table_args__ = (
        ForeignKeyConstraint(
            ["household_id", "version"], ["household_version.household_id", "household_version.version"]
        ),
    )

    household_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    person: str = Field(primary_key=True)


class ConflictRow(Stated, table=True):
    """A person has declared a conflict of interest with the household, for good."""

    __tablename__ = "conflict"
    __table_args__ = (Index("conflict_household", "household_id", "person"),)

    id: UUID = Field(primary_key=True)
    household_id: UUID
    person: str
    entry_id: UUID = log_entry_id()


class ApplicationRow(Stated, table=True):
    __tablename__ = "application"

    id: UUID = Field(primary_key=True)
    case_number: str
    household_id: UUID
    household_version: int
    entry_id: UUID = log_entry_id()


class CompletionRow(Stated, table=True):
    """Who completed an application, as version `number` of what is declared: nobody of ours, or who typed it in."""

    __tablename__ = "completion"
    __table_args__ = (UniqueConstraint("application_id", "number", name="completion_number_once"),)

    id: UUID = Field(primary_key=True)
    application_id: UUID
    household_id: UUID
    number: int
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
    __table_args__ = (UniqueConstraint("id", "application_id", "household_id", name="decision_of_household"),)

    id: UUID = Field(primary_key=True)
    application_id: UUID
    case_number: str
    household_id: UUID
    household_version: int
    granted_ore: int = Field(sa_type=BigInteger)
    entry_id: UUID = log_entry_id()


class DecisionLineRow(Table, table=True):
    __tablename__ = "decision_line"
    __table_args__ = (UniqueConstraint("decision_id", "number", "purpose", "amount_ore", name="decision_line_sum"),)

    decision_id: UUID = Field(primary_key=True, foreign_key="decision.id")
    number: int = Field(primary_key=True)
    account_id: UUID
    account_version: int
    purpose: str
    amount_ore: int = Field(sa_type=BigInteger)
    pay_on: date


class LineRenewalRow(Stated, table=True):
    """Version `number` of a line, as somebody renewed it. `stops_before`: how many stops of the decision were known
    when it came; the database counts them. A later stop is about this version too."""

    __tablename__ = "line_renewal"
    __table_args__ = (UniqueConstraint("decision_id", "line", "number", name="line_renewal_number_once"),)

    id: UUID = Field(primary_key=True)
    decision_id: UUID
    line: int
    number: int
    household_id: UUID
    household_version: int
    account_id: UUID
    account_version: int
    purpose: str
    amount_ore: int = Field(sa_type=BigInteger)
    pay_on: date
    stops_before: int = 0
    entry_id: UUID = log_entry_id()


SNAPSHOT = (
    "household_version",
    "account_id",
    "account_version",
    "purpose",
    "amount_ore",
    "pay_on",
)
"""What an order says in the very words of its line's version (C3)."""


class LineVersionRow(Table, table=True):
    """What a line pays, and where: version 1 is the decision's, the others are renewals whose turn has come."""

    __tablename__ = "line_version"
    __table_args__ = (
        ForeignKeyConstraint(
            ["decision_id", "line", "purpose", "amount_ore"],
            [f"decision_line.{name}" for name in ("decision_id", "number", "purpose", "amount_ore")],
            name="line_version_pays_the_same",
        ),
        UniqueConstraint("decision_id", "line", "version", *SNAPSHOT, name="line_version_snapshot"),
    )

    decision_id: UUID = Field(primary_key=True)
    line: int = Field(primary_key=True)
    version: int = Field(primary_key=True)
    household_version: int
    account_id: UUID
    account_version: int
    purpose: str
    amount_ore: int = Field(sa_type=BigInteger)
    pay_on: date
