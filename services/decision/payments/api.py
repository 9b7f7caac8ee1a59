"""Paying a line again whose payment failed: to an account that is payable now, by whoever holds its work item."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends

from services.decision import examples
from services.decision.claims import store as claims
from services.decision.claims.problems import ClaimNeeded
from services.decision.claims.rules import EndedBecause
from services.decision.decisions.drafting import can_be_paid_on
from services.decision.decisions.http_problems import AccountNotPayable
from services.decision.facts.kinds import AccountStatus
from services.decision.facts.store import lock_household
from services.decision.payments import store
from services.decision.payments.following import standing_of
from services.decision.payments.outputs import RenewalIn, RenewalOut
from services.decision.payments.problems import DecisionHandsTied, ImpossiblePayDay, NothingToPay
from services.decision.payments.rules import Failure, Rest
from services.decision.payments.store import Line
from services.decision.queues.rules import Task
from services.decision.withdrawals.problems import ApplicationWithdrawn
from services.decision.work_items.desk import Account, Desk, held_desk, refuse_other_hands
from shared.acts import Act, ActBy, act_router
from shared.auth.callers import Role
from shared.auth.statements import Hands, Subject
from shared.canonical import digest, new_salt
from shared.ids import new_id
from shared.problems import NotFound

router = act_router(tags=["ärenden / work items"])

Renewing = Annotated[Act, Depends(ActBy("lineRenewed", Role.ECONOMY_SECRETARY, Role.SOCIAL_WORKER))]


@router.post("/work-items/{workItemId}/payment", status_code=201, summary="Betala posten på nytt / Pay the line again")
async def renew(work_item_id: examples.WorkItemId, body: RenewalIn, act: Renewing) -> RenewalOut:
    """För ett ärende i kön `payments`: samma beslut, ändamål och belopp, till ett konto som två har uppgett lika (C3),
    med hushållet som det är nu. Den som har registrerat hushållet eller kontot gör det inte (C1). Ärendet är sedan
    avslutat. Är beslutet fel ska det återkallas i stället.

    For an item of the queue `payments`: the same decision, purpose and amount, to an account that two entries agree on
    (C3), with the household as it is now. Who registered the household or the account does not do it (C1). The item is
    then done. Where the decision is wrong, revoke it instead."""
    held = await held_desk(act, work_item_id, Task.PAYMENT)
    await lock_household(act, held.household_id)
    desk = await held_desk(act, work_item_id, Task.PAYMENT)  # as it is now that nothing more can come
    refuse_other_hands(desk)
    line = await _line(act, desk)
    account = _account(desk, line, body.account_id)
    if not can_be_paid_on(body.pay_on, act.running.clock.today()):
        raise ImpossiblePayDay
    if await store.decision_hands_tied(act.connection, line, account.id, account.version):
        raise DecisionHandsTied
    return await _renew(act, desk, line, account, body)


async def _line(act: Act, desk: Desk) -> Line:
    """Raises NothingToPay where, by what is known, its last order is live or settled or its decision does not stand."""
    line = None if desk.line is None else await store.find(act.connection, *desk.line)
    if line is None:
        raise NotFound
    act.about(decisionId=line.decision_id)
    how = standing_of(act, line)
    if isinstance(how, Rest):
        raise NothingToPay(how.value)
    if how.failure is Failure.WITHDRAWN:
        raise ApplicationWithdrawn
    if line.decision_refused:
        raise NothingToPay("decisionRefused")
    return line


def _account(desk: Desk, line: Line, account_id: UUID) -> Account:
    found = next((account for account in desk.accounts if account.id == account_id), None)
    if found is None or found.status is not AccountStatus.PAYABLE:
        raise AccountNotPayable([line.number])
    return found


async def _renew(act: Act, desk: Desk, line: Line, account: Account, body: RenewalIn) -> RenewalOut:
    renewal_id = new_id()
    columns = {
        "decision_id": line.decision_id,
        "line": line.number,
        "number": line.facts.newest + 1,
        "household_id": line.household_id,
        "household_version": desk.household_version,
        "account_id": account.id,
        "account_version": account.version,
        "purpose": line.purpose.value,
        "amount_ore": line.amount_ore,
        "pay_on": body.pay_on,
    }
    entry_id = await _keep(act, desk, renewal_id, columns)
    because = EndedBecause.RENEWED
    if not await claims.end(act.connection, desk.claim_id, because, now=act.now, entry_id=entry_id):
        raise ClaimNeeded
    shown = {name: value for name, value in columns.items() if name in RenewalOut.model_fields}
    return RenewalOut(renewal_id=renewal_id, renewed_at=act.now, **shown)


async def _keep(act: Act, desk: Desk, renewal_id: UUID, columns: dict[str, Any]) -> UUID:
    """Stores and hands over the renewal. Returns its log entry."""
    document = _document(renewal_id, desk.case_number, columns)
    subject = Subject("lineRenewal", str(renewal_id), 1)
    statement = act.state(subject, Hands(decision=(act.person,)), document)
    entry_id = await act.record(document, renewalId=renewal_id)
    row = {
        **columns,
        "id": renewal_id,
        "work_item_id": desk.id,
        "municipality": act.municipality,
        "renewed_by": act.person,
        "renewed_role": desk.role.value,
        "renewed_at": act.now,
        "document": document,
        "digest": digest(document),
        "statement": statement,
        "entry_id": entry_id,
    }
    await store.add_renewal(act.connection, row)
    await act.hand_over(("payout",), statement, subject, document)
    return entry_id


def _document(renewal_id: UUID, case_number: str, columns: dict[str, Any]) -> dict[str, Any]:
    """The object that is stated and handed over (docs/hand-overs.md)."""
    return {
        "salt": new_salt(),
        "renewalId": str(renewal_id),
        "decisionId": str(columns["decision_id"]),
        "line": columns["line"],
        "number": columns["number"],
        "caseNumber": case_number,
        "householdId": str(columns["household_id"]),
        "householdVersion": columns["household_version"],
        "accountId": str(columns["account_id"]),
        "accountVersion": columns["account_version"],
        "purpose": columns["purpose"],
        "amountOre": columns["amount_ore"],
        "payOn": columns["pay_on"].isoformat(),
    }
