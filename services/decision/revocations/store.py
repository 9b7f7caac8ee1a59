"""Revocations: what is to be revoked, and keeping that it was."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.decision.queues.protection import is_protected
from services.decision.revocations.tables import RevocationRow
from shared.database import insert_into

_FIND = text(f"""
    select d.id, d.application_id, d.household_id, d.case_number,
      {is_protected("d.application_id", "d.household_id")} as protected,
      array(select l.number from decision_line l where l.decision_id = d.id) as lines,
      array(select t.kind from ties_in_force(:person, d.household_id, d.application_id) t) as ties
    from decision d
    where d.id = :id and d.municipality = :municipality""").bindparams(  # noqa: S608 - only our own words
    bindparam("person", type_=Text)
)

_EARLIER = text("select outcome, revoked_at from revocation where decision_id = :id")


@dataclass(frozen=True, slots=True)
class Revocable:
    """A decision, with its lines' numbers and the ties of whoever would revoke it."""

    id: UUID
    application_id: UUID
    household_id: UUID
    case_number: str
    protected: bool
    lines: frozenset[int]
    ties: frozenset[str]


async def find(connection: AsyncConnection, decision_id: UUID, municipality: str, person: str) -> Revocable | None:
    parameters = {"id": decision_id, "municipality": municipality, "person": person}
    row = (await connection.execute(_FIND, parameters)).first()
    if row is None:
        return None
    return Revocable(
        row.id,
        row.application_id,
        row.household_id,
        row.case_number,
        row.protected,
        frozenset(row.lines),
        frozenset(row.ties),
    )


async def earlier(connection: AsyncConnection, decision_id: UUID) -> Row[Any] | None:
    """`outcome` and `revoked_at`, where the decision is revoked."""
    return (await connection.execute(_EARLIER, {"id": decision_id})).first()


async def add(connection: AsyncConnection, revocation: dict[str, Any]) -> None:
    await connection.execute(insert_into(RevocationRow), revocation)
