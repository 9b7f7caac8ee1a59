"""Freezing what the registers answered, and reading it. Every query is one statement, whatever the number of blocks."""

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, exists, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.intake.applications.tables import ApplicationRow, VerifiedRow
from services.intake.evidence.tables import AnswerRow, EvidenceRow, QuestionRow
from services.intake.households.rules import MemberRole
from services.intake.households.tables import MemberRow
from services.intake.withdrawals.store import is_withdrawn
from shared.database import by_column, insert_all, insert_into


async def lock(connection: AsyncConnection, application_id: UUID) -> None:
    """Two adults' answers come one after the other: whoever is second sees that both are in."""
    await connection.execute(
        text("select pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": str(application_id)}
    )


async def answers_about(connection: AsyncConnection, application_id: UUID, member_id: UUID) -> int:
    """The number of the newest answer about the person; 0 where there is none."""
    found = await connection.execute(_NEWEST, {"application": application_id, "member": member_id})
    return int(found.scalar_one())


async def add_answer(connection: AsyncConnection, row: dict[str, Any], evidence: list[dict[str, Any]]) -> None:
    await connection.execute(insert_into(AnswerRow), row)
    if evidence:
        await connection.execute(insert_all(EvidenceRow), by_column(evidence))


async def evidence_of(connection: AsyncConnection, application_id: UUID) -> list[dict[str, Any]]:
    """All evidence of the application with when, why and by which law it was asked for, by person, block and number:
    the highest number counts."""
    found = await connection.execute(_EVIDENCE, {"application": application_id})
    return [dict(row) for row in found.mappings()]


async def complete_application(connection: AsyncConnection, application_id: UUID) -> dict[str, Any] | None:
    """The application as declared, once there is an answer about every adult of it; None until then, and once it is
    withdrawn. `version`: of what was handed over last, 0 where nothing was."""
    found = await connection.execute(_COMPLETE, {"application": application_id})
    row = found.mappings().one_or_none()
    return None if row is None else dict(row)


_Q, _N, _E = QuestionRow, AnswerRow, EvidenceRow
_NEWEST = select(func.coalesce(func.max(_N.number), 0)).where(
    col(_N.application_id) == bindparam("application"), col(_N.member_id) == bindparam("member")
)
_EVIDENCE = (
    select(
        *map(col, (_E.id, _E.member_id, _E.block, _E.number, _E.verdict, _E.reason, _E.detail, _E.incomes)),
        *map(col, (_N.asked_at, _N.answered_at, _N.protected, _Q.purpose, _Q.legal_ground)),
    )
    .join(
        _N,
        (col(_N.application_id) == _E.application_id)
        & (col(_N.member_id) == _E.member_id)
        & (col(_N.number) == _E.number),
    )
    .join(_Q, col(_Q.id) == _N.question_id)
    .where(col(_E.application_id) == bindparam("application"))
    .order_by(col(_E.member_id), col(_E.block), col(_E.number))
)


def _complete() -> Any:
    a, m = ApplicationRow, MemberRow
    unanswered = exists().where(
        col(m.household_id) == a.household_id,
        col(m.version) == a.household_version,
        col(m.role) != MemberRole.CHILD.value,
        ~exists().where(col(_N.application_id) == bindparam("application"), col(_N.member_id) == m.id),
    )
    version = select(func.coalesce(func.max(VerifiedRow.version), 0)).where(col(VerifiedRow.application_id) == a.id)
    columns = (a.id, a.municipality, a.case_number, a.household_id, a.household_version, a.incomes, a.costs)
    return select(*map(col, columns), version.scalar_subquery().label("version")).where(
        col(a.id) == bindparam("application"), ~unanswered, ~is_withdrawn()
    )


_COMPLETE = _complete()
"""Each is put together once: that takes longer than the database does for it."""
