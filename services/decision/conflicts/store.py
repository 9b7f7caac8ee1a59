"""Finding the household that a declaration is about, and keeping declarations."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Text, bindparam, select, text
from sqlalchemy import Uuid as UuidType
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.decision.conflicts.tables import ConflictRow
from shared.database import insert_into
from shared.paging import Page

_SHOWN = (
    col(ConflictRow.id),
    col(ConflictRow.household_id),
    col(ConflictRow.case_number),
    col(ConflictRow.declared_at),
)

_HOUSEHOLD = text("""
    select household_id from household_version
     where household_id = :household and municipality = :municipality
    union
    select household_id from application
     where (household_id = :household or case_number = :case_number) and municipality = :municipality
    limit 1""").bindparams(
    bindparam("household", type_=UuidType), bindparam("case_number", type_=Text), bindparam("municipality", type_=Text)
)
"""One statement, whatever the household is and however it was named: protected ones are found as all others are."""


async def household_named(
    connection: AsyncConnection, household_id: UUID | None, case_number: str | None, municipality: str
) -> UUID | None:
    """The municipality's household with this id, or of the case with this number."""
    parameters = {"household": household_id, "case_number": case_number, "municipality": municipality}
    found: UUID | None = (await connection.execute(_HOUSEHOLD, parameters)).scalar_one_or_none()
    return found


async def find(connection: AsyncConnection, person: str, household_id: UUID, case_number: str | None) -> Any | None:
    """The same declaration as it was made before."""
    same = (
        col(ConflictRow.person) == person,
        col(ConflictRow.household_id) == household_id,
        col(ConflictRow.case_number).is_not_distinct_from(case_number),
    )
    return (await connection.execute(select(*_SHOWN).where(*same))).first()


async def add(connection: AsyncConnection, conflict: Mapping[str, Any]) -> None:
    """The database makes the tie of it (C2)."""
    await connection.execute(insert_into(ConflictRow), dict(conflict))


async def declared_by(connection: AsyncConnection, person: str, municipality: str, page: Page) -> Sequence[Any]:
    """A person's own, the latest first."""
    rows = await connection.execute(
        select(*_SHOWN)
        .where(col(ConflictRow.person) == person, col(ConflictRow.municipality) == municipality)
        .order_by(col(ConflictRow.declared_at).desc(), col(ConflictRow.id).desc())
        .offset(page.offset)
        .limit(page.fetched)
    )
    return rows.all()
