"""Payment orders: one for each version of a decision's line. An order's columns never change, but for its state, and
each state that it gets is a row with its control-log entry."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.payout.facts.tables import SNAPSHOT, log_entry_id
from services.payout.tables import Table

_TIME: Any = DateTime(timezone=True)


class PaymentOrderRow(Table, table=True):
    """A snapshot of one version of the decision's line, held equal to it by the database (C3).
    `traceparent`: what made the order, if that trace is collected."""

    __tablename__ = "payment_order"
    __table_args__ = (
        ForeignKeyConstraint(
            ["decision_id", "line", "line_version", *SNAPSHOT],
            [f"line_version.{name}" for name in ("decision_id", "line", "version", *SNAPSHOT)],
            name="payment_order_is_the_line",
        ),
        ForeignKeyConstraint(
            ["decision_id", "application_id", "household_id"],
            ["decision.id", "decision.application_id", "decision.household_id"],
            name="payment_order_is_the_decision",
        ),
        UniqueConstraint("decision_id", "line", "line_version", name="payment_order_version_once"),
        Index(
            "payment_order_live",
            "decision_id",
            "line",
            unique=True,
            postgresql_where=text("state not in ('cancelled', 'rejected', 'returned')"),
        ),
        Index("payment_order_household", "household_id"),
        Index("payment_order_account", "account_id"),
        Index("payment_order_application", "application_id"),
        Index("payment_order_listed", "municipality", "state", "pay_on", "id"),
        Index("payment_order_by_day", "municipality", "pay_on", "id"),
        Index("payment_order_predecessor", "predecessor", postgresql_where=text("predecessor is not null")),
    )

    id: UUID = Field(primary_key=True)
    municipality: str
    decision_id: UUID
    line: int
    application_id: UUID
    case_number: str
    household_id: UUID
    household_version: int
    account_id: UUID
    account_version: int
    purpose: str
    amount_ore: int = Field(sa_type=BigInteger)
    pay_on: date
    predecessor: UUID | None = Field(default=None, foreign_key="payment_order.id")
    state: str
    entry_id: UUID = log_entry_id()
    line_version: int = 1
    traceparent: str | None = None


class OrderStateRow(Table, table=True):
    """`rule` says which promise failed and `reason` what stands against it; or `reason` is the bank's for rejecting.
    `limit_id` is the limit that holds it."""

    __tablename__ = "order_state"
    __table_args__ = (Index("order_state_entry", "entry_id"),)

    order_id: UUID = Field(primary_key=True, foreign_key="payment_order.id")
    number: int = Field(primary_key=True)
    state: str
    rule: str | None = None
    reason: str | None = None
    at: datetime = Field(sa_type=_TIME)
    entry_id: UUID = log_entry_id()
    limit_id: UUID | None = Field(default=None, foreign_key="payment_limit.id")


class PaymentEndRow(Table, table=True):
    """What was stated of how an order ended, as it was handed over. One that was settled and then came back has two."""

    __tablename__ = "payment_end"

    order_id: UUID = Field(primary_key=True, foreign_key="payment_order.id")
    status: str = Field(primary_key=True)
    document: dict[str, Any] = Field(sa_type=JSONB)
    statement: str
    entry_id: UUID = log_entry_id()


class OrderHandRow(Table, table=True):
    """Who has had a hand in what. Two partial unique indexes are C1: see the migration."""

    __tablename__ = "order_hand"
    __table_args__ = (
        Index(
            "order_hand_account_decision_release",
            "order_id",
            "person",
            unique=True,
            postgresql_where=text("link in ('account', 'decision', 'release', 'letGo')"),
        ),
        Index(
            "order_hand_entry_decision_release",
            "order_id",
            "person",
            unique=True,
            postgresql_where=text("link in ('entry', 'decision', 'release', 'letGo')"),
        ),
    )

    order_id: UUID = Field(primary_key=True, foreign_key="payment_order.id")
    link: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    entry_id: UUID = log_entry_id()
