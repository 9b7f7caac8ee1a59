"""Finding all that belongs to a case in audit's copy of the logs."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, true
from sqlalchemy import and_ as all_of
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.audit.entries.rules import Found, Sight
from services.audit.entries.store import Wanted, conditions, found_in, visible
from services.audit.logs.tables import CopiedEntry
from services.audit.stories.rules import Link, Links, Place, in_order, until_its_end


async def read(connection: AsyncConnection, sight: Sight, wanted: Wanted) -> list[Found]:
    """The case's story as it happened, and of it what is wanted. Three or four queries, whatever its length."""
    story = _Story(connection, sight, wanted)
    return await story.read()


class _Story:
    def __init__(self, connection: AsyncConnection, sight: Sight, wanted: Wanted) -> None:
        self._connection = connection
        self._links = Links()
        self._found: dict[Place, Found] = {}
        self._of_household: set[Place] = set()
        self._wanted: set[Place] = set()
        is_wanted = all_of(true(), *conditions(wanted)).label("is_wanted")
        self._query = visible(sight).add_columns(is_wanted)
        self._case_number = wanted.case_number

    async def read(self) -> list[Found]:
        for found in await self._select(col(CopiedEntry.case_number) == self._case_number):
            self._keep(found, Link.CASE)
        asked: set[str] = set()
        while new := self._links.all() - asked:
            asked |= new
            for found in await self._select(_linked_by(new)):
                link = self._links.of(found.entry)
                if link is not None:
                    self._keep(found, link)
        ordered = until_its_end(in_order(self._found.values()), self._of_household)
        return [one for one in ordered if (one.origin, one.seq) in self._wanted]

    async def _select(self, which: ColumnElement[bool]) -> list[Found]:
        rows = (await self._connection.execute(self._query.where(which))).all()
        self._wanted |= {(row.origin, row.seq) for row in rows if row.is_wanted}
        return [found_in(row) for row in rows]

    def _keep(self, found: Found, link: Link) -> None:
        place = (found.origin, found.seq)
        self._found[place] = found
        self._links.learn(found.entry, link)
        if link is Link.HOUSEHOLD:
            self._of_household.add(place)


def _linked_by(ids: Iterable[str]) -> ColumnElement[bool]:
    """Entries that name one of these ids, and no case."""
    named = col(CopiedEntry.ids).op("&&", is_comparison=True)([UUID(one) for one in sorted(ids)])
    return named & col(CopiedEntry.case_number).is_(None)
