"""Telling intake that a payment is with the bank, for the applicant to see."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from shared.acts import Act
from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt
from shared.handover.outbox import hand_over


def sent_document(order: Row[Any], at: datetime) -> dict[str, Any]:
    """The object that is stated and handed over (docs/hand-overs.md)."""
    return {
        "salt": new_salt(),
        "orderId": str(order.id),
        "decisionId": str(order.decision_id),
        "line": order.line,
        "applicationId": str(order.application_id),
        "amountOre": order.amount_ore,
        "sentAt": at.isoformat(),
    }


async def tell_sent(acts: Sequence[Act], documents: Sequence[dict[str, Any]]) -> None:
    """Hands over `paymentSent` of each: one statement however many they are. Each act is the one that is logged."""
    events = []
    for own, document in zip(acts, documents, strict=True):
        subject = Subject("order", document["orderId"], 1)
        events += own.events(("intake",), own.state(subject, Hands(), document), subject, document)
    if events:
        await hand_over(acts[0].connection, events, acts[0].now)
