"""The release itself: a payer's act on some orders, all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.payout.facts.evidence import Facts
from services.payout.facts.gather import gather
from services.payout.limits import store as limits
from services.payout.limits.holding import holds
from services.payout.limits.problems import OrderHeld
from services.payout.limits.rules import Hold
from services.payout.orders import store as orders
from services.payout.orders.chains import chain_of
from services.payout.orders.rules import Blocked, Hands, Ready, check_chain
from services.payout.orders.states import OrderState
from services.payout.orders.store import Move
from services.payout.orders.weighing import let_go_hand
from services.payout.own_acts import alongside
from services.payout.releases import store
from services.payout.releases.problems import AlreadyReleased, BrokenChainOfOrder, OrderNotReady
from services.payout.releases.rebuilding import grounds_of
from services.payout.releases.rules import ORDER_RELEASED
from shared.acts import Act, record_all
from shared.auth.statements import Hands as StatedHands
from shared.auth.statements import Subject
from shared.canonical import digest, digest_of_all, new_salt
from shared.ids import new_id
from shared.problems import NotFound

MAKE_FILE = "make_file"


@dataclass(frozen=True, slots=True)
class Release:
    id: UUID
    digest: str
    orders: Sequence[Row[Any]]


async def release(act: Act, order_ids: Sequence[UUID], due_date: date) -> Release:
    """Releases all of these orders, or raises for the first, in the order of their ids, that may not be released."""
    found = await orders.lock(act.connection, order_ids, act.municipality)
    if len(found) != len(order_ids):
        raise NotFound
    same = act.running.persons.same()
    facts = await gather(act.connection, {order.decision_id for order in found}, act.municipality, same)
    above = await holds(act, found)
    for order in found:
        _refuse(act, order, facts, above.get(order.id))
    act.subjects.clear()  # it is about all of them, each of which has an entry of its own
    release_id = new_id()
    let_go = await limits.let_go_of(act.connection, order_ids)
    document = _document(release_id, due_date, [(order, _rests_on(facts, order, let_go)) for order in found])
    statement = act.state(Subject("release", str(release_id), 1), StatedHands(release=(act.person,)), document)
    entry_id = await act.record(document, releaseId=release_id)
    row = {
        "id": release_id,
        "municipality": act.municipality,
        "due_date": due_date,
        "released_by": act.person,
        "released_at": act.now,
        "document": document,
        "statement": statement,
        "entry_id": entry_id,
    }
    await store.add(act.connection, row)
    await _move(act, release_id, found)
    await act.defer(MAKE_FILE, {"release_id": str(release_id)})
    return Release(release_id, digest(document), found)


def _refuse(act: Act, order: Row[Any], facts: Facts, above: Hold | None) -> None:
    """The rules are asked anew, with the caller as who releases: what the row says of its state is not enough."""
    about = {"caseNumber": order.case_number, "householdId": order.household_id}
    act.about(orderId=order.id, decisionId=order.decision_id, **about)
    order_id, state = str(order.id), OrderState(order.state)
    if order.released:
        raise AlreadyReleased(order_id)
    chain = chain_of(facts, orders.key_of(order), frozenset({act.person}), let_go_hand(order))
    verdict = None if chain is None else check_chain(chain)
    if isinstance(verdict, Blocked) and verdict.rule in ("C1", "C2") and state is OrderState.READY:
        raise BrokenChainOfOrder(verdict.rule, verdict.earlier, order_id)
    if state is OrderState.HELD:
        raise OrderHeld(order_id, order.reason)
    if state is OrderState.READY and above is not None:
        raise OrderHeld(order_id, above.reason.value)
    if state is not OrderState.READY or not isinstance(verdict, Ready):
        rule, reason = (verdict.rule, verdict.earlier) if isinstance(verdict, Blocked) else (order.rule, order.reason)
        raise OrderNotReady(order_id, state.value, rule, reason)


def _document(release_id: UUID, due_date: date, found: Sequence[tuple[Row[Any], str]]) -> dict[str, Any]:
    """The object that is stated and kept (docs/hand-overs.md)."""
    return {
        "salt": new_salt(),
        "releaseId": str(release_id),
        "dueDate": due_date.isoformat(),
        "orders": [
            {
                "orderId": str(order.id),
                "decisionId": str(order.decision_id),
                "line": order.line,
                "number": order.line_version,
                "amountOre": order.amount_ore,
                "restsOn": rests_on,
            }
            for order, rests_on in found
        ],
    }


def _rests_on(facts: Facts, order: Row[Any], let_go: Mapping[UUID, Row[Any]]) -> str:
    """One digest of all stated objects that the payment rests on, so that evidence of it can leave none of them out."""
    grounds = grounds_of(facts, orders.key_of(order))
    stated = [] if grounds is None else [item.digest for item in grounds.rests_on]
    own = [digest(dict(let_go[order.id].document))] if order.id in let_go else []
    return digest_of_all((*stated, *own))


async def _move(act: Act, release_id: UUID, found: Sequence[Row[Any]]) -> None:
    """Each order gets an entry of its own in the control log, its release hand, and its new state."""
    entries = await record_all([_part(act, release_id, order) for order in found])
    moves = [Move(order.id, OrderState.RELEASED, entry) for order, entry in zip(found, entries, strict=True)]
    hands = Hands(release=frozenset({act.person}))
    await orders.add_hands(act.connection, [(move.order_id, hands, move.entry_id) for move in moves])
    await store.add_orders(act.connection, release_id, moves)
    await orders.move(act.connection, moves, act.now)


def _part(act: Act, release_id: UUID, order: Row[Any]) -> Act:
    own = alongside(act, ORDER_RELEASED, orderId=order.id, decisionId=order.decision_id, releaseId=release_id)
    own.about(caseNumber=order.case_number, householdId=order.household_id)
    return own
