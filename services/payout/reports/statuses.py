"""pain.002: what the bank says of a file before it books anything. A rejected payment has ended."""

import re
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from services.payout.bank.pain001 import identified, identifier
from services.payout.bank.rules import Outcome, Outcomes, PaymentOutcome, outcomes
from services.payout.bank.status_reports import StatusReport
from services.payout.orders import store as orders
from services.payout.orders.ending import tell_ends
from services.payout.orders.states import OrderState
from services.payout.orders.store import Move
from services.payout.own_acts import following, own_act
from services.payout.releases import store as releases
from services.payout.releases.marking import mark_sent
from services.payout.reports import store
from services.payout.reports.store import StoredReport
from shared.acts import Act, record_all
from shared.running import Running

log = structlog.get_logger(__name__)

_CODE = re.compile(r"[A-Za-z0-9]{1,10}")


async def take_status(
    running: Running, connection: AsyncConnection, stored: StoredReport, report: StatusReport
) -> None:
    """A report about a file is proof that the bank has it. One about no file of ours is stored and no more."""
    release_id = identified(report.original_message_id)
    file = None if release_id is None else await releases.find_file(connection, release_id)
    release = None if release_id is None else await releases.find(connection, release_id)
    if file is None or release is None:
        log.warning("status report about no file of ours")
        return
    await mark_sent(own_act(running, connection, "fileSent", release.municipality), file)
    paid = await releases.paid_orders(connection, release.id)
    # A release has one due date, and so its file one batch.
    said = outcomes(report, {identifier(order_id): f"{file.message_id}-1" for order_id in paid})
    rows = [
        {
            "report_id": stored.id,
            "order_id": UUID(hex=one.end_to_end_id),
            "outcome": one.outcome.value,
            "reason": _code(one.reason),
            "status": _code(one.status),
            "level": one.level.value,
        }
        for one in said.payments
    ]
    await store.add_statuses(connection, rows)
    _warn(said)
    rejected = [one for one in said.payments if one.outcome is Outcome.REJECTED]
    act = own_act(running, connection, "paymentRejected", release.municipality, bankReportId=stored.logged_as)
    await _reject(act, rejected)


async def _reject(act: Act, rejected: list[PaymentOutcome]) -> None:
    reasons = {UUID(hex=one.end_to_end_id): _code(one.reason) for one in rejected}
    locked = await orders.lock(act.connection, reasons, act.municipality)
    sent = [order for order in locked if OrderState(order.state) is OrderState.SENT]
    entries = await record_all([_rejected(act, order) for order in sent])
    moves = [
        Move(order.id, OrderState.REJECTED, entry, reason=reasons[order.id])
        for order, entry in zip(sent, entries, strict=True)
    ]
    await orders.move(act.connection, moves, act.now)
    await tell_ends(act, [(order, OrderState.REJECTED) for order in sent])


def _rejected(act: Act, order: Row[Any]) -> Act:
    own = following(act, act.name, orderId=order.id, decisionId=order.decision_id)
    own.about(caseNumber=order.case_number, householdId=order.household_id, **act.subjects)
    return own


def _warn(said: Outcomes) -> None:
    if said.strangers:
        log.error("status report about payments that were not in the file", count=len(said.strangers))
    if strange := [one for one in said.payments if one.outcome is Outcome.NOT_UNDERSTOOD]:
        log.error("status codes not understood", count=len(strange))


def _code(reason: str | None) -> str | None:
    """The bank's code. A text of its own could repeat an account number."""
    return reason if reason is None or _CODE.fullmatch(reason) else "other"
