"""Decisions that are proposed to a unit head, since they are above the proposer's delegation."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.decision.tables import Table
from shared.controllog.schema import log_entry

_LIVE = text("ended_at is null")


class ProposalRow(Table, table=True):
    """What the decision would say, as its holder proposed it under `claim_id`; `lines` in the form that they travel in.
    Only its end is ever written after it was made. A decision of it says just the same (C3)."""

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("id", "work_item_id", name="proposal_of_item"),
        ForeignKeyConstraint(
            ["claim_id", "work_item_id"], ["claim.id", "claim.work_item_id"], name="proposal_claim_fkey"
        ),
        ForeignKeyConstraint(
            ["calculation_id", "work_item_id", "household_id", "household_version", "calculated_by", "deficit_ore"],
            [
                "calculation.id",
                "calculation.work_item_id",
                "calculation.household_id",
                "calculation.household_version",
                "calculation.calculated_by",
                "calculation.deficit_ore",
            ],
            name="proposal_calculation_fkey",
        ),
        Index("proposal_live_item", "work_item_id", unique=True, postgresql_where=_LIVE),
        Index("proposal_waiting", "municipality", "proposed_at", "id", postgresql_where=_LIVE),
        Index("proposal_returned", "work_item_id", postgresql_where=text("ended_because = 'returned'")),
    )

    id: UUID = Field(primary_key=True)
    work_item_id: UUID = Field(foreign_key="work_item.id")
    claim_id: UUID
    household_id: UUID
    household_version: int
    municipality: str
    calculation_id: UUID
    calculated_by: str
    deficit_ore: int = Field(sa_type=BigInteger)
    outcome: str
    granted_ore: int = Field(sa_type=BigInteger)
    reasons: str
    grounds: list[dict[str, str]] = Field(
        default_factory=list, sa_column=Column(JSONB, nullable=False, server_default=text("'[]'"))
    )
    obstacles: list[dict[str, str]] = Field(sa_column=Column(JSONB, nullable=False))
    justifications: list[dict[str, str]] = Field(sa_column=Column(JSONB, nullable=False))
    lines: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    proposed_by: str
    proposed_role: str
    proposed_at: datetime = Field(sa_type=DateTime(timezone=True))
    ended_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    ended_because: str | None = None
    ended_by: str | None = None
    return_reason: str | None = None
    ended_entry_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey(log_entry.c.id)))
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))
