"""camt.054: what the bank has booked, and so what is settled or has come back (C6)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from services.payout.bank.notifications import Booking, Direction, Notification
from services.payout.bank.pain001 import identified
from services.payout.bank.rules import ReleasedPayment
from services.payout.orders import store as orders
from services.payout.orders.ending import tell_ends
from services.payout.orders.states import OrderState
from services.payout.orders.store import Move
from services.payout.own_acts import own_act
from services.payout.releases import store as releases
from services.payout.releases.marking import mark_sent
from services.payout.releases.sending import FileAltered, opened_payments
from services.payout.reports import store
from services.payout.reports.rules import BookedAs, Judgement, Known, Payment, judge
from services.payout.reports.store import StoredReport
from services.payout.reports.strangers import take_stranger
from shared.acts import Act, record_all
from shared.boxes import BoxNotOpened
from shared.canonical import digest_bytes
from shared.problems import Refusal
from shared.running import Running

log = structlog.get_logger(__name__)

_DIRECTIONS = {Direction.DEBIT: "debit", Direction.CREDIT: "credit"}


@dataclass(eq=False)
class BookingMismatch(Refusal):
    """The bank has booked something else than what was released, or booked it twice."""

    rule: str


@dataclass(frozen=True, slots=True)
class _Ours:
    """An order that a booking names, locked, and where its payment stands."""

    order: Row[Any]
    payment: Payment


@dataclass(frozen=True, slots=True)
class _Taken:
    """A booking of a payment of ours: its row, which gets its log entry's id, and what it brings."""

    report: StoredReport
    row: dict[str, Any]
    order: Row[Any]
    judgement: Judgement


async def take_bookings(
    running: Running, connection: AsyncConnection, report: StoredReport, notification: Notification
) -> None:
    """Each booking becomes a row: what it settled or returned, how it differs, or that it is none of ours."""
    ours = await _ours(running, connection, notification.bookings)
    rows, taken = [], []
    for number, booking in enumerate(notification.bookings, 1):
        order_id = identified(booking.end_to_end_id or "")
        row = _row(report, number, booking, running.clock.today())
        if order_id is None or order_id not in ours:
            row |= await take_stranger(running, connection, booking)
        else:
            judgement = judge(booking, row["reference"], ours[order_id].payment)
            order = ours[order_id].order
            said = {"outcome": judgement.booked_as.value, "municipality": order.municipality}
            row |= {"order_id": order_id, **said}
            taken.append(_Taken(report, row, order, judgement))
            ours[order_id] = _after(ours[order_id], _known(booking, row["reference"], judgement), judgement)
        rows.append(row)
    await _refuse(running, connection, [one for one in taken if one.judgement.booked_as is BookedAs.MISMATCH])
    kept = (BookedAs.MISMATCH, BookedAs.REPEATED)
    await _move(running, connection, [one for one in taken if one.judgement.booked_as not in kept])
    await store.add_bookings(connection, rows)


def _row(report: StoredReport, number: int, booking: Booking, today: date) -> dict[str, Any]:
    """What the bank gives no day is of today: a day's reconciliation is where somebody sees it."""
    return {
        "report_id": report.id,
        "number": number,
        "order_id": None,
        "outcome": BookedAs.STRANGER.value,
        "differences": [],
        "amount_ore": booking.amount_ore,
        "booked_on": booking.booking_date or today,
        "entry_id": report.entry_id,
        "direction": _DIRECTIONS[booking.direction],
        "municipality": None,
        "reference": None if booking.reference is None else digest_bytes(booking.reference.encode()),
    }


async def _ours(running: Running, connection: AsyncConnection, bookings: Sequence[Booking]) -> dict[UUID, _Ours]:
    """The orders that are named, with what was released of them; those of one file after those of another, so that two
    who read reports wait for each other."""
    named = {order_id for booking in bookings if (order_id := identified(booking.end_to_end_id or ""))}
    by_file: dict[UUID, list[UUID]] = defaultdict(list)
    for order_id, release_id in (await releases.files_of(connection, named)).items():
        by_file[release_id].append(order_id)
    found: dict[UUID, _Ours] = {}
    for release_id in sorted(by_file):
        found |= await _of_file(running, connection, release_id, by_file[release_id])
    return found


async def _of_file(
    running: Running, connection: AsyncConnection, release_id: UUID, order_ids: Sequence[UUID]
) -> dict[UUID, _Ours]:
    """What the bank books, it has."""
    file = await releases.find_file(connection, release_id)
    release = await releases.find(connection, release_id)
    assert file is not None and release is not None  # noqa: S101, PT018 - the order's row refers to it
    await mark_sent(own_act(running, connection, "fileSent", release.municipality), file)
    released: dict[UUID, ReleasedPayment] = {}
    try:
        released = opened_payments(running, file)
    except (FileAltered, BoxNotOpened):
        log.error("stored bank file does not hold")
    known = await store.bookings_of(connection, order_ids)
    succeeded = await orders.succeeded(connection, order_ids)
    return {
        order.id: _Ours(
            order, Payment(released.get(order.id), OrderState(order.state), order.id in succeeded, known[order.id])
        )
        for order in await orders.lock(connection, order_ids, release.municipality)
    }


async def _refuse(running: Running, connection: AsyncConnection, differing: Sequence[_Taken]) -> None:
    """What the bank has booked and nobody released: each gets an entry of its own in the control log."""
    for one in differing:
        differences = list(one.judgement.differences)
        reason = f"differs: {', '.join(differences)}"
        entry_id = await _booked(running, connection, one).record_refusal(BookingMismatch("C6"), reason=reason)
        one.row.update(differences=differences, entry_id=entry_id)


async def _move(running: Running, connection: AsyncConnection, taken: Sequence[_Taken]) -> None:
    """The payments reach their states, in a few statements however many they are. The log entry of a booking is that
    of the first state that it brings, or that it is kept until its debit comes."""
    steps = [(one, state) for one in taken for state in one.judgement.moves or (None,)]
    entries = await record_all([_booked(running, connection, one, state) for one, state in steps])
    for (one, _), entry_id in reversed(list(zip(steps, entries, strict=True))):
        one.row["entry_id"] = entry_id
    moves = [
        Move(one.order.id, state, entry_id)
        for (one, state), entry_id in zip(steps, entries, strict=True)
        if state is not None
    ]
    act = own_act(running, connection, "paymentBooked", "")
    for together in _one_each(moves):
        await orders.move(connection, together, act.now)
    await tell_ends(act, [(one.order, state) for one, state in steps if state is not None])


def _one_each(moves: Sequence[Move]) -> list[list[Move]]:
    """The first move of each order, then the second of each that has one: a payment may settle and come back in the
    same report."""
    rounds: list[list[Move]] = []
    before: Counter[UUID] = Counter()
    for move in moves:
        if before[move.order_id] == len(rounds):
            rounds.append([])
        rounds[before[move.order_id]].append(move)
        before[move.order_id] += 1
    return rounds


def _booked(running: Running, connection: AsyncConnection, taken: _Taken, state: OrderState | None = None) -> Act:
    order = taken.order
    name = "paymentBooked" if state is None else f"payment{state.value.title()}"
    act = own_act(running, connection, name, order.municipality, orderId=order.id)
    act.about(decisionId=order.decision_id, caseNumber=order.case_number, householdId=order.household_id)
    act.about(bankReportId=taken.report.logged_as)
    return act


def _known(booking: Booking, reference: str | None, judgement: Judgement) -> Known:
    return Known(judgement.booked_as, booking.direction, booking.amount_ore, reference)


def _after(ours: _Ours, known: Known, judgement: Judgement) -> _Ours:
    """Where the payment stands once this booking is taken."""
    before = ours.payment
    state = judgement.moves[-1] if judgement.moves else before.state
    return replace(ours, payment=replace(before, state=state, bookings=(*before.bookings, known)))
