"""Telling intake and decision how a payment ended."""

from typing import Any

from sqlalchemy import Row

from services.payout.orders.states import OrderState
from shared.acts import Act
from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt

ACT = "paymentEnded"


async def tell_end(act: Act, order: Row[Any], status: OrderState) -> None:
    """Hands over `paymentEnded`. A payment that was settled and then came back ends twice, with another status."""
    document = {
        "salt": new_salt(),
        "orderId": str(order.id),
        "decisionId": str(order.decision_id),
        "line": order.line,
        "applicationId": str(order.application_id),
        "status": status.value,
        "amountOre": order.amount_ore,
    }
    subject = Subject("order", str(order.id), 1)
    name, act.name = act.name, ACT
    statement = act.state(subject, Hands(), document)
    await act.hand_over(("intake", "decision"), statement, subject, document)
    act.name = name
