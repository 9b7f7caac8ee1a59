"""Completing an application, whether a handler has asked for it or not, in the e-service or on paper."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends

from services.intake.applications.access import application_for, speaker
from services.intake.applications.problems import MemberNotInHousehold
from services.intake.applications.rules import Channel, unknown_members
from services.intake.applications.store import Application, declared
from services.intake.completions import store
from services.intake.completions.messages import CompletionIn, CompletionRegistered
from services.intake.completions.problems import ApplicationDecided, CompletesForAnother, NothingCompleted, NotSigned
from services.intake.completions.rules import unanswered
from services.intake.completions.telling import tell_payout
from services.intake.households.rules import Household
from services.intake.parameters import ApplicationId
from shared.acts import Act, ActBy, act_router
from shared.auth.callers import Role
from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt
from shared.ids import new_id

router = act_router(tags=["ansökningar / applications"])

Completing = Annotated[Act, Depends(ActBy("applicationCompleted", Role.CITIZEN, Role.REGISTRAR))]


@router.post(
    "/applications/{applicationId}/completions", status_code=201, summary="Komplettera en ansökan / Complete it"
)
async def complete(application_id: ApplicationId, body: CompletionIn, act: Completing) -> CompletionRegistered:
    """Svar på det en handläggare har bett om, eller något som du själv vill rätta eller lägga till. Det blir en ny
    version av uppgifterna, som beslutet måste vila på. Svar efter sista dagen men före beslutet räknas också. En
    registrator för in det som kommit på papper, och varken beslutar eller betalar sedan i ärendet (C1).

    An answer to what a handler asked for, or something that you want to correct or add. It becomes a new version of
    what is declared, which the decision has to rest on. An answer after the last day but before the decision counts
    too. A registrar enters what came on paper, and then neither decides nor pays in the case (C1)."""
    application, known = await application_for(act, application_id)
    _check(act, body, application, known.household)
    await store.lock(act.connection, application_id)
    document = await _document(act, body, application)
    subject = Subject("completion", document["completionId"], 1)
    hands = Hands(entry=(act.person,)) if document["channel"] == Channel.PAPER else Hands()
    statement = act.state(subject, hands, document)
    entry_id = await act.record(document, completionId=document["completionId"])
    stated = {"document": document, "statement": statement, "entry_id": entry_id}
    await store.add(act.connection, {**_row(act, document), "text": body.text, **stated})
    await act.hand_over(("decision",), statement, subject, document)
    await tell_payout(act, subject, hands, document)
    return CompletionRegistered(
        id=document["completionId"],
        application_id=application_id,
        number=document["number"],
        channel=Channel(document["channel"]),
        received_at=act.now,
        status=application.answered().status,
    )


def _check(act: Act, body: CompletionIn, application: Application, household: Household) -> None:
    """Raises CompletesForAnother, ApplicationDecided, NotSigned, NothingCompleted or MemberNotInHousehold."""
    signer = speaker(act, household, body.member_id)
    if signer is None:
        raise CompletesForAnother
    if application.facts.lines is not None:
        raise ApplicationDecided
    if signer not in application.signed:
        raise NotSigned
    if body.text is None and body.incomes is None and body.costs is None:
        raise NothingCompleted
    if unknown_members((income.member_id for income in body.incomes or ()), household):
        raise MemberNotInHousehold


async def _document(act: Act, body: CompletionIn, application: Application) -> dict[str, Any]:
    """The object that is stated and handed over (docs/hand-overs.md): what was written stays here."""
    versions = await store.versions_of(act.connection, application.id)
    if versions:
        number, incomes, costs = versions[0].number, versions[0].incomes, versions[0].costs
    else:
        number, (incomes, costs, _) = 1, await declared(act.connection, application.id)
    answers = unanswered(await store.requests_of(act.connection, application.id))
    said = body.model_dump(mode="json", by_alias=True)
    return {
        "salt": new_salt(),
        "completionId": str(new_id()),
        "applicationId": str(application.id),
        "caseNumber": application.case_number,
        "householdId": str(application.household_id),
        "number": number + 1,
        "requestId": None if answers is None else str(answers.id),
        "channel": (Channel.E_SERVICE if act.role is Role.CITIZEN else Channel.PAPER).value,
        "receivedAt": act.now.isoformat(),
        "withText": body.text is not None,
        "incomes": incomes if body.incomes is None else said["incomes"],
        "costs": costs if body.costs is None else said["costs"],
    }


def _row(act: Act, document: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": UUID(document["completionId"]),
        "application_id": UUID(document["applicationId"]),
        "number": document["number"],
        "request_id": None if document["requestId"] is None else UUID(document["requestId"]),
        "channel": document["channel"],
        "received_at": act.now,
        "received_from": act.person,
        "incomes": document["incomes"],
        "costs": document["costs"],
    }
