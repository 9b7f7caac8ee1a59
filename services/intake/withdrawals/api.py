"""Withdrawing an application, before there is a decision."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from pydantic import ConfigDict, Field

from services.intake.applications.access import application_for, speaker
from services.intake.applications.messages import ApplicationIdField, MemberIdField, StatusField
from services.intake.applications.rules import Channel
from services.intake.applications.store import Application
from services.intake.completions.problems import ApplicationDecided, NotSigned
from services.intake.completions.store import lock
from services.intake.households.rules import Household
from services.intake.parameters import ApplicationId
from services.intake.withdrawals import store
from services.intake.withdrawals.problems import AlreadyWithdrawn, WithdrawsForAnother
from services.intake.withdrawals.rules import awaited
from shared.acts import Act, ActBy, act_router
from shared.api_models import Input, Output
from shared.auth.callers import Role
from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt

router = act_router(tags=["ansökningar / applications"])

Withdrawing = Annotated[Act, Depends(ActBy("applicationWithdrawn", Role.CITIZEN, Role.REGISTRAR))]

SAID = "withdrawalSaid"
"""The act where somebody else's signature still holds the application up."""


class WithdrawalIn(Input):
    model_config = ConfigDict(json_schema_extra={"examples": [{}]})

    member_id: Annotated[
        UUID | None,
        Field(
            description="Bara på papper: den som har återkallat skriftligt. / On paper alone: who has withdrawn in "
            "writing.",
            examples=["01980a3e-5fa0-7ff7-b152-7d9eafb01234"],
        ),
    ] = None


class WithdrawalOut(Output):
    application_id: ApplicationIdField
    member_id: MemberIdField
    withdrawn_at: Annotated[
        datetime, Field(description="När det kom in. / When it arrived.", examples=["2026-11-24T09:30:00Z"])
    ]
    awaits_others: Annotated[
        bool,
        Field(
            description="Någon annan har också skrivit under: ärendet går vidare tills även de återkallar. / Somebody "
            "else has signed too: the case goes on until they withdraw as well.",
            examples=[False],
        ),
    ]
    status: StatusField


@router.post("/applications/{applicationId}/withdrawal", status_code=201, summary="Återkalla en ansökan / Withdraw it")
async def withdraw(application_id: ApplicationId, body: WithdrawalIn, act: Withdrawing) -> WithdrawalOut:
    """Inget skäl behövs. Sammanboende återkallar var för sig: ärendet avslutas när alla som har skrivit under har
    återkallat. Registren tillfrågas sedan inte, ingen kan besluta, och du kan söka för månaden på nytt. Efter beslutet
    går det inte (409): hör då av dig till socialtjänsten. En registrator för in det som kommit på papper.

    No reason is needed. In a couple each withdraws for themself: the case ends when all who signed have. The registers
    are then not asked, nobody can decide, and you can apply for the month anew. After the decision it is too late
    (409): contact the social services. A registrar enters what came on paper."""
    application, known = await application_for(act, application_id)
    await lock(act.connection, application_id)
    member_id = await _who(act, body, application, known.household)
    earlier = {one.member_id for one in await store.withdrawals_of(act.connection, application_id)}
    if application.facts.withdrawn or member_id in earlier:
        raise AlreadyWithdrawn
    awaits = bool(awaited(application.signed, earlier | {member_id}, known.household))
    await (_say if awaits else _end)(act, application, member_id)
    status = application.status if awaits else application.ended().status
    return WithdrawalOut(
        application_id=application_id,
        member_id=member_id,
        withdrawn_at=act.now,
        awaits_others=awaits,
        status=status,
    )


async def _who(act: Act, body: WithdrawalIn, application: Application, household: Household) -> UUID:
    """The member who withdraws. Raises WithdrawsForAnother, NotSigned or ApplicationDecided."""
    named = speaker(act, household, body.member_id)
    if named is None:
        raise WithdrawsForAnother
    if named not in application.signed:
        raise NotSigned
    if application.facts.lines is not None:
        raise ApplicationDecided
    return named


async def _say(act: Act, application: Application, member_id: UUID) -> None:
    """One of several: kept and shown, and the case goes on."""
    act.name = SAID
    said = {"applicationId": str(application.id), "memberId": str(member_id), "withdrawnAt": act.now.isoformat()}
    entry_id = await act.record({"salt": new_salt(), **said})
    await store.add(act.connection, _row(act, application, member_id, entry_id))


async def _end(act: Act, application: Application, member_id: UUID) -> None:
    """The last, or the only one: stated and handed over."""
    document = _document(act, application)
    subject = Subject("application", str(application.id), 2)
    statement = act.state(subject, Hands(), document)
    entry_id = await act.record(document)
    whole = {"withdrawn_at": act.now, "document": document, "statement": statement, "entry_id": entry_id}
    await store.add(act.connection, _row(act, application, member_id, entry_id))
    await store.add_whole(act.connection, {"application_id": application.id, **whole})
    await act.hand_over(("decision",), statement, subject, document)


def _document(act: Act, application: Application) -> dict[str, Any]:
    """The object that is stated and handed over (docs/hand-overs.md)."""
    return {
        "salt": new_salt(),
        "applicationId": str(application.id),
        "caseNumber": application.case_number,
        "householdId": str(application.household_id),
        "withdrawnAt": act.now.isoformat(),
    }


def _row(act: Act, application: Application, member_id: UUID, entry_id: UUID) -> dict[str, Any]:
    channel = Channel.E_SERVICE if act.role is Role.CITIZEN else Channel.PAPER
    return {
        "application_id": application.id,
        "member_id": member_id,
        "channel": channel.value,
        "withdrawn_at": act.now,
        "received_from": act.person,
        "entry_id": entry_id,
    }
