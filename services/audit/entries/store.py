"""Finding entries in audit's copy of the logs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.audit.logs.tables import CopiedEntry, FollowedLog
from shared.controllog.entries import Entry, decode
from shared.paging import Page

_FIRST, _LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries: each field that is not None narrows. `since` is inclusive, `until` is not."""

    service: str | None = None
    municipality: str | None = None
    act: str | None = None
    outcome: str | None = None
    actor: str | None = None
    case_number: str | None = None
    household_id: UUID | None = None
    decision_id: UUID | None = None
    order_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An entry at its place in its log. `verified`: a cosigned checkpoint covers it."""

    entry: Entry
    origin: str
    seq: int
    verified: bool


async def find(connection: AsyncConnection, municipality: str, wanted: Wanted, page: Page) -> list[Found]:
    """The page's entries of the municipality, or of no single one, by time and then id; and one more if there is."""
    found = await connection.execute(
        select(
            col(CopiedEntry.entry),
            col(CopiedEntry.origin),
            col(CopiedEntry.seq),
            func.coalesce(col(CopiedEntry.seq) < col(FollowedLog.cosigned_size), False),
        )
        .join(FollowedLog, col(FollowedLog.origin) == CopiedEntry.origin)
        .where(col(CopiedEntry.municipality).in_([municipality, ""]), *_conditions(wanted))
        .order_by(col(CopiedEntry.time), col(CopiedEntry.id))
        .offset(page.offset)
        .limit(page.fetched)
    )
    return [Found(decode(data), origin, seq, verified) for data, origin, seq, verified in found]


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    equal: dict[Any, object] = {
        CopiedEntry.service: wanted.service,
        CopiedEntry.municipality: wanted.municipality,
        CopiedEntry.act: wanted.act,
        CopiedEntry.outcome: wanted.outcome,
        CopiedEntry.actor: wanted.actor,
        CopiedEntry.case_number: wanted.case_number,
        CopiedEntry.household_id: wanted.household_id,
        CopiedEntry.decision_id: wanted.decision_id,
        CopiedEntry.order_id: wanted.order_id,
    }
    yield from (col(column) == value for column, value in equal.items() if value is not None)
    if wanted.since is not None:
        yield col(CopiedEntry.time) >= _in_utc(wanted.since)
    if wanted.until is not None:
        yield col(CopiedEntry.time) < _in_utc(wanted.until)


def _in_utc(time: datetime) -> datetime:
    """A time at the end of the calendar may lie past it in UTC: then it is that end."""
    try:
        return time.astimezone(UTC)
    except OverflowError:
        return _FIRST if time.year == 1 else _LAST
