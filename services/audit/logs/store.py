"""Keeping the copies of the logs, their cosigned checkpoints and the alarms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, SmallInteger, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.audit.logs.rules import Copy, Fault
from services.audit.logs.tables import CopiedEntry, CopiedTile, CosignedCheckpoint, FollowedLog, LogAlarm
from shared.controllog.edge import RightEdge
from shared.controllog.entries import Entry
from shared.controllog.tiles import WIDTH, Tile, edge_tiles
from shared.controllog.tree import EMPTY_ROOT
from shared.controllog.trusted_keys import TrustedKeys
from shared.database import by_column, insert_all, insert_into
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class Growth:
    """What a log has more than our copy: entries with their bytes, from the copy's size on, and what becomes of it."""

    entries: Sequence[tuple[Entry, bytes]]
    tiles: Sequence[tuple[Tile, bytes]]
    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest cosigned checkpoint of a log."""

    size: int
    root: bytes
    note: str
    cosigned_at: datetime


@dataclass(frozen=True, slots=True)
class Alarm:
    kind: Fault
    copied_size: int
    raised_at: datetime


_F, _T = FollowedLog, CopiedTile
_FOLLOW = upsert(_F).on_conflict_do_nothing()
_COPY = select(col(_F.size), col(_F.root), col(_F.cosigned_size)).where(col(_F.origin) == bindparam("origin"))
_LOCKED_COPY = _COPY.with_for_update()
_TILES = text(
    """
    select t.level, t.index, t.data from copied_tile t
    join unnest(:levels, :indexes) as edge (level, index) on edge.level = t.level and edge.index = t.index
    where t.origin = :origin"""
).bindparams(bindparam("levels", type_=ARRAY(SmallInteger)), bindparam("indexes", type_=ARRAY(BigInteger)))
_ADD_TILE = upsert(_T)
_ADD_TILE = _ADD_TILE.on_conflict_do_update(constraint="copied_tile_pkey", set_={"data": _ADD_TILE.excluded.data})
_UPDATE = update(_F).where(col(_F.origin) == bindparam("of"))


async def follow(connection: AsyncConnection, log: TrustedKeys) -> None:
    """From now on there is a copy of this log, if there was none."""
    row = {"origin": log.origin, "service": log.service, "root": EMPTY_ROOT}
    await connection.execute(_FOLLOW, row)


async def copy_of(connection: AsyncConnection, origin: str, *, lock: bool = False) -> Copy:
    found = await connection.execute(_LOCKED_COPY if lock else _COPY, {"origin": origin})
    size, root, cosigned_size = found.one()
    return Copy(size, root, cosigned_size)


async def copied_size(connection: AsyncConnection, origin: str) -> int:
    """0 before the log is followed."""
    found = await connection.execute(select(col(FollowedLog.size)).where(col(FollowedLog.origin) == origin))
    return found.scalar_one_or_none() or 0


async def edge_of(connection: AsyncConnection, origin: str, mine: Copy) -> RightEdge:
    """The right edge of our own tree. Raises BadEdge where the copy is damaged."""
    tiles = edge_tiles(mine.size)
    levels, indexes = [tile.level for tile in tiles], [tile.index for tile in tiles]
    found = await connection.execute(_TILES, {"origin": origin, "levels": levels, "indexes": indexes})
    return RightEdge.load(mine.size, {(level, index): data for level, index, data in found})


async def entries_of(connection: AsyncConnection, origin: str, bundle: Tile) -> Sequence[bytes]:
    """As many of the bundle's entries as the copy holds, in order."""
    first = bundle.index * WIDTH
    query = select(col(CopiedEntry.entry)).where(
        col(CopiedEntry.origin) == origin, col(CopiedEntry.seq).between(first, first + bundle.width - 1)
    )
    return (await connection.execute(query.order_by(col(CopiedEntry.seq)))).scalars().all()


async def grow(connection: AsyncConnection, origin: str, mine: Copy, growth: Growth) -> None:
    """Adds what was read. The caller holds the copy's lock, and `mine` is still what it is."""
    if growth.entries:
        rows = [_row(origin, mine.size + at, *pair) for at, pair in enumerate(growth.entries)]
        await connection.execute(insert_all(CopiedEntry), by_column(rows))
    tiles = [{"origin": origin, "level": tile.level, "index": tile.index, "data": data} for tile, data in growth.tiles]
    if tiles:
        await connection.execute(_ADD_TILE, tiles)
    await connection.execute(_UPDATE, {"of": origin, "size": growth.size, "root": growth.root})


async def keep_cosigned(connection: AsyncConnection, origin: str, latest: Latest) -> None:
    row = {
        "origin": origin,
        "size": latest.size,
        "root": latest.root,
        "note": latest.note,
        "cosigned_at": latest.cosigned_at,
    }
    await connection.execute(insert_into(CosignedCheckpoint), row)
    await connection.execute(_UPDATE, {"of": origin, "cosigned_size": latest.size})


async def raise_alarm(connection: AsyncConnection, origin: str, alarm: Alarm, checkpoint: bytes) -> bool:
    """Whether it is a new alarm."""
    row = {
        "id": new_id(),
        "origin": origin,
        "kind": alarm.kind.value,
        "copied_size": alarm.copied_size,
        "checkpoint": checkpoint,
        "raised_at": alarm.raised_at,
    }
    statement = upsert(LogAlarm).values(row).on_conflict_do_nothing(constraint="log_alarm_once")
    return (await connection.execute(statement.returning(col(LogAlarm.id)))).first() is not None


async def latest_of(connection: AsyncConnection, origin: str) -> Latest | None:
    found = await connection.execute(
        select(
            col(CosignedCheckpoint.size),
            col(CosignedCheckpoint.root),
            col(CosignedCheckpoint.note),
            col(CosignedCheckpoint.cosigned_at),
        )
        .where(col(CosignedCheckpoint.origin) == origin)
        .order_by(col(CosignedCheckpoint.size).desc())
        .limit(1)
    )
    row = found.first()
    return None if row is None else Latest(row[0], row[1], row[2], row[3])


async def alarms_of(connection: AsyncConnection, origin: str) -> list[Alarm]:
    """The newest hundred, newest first."""
    found = await connection.execute(
        select(col(LogAlarm.kind), col(LogAlarm.copied_size), col(LogAlarm.raised_at))
        .where(col(LogAlarm.origin) == origin)
        .order_by(col(LogAlarm.raised_at).desc(), col(LogAlarm.id).desc())
        .limit(100)
    )
    return [Alarm(Fault(kind), size, at) for kind, size, at in found]


async def state(connection: AsyncConnection) -> dict[str, Any]:
    """For whoever watches over the operation: how far each copy goes, and how many alarms there are."""
    logs = await connection.execute(
        select(col(FollowedLog.service), col(FollowedLog.size), col(FollowedLog.cosigned_size))
    )
    alarms = (await connection.execute(select(func.count()).select_from(LogAlarm))).scalar_one()
    return {
        "logs": {service: {"copied": size, "cosigned": cosigned or 0} for service, size, cosigned in logs},
        "alarms": alarms,
    }


def _row(origin: str, seq: int, entry: Entry, data: bytes) -> dict[str, Any]:
    subjects = entry.subjects
    return {
        "origin": origin,
        "seq": seq,
        "entry": data,
        "id": entry.id,
        "time": entry.time,
        "municipality": entry.municipality,
        "service": entry.service,
        "act": entry.act,
        "outcome": entry.outcome,
        "actor": entry.actor.person,
        "case_number": subjects.get("caseNumber"),
        "household_id": _uuid(subjects.get("householdId")),
        "decision_id": _uuid(subjects.get("decisionId")),
        "order_id": _uuid(subjects.get("orderId")),
    }


def _uuid(value: object) -> UUID | None:
    return None if value is None else UUID(str(value))
