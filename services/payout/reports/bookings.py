"""camt.054: what the bank has booked, and so what is settled or has come back (C6)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from services.payout.bank.notifications import Booking, Direction, Notification
from services.payout.bank.pain001 import identified
from services.payout.bank.rules import ComeBack, Mismatch, ReleasedPayment, Settled, match, match_return
from services.payout.orders import store as orders
from services.payout.orders.ending import tell_end
from services.payout.orders.states import OrderState
from services.payout.orders.store import Move
from services.payout.own_acts import own_act
from services.payout.releases import store as releases
from services.payout.releases.marking import mark_sent
from services.payout.releases.sending import FileAltered, opened_payments
from services.payout.reports import store
from shared.boxes import BoxNotOpened
from shared.problems import Refusal
from shared.running import Running

log = structlog.get_logger(__name__)

STRANGER, MISMATCH = "stranger", "mismatch"
_STATE = "state"  # the difference where the order was not in a state to be booked
_UNKNOWN = "releasedPayment"  # where what was released cannot be told any more


@dataclass(eq=False)
class BookingMismatch(Refusal):
    """The bank has booked something else than what was released, or booked it twice."""

    rule: str


@dataclass(frozen=True, slots=True)
class _File:
    municipality: str
    payments: dict[UUID, ReleasedPayment]


async def take_bookings(
    running: Running, connection: AsyncConnection, report_id: str, entry_id: UUID, notification: Notification
) -> None:
    """Each booking becomes a row: what it settled or returned, how it differs, or that it is none of ours."""
    files: dict[UUID, _File] = {}
    rows = []
    for number, booking in enumerate(notification.bookings, 1):
        found = await _of_ours(running, connection, booking, files)
        row = {
            "report_id": report_id,
            "number": number,
            "order_id": None,
            "outcome": STRANGER,
            "differences": [],
            "amount_ore": booking.amount_ore,
            "booked_on": booking.booking_date,
            "entry_id": entry_id,
        }
        if found is not None:
            row |= await _take(running, connection, booking, *found)
        rows.append(row)
    await store.add_bookings(connection, rows)


async def _of_ours(
    running: Running, connection: AsyncConnection, booking: Booking, files: dict[UUID, _File]
) -> tuple[UUID, _File] | None:
    """The order that the booking names, and the file that it was paid by."""
    order_id = identified(booking.end_to_end_id or "")
    release_id = None if order_id is None else await releases.file_of(connection, order_id)
    if order_id is None or release_id is None:
        return None
    if release_id not in files:
        files[release_id] = await _open_file(running, connection, release_id)
    return order_id, files[release_id]


async def _open_file(running: Running, connection: AsyncConnection, release_id: UUID) -> _File:
    """What the bank books, it has."""
    file = await releases.find_file(connection, release_id)
    release = await releases.find(connection, release_id)
    assert file is not None and release is not None  # noqa: S101, PT018 - the order's row refers to it
    await mark_sent(own_act(running, connection, "fileSent", release.municipality), file)
    try:
        return _File(release.municipality, opened_payments(running, file))
    except (FileAltered, BoxNotOpened):
        log.error("stored bank file does not hold")
        return _File(release.municipality, {})


async def _take(
    running: Running, connection: AsyncConnection, booking: Booking, order_id: UUID, file: _File
) -> dict[str, Any]:
    (order,) = await orders.lock(connection, [order_id], file.municipality)
    state, differences = _judged(booking, file.payments.get(order_id), OrderState(order.state))
    act = own_act(running, connection, "paymentBooked", file.municipality, orderId=order_id)
    act.about(decisionId=order.decision_id, caseNumber=order.case_number)
    if state is None:
        entry_id = await act.record_refusal(BookingMismatch("C6"), reason=f"differs: {', '.join(differences)}")
        return {"order_id": order_id, "outcome": MISMATCH, "differences": differences, "entry_id": entry_id}
    act.name = f"payment{state.value.title()}"
    entry_id = await act.record()
    await orders.move(connection, [Move(order_id, state, entry_id)], act.now)
    await tell_end(act, order, state)
    return {"order_id": order_id, "outcome": state.value, "entry_id": entry_id}


def _judged(
    booking: Booking, payment: ReleasedPayment | None, state: OrderState
) -> tuple[OrderState | None, list[str]]:
    """The state that the booking brings the order to, or how it differs from what was released."""
    if payment is None:
        return None, [_UNKNOWN]
    back = booking.direction is Direction.CREDIT or booking.reversal or booking.returned is not None
    match match_return(booking, payment) if back else match(booking, payment):
        case Mismatch(reasons):
            return None, [reason.value for reason in reasons]
        case Settled() if state is OrderState.SENT:
            return OrderState.SETTLED, []
        case ComeBack() if state is OrderState.SETTLED:
            return OrderState.RETURNED, []
        case _:
            return None, [_STATE]
