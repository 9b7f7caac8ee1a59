"""Decisions that a new version of a verification may be at odds with; that one is, and its work item."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.decision.late_answers.tables import LateAnswerRow
from services.decision.queues.protection import is_protected
from services.decision.queues.tables import WorkItemRow
from shared.database import insert_into

_STANDING = text(f"""
    select d.id, d.case_number, d.household_id, d.municipality, d.kind, d.month, k.document as calculation,
      used.document as used, newest.document as newest, newest.version,
      (select a.document -> 'deviations' from late_answer a
        where a.decision_id = d.id order by a.verification_version desc limit 1) as known,
      (select w.id from work_item w
        where w.decision_id = d.id and w.task = 'lateAnswer' and w.ended_at is null) as item_id,
      {is_protected("d.application_id", "d.household_id")} as protected
    from decision d
    join calculation k on k.id = d.calculation_id
    join verification used on used.application_id = d.application_id and used.version = k.verification_version
    cross join lateral (select n.document, n.version from verification n
                         where n.application_id = d.application_id order by n.version desc limit 1) newest
    where d.application_id = :application and newest.version > used.version
      and not exists (select from revocation r where r.decision_id = d.id)""")  # noqa: S608 - only our own words

_FIND = text("""
    select d.id, d.outcome, d.granted_ore, d.decided_at, d.justifications,
      a.verification_version as version, a.found_at, a.document -> 'deviations' as deviations,
      used.document -> 'evidence' as used, newest.document -> 'evidence' as newest,
      (select jsonb_build_object('outcome', r.outcome, 'revokedAt', r.revoked_at)
         from revocation r where r.decision_id = d.id) as revocation
    from decision d
    join calculation k on k.id = d.calculation_id
    join verification used on used.application_id = d.application_id and used.version = k.verification_version
    cross join lateral (select n.verification_version, n.found_at, n.document from late_answer n
                         where n.decision_id = d.id order by n.verification_version desc limit 1) a
    join verification newest on newest.application_id = d.application_id and newest.version = a.verification_version
    where d.id = :decision""")


async def standing_decisions(connection: AsyncConnection, application_id: UUID) -> list[Row[Any]]:
    """Those about the application that nobody has revoked and that were made on older answers than the newest."""
    return list(await connection.execute(_STANDING, {"application": application_id}))


async def find(connection: AsyncConnection, decision_id: UUID) -> Row[Any] | None:
    """The decision with its newest difference and the two answers that it lies between."""
    return (await connection.execute(_FIND, {"decision": decision_id})).first()


async def add(connection: AsyncConnection, row: dict[str, Any]) -> None:
    await connection.execute(insert_into(LateAnswerRow), row)


async def add_item(connection: AsyncConnection, item: dict[str, Any]) -> None:
    await connection.execute(insert_into(WorkItemRow), item)
