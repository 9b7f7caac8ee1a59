"""Who works on what, for how long, and how it ended."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, DateTime, ForeignKey, Index, UniqueConstraint, text
from sqlmodel import Field

from services.decision.tables import Table
from shared.controllog.schema import log_entry

_LIVE = text("ended_at is null")


class ClaimRow(Table, table=True):
    """A lease on a work item. Only its end and, forwards, the lease's end are ever written after it was made."""

    __tablename__ = "claim"
    __table_args__ = (
        UniqueConstraint("id", "work_item_id", name="claim_of_item"),
        Index("claim_live_item", "work_item_id", unique=True, postgresql_where=_LIVE),
        Index("claim_live_person", "person", unique=True, postgresql_where=_LIVE),
        Index("claim_live_lease", "lease_ends_at", postgresql_where=_LIVE),
        Index("claim_handed_back", "work_item_id", "person", postgresql_where=text("ended_because = 'released'")),
        Index("claim_withdrawn", "work_item_id", "person", postgresql_where=text("ended_because = 'withdrawn'")),
    )

    id: UUID = Field(primary_key=True)
    work_item_id: UUID = Field(foreign_key="work_item.id")
    person: str
    role: str
    claimed_at: datetime = Field(sa_type=DateTime(timezone=True))
    lease_ends_at: datetime = Field(sa_type=DateTime(timezone=True))
    ended_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    ended_because: str | None = None
    release_reason: str | None = None
    ended_entry_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey(log_entry.c.id)))
    entry_id: UUID = Field(sa_column=Column(ForeignKey(log_entry.c.id), nullable=False))
