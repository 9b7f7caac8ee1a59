"""An application arrives: checked, numbered, stated, stored and handed over in the act's transaction."""

from typing import Any
from uuid import UUID

from services.intake.applications import rules, store
from services.intake.applications.messages import ApplicationIn
from services.intake.applications.problems import MemberNotInHousehold, MonthNotOpen, RenewalNotPossible
from services.intake.applications.rules import Channel, Kind
from services.intake.households.rules import Household, Member
from services.intake.settings import settings_of
from shared.acts import Act
from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt
from shared.clock import STOCKHOLM
from shared.ids import new_id

LOOK_UP = "look_up"
"""The job that asks the registers about one person (services/intake/evidence/jobs.py)."""


async def register(act: Act, body: ApplicationIn, household: Household, channel: Channel) -> dict[str, Any]:
    """Stores the application and starts the look-ups of who has signed. Returns its object as handed over. Raises
    MonthNotOpen, MemberNotInHousehold and RenewalNotPossible; that there is an open one already is the database's to
    say (`application_open_once`)."""
    await _check(act, body, household)
    drawn, ended = await store.before_arrival(act.connection, household, body.kind, body.month)
    number = rules.case_number(act.now.astimezone(STOCKHOLM).date(), drawn)
    document = _document(act, body, household, channel, number)
    subject = Subject("application", document["applicationId"], 1)
    entry = (act.person,) if channel is Channel.PAPER else ()  # who types in a paper application has a hand in entry
    statement = act.state(subject, Hands(entry=entry), document)
    log_id = await act.record(document, applicationId=document["applicationId"], caseNumber=number)
    signers = rules.signers(channel, household, act.person)
    stored = {"number": ended + 1, "statement": statement, "entry_id": log_id}
    await store.add(act.connection, {**_row(act, body, document), **stored}, signers)
    await act.hand_over(("decision", "payout"), statement, subject, document)
    await start_look_ups(act, document["applicationId"], *signers)
    return document


async def start_look_ups(act: Act, application_id: UUID | str, *signers: Member) -> None:
    """Only about who has signed (C11)."""
    await act.defer(
        LOOK_UP, *({"application_id": str(application_id), "member_id": str(signer.id)} for signer in signers)
    )


def signature_row(
    act: Act, application_id: UUID | str, signer: Member, channel: Channel, log_id: UUID
) -> dict[str, Any]:
    return {
        "application_id": UUID(str(application_id)),
        "member_id": signer.id,
        "person": signer.person,
        "channel": channel.value,
        "signed_at": act.now,
        "entry_id": log_id,
    }


async def _check(act: Act, body: ApplicationIn, household: Household) -> None:
    first, last = rules.open_months(act.now.astimezone(STOCKHOLM).date())
    if not first <= body.month <= last:
        raise MonthNotOpen(str(first), str(last))
    if rules.unknown_members((income.member_id for income in body.incomes), household):
        raise MemberNotInHousehold
    if body.kind is Kind.RENEWAL:
        await _check_renewal(act, body, household)


async def _check_renewal(act: Act, body: ApplicationIn, household: Household) -> None:
    same = act.running.persons.same()
    granted = await store.granted_months(act.connection, act.municipality, household, same=same)
    if not rules.can_renew(body.month, granted, settings_of(act.running).renewal_months):
        raise RenewalNotPossible


def _document(act: Act, body: ApplicationIn, household: Household, channel: Channel, number: str) -> dict[str, Any]:
    """The object that is stated and handed over (docs/hand-overs.md)."""
    return {
        "salt": new_salt(),
        "applicationId": str(new_id()),
        "caseNumber": number,
        "householdId": str(household.id),
        "householdVersion": household.version,
        "kind": body.kind.value,
        "month": str(body.month),
        "channel": channel.value,
        "receivedAt": act.now.isoformat(),
    }


def _row(act: Act, body: ApplicationIn, document: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": UUID(document["applicationId"]),
        "municipality": act.municipality,
        "household_id": UUID(document["householdId"]),
        "household_version": document["householdVersion"],
        "case_number": document["caseNumber"],
        "kind": document["kind"],
        "month": document["month"],
        "channel": document["channel"],
        "received_at": act.now,
        "received_from": act.person,
        "incomes": [income.model_dump(mode="json", by_alias=True) for income in body.incomes],
        "costs": [cost.model_dump(mode="json", by_alias=True) for cost in body.costs],
        "document": document,
    }
