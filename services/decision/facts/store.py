"""Storing facts: once each, whatever order they come in and however often."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import insert as insert_or_leave

from services.decision.facts.kinds import TieKind
from services.decision.facts.tables import Fact, TieRow
from shared.acts import Act
from shared.canonical import digest
from shared.database import insert_into
from shared.handover.events import Event
from shared.problems import FactContradicted

_ADD_TIES = insert_or_leave(TieRow).on_conflict_do_nothing()
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended(:household, 0))")


async def lock_household(act: Act, household_id: UUID) -> None:
    """Two facts of one household that arrive at once would each find the other missing, and nothing would follow."""
    await act.connection.execute(_ONE_AT_A_TIME, {"household": str(household_id)})


async def add_fact(act: Act, event: Event, row: type[Fact], key: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """True where it is new, False where it was known. Raises FactContradicted where the same key is known with another
    object: the first one stays (C14)."""
    stated = digest(event.object)
    known = (await act.connection.execute(_known(row, *key), dict(key))).scalar_one_or_none()
    if known is not None:
        if known != stated:
            raise FactContradicted
        return False
    entry_id = await act.record(event.object)
    origin = {
        "municipality": event.municipality,
        "digest": stated,
        "statement": event.statement,
        "handed_over_at": act.now,
        "document": event.object,
        "entry_id": entry_id,
    }
    await act.connection.execute(insert_into(row), {**origin, **key, **values})
    return True


@cache
def _known(row: type[Fact], *names: str) -> Any:
    """The query of the digest that is known under this key."""
    columns = row.__table__.c  # type: ignore[attr-defined]  # SQLModel sets it on every table class
    return select(columns.digest).where(*(columns[name] == bindparam(name) for name in names))


async def add_ties(act: Act, household_id: UUID, source: tuple[UUID, int], ties: Iterable[tuple[TieKind, str]]) -> None:
    """`source`: the version of the household, account or application that ties these persons (by key) to it."""
    rows = [
        {
            "household_id": household_id,
            "person": person,
            "kind": kind.value,
            "source_id": source[0],
            "source_version": source[1],
        }
        for kind, person in ties
    ]
    if rows:
        await act.connection.execute(_ADD_TIES, rows)
