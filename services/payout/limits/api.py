"""Letting a payment go that is above a limit: a unit head, with no other hand in it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from pydantic import ConfigDict, Field
from sqlalchemy import Row

from services.payout import examples
from services.payout.facts.gather import gather
from services.payout.limits import store
from services.payout.limits.holding import holds
from services.payout.limits.problems import NotHeld
from services.payout.limits.rules import RULE, Hold
from services.payout.orders import store as orders
from services.payout.orders.chains import chain_of
from services.payout.orders.rules import Blocked, Hands, Ready, check_chain
from services.payout.orders.states import OrderState
from services.payout.orders.store import Move
from services.payout.own_acts import following
from services.payout.parameters import OrderId
from shared.acts import Act, ActBy, act_router
from shared.api_models import Output
from shared.auth.callers import Role
from shared.auth.statements import Hands as StatedHands
from shared.auth.statements import Subject
from shared.canonical import new_salt
from shared.problems import BrokenChain, NotFound

router = act_router(tags=["betalningsuppdrag / payment orders"])

LettingGo = Annotated[Act, Depends(ActBy("orderLetGo", Role.UNIT_HEAD))]


class LetGo(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.LET_GO]})

    id: UUID
    state: Annotated[OrderState, Field(description="Läge. / State.")]


@router.post("/payment-orders/{orderId}/let-go", summary="Släpp igenom en hejdad utbetalning / Let a held payment go")
async def let_go(order_id: OrderId, act: LettingGo) -> LetGo:
    """Utbetalningen är över en beloppsgräns. Den som släpper igenom den får inte ha någon annan del i den (C1), och det
    gäller bara den: nästa utbetalning över gränsen hejdas på nytt.

    The payment is above a limit. Whoever lets it go has no other hand in it (C1), and it holds for that payment alone:
    the next one above the limit is held anew."""
    act.about(orderId=order_id)
    found = await orders.lock(act.connection, [order_id], act.municipality)
    if not found:
        raise NotFound
    (order,) = found
    act.about(decisionId=order.decision_id, caseNumber=order.case_number, householdId=order.household_id)
    await store.take_turn(act.connection, order.household_id)
    await _held(act, order)
    hands = await _hands(act, order)
    await _let_go(act, order, hands)
    return LetGo(id=order_id, state=OrderState.READY)


async def _held(act: Act, order: Row[Any]) -> None:
    """Raises NotHeld. One that was ready when its limit was lowered is held now: nothing has come since that would have
    had it weighed anew."""
    if order.state == OrderState.HELD:
        return
    above = (await holds(act, [order])).get(order.id) if order.state == OrderState.READY else None
    if above is None:
        raise NotHeld(order.state)
    await _hold(act, order, above)


async def _hold(act: Act, order: Row[Any], above: Hold) -> None:
    own = following(act, "orderHeld", orderId=order.id, decisionId=order.decision_id)
    entry_id = await own.record(rule=RULE, caseNumber=order.case_number, householdId=order.household_id)
    move = Move(order.id, OrderState.HELD, entry_id, RULE, above.reason.value, above.limit_id)
    await orders.move(act.connection, [move], act.now)


async def _hands(act: Act, order: Row[Any]) -> Hands:
    """The hands in the payment, with the caller as who lets it go. The rules are asked anew: what the row says of its
    state is not enough. Raises BrokenChain, NotHeld."""
    same = act.running.persons.same()
    facts = await gather(act.connection, {order.decision_id}, act.municipality, same)
    chain = chain_of(facts, orders.key_of(order), let_go=frozenset({act.person}))
    match None if chain is None else check_chain(chain):
        case Ready(hands):
            return hands
        case Blocked(rule, earlier):
            raise BrokenChain(rule, earlier)
        case _:
            raise NotHeld(order.state)


async def _let_go(act: Act, order: Row[Any], hands: Hands) -> None:
    document = _document(order, act.person)
    statement = act.state(Subject("order", str(order.id), 1), StatedHands(), document)
    entry_id = await act.record(document)
    row = {
        "order_id": order.id,
        "let_go_by": act.person,
        "let_go_at": act.now,
        "document": document,
        "statement": statement,
        "entry_id": entry_id,
    }
    await store.add_let_go(act.connection, row)
    await orders.add_hands(act.connection, [(order.id, hands, entry_id)])
    await orders.move(act.connection, [Move(order.id, OrderState.READY, entry_id)], act.now)


def _document(order: Row[Any], person: str) -> dict[str, Any]:
    """The object that is stated and kept (docs/hand-overs.md)."""
    return {
        "salt": new_salt(),
        "orderId": str(order.id),
        "decisionId": str(order.decision_id),
        "line": order.line,
        "amountOre": order.amount_ore,
        "person": person,
    }
