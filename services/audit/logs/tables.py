"""Audit's own copy of the three control logs: entries, tiles, the checkpoints that it cosigned, and what was wrong."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Computed,
    DateTime,
    Index,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from services.audit.tables import Table


class FollowedLog(Table, table=True):
    """How far our copy of a log goes. `cosigned_size` is null until the first checkpoint is cosigned."""

    __tablename__ = "followed_log"

    origin: str = Field(primary_key=True)
    service: str
    size: int = Field(sa_column=Column(BigInteger, nullable=False, server_default=text("0")))
    root: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    cosigned_size: int | None = Field(sa_column=Column(BigInteger))


class CopiedEntry(Table, table=True):
    """An entry as it is in the log's tree, and of it what auditors ask for."""

    __tablename__ = "copied_entry"
    __table_args__ = (
        Index("copied_entry_id", "id"),
        Index("copied_entry_time", "municipality", "time", "id"),
        Index("copied_entry_act", "municipality", "act", "time", "id"),
        Index("copied_entry_refused", "municipality", "time", "id", postgresql_where=text("outcome = 'refused'")),
        Index("copied_entry_actor", "municipality", "actor", "time", "id", postgresql_where=text("actor IS NOT NULL")),
        *(
            Index(f"copied_entry_{name}", name, postgresql_where=text(f"{name} IS NOT NULL"))
            for name in ("case_number", "household_id", "decision_id", "order_id")
        ),
        Index("copied_entry_ids", "ids", postgresql_using="gin"),
    )

    origin: str = Field(primary_key=True, foreign_key="followed_log.origin")
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    entry: bytes = Field(sa_type=LargeBinary)
    id: UUID
    time: datetime = Field(sa_type=DateTime(timezone=True))
    municipality: str
    service: str
    act: str
    outcome: str
    actor: str | None
    case_number: str | None
    household_id: UUID | None
    decision_id: UUID | None
    order_id: UUID | None
    ids: list[UUID] = Field(
        sa_column=Column(ARRAY(Uuid), Computed("ids_named_in(entry)", persisted=True), nullable=False)
    )


class CopiedTile(Table, table=True):
    """A tile of our own tree over the entries; the right edge's partial ones grow in place."""

    __tablename__ = "copied_tile"

    origin: str = Field(primary_key=True, foreign_key="followed_log.origin")
    level: int = Field(sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    index: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    data: bytes = Field(sa_type=LargeBinary)


class CosignedCheckpoint(Table, table=True):
    """A checkpoint of the log with our cosignature."""

    __tablename__ = "cosigned_checkpoint"

    origin: str = Field(primary_key=True, foreign_key="followed_log.origin")
    size: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    root: bytes = Field(sa_type=LargeBinary)
    note: str
    cosigned_at: datetime = Field(sa_type=DateTime(timezone=True))


class LogAlarm(Table, table=True):
    """A log did what an honest one does not do. `checkpoint` is what it gave, as it came, for whoever looks into it.
    One alarm of a kind is kept for each size of our copy: it does not grow while the fault lasts."""

    __tablename__ = "log_alarm"
    __table_args__ = (UniqueConstraint("origin", "kind", "copied_size", name="log_alarm_once"),)

    id: UUID = Field(primary_key=True)
    origin: str = Field(foreign_key="followed_log.origin")
    kind: str
    copied_size: int = Field(sa_type=BigInteger)
    checkpoint: bytes = Field(sa_type=LargeBinary)
    raised_at: datetime = Field(sa_type=DateTime(timezone=True))
