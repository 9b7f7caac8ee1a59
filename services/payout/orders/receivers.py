"""Decisions, as decision states them, and the renewals of their lines: each version of a line is one payment order."""

from services.payout.facts import store as facts
from services.payout.facts.kinds import DECISION, LINE_RENEWAL
from services.payout.facts.lines import LineKey, first_version, fits
from services.payout.facts.objects import DecisionObject, LineRenewalObject
from services.payout.facts.taking import take_in
from services.payout.orders import store
from services.payout.orders.problems import AboveGranted, RenewalDiffers
from services.payout.orders.successors import make, order_of
from services.payout.orders.weighing import weigh
from shared.acts import Act
from shared.auth.statements import Statement
from shared.handover.events import Event
from shared.handover.objects import read_object
from shared.problems import ObjectNotAsAgreed


async def decision_made(act: Act, event: Event, statement: Statement) -> None:
    said = read_object(DecisionObject, event.object)
    if sum(line.amount_ore for line in said.lines) > said.granted_ore:
        raise AboveGranted
    act.about(caseNumber=said.case_number, householdId=said.household_id)
    stated = await take_in(act, event, statement, DECISION, said.decision_id)
    if stated is None:
        return
    await facts.add_decision(act.connection, said, stated)
    if said.lines:
        orders = [await order_of(act, said, first_version(said, line)) for line in said.lines]
        await store.add(act.connection, orders, act.now)
        await weigh(act, household_id=said.household_id)


async def line_renewed(act: Act, event: Event, statement: Statement) -> None:
    """One that comes before its decision, or before the renewal that it follows, is kept, and works later. One whose
    turn has come while the order before it lives is refused (C6)."""
    said = read_object(LineRenewalObject, event.object)
    act.about(caseNumber=said.case_number, householdId=said.household_id, decisionId=said.decision_id)
    if not statement.hands.decision:
        raise ObjectNotAsAgreed
    stated = await take_in(act, event, statement, LINE_RENEWAL, said.renewal_id)
    if stated is None:
        return
    await facts.add_renewal(act.connection, said, stated)
    decision = await facts.decision(act.connection, said.decision_id, act.municipality)
    if decision is None:
        return
    if not fits(said, decision):
        raise RenewalDiffers
    if await facts.has_version(act.connection, LineKey(said.decision_id, said.line, said.number - 1)):
        await make(act, said, decision)
        await weigh(act, household_id=said.household_id)
