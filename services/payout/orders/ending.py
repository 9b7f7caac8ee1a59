"""Telling intake and decision how a payment ended."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Row

from services.payout.orders.states import OrderState
from services.payout.own_acts import following
from shared.acts import Act
from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt

ACT = "paymentEnded"


class Because(StrEnum):
    """Why an order was cancelled: its account has a newer version, somebody stopped it, its decision was stopped or
    revoked, or its line was renewed."""

    ACCOUNT_SUPERSEDED = "accountSuperseded"
    STOPPED = "stopped"
    REVOKED = "revoked"
    RENEWED = "renewed"


async def tell_end(act: Act, order: Row[Any], status: OrderState, because: Because | None = None) -> None:
    """Hands over `paymentEnded`. A payment that was settled and then came back ends twice, with another status.
    `because` is only of a cancelled one."""
    document = {
        "salt": new_salt(),
        "orderId": str(order.id),
        "decisionId": str(order.decision_id),
        "line": order.line,
        "applicationId": str(order.application_id),
        "status": status.value,
        "amountOre": order.amount_ore,
        "because": None if because is None else because.value,
    }
    own = following(act, ACT, orderId=order.id, decisionId=order.decision_id)
    await own.record(document, caseNumber=order.case_number, householdId=order.household_id)
    subject = Subject("order", str(order.id), 1)
    await own.hand_over(("intake", "decision"), own.state(subject, Hands(), document), subject, document)
