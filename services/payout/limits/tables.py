"""What may be paid without a unit head, and which payments a unit head has let go."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.payout.facts.tables import log_entry_id
from services.payout.tables import Table

_TIME: Any = DateTime(timezone=True)


class PaymentLimitRow(Table, table=True):
    """`municipality` is None for the examples that a migration brings: `source` says "exempel", and any limit of the
    same kind of a municipality's own replaces them. Proposed by one person, approved by another, never in force before
    that (C13): `rule_version_id` is the approved version that says it."""

    __tablename__ = "payment_limit"
    __table_args__ = (
        Index("payment_limit_by", "kind", "municipality", "valid_from"),
        Index("payment_limit_once", "rule_version_id", "kind", unique=True),
    )

    id: UUID = Field(primary_key=True)
    municipality: str | None = None
    kind: str
    max_amount_ore: int = Field(sa_type=BigInteger)
    valid_from: date
    proposed_by: str
    approved_by: str
    approved_on: date
    source: str
    rule_version_id: UUID | None = Field(default=None, foreign_key="rule_version_approval.rule_version_id")


class OrderLetGoRow(Table, table=True):
    """`document` is what was let go, with its salt; `statement` states it (C4). `let_go_by` is a person key."""

    __tablename__ = "order_let_go"

    order_id: UUID = Field(primary_key=True, foreign_key="payment_order.id")
    let_go_by: str
    let_go_at: datetime = Field(sa_type=_TIME)
    document: dict[str, Any] = Field(sa_type=JSONB)
    statement: str
    entry_id: UUID = log_entry_id()
