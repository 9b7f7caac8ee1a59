"""Finding entries in audit's copy of the logs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, false, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.audit.entries.rules import AsOf, Found, Sight
from services.audit.logs.tables import CopiedEntry, FollowedLog
from shared.controllog.entries import decode
from shared.paging import Page

_FIRST, _LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries: each field that is not None narrows. `since` is inclusive, `until` is not. A `case_number` stands
    for the whole story of the case (services/audit/stories)."""

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


async def known(connection: AsyncConnection) -> AsOf:
    """How far our copies go."""
    found = await connection.execute(select(col(FollowedLog.service), col(FollowedLog.size)))
    return AsOf({row.service: row.size for row in found})


async def find(connection: AsyncConnection, sight: Sight, wanted: Wanted, page: Page) -> list[Found]:
    """The page's entries by time and then id, and one more if there is."""
    entry = CopiedEntry
    seen = visible(sight).add_columns(col(entry.time), col(entry.id)).where(*conditions(wanted))
    ordered = seen.order_by(col(entry.time), col(entry.id)).limit(page.offset + page.fetched)
    # One walk of the index for the municipality and one for what belongs to none: asked for both at once, PostgreSQL
    # reads and sorts all that there is.
    each = [ordered.where(col(entry.municipality) == name).subquery() for name in (sight.municipality, "")]
    both = union_all(*map(select, each)).subquery()
    query = select(both).order_by(both.c.time, both.c.id).offset(page.offset).limit(page.fetched)
    return [found_in(row) for row in await connection.execute(query)]


def visible(sight: Sight) -> Select[Any]:
    """The query for all that there is to see. `found_in` reads its rows."""
    entry = CopiedEntry
    known = ((col(entry.service) == name) & (col(entry.seq) < size) for name, size in sight.as_of.sizes.items())
    verified = func.coalesce(col(entry.seq) < col(FollowedLog.cosigned_size), False).label("verified")
    query: Any = select(col(entry.entry), col(entry.origin), col(entry.seq), verified)
    found: Select[Any] = query.join(FollowedLog, col(FollowedLog.origin) == entry.origin).where(
        col(entry.municipality).in_([sight.municipality, ""]), or_(false(), *known)
    )
    return found


def found_in(row: Row[Any]) -> Found:
    return Found(decode(row.entry), row.origin, row.seq, row.verified)


def conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """All but the case: for that, see services/audit/stories."""
    equal: dict[Any, object] = {
        CopiedEntry.service: wanted.service,
        CopiedEntry.municipality: wanted.municipality,
        CopiedEntry.act: wanted.act,
        CopiedEntry.outcome: wanted.outcome,
        CopiedEntry.actor: wanted.actor,
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
