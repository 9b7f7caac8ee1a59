"""Households and applications, as intake states them, and conflicts of interest, as decision does. Facts come in any
order and may come twice."""

from services.payout.facts import store
from services.payout.facts.kinds import APPLICATION, COMPLETION, CONFLICT, HOUSEHOLD
from services.payout.facts.objects import ApplicationObject, CompletionObject, ConflictObject, HouseholdObject
from services.payout.facts.taking import take_in
from services.payout.orders.weighing import weigh
from shared.acts import Act
from shared.auth.statements import Statement
from shared.handover.events import Event
from shared.handover.objects import read_object
from shared.problems import ObjectNotAsAgreed


async def household(act: Act, event: Event, statement: Statement) -> None:
    """`householdRegistered` and `householdChanged`."""
    said = read_object(HouseholdObject, event.object)
    stated = await take_in(act, event, statement, HOUSEHOLD, said.household_id, version=said.version)
    if stated is not None:
        await store.add_household(act.connection, said, stated)
        await weigh(act, household_id=said.household_id)


async def application(act: Act, event: Event, statement: Statement) -> None:
    """`applicationRegistered`. Who typed in a paper application has a hand in entry."""
    said = read_object(ApplicationObject, event.object)
    act.about(caseNumber=said.case_number, householdId=said.household_id)
    stated = await take_in(act, event, statement, APPLICATION, said.application_id)
    if stated is not None:
        await store.add_application(act.connection, said, stated)
        await weigh(act, application_id=said.application_id)


async def completion(act: Act, event: Event, statement: Statement) -> None:
    """`completionRegistered`. Who typed it in from paper has a hand in entry where the decision counted with it."""
    said = read_object(CompletionObject, event.object)
    act.about(caseNumber=said.case_number, householdId=said.household_id)
    act.about(applicationId=said.application_id, completionId=said.completion_id)
    if (said.channel == "paper") != bool(statement.hands.entry):
        raise ObjectNotAsAgreed
    stated = await take_in(act, event, statement, COMPLETION, said.completion_id)
    if stated is not None:
        await store.add_completion(act.connection, said, stated)
        await weigh(act, application_id=said.application_id)


async def conflict(act: Act, event: Event, statement: Statement) -> None:
    """`conflictDeclared`. What that person had a hand in, and is in no bank file, is blocked (C2)."""
    said = read_object(ConflictObject, event.object)
    act.about(householdId=said.household_id)
    stated = await take_in(act, event, statement, CONFLICT, said.conflict_id)
    if stated is not None:
        await store.add_conflict(act.connection, said, stated)
        await weigh(act, household_id=said.household_id)
