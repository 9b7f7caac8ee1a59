"""Working out anew, whenever a fact arrives, where the orders that rest on it stand."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.payout.facts.evidence import Facts
from services.payout.facts.gather import gather
from services.payout.limits.holding import holds
from services.payout.limits.rules import RULE
from services.payout.limits.store import take_turn
from services.payout.orders import store
from services.payout.orders.chains import chain_of
from services.payout.orders.ending import Because, tell_end
from services.payout.orders.hindering import block, tell_healed
from services.payout.orders.rules import NOBODY, Blocked, Hands, Persons, Ready, check_chain, superseded
from services.payout.orders.states import OrderState
from services.payout.orders.successors import make_waiting
from services.payout.own_acts import following
from shared.acts import Act

NO_LINE = Blocked("C3", "noSuchLine")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where an order stands by what is known. `because`: why it is cancelled."""

    state: OrderState
    rule: str | None = None
    blocked_by: str | None = None
    hands: Hands | None = None
    limit_id: UUID | None = None
    because: Because | None = None

    @property
    def reason(self) -> str | None:
        return self.blocked_by if self.because is None else self.because.value


async def weigh(act: Act, **about: UUID) -> None:
    """Moves the orders that name one of these (`household_id`, `account_id`, `application_id`, `decision_id`) to where
    they now stand, with a log entry for each that moves. Where a renewal has waited for one of them to fail, its
    successor is made."""
    failed = await _weigh(act, about)
    for household_id in await make_waiting(act, failed):
        await weigh(act, household_id=household_id)


async def _weigh(act: Act, about: Mapping[str, UUID]) -> list[Row[Any]]:
    """The orders that a renewal may now succeed."""
    orders = await store.lock_unsent(act.connection, act.municipality, about)
    if not orders:
        return []
    same = act.running.persons.same()
    facts = await gather(act.connection, {order.decision_id for order in orders}, act.municipality, same)
    failed = []
    found = [(order, verdict) for order in orders if (verdict := verdict_of(facts, order)) is not None]
    for order, chained in sorted(found, key=_turn):
        verdict = await _within_limits(act, order, chained)
        if (verdict.state, verdict.rule, verdict.reason) != _now(order):
            await _move(act, order, verdict)
            if verdict.state is OrderState.BLOCKED or verdict.because is Because.ACCOUNT_SUPERSEDED:
                failed.append(order)
    return failed


def _turn(found: tuple[Row[Any], Verdict]) -> tuple[bool, bool]:
    """What leaves room under a limit comes first, then what has room already."""
    order, verdict = found
    return verdict.state is OrderState.READY, order.state != OrderState.READY


async def _within_limits(act: Act, order: Row[Any], verdict: Verdict) -> Verdict:
    """Held instead of ready, where it is above a limit and was not let go. Its hands are kept all the same: nobody with
    one of them may let it go."""
    if verdict.state is not OrderState.READY:
        return verdict
    await take_turn(act.connection, order.household_id)
    above = (await holds(act, [order])).get(order.id)
    if above is None:
        return verdict
    return replace(verdict, state=OrderState.HELD, rule=RULE, blocked_by=above.reason.value, limit_id=above.limit_id)


def verdict_of(facts: Facts, order: Row[Any]) -> Verdict | None:
    """None where the order stays as it is: a released one is only ever cancelled by what comes."""
    if order.called_off:
        return Verdict(OrderState.CANCELLED, "C4", because=Because.REVOKED)
    chain = chain_of(facts, store.key_of(order), let_go=let_go_hand(order))
    if chain is not None and superseded(chain.account):
        return Verdict(OrderState.CANCELLED, "C3", because=Because.ACCOUNT_SUPERSEDED)
    if order.released:
        return None
    match NO_LINE if chain is None else check_chain(chain):
        case Ready(hands):
            return Verdict(OrderState.READY, hands=hands)
        case Blocked(rule, earlier):
            return Verdict(OrderState.BLOCKED, rule, earlier)
        case _:
            return Verdict(OrderState.RECEIVED)


def let_go_hand(order: Row[Any]) -> Persons:
    """Who let the order go, by its row."""
    return NOBODY if order.let_go_by is None else frozenset({order.let_go_by})


def _now(order: Row[Any]) -> tuple[OrderState, str | None, str | None]:
    return OrderState(order.state), order.rule, order.reason


async def _move(act: Act, order: Row[Any], verdict: Verdict) -> None:
    if verdict.state is OrderState.BLOCKED:
        await block(act, order, Blocked(verdict.rule or "", verdict.reason or ""))
        return
    own = following(act, f"order{verdict.state.value.title()}", orderId=order.id, decisionId=order.decision_id)
    entry_id = await own.record(rule=verdict.rule, caseNumber=order.case_number, householdId=order.household_id)
    if verdict.hands is not None:
        await store.add_hands(act.connection, [(order.id, verdict.hands, entry_id)])
    moved = store.Move(order.id, verdict.state, entry_id, verdict.rule, verdict.reason, verdict.limit_id)
    await store.move(act.connection, [moved], act.now)
    if verdict.state is OrderState.CANCELLED:
        await tell_end(act, order, verdict.state, verdict.because)
    elif OrderState(order.state) is OrderState.BLOCKED:
        await tell_healed(act, order)
