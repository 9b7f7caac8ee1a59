"""A line's next order, made of a renewal: the one before must have ended unpaid (C6)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.payout.facts import store as facts
from services.payout.facts.lines import LineKey, LineVersion, fits, renewed_version
from services.payout.facts.objects import DecisionObject, LineRenewalObject
from services.payout.orders import store
from services.payout.orders.ending import Because, tell_end
from services.payout.orders.problems import PredecessorLive
from services.payout.orders.states import ENDED_UNPAID, OrderState
from services.payout.own_acts import following
from shared.acts import Act
from shared.ids import new_id


async def make(act: Act, renewal: LineRenewalObject, decision: DecisionObject) -> None:
    """The successor of the order of the version before, which is cancelled where it is only blocked. It is `received`:
    weigh it. Raises PredecessorLive."""
    await store.lock_unsent(act.connection, act.municipality, {"household_id": decision.household_id})
    before = await store.lock_last(act.connection, act.municipality, renewal.decision_id, renewal.line)
    await _end(act, before)
    used = renewed_version(renewal)
    await facts.add_line_version(act.connection, used)
    order = await order_of(act, decision, used)
    await store.add(act.connection, [{**order, "predecessor": before.id}], act.now)


async def make_waiting(act: Act, failed: Iterable[Row[Any]]) -> list[UUID]:
    """The successors of orders that were blocked or cancelled just now, where a renewal has come before its turn.
    Returns their households."""
    made = []
    for order in failed:
        key = LineKey(order.decision_id, order.line, order.line_version + 1)
        waiting = await facts.renewal(act.connection, key)
        decision = await facts.decision(act.connection, order.decision_id, act.municipality) if waiting else None
        if waiting is not None and decision is not None and fits(waiting, decision):
            await make(act, waiting, decision)
            made.append(decision.household_id)
    return made


async def _end(act: Act, before: Row[Any]) -> None:
    """A blocked order is in no bank file: whatever was left out of one is blocked as well."""
    state = OrderState(before.state)
    if state in ENDED_UNPAID:
        return
    if state is not OrderState.BLOCKED or before.in_file:
        raise PredecessorLive(state.value)
    own = following(act, "orderCancelled", orderId=before.id, decisionId=before.decision_id)
    entry_id = await own.record(rule="C6", caseNumber=before.case_number, householdId=before.household_id)
    move = store.Move(before.id, OrderState.CANCELLED, entry_id, "C6", Because.RENEWED.value)
    await store.move(act.connection, [move], act.now)
    await tell_end(act, before, OrderState.CANCELLED, Because.RENEWED)


async def order_of(act: Act, decision: DecisionObject, used: LineVersion) -> dict[str, Any]:
    """A new order's columns."""
    order_id: UUID = new_id()
    own = following(act, "orderReceived", orderId=order_id, decisionId=decision.decision_id)
    return {
        "id": order_id,
        "municipality": act.municipality,
        "decision_id": decision.decision_id,
        "line": used.key.line,
        "line_version": used.key.version,
        "application_id": decision.application_id,
        "case_number": decision.case_number,
        "household_id": decision.household_id,
        "household_version": used.household_version,
        "account_id": used.account_id,
        "account_version": used.account_version,
        "purpose": used.purpose,
        "amount_ore": used.amount_ore,
        "pay_on": used.pay_on,
        "entry_id": await own.record(caseNumber=decision.case_number, householdId=decision.household_id),
    }
