"""What payout found when it compared two sealed entries of an account version."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.payout.facts.tables import log_entry_id
from services.payout.tables import Table

_TIME: Any = DateTime(timezone=True)


class AccountComparisonRow(Table, table=True):
    """The comparison of one entry with the first of its account version, and what the account became by it."""

    __tablename__ = "account_comparison"
    __table_args__ = (
        Index("account_comparison_account", "account_id", "account_version"),
        Index(
            "account_comparison_final",
            "account_id",
            "account_version",
            unique=True,
            postgresql_where=text("status in ('payable', 'locked')"),
        ),
    )

    account_entry_id: UUID = Field(primary_key=True, foreign_key="account_entry.id")
    account_id: UUID
    account_version: int
    equal: bool
    status: str
    document: dict[str, Any] = Field(sa_type=JSONB)
    statement: str
    compared_at: datetime = Field(sa_type=_TIME)
    entry_id: UUID = log_entry_id()
