"""Telling intake and decision how a payment ended. What they are told is kept, for the evidence of what comes after."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import Row

from services.payout.orders import store
from services.payout.orders.states import OrderState
from services.payout.own_acts import following
from shared.acts import Act, record_all
from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt
from shared.handover.outbox import hand_over

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
    await tell_ends(act, [(order, status)], because)


async def tell_ends(act: Act, ended: Sequence[tuple[Row[Any], OrderState]], because: Because | None = None) -> None:
    """The same for all payments of a file or a report: two statements however many they are."""
    owns = [_own(act, order) for order, _ in ended]
    documents = [_document(order, status, because) for order, status in ended]
    entry_ids = await record_all(owns, documents)
    events, kept = [], []
    for own, document, entry_id in zip(owns, documents, entry_ids, strict=True):
        subject = Subject("order", document["orderId"], 1)
        statement = own.state(subject, Hands(), document)
        events += own.events(("intake", "decision"), statement, subject, document)
        kept.append({"document": document, "statement": statement, "entry_id": entry_id})
    if events:
        await store.add_ends(act.connection, kept)
        await hand_over(act.connection, events, act.now)


def _own(act: Act, order: Row[Any]) -> Act:
    own = following(act, ACT, orderId=order.id, decisionId=order.decision_id)
    own.municipality = order.municipality
    own.about(caseNumber=order.case_number, householdId=order.household_id)
    return own


def _document(order: Row[Any], status: OrderState, because: Because | None) -> dict[str, Any]:
    return {
        "salt": new_salt(),
        "orderId": str(order.id),
        "decisionId": str(order.decision_id),
        "line": order.line,
        "number": order.line_version,
        "applicationId": str(order.application_id),
        "status": status.value,
        "amountOre": order.amount_ore,
        "because": None if because is None else because.value,
    }
