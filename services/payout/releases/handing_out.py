"""The fallback when the bank's channel does not work: somebody who released nothing in the file carries it (C8)."""

from dataclasses import dataclass, field
from uuid import UUID

from services.payout.releases import store
from services.payout.releases.problems import FileAlreadySent, FileNotMade, FileOfOwnRelease
from services.payout.releases.rules import Step
from services.payout.releases.sending import opened
from shared.acts import Act
from shared.problems import NotFound


@dataclass(frozen=True, slots=True)
class HandedOut:
    message_id: str
    xml: bytes = field(repr=False)


async def hand_out(act: Act, release_id: UUID) -> HandedOut:
    """The file as it was made. The channel goes on asking the bank: a report about the file, or the bank's word that
    it knows the message, marks it as sent, and the bank takes no message id twice."""
    act.about(releaseId=release_id)
    release = await store.find(act.connection, release_id, act.municipality)
    if release is None:
        raise NotFound
    await refuse_releaser(act, [payment.order_id for payment in await store.payments(act.connection, release_id)])
    file = await store.find_file(act.connection, release_id)
    if file is None:
        raise FileNotMade
    if release.last_step == Step.SENT:
        raise FileAlreadySent
    await act.record()
    return HandedOut(file.message_id, opened(act.running, file))


async def refuse_releaser(act: Act, order_ids: list[UUID]) -> None:
    """Raises FileOfOwnRelease for whoever released one of these."""
    if await store.was_released_by(act.connection, order_ids, act.person_keys):
        raise FileOfOwnRelease("C8", "release")
