"""pain.002: what the bank says of a file before it books anything. A rejected payment has ended."""

import re
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from services.payout.bank.pain001 import identified, identifier
from services.payout.bank.rules import Outcome, Outcomes, PaymentOutcome, outcomes
from services.payout.bank.status_reports import StatusReport
from services.payout.orders import store as orders
from services.payout.orders.ending import tell_end
from services.payout.orders.states import OrderState
from services.payout.orders.store import Move
from services.payout.own_acts import own_act
from services.payout.releases import store as releases
from services.payout.releases.marking import mark_sent
from services.payout.reports import store
from shared.running import Running

log = structlog.get_logger(__name__)

_CODE = re.compile(r"[A-Za-z0-9]{1,10}")


async def take_status(running: Running, connection: AsyncConnection, report_id: str, report: StatusReport) -> None:
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
            "report_id": report_id,
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
    await _reject(running, connection, release.municipality, rejected)


async def _reject(
    running: Running, connection: AsyncConnection, municipality: str, rejected: list[PaymentOutcome]
) -> None:
    reasons = {UUID(hex=one.end_to_end_id): _code(one.reason) for one in rejected}
    for order in await orders.lock(connection, reasons, municipality):
        if OrderState(order.state) is not OrderState.SENT:
            continue
        act = own_act(running, connection, "paymentRejected", municipality, orderId=order.id)
        entry_id = await act.record(decisionId=order.decision_id, caseNumber=order.case_number)
        move = Move(order.id, OrderState.REJECTED, entry_id, reason=reasons[order.id])
        await orders.move(connection, [move], act.now)
        await tell_end(act, order, OrderState.REJECTED)


def _warn(said: Outcomes) -> None:
    if said.strangers:
        log.error("status report about payments that were not in the file", count=len(said.strangers))
    if strange := [one for one in said.payments if one.outcome is Outcome.NOT_UNDERSTOOD]:
        log.error("status codes not understood", count=len(strange))


def _code(reason: str | None) -> str | None:
    """The bank's code. A text of its own could repeat an account number."""
    return reason if reason is None or _CODE.fullmatch(reason) else "other"
