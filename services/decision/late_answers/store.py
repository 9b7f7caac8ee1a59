"""Decisions that a new version of a verification may be at odds with, and keeping that one is."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.decision.late_answers.tables import LateAnswerRow

_STANDING = text("""
    select d.id, d.case_number, d.household_id, d.municipality, d.month, k.document as calculation,
      used.document as used, newest.document as newest, newest.version,
      (select a.document -> 'deviations' from late_answer a
        where a.decision_id = d.id order by a.verification_version desc limit 1) as known
    from decision d
    join calculation k on k.id = d.calculation_id
    join verification used on used.application_id = d.application_id and used.version = k.verification_version
    cross join lateral (select n.document, n.version from verification n
                         where n.application_id = d.application_id order by n.version desc limit 1) newest
    where d.application_id = :application and newest.version > used.version
      and not exists (select from revocation r where r.decision_id = d.id)""")


async def standing_decisions(connection: AsyncConnection, application_id: UUID) -> list[Row[Any]]:
    """Those about the application that nobody has revoked and that were made on older answers than the newest."""
    return list(await connection.execute(_STANDING, {"application": application_id}))


async def add(connection: AsyncConnection, row: dict[str, Any]) -> None:
    await connection.execute(insert(LateAnswerRow).values(row))
