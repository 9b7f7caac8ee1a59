"""What decision and payout say became of an application. Each fact is kept as it comes, in any order."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from services.intake.applications import store
from services.intake.applications.rules import Because, Ending, Revocation
from shared.acts import Act
from shared.auth.statements import Statement
from shared.handover.events import Event
from shared.handover.objects import HandedOver, Version, read_object
from shared.problems import NotFound, ObjectNotAsAgreed


class LineObject(HandedOver):
    number: Version


class DecisionObject(HandedOver):
    decision_id: UUID
    application_id: UUID
    outcome: Literal["granted", "partlyGranted", "rejected"]
    decided_at: AwareDatetime
    lines: Annotated[tuple[LineObject, ...], Field(max_length=100)]


class OrderObject(HandedOver):
    order_id: UUID
    decision_id: UUID
    line: Version
    application_id: UUID
    status: Ending
    because: Because | None = None


class RevocationObject(HandedOver):
    decision_id: UUID
    application_id: UUID
    revoked_at: AwareDatetime
    outcome: Revocation


class UndoneObject(HandedOver):
    decision_id: UUID
    application_id: UUID
    undone_at: AwareDatetime


async def decision_made(act: Act, event: Event, statement: Statement) -> None:
    """Keeps the decision. Its kind and month are the application's own, which intake knows best."""
    decided = read_object(DecisionObject, event.object)
    await check_about(act, event, decided.decision_id, decided.application_id)
    await store.add_decision(
        act.connection,
        {
            "decision_id": decided.decision_id,
            "application_id": decided.application_id,
            "outcome": decided.outcome,
            "lines": sorted({line.number for line in decided.lines}),
            "decided_at": decided.decided_at,
            "entry_id": await act.record(event.object),
        },
    )


async def decision_revoked(act: Act, event: Event, statement: Statement) -> None:
    """The decision's second version. It may come before the first."""
    revoked = read_object(RevocationObject, event.object)
    await check_about(act, event, revoked.decision_id, revoked.application_id)
    if event.subject.version != 2:
        raise ObjectNotAsAgreed
    await store.add_revocation(
        act.connection,
        {
            "decision_id": revoked.decision_id,
            "application_id": revoked.application_id,
            "outcome": revoked.outcome.value,
            "revoked_at": revoked.revoked_at,
            "entry_id": await act.record(event.object),
        },
    )


async def decision_undone(act: Act, event: Event, statement: Statement) -> None:
    """The decision's third version: the application is to be decided anew."""
    undone = read_object(UndoneObject, event.object)
    await check_about(act, event, undone.decision_id, undone.application_id)
    if event.subject.version != 3:
        raise ObjectNotAsAgreed
    await store.add_undone(
        act.connection,
        {
            "decision_id": undone.decision_id,
            "application_id": undone.application_id,
            "undone_at": undone.undone_at,
            "entry_id": await act.record(event.object),
        },
    )


async def payment_ended(act: Act, event: Event, statement: Statement) -> None:
    ended = read_object(OrderObject, event.object)
    await check_about(act, event, ended.order_id, ended.application_id)
    act.about(decisionId=ended.decision_id)
    await store.add_payment_end(
        act.connection,
        {
            "id": event.id,
            "order_id": ended.order_id,
            "decision_id": ended.decision_id,
            "line": ended.line,
            "application_id": ended.application_id,
            "status": ended.status.value,
            "because": None if ended.because is None else ended.because.value,
            "entry_id": await act.record(event.object),
        },
    )


async def check_about(act: Act, event: Event, subject_id: UUID, application_id: UUID) -> None:
    """The object is the one that the statement is about, and the application is this municipality's."""
    if subject_id != event.subject.id:
        raise ObjectNotAsAgreed
    act.about(applicationId=application_id)
    case = await store.case_of(act.connection, application_id, act.municipality)
    if case is None:
        raise NotFound
    act.about(caseNumber=case[0], householdId=case[1])
