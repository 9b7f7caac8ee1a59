"""Freezing what the registers answered, and reading it. Every query is one statement, whatever the number of blocks."""

from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.intake.applications.tables import ApplicationRow, VerifiedRow
from services.intake.evidence.tables import AnswerRow, EvidenceRow, QuestionRow
from services.intake.households.rules import MemberRole
from services.intake.households.tables import MemberRow
from services.intake.withdrawals.store import is_withdrawn


async def lock(connection: AsyncConnection, application_id: UUID) -> None:
    """Two adults' answers come one after the other: whoever is second sees that both are in."""
    await connection.execute(
        text("select pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": str(application_id)}
    )


async def answers_about(connection: AsyncConnection, application_id: UUID, member_id: UUID) -> int:
    """The number of the newest answer about the person; 0 where there is none."""
    found = await connection.execute(
        select(func.coalesce(func.max(AnswerRow.number), 0)).where(
            col(AnswerRow.application_id) == application_id, col(AnswerRow.member_id) == member_id
        )
    )
    return int(found.scalar_one())


async def add_answer(connection: AsyncConnection, row: dict[str, Any], evidence: list[dict[str, Any]]) -> None:
    await connection.execute(insert(AnswerRow).values(row))
    await connection.execute(insert(EvidenceRow), evidence)


async def evidence_of(connection: AsyncConnection, application_id: UUID) -> list[dict[str, Any]]:
    """All evidence of the application with when, why and by which law it was asked for, by person, block and number:
    the highest number counts."""
    found = await connection.execute(
        select(
            col(EvidenceRow.id),
            col(EvidenceRow.member_id),
            col(EvidenceRow.block),
            col(EvidenceRow.number),
            col(EvidenceRow.verdict),
            col(EvidenceRow.reason),
            col(EvidenceRow.detail),
            col(EvidenceRow.incomes),
            col(AnswerRow.asked_at),
            col(AnswerRow.answered_at),
            col(AnswerRow.protected),
            col(QuestionRow.purpose),
            col(QuestionRow.legal_ground),
        )
        .join(
            AnswerRow,
            (col(AnswerRow.application_id) == EvidenceRow.application_id)
            & (col(AnswerRow.member_id) == EvidenceRow.member_id)
            & (col(AnswerRow.number) == EvidenceRow.number),
        )
        .join(QuestionRow, col(QuestionRow.id) == AnswerRow.question_id)
        .where(col(EvidenceRow.application_id) == application_id)
        .order_by(col(EvidenceRow.member_id), col(EvidenceRow.block), col(EvidenceRow.number))
    )
    return [dict(row) for row in found.mappings()]


async def complete_application(connection: AsyncConnection, application_id: UUID) -> dict[str, Any] | None:
    """The application as declared, once there is an answer about every adult of it; None until then, and once it is
    withdrawn. `version`: of what
    was handed over last, 0 where nothing was."""
    a = ApplicationRow
    unanswered = exists().where(
        col(MemberRow.household_id) == a.household_id,
        col(MemberRow.version) == a.household_version,
        col(MemberRow.role) != MemberRole.CHILD.value,
        ~exists().where(col(AnswerRow.application_id) == application_id, col(AnswerRow.member_id) == MemberRow.id),
    )
    version = select(func.coalesce(func.max(VerifiedRow.version), 0)).where(col(VerifiedRow.application_id) == a.id)
    columns = (a.id, a.municipality, a.case_number, a.household_id, a.household_version, a.incomes, a.costs)
    found = await connection.execute(
        select(*map(col, columns), version.scalar_subquery().label("version")).where(
            col(a.id) == application_id, ~unanswered, ~is_withdrawn()
        )
    )
    row = found.mappings().one_or_none()
    return None if row is None else dict(row)
