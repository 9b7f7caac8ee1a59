"""What is known of a bank file on its way, and what that makes of its payments."""

from typing import Any

from sqlalchemy import Row

from services.payout.orders import store as orders
from services.payout.orders.ending import tell_ends
from services.payout.orders.sent import sent_document, tell_sent
from services.payout.orders.states import OrderState
from services.payout.orders.store import Move
from services.payout.own_acts import following
from services.payout.releases import store
from services.payout.releases.rules import Step
from services.payout.releases.store import StoredFile
from shared.acts import Act, record_all

FINAL = frozenset({Step.SENT, Step.REFUSED})


_WAITING = frozenset({OrderState.RELEASED, OrderState.UNKNOWN})
"""The states of a file's payments as long as nobody knows that the bank has it."""


class BegunMeanwhile(Exception):
    """Another process has gone on with the file since: what the bank said before that is no reason to send it."""


async def mark_begun(act: Act, file: StoredFile, after: int) -> bool:
    """Written before the bank is called. `after`: the steps known when the bank was asked and said that it has no such
    file, which is the only reason to send one again. False where the file has come to its end meanwhile: do not
    send it. Raises BegunMeanwhile."""
    await _waiting(act, file)
    if await store.last_step(act.connection, file.release_id) in FINAL:
        return False
    if await store.steps_taken(act.connection, file.release_id) != after:
        raise BegunMeanwhile
    if after:
        await mark(act, file, Step.MISSING)
    await mark(act, file, Step.BEGUN)
    return True


async def mark_unknown(act: Act, file: StoredFile) -> None:
    """The bank was called, and has not said whether it has the file: neither has a payer to believe either."""
    waiting = await _waiting(act, file)
    if await store.last_step(act.connection, file.release_id) in FINAL:
        return
    await mark(act, file, Step.UNKNOWN)
    await _move(act, _released(waiting), OrderState.UNKNOWN)


async def mark_sent(act: Act, file: StoredFile) -> None:
    """The bank has the file: its receipt says so, or a report about the file does. Does nothing a second time."""
    waiting = await _waiting(act, file)
    if await store.last_step(act.connection, file.release_id) is Step.SENT:
        return
    await mark(act, file, Step.SENT)
    await _move(act, waiting, OrderState.SENT)


async def mark_refused(act: Act, file: StoredFile) -> None:
    """The bank has said no, and taken nothing: the file's payments have ended. Unless somebody has the file in hand
    and may have brought it: then nobody knows, until the bank reports of it."""
    waiting = await _waiting(act, file)
    if await store.last_step(act.connection, file.release_id) in FINAL:
        return
    await mark(act, file, Step.REFUSED)
    if await store.handed_out(act.connection, file.release_id):
        await _move(act, _released(waiting), OrderState.UNKNOWN)
        return
    await _move(act, waiting, OrderState.REJECTED, "fileRefused")
    await tell_ends(act, [(order, OrderState.REJECTED) for order in waiting])


async def mark(act: Act, file: StoredFile, step: Step) -> None:
    """Logs `fileBegun`, `fileMissing`, `fileUnknown`, `fileSent` or `fileRefused`."""
    own = following(act, f"file{step.value.title()}", releaseId=file.release_id)
    await store.add_step(act.connection, file.release_id, step, act.now, await own.record())


async def _waiting(act: Act, file: StoredFile) -> list[Row[Any]]:
    """The file's payments that are not yet known to be at the bank, locked."""
    rows = await orders.lock(act.connection, await store.paid_orders(act.connection, file.release_id), act.municipality)
    return [row for row in rows if OrderState(row.state) in _WAITING]


def _released(waiting: list[Row[Any]]) -> list[Row[Any]]:
    return [order for order in waiting if OrderState(order.state) is OrderState.RELEASED]


async def _move(act: Act, waiting: list[Row[Any]], to: OrderState, reason: str | None = None) -> None:
    """Each payment gets an entry of its own: `paymentUnknown`, `paymentSent`, which intake is told, or
    `paymentRejected`."""
    name = f"payment{to.value.title()}"
    owns = [following(act, name, orderId=order.id, decisionId=order.decision_id) for order in waiting]
    for own, order in zip(owns, waiting, strict=True):
        own.about(caseNumber=order.case_number, householdId=order.household_id)
    documents = [sent_document(order, act.now) for order in waiting] if to is OrderState.SENT else None
    entries = await record_all(owns, documents)
    moves = [Move(order.id, to, entry, reason=reason) for order, entry in zip(waiting, entries, strict=True)]
    await orders.move(act.connection, moves, act.now)
    if documents is not None:
        await tell_sent(owns, documents)
