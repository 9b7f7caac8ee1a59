"""Blocking a payment and telling decision of it, so that it becomes work for somebody; and that it has healed."""

from typing import Any

from sqlalchemy import Row

from services.payout.orders import store
from services.payout.orders.rules import Blocked
from services.payout.orders.states import OrderState
from services.payout.own_acts import following
from shared.acts import Act
from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt

BLOCKED, HEALED = "orderBlocked", "orderHealed"


async def block(act: Act, order: Row[Any], by: Blocked) -> None:
    """The order becomes blocked, or is blocked by something else than before, and decision is told. It is locked."""
    own = _following(act, BLOCKED, order)
    document = _document(order) | {"rule": by.rule, "reason": by.earlier}
    entry_id = await own.record(document, rule=by.rule)
    await store.move(act.connection, [store.Move(order.id, OrderState.BLOCKED, entry_id, by.rule, by.earlier)], act.now)
    await _tell(own, order, document)


async def tell_healed(act: Act, order: Row[Any]) -> None:
    """Once the order has left `blocked` and goes on."""
    own = _following(act, HEALED, order)
    document = _document(order)
    await own.record(document)
    await _tell(own, order, document)


def _following(act: Act, name: str, order: Row[Any]) -> Act:
    own = following(act, name, orderId=order.id, decisionId=order.decision_id)
    own.about(caseNumber=order.case_number, householdId=order.household_id)
    return own


def _document(order: Row[Any]) -> dict[str, Any]:
    return {
        "salt": new_salt(),
        "orderId": str(order.id),
        "decisionId": str(order.decision_id),
        "line": order.line,
        "number": order.line_version,
    }


async def _tell(own: Act, order: Row[Any], document: dict[str, Any]) -> None:
    """The subject's version is the number of the state that the order has got."""
    subject = Subject("order", str(order.id), await store.last_number(own.connection, order.id))
    await own.hand_over(("decision",), own.state(subject, Hands(), document), subject, document)
