"""Asking the registers about one person, and freezing what they answer.

What is asked is kept and logged before the call, so that a call that was killed has left its trace (C11). The call is
outside any transaction. Its answer, and the hand-over when it was the last one or tells more than those before, are
one transaction. A job that runs twice finds the answer there and does nothing; one that was killed between call and
answer asks again.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.applications.store import add_verified
from services.intake.evidence import store
from services.intake.evidence.asking import Question, keep_question, question_about
from services.intake.evidence.documents import answer_document, answer_row, frozen_evidence, verified_document
from services.intake.evidence.measures import count_answers
from services.intake.evidence.rules import tells_more
from services.intake.registers.client import LookUp, RegisterClient
from services.intake.settings import settings_of
from shared.acts import Act
from shared.auth.callers import Caller, Role
from shared.auth.statements import Hands, Subject
from shared.running import Running


async def look_up(running: Running, application_id: str, member_id: str) -> None:
    """Asks about one member who has signed. A register that does not answer makes its block `notVerifiable`, and the
    application goes on (C10)."""
    blocks = settings_of(running).registers_blocks
    async with running.transaction() as connection:
        question = await question_about(connection, UUID(application_id), UUID(member_id), blocks)
        if question is not None:
            await keep_asked(running, connection, question)
    if question is not None:
        await ask_registers(running, question)


async def ask_registers(running: Running, question: Question) -> None:
    """Sends a question that is kept, and freezes what comes of it."""
    settings = settings_of(running)
    client = RegisterClient(running.client, settings.registers(), running.clock)
    found = await client.look_up(
        question.person,
        question.blocks,
        question.period,
        case_number=question.case_number,
        purpose=settings.registers_purpose,
        legal_ground=settings.registers_legal_ground,
        on_behalf_of=settings.on_behalf_of(),
    )
    async with running.transaction() as connection:
        await _freeze(running, connection, question, found)
    count_answers(found)


async def keep_asked(running: Running, connection: AsyncConnection, question: Question) -> None:
    act = _act(running, connection, "registerAsked", question.municipality)
    act.about(**question.subjects)
    kept = {"asked_at": act.now, "entry_id": await act.record()}
    await keep_question(connection, question, settings_of(running), kept)


async def _freeze(running: Running, connection: AsyncConnection, question: Question, found: LookUp) -> None:
    """The first answer with its number stays: what a job that ran twice brings is left."""
    await store.lock(connection, question.application_id)
    if await store.answers_about(connection, question.application_id, question.member_id) != question.number - 1:
        return
    # Where this is the first answer about the person, nothing has been handed over that it could tell more than.
    before = await store.evidence_of(connection, question.application_id) if question.number > 1 else []
    act = _act(running, connection, "registerAnswered", question.municipality)
    evidence = frozen_evidence(question, found)
    document = answer_document(question, found, evidence)
    act.about(**question.subjects)
    log_id = await act.record(document)
    await store.add_answer(connection, {**answer_row(question, found, document), "entry_id": log_id}, evidence)
    complete = await store.complete_application(connection, question.application_id)
    said = [{**row, "protected": found.protected} for row in evidence]
    if complete is not None and (complete["version"] == 0 or tells_more(before, said)):
        await _hand_over(_act(running, connection, "applicationVerified", question.municipality), complete)


async def _hand_over(act: Act, application: Mapping[str, Any]) -> None:
    evidence = await store.evidence_of(act.connection, application["id"])
    document, version = verified_document(application, evidence), application["version"] + 1
    subject = Subject("application", document["applicationId"], version)
    statement = act.state(subject, Hands(), document)
    about = {name: document[name] for name in ("applicationId", "householdId", "caseNumber")}
    row = {
        "application_id": application["id"],
        "version": version,
        "verified_at": act.now,
        "document": document,
        "statement": statement,
        "entry_id": await act.record(document, **about),
    }
    await add_verified(act.connection, row)
    await act.hand_over(("decision",), statement, subject, document)


def _act(running: Running, connection: AsyncConnection, name: str, municipality: str) -> Act:
    """Intake itself acts, for the application's municipality."""
    caller = Caller(None, frozenset({Role.SERVICE}), municipality, service=running.name)
    return Act(running, caller, connection, name)
