"""That an application was withdrawn. Where it crossed a decision, somebody has to see what was granted (ADR 0010)."""

from uuid import UUID

from pydantic import AwareDatetime
from sqlalchemy import select
from sqlmodel import col

from services.decision.facts.objects import CaseNumber, check_subject
from services.decision.facts.store import add_fact, lock_household
from services.decision.payments.following import follow_all
from services.decision.withdrawals import store
from services.decision.withdrawals.tables import WithdrawalRow
from shared.acts import Act
from shared.auth.statements import Statement
from shared.handover.events import Event
from shared.handover.objects import HandedOver, read_object


class WithdrawalObject(HandedOver):
    application_id: UUID
    case_number: CaseNumber
    household_id: UUID
    withdrawn_at: AwareDatetime


async def take_withdrawal(act: Act, event: Event, statement: Statement) -> None:
    """The application's second version. Before a decision the work ends, whoever holds it; after one, each of its lines
    waits for somebody, whatever has become of the payment."""
    withdrawn = read_object(WithdrawalObject, event.object)
    check_subject(event, "application", withdrawn.application_id, 2)
    act.about(caseNumber=withdrawn.case_number, householdId=withdrawn.household_id)
    await lock_household(act, withdrawn.household_id)
    key = {"application_id": withdrawn.application_id}
    values = {"household_id": withdrawn.household_id, "withdrawn_at": withdrawn.withdrawn_at}
    if not await add_fact(act, event, WithdrawalRow, key, values):
        return
    await store.end_work(act.connection, withdrawn.application_id, act.now, await _entry(act, withdrawn.application_id))
    for decision_id in await store.decisions_on(act.connection, withdrawn.application_id):
        await follow_all(act, decision_id)


async def _entry(act: Act, application_id: UUID) -> UUID:
    """The log entry of the withdrawal itself: the work ends by it."""
    query = select(col(WithdrawalRow.entry_id)).where(col(WithdrawalRow.application_id) == application_id)
    entry_id: UUID = (await act.connection.execute(query)).scalar_one()
    return entry_id
