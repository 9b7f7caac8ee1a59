"""Who is to be asked about, and the question as it is kept before it is sent (C11).

The first question about a person is of every register. Those that gave no answer are asked again (again.py)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.intake.applications.store import is_ended
from services.intake.applications.tables import ApplicationRow, SignatureRow
from services.intake.evidence.tables import AnswerRow, QuestionRow
from services.intake.households.tables import MemberRow
from services.intake.registers.rules import Block, Period, fetch_window
from services.intake.settings import Settings
from shared.database import insert_into
from shared.ids import new_id
from shared.months import Month
from shared.persons import PersonalNumber


@dataclass(frozen=True, slots=True)
class Question:
    """About one person who has signed the application: `number` counts the answers about them, and is that of the one
    it leads to. `person` is never shown."""

    id: UUID
    application_id: UUID
    member_id: UUID
    municipality: str
    household_id: UUID
    case_number: str
    period: Period
    person: PersonalNumber
    blocks: frozenset[Block]
    number: int = 1

    @property
    def subjects(self) -> dict[str, str | UUID]:
        """What the control log says it is about: never which member."""
        return {
            "applicationId": self.application_id,
            "householdId": self.household_id,
            "caseNumber": self.case_number,
            "registerQuestionId": self.id,
        }


async def question_about(
    connection: AsyncConnection, application_id: UUID, member_id: UUID, blocks: frozenset[Block]
) -> Question | None:
    """What to ask at first, or None where the person has not signed, the application is decided or withdrawn, or
    there is an answer."""
    found = await connection.execute(_SIGNED, {"application": application_id, "member": member_id})
    row = found.one_or_none()
    if row is None:
        return None
    return Question(
        new_id(),
        application_id,
        member_id,
        row.municipality,
        row.household_id,
        row.case_number,
        fetch_window(Month.parse(row.month)),
        PersonalNumber(row.personal_number),
        blocks,
    )


def _signed() -> Select[str, UUID, str, str, str]:
    """The application, open and without an answer about who has signed it, and their number. Put together once."""
    a, m, s, answer = ApplicationRow, MemberRow, SignatureRow, AnswerRow
    signer = (
        (col(m.household_id) == a.household_id) & (col(m.version) == a.household_version) & (col(m.id) == s.member_id)
    )
    answered = exists().where(col(answer.application_id) == s.application_id, col(answer.member_id) == s.member_id)
    return (
        select(col(a.municipality), col(a.household_id), col(a.case_number), col(a.month), col(m.personal_number))
        .join(s, col(s.application_id) == a.id)
        .join(m, signer)
        .where(col(a.id) == bindparam("application"), col(s.member_id) == bindparam("member"), ~is_ended(), ~answered)
    )


_SIGNED = _signed()


async def keep_question(
    connection: AsyncConnection, question: Question, settings: Settings, kept: dict[str, Any]
) -> None:
    """`kept`: asked_at, entry_id."""
    submitter = settings.on_behalf_of()
    row = {
        "id": question.id,
        "application_id": question.application_id,
        "member_id": question.member_id,
        "first_day": question.period.first_day,
        "last_day": question.period.last_day,
        "blocks": sorted(question.blocks),
        "purpose": settings.registers_purpose,
        "legal_ground": settings.registers_legal_ground,
        "organisation_number": submitter.organisation_number,
        "organisation": submitter.name,
        "handler": submitter.handler,
        **kept,
    }
    await connection.execute(insert_into(QuestionRow), row)
