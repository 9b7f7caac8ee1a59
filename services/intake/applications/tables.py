"""Applications and what has happened to them. Nothing is overwritten: each thing that happens is a row of its own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Sequence,
    String,
    UniqueConstraint,
    Uuid,
    column,
    table,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.intake.tables import Table, metadata
from shared.controllog.schema import log_entry

case_number = Sequence("case_number", metadata=metadata, data_type=BigInteger)


class ApplicationRow(Table, table=True):
    """`number`: the how-manieth of its kind for the household and month; there is a next one only when the one before
    is decided. `incomes` and `costs` are as declared, `document` and `statement` as handed over (C4)."""

    __tablename__ = "application"
    __table_args__ = (
        ForeignKeyConstraint(
            ["household_id", "household_version"], ["household_version.household_id", "household_version.version"]
        ),
        UniqueConstraint("household_id", "kind", "month", "number", name="application_open_once"),
        Index("application_by_arrival", "municipality", "received_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    municipality: str
    household_id: UUID
    household_version: int
    case_number: str = Field(unique=True)
    kind: str
    month: str
    number: int
    channel: str
    received_at: datetime = Field(sa_type=DateTime(timezone=True))
    received_from: str
    incomes: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    costs: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    statement: str
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class SignatureRow(Table, table=True):
    """That an adult member has signed the application: in their own sign-in, or on the paper that is on file."""

    __tablename__ = "application_signature"

    application_id: UUID = Field(primary_key=True, foreign_key="application.id")
    member_id: UUID = Field(primary_key=True)
    person: str
    channel: str
    signed_at: datetime = Field(sa_type=DateTime(timezone=True))
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class VerifiedRow(Table, table=True):
    """The application with all its register evidence, as handed over to decision: a new version when a register
    that was asked again had more to say."""

    __tablename__ = "application_verified"

    application_id: UUID = Field(primary_key=True, foreign_key="application.id")
    version: int = Field(primary_key=True)
    verified_at: datetime = Field(sa_type=DateTime(timezone=True))
    document: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    statement: str
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class DecisionMadeRow(Table, table=True):
    """What decision says that it decided. `lines` are the numbers of the lines to pay."""

    __tablename__ = "decision_made"

    decision_id: UUID = Field(primary_key=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    outcome: str
    lines: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    decided_at: datetime = Field(sa_type=DateTime(timezone=True))
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class DecisionRevokedRow(Table, table=True):
    """What decision says that it revoked, which may be known before the decision is."""

    __tablename__ = "decision_revoked"

    decision_id: UUID = Field(primary_key=True)
    application_id: UUID = Field(foreign_key="application.id")
    outcome: str
    revoked_at: datetime = Field(sa_type=DateTime(timezone=True))
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


class DecisionUndoneRow(Table, table=True):
    """What decision says of a decision that was revoked too late, and of which nothing stayed with the payee."""

    __tablename__ = "decision_undone"

    decision_id: UUID = Field(primary_key=True)
    application_id: UUID = Field(foreign_key="application.id")
    undone_at: datetime = Field(sa_type=DateTime(timezone=True))
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))


standing_decision = table(
    "standing_decision",
    column("decision_id", Uuid),
    column("application_id", Uuid),
    column("outcome", String),
    column("lines", ARRAY(Integer)),
    column("decided_at", DateTime(timezone=True)),
)
"""The view of the decisions that stand: those of `decision_made` that were neither stopped nor undone, whatever became
known first. One that was revoked too late stands until it is undone."""


class PaymentEndedRow(Table, table=True):
    """What payout says became of an order. `id` is the hand-over's: an order that was settled can be returned later.
    `because`: why it was cancelled, where payout says so."""

    __tablename__ = "payment_ended"

    id: UUID = Field(primary_key=True)
    order_id: UUID
    decision_id: UUID = Field(index=True)
    line: int
    application_id: UUID = Field(foreign_key="application.id")
    status: str
    because: str | None = None
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))
