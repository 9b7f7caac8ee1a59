"""Asking the applicant for what is missing, from the work item that one holds."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from pydantic import ConfigDict, Field
from sqlalchemy import Row

from services.decision import examples
from services.decision.claims import store as claims
from services.decision.claims.problems import ClaimNeeded
from services.decision.claims.rules import EndedBecause
from services.decision.completions import store
from services.decision.completions.problems import ImpossibleResponseDay, LooksPersonal
from services.decision.completions.rules import Missing, can_respond_by, last_day
from services.decision.work_items.desk import Desk, held_desk, refuse_other_hands
from shared.acts import Act, ActBy, act_router
from shared.api_models import Input, Output
from shared.auth.callers import Role
from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt
from shared.ids import new_id
from shared.persons import LOOKS_PERSONAL
from shared.texts import LongText

router = act_router(tags=["ärenden / work items"])

Asking = Annotated[Act, Depends(ActBy("completionRequested", Role.ECONOMY_SECRETARY, Role.SOCIAL_WORKER))]
RespondBy = Annotated[
    date, Field(description="Sista dag att svara. / The last day to answer.", examples=["2026-12-04"])
]


class CompletionRequestIn(Input):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.ASKING]})

    missing: Annotated[
        list[Missing], Field(min_length=1, max_length=len(Missing), description="Vad som saknas. / What is missing.")
    ]
    text: Annotated[
        LongText,
        Field(
            description="Vad som behövs, med vanliga ord; den sökande läser det. Utan personnummer. / What is needed, "
            "in plain words that the applicant reads. Without personal numbers."
        ),
    ]
    respond_by: RespondBy


class CompletionRequestedOut(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.ASKED]})

    id: UUID
    work_item_id: UUID
    respond_by: RespondBy
    asked_at: Annotated[datetime, Field(examples=["2026-11-23T10:05:00+01:00"])]


@router.post(
    "/work-items/{workItemId}/completion-requests",
    status_code=201,
    summary="Be den sökande om komplettering / Ask the applicant for what is missing",
)
async def ask(work_item_id: examples.WorkItemId, body: CompletionRequestIn, act: Asking) -> CompletionRequestedOut:
    """Ärendet väntar sedan på den sökande (FL 20 och 23 §§): ingen håller i det, och du kan ta nästa. När svaret
    kommer, eller dagen har gått, är det åter i sin kö, för vem som helst som är ledig (C9). Hur många dagar som kan ges
    är daterad data för kommunen.

    The work item then waits for the applicant: nobody holds it, and you can take the next. When the answer comes, or
    the day has passed, it is back in its queue for whoever is free (C9). How many days can be given is the
    municipality's dated data."""
    desk = await held_desk(act, work_item_id)
    refuse_other_hands(desk)
    rule = await _rule(act, body)
    request_id = new_id()
    act.about(completionRequestId=request_id)
    document = _document(desk, body, request_id, act.now)
    statement = act.state(Subject("completionRequest", str(request_id), 1), Hands(), document)
    entry_id = await act.record(document, rule=str(rule.id))
    stated = {"document": document, "statement": statement, "entry_id": entry_id}
    await store.add(act.connection, {**_row(act, desk, body), "id": request_id, "rule_id": rule.id, **stated})
    because = EndedBecause.COMPLETION_REQUESTED
    if not await claims.end(act.connection, desk.claim_id, because, now=act.now, entry_id=entry_id):
        raise ClaimNeeded
    await act.hand_over(("intake",), statement, Subject("completionRequest", str(request_id), 1), document)
    return CompletionRequestedOut(id=request_id, work_item_id=desk.id, respond_by=body.respond_by, asked_at=act.now)


async def _rule(act: Act, body: CompletionRequestIn) -> Row[Any]:
    """The rule that allows the day. Raises LooksPersonal or ImpossibleResponseDay."""
    if LOOKS_PERSONAL.search(body.text):
        raise LooksPersonal
    today = act.running.clock.today()
    rule = await store.rule_in_force(act.connection, act.municipality, today)
    if not can_respond_by(body.respond_by, today, rule.longest_days):
        raise ImpossibleResponseDay(str(last_day(today, 1)), str(last_day(today, rule.longest_days)))
    return rule


def _document(desk: Desk, body: CompletionRequestIn, request_id: UUID, at: datetime) -> dict[str, Any]:
    """The object that is stated and handed over (docs/hand-overs.md): nobody who asked."""
    return {
        "salt": new_salt(),
        "requestId": str(request_id),
        "applicationId": str(desk.application_id),
        "caseNumber": desk.case_number,
        "householdId": str(desk.household_id),
        "missing": list(dict.fromkeys(code.value for code in body.missing)),
        "text": body.text,
        "respondBy": body.respond_by.isoformat(),
        "askedAt": at.isoformat(),
    }


def _row(act: Act, desk: Desk, body: CompletionRequestIn) -> dict[str, Any]:
    return {
        "work_item_id": desk.id,
        "claim_id": desk.claim_id,
        "application_id": desk.application_id,
        "household_id": desk.household_id,
        "municipality": act.municipality,
        "missing": list(dict.fromkeys(code.value for code in body.missing)),
        "text": body.text,
        "respond_by": body.respond_by,
        "asked_by": act.person,
        "asked_at": act.now,
    }
