"""The fallback when the bank's channel does not work: somebody without a hand in any of its payments, and outside of
their households, carries the file (C2, C8)."""

from dataclasses import dataclass, field
from uuid import UUID

import structlog

from services.payout.orders import own_case
from services.payout.orders.store import households_of, lock
from services.payout.releases import store
from services.payout.releases.problems import FileAlreadySent, FileNotMade, FileOfOwnHand, FileRefused
from services.payout.releases.rules import Step
from services.payout.releases.sending import FileAltered, opened
from shared.acts import Act
from shared.problems import NotFound

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class HandedOut:
    message_id: str
    xml: bytes = field(repr=False)


async def hand_out(act: Act, release_id: UUID) -> HandedOut:
    """The file as it was made. The channel goes on asking the bank: a report about the file, or the bank's word that
    it knows the message, marks it as sent, and the bank takes no message id twice. That it was handed out is kept: what
    the bank refuses by the channel may then still reach it by hand."""
    act.about(releaseId=release_id)
    release = await store.find(act.connection, release_id, act.municipality)
    if release is None:
        raise NotFound
    await refuse_involved(act, [payment.order_id for payment in await store.payments(act.connection, release_id)])
    file = await store.find_file(act.connection, release_id)
    if file is None:
        raise FileNotMade
    await _refuse_ended(act, release_id)
    try:
        xml = await opened(act.running, file)
    except FileAltered:
        log.error("stored bank file does not hold")
        raise FileNotMade from None
    await store.add_handed_out(act.connection, release_id, act.now, await act.record())
    return HandedOut(file.message_id, xml)


async def _refuse_ended(act: Act, release_id: UUID) -> None:
    """Once its orders are locked: the bank's refusal ends them only where nobody has the file in hand."""
    await lock(act.connection, await store.paid_orders(act.connection, release_id), act.municipality)
    step = await store.last_step(act.connection, release_id)
    if step is Step.SENT:
        raise FileAlreadySent
    if step is Step.REFUSED:
        raise FileRefused


async def refuse_involved(act: Act, order_ids: list[UUID]) -> None:
    """The file names accounts, and a report says what was paid. Raises FileOfOwnHand for whoever has a hand in one of
    these, BrokenChain for whoever is near one of their households."""
    link = await store.hand_of(act.connection, order_ids, act.person_keys)
    if link is not None:
        raise FileOfOwnHand("C8", link)
    await own_case.refuse(act, *await households_of(act.connection, order_ids))
