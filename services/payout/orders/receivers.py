"""Decisions, as decision states them: each line becomes a payment order."""

from typing import Any
from uuid import UUID

from services.payout.facts.evidence import DECISION
from services.payout.facts.objects import DecisionObject, LineObject
from services.payout.facts.store import add_decision
from services.payout.facts.taking import take_in
from services.payout.orders import store
from services.payout.orders.problems import AboveGranted
from services.payout.orders.weighing import weigh
from services.payout.own_acts import following
from shared.acts import Act
from shared.auth.statements import Statement
from shared.handover.events import Event
from shared.handover.objects import read_object
from shared.ids import new_id


async def decision_made(act: Act, event: Event, statement: Statement) -> None:
    said = read_object(DecisionObject, event.object)
    if sum(line.amount_ore for line in said.lines) > said.granted_ore:
        raise AboveGranted
    act.about(caseNumber=said.case_number, householdId=said.household_id)
    stated = await take_in(act, event, statement, DECISION, said.decision_id)
    if stated is None:
        return
    await add_decision(act.connection, said, stated)
    if said.lines:
        await store.add(act.connection, [await _order(act, said, line) for line in said.lines], act.now)
        await weigh(act, household_id=said.household_id)


async def _order(act: Act, decision: DecisionObject, line: LineObject) -> dict[str, Any]:
    order_id: UUID = new_id()
    own = following(act, "orderReceived", orderId=order_id, decisionId=decision.decision_id)
    return {
        "id": order_id,
        "municipality": act.municipality,
        "decision_id": decision.decision_id,
        "line": line.number,
        "application_id": decision.application_id,
        "case_number": decision.case_number,
        "household_id": decision.household_id,
        "household_version": decision.household_version,
        "account_id": line.account_id,
        "account_version": line.account_version,
        "purpose": line.purpose,
        "amount_ore": line.amount_ore,
        "pay_on": line.pay_on,
        "entry_id": await own.record(caseNumber=decision.case_number, householdId=decision.household_id),
    }
