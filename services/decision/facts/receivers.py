"""What decision does with each hand-over: it stores the fact, and what follows from all that it then knows."""

from collections.abc import Mapping

from services.decision.completions.receivers import take_completion
from services.decision.facts.kinds import TieKind
from services.decision.facts.objects import (
    AccountComparisonObject,
    AccountEntryObject,
    ApplicationObject,
    HouseholdObject,
    VerificationObject,
    check_subject,
)
from services.decision.facts.store import add_fact, add_ties, lock_household
from services.decision.facts.tables import (
    AccountComparisonRow,
    AccountEntryRow,
    ApplicationRow,
    HouseholdVersionRow,
    VerificationRow,
)
from services.decision.late_answers.comparing import compare_late_answers
from services.decision.payments.receivers import take_order_blocked, take_order_healed, take_payment_end
from services.decision.queues.queueing import close_queues_to, queue_what_is_complete
from services.decision.withdrawals.receivers import take_withdrawal
from shared.acts import Act
from shared.auth.statements import Statement
from shared.handover.events import Event
from shared.handover.inbox import Receiver
from shared.handover.objects import read_object
from shared.problems import ObjectNotAsAgreed


async def take_household(act: Act, event: Event, statement: Statement) -> None:
    household = read_object(HouseholdObject, event.object)
    check_subject(event, "household", household.household_id, household.version)
    if not statement.hands.entry:
        raise ObjectNotAsAgreed
    await lock_household(act, household.household_id)
    key = {"household_id": household.household_id, "version": household.version}
    if not await add_fact(act, event, HouseholdVersionRow, key, {"protected": household.protected}):
        return
    members = ((TieKind.MEMBER, member.person) for member in household.members)
    representatives = ((TieKind.REPRESENTATIVE, person) for person in household.representatives)
    hands = ((TieKind.ENTRY, person) for person in statement.hands.entry)
    ties = (*members, *representatives, *hands)
    await add_ties(act, household.household_id, (household.household_id, household.version), ties)
    await queue_what_is_complete(act, household.household_id)
    if household.protected:
        await close_queues_to(act, household.household_id)


async def take_application(act: Act, event: Event, statement: Statement) -> None:
    application = read_object(ApplicationObject, event.object)
    check_subject(event, "application", application.application_id)
    if application.channel == "paper" and not statement.hands.entry:
        raise ObjectNotAsAgreed
    act.about(caseNumber=application.case_number, householdId=application.household_id)
    await lock_household(act, application.household_id)
    values = {
        "case_number": application.case_number,
        "household_id": application.household_id,
        "household_version": application.household_version,
        "kind": application.kind.value,
        "month": str(application.month),
        "received_at": application.received_at,
    }
    if not await add_fact(act, event, ApplicationRow, {"id": application.application_id}, values):
        return
    hands = ((TieKind.ENTRY, person) for person in statement.hands.entry)
    await add_ties(act, application.household_id, (application.application_id, 1), hands)
    await queue_what_is_complete(act, application.household_id)


async def take_verification(act: Act, event: Event, statement: Statement) -> None:
    verified = read_object(VerificationObject, event.object)
    check_subject(event, "application", verified.application_id, event.subject.version)
    act.about(caseNumber=verified.case_number, householdId=verified.household_id)
    await lock_household(act, verified.household_id)
    key = {"application_id": verified.application_id, "version": event.subject.version}
    values = {"household_id": verified.household_id, "protected": verified.protected}
    if not await add_fact(act, event, VerificationRow, key, values):
        return
    await queue_what_is_complete(act, verified.household_id)
    if verified.protected:
        await close_queues_to(act, verified.household_id)
    await compare_late_answers(act, verified.application_id)


async def take_account_entry(act: Act, event: Event, statement: Statement) -> None:
    entry = read_object(AccountEntryObject, event.object)
    check_subject(event, "accountEntry", entry.entry_id)
    if not statement.hands.account:
        raise ObjectNotAsAgreed
    act.about(accountId=entry.account_id, householdId=entry.household_id)
    values = {
        "account_id": entry.account_id,
        "account_version": entry.account_version,
        "household_id": entry.household_id,
        "number": entry.number,
        "holder_member_id": entry.holder_member_id,
    }
    if not await add_fact(act, event, AccountEntryRow, {"id": entry.entry_id}, values):
        return
    hands = ((TieKind.ACCOUNT, person) for person in statement.hands.account)
    ties = (*hands, (TieKind.HOLDER, entry.holder))
    await add_ties(act, entry.household_id, (entry.account_id, entry.account_version), ties)


async def take_account_comparison(act: Act, event: Event, statement: Statement) -> None:
    compared = read_object(AccountComparisonObject, event.object)
    check_subject(event, "account", compared.account_id, compared.account_version)
    act.about(householdId=compared.household_id)
    key = {
        "account_id": compared.account_id,
        "account_version": compared.account_version,
        "digest": statement.digest,
    }
    values = {"household_id": compared.household_id, "status": compared.status.value}
    await add_fact(act, event, AccountComparisonRow, key, values)


RECEIVERS: Mapping[tuple[str, str], Receiver] = {
    ("intake", "householdRegistered"): take_household,
    ("intake", "householdChanged"): take_household,
    ("intake", "applicationRegistered"): take_application,
    ("intake", "applicationVerified"): take_verification,
    ("intake", "accountEntered"): take_account_entry,
    ("intake", "applicationCompleted"): take_completion,
    ("intake", "applicationWithdrawn"): take_withdrawal,
    ("payout", "accountCompared"): take_account_comparison,
    ("payout", "paymentEnded"): take_payment_end,
    ("payout", "orderBlocked"): take_order_blocked,
    ("payout", "orderHealed"): take_order_healed,
}
