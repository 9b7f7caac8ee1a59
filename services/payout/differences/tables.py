"""Differences that somebody has looked into."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, ForeignKey
from sqlmodel import Field

from services.payout.facts.tables import log_entry_id
from services.payout.tables import Table
from shared.controllog.schema import log_entry

_TIME: Any = DateTime(timezone=True)


def _told_by() -> Any:
    return Field(sa_column=Column("difference_id", ForeignKey(log_entry.c.id), primary_key=True))


class DifferenceAcknowledgedRow(Table, table=True):
    """`difference_id` is the control-log entry that told of the difference. What is no municipality's is acknowledged
    by each that sees it. `acknowledged_by` is a person key."""

    __tablename__ = "difference_acknowledged"

    difference_id: UUID = _told_by()
    municipality: str = Field(primary_key=True)
    reason: str
    acknowledged_by: str
    acknowledged_at: datetime = Field(sa_type=_TIME)
    entry_id: UUID = log_entry_id()
