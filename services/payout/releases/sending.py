"""Bringing a bank file to the bank, once (C6).

That it is about to be sent is written down before the bank is called. If no clear answer comes, or the process is
killed in between, the next try asks by the message id, and sends again only where the bank does not know it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import httpx
import structlog

from services.payout.bank.channel import BankChannel, NotKnown, Refused, Sent, Unknown
from services.payout.bank.rules import ReleasedPayment
from services.payout.own_acts import own_act
from services.payout.releases import released_payments, store
from services.payout.releases.marking import FINAL, mark_begun, mark_refused, mark_sent, mark_unknown
from services.payout.releases.store import StoredFile
from services.payout.settings import settings_of
from shared.acts import Act
from shared.auth.envelope import NotGenuine
from shared.auth.statements import Subject
from shared.canonical import digest_bytes
from shared.running import Running

log = structlog.get_logger(__name__)

MADE = "fileMade"
_NO_TO_THE_FILE = frozenset({400, 413, 415, 422})
"""Answers that are about the file. Any other refusal is about who asks, or is a fault: try again."""


class StillUnknown(Exception):
    """Nobody knows yet whether the bank has the file. The job asks again later."""


class FileAltered(Exception):
    """The stored file is not the one that was made, or payout has made none: it is not sent."""


class _Through(httpx.AsyncBaseTransport):
    """Sends by a client that is there already, with its connections and time-outs."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._client.send(request, stream=True)


@asynccontextmanager
async def bank_of(running: Running) -> AsyncIterator[BankChannel]:
    settings = settings_of(running)
    token = settings.bank_token.get_secret_value()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    transport = _Through(running.client)
    async with httpx.AsyncClient(transport=transport, base_url=settings.bank_url, headers=headers) as client:
        yield BankChannel(client)


async def send(running: Running, release_id: UUID, municipality: str) -> None:
    """Until the bank has the file or has refused it; nothing where there is no file. Raises StillUnknown, and
    BegunMeanwhile where another process is at it."""
    async with running.transaction() as connection:
        file = await store.find_file(connection, release_id)
        taken = await store.steps_taken(connection, release_id)
        step = await store.last_step(connection, release_id)
    if file is None or step in FINAL:
        return
    answer = await _call(running, file, municipality, taken)
    if answer is None:
        return
    async with running.transaction() as connection:
        await _keep(own_act(running, connection, "fileSent", municipality), file, answer)
    if isinstance(answer, Unknown):
        raise StillUnknown(answer.why)


async def _call(running: Running, file: StoredFile, municipality: str, taken: int) -> Sent | Refused | Unknown | None:
    """`taken`: steps of the file so far. None where a report has told meanwhile what became of it."""
    async with bank_of(running) as bank:
        if taken:
            known = await bank.ask(file.message_id, file.sha256)
            if not isinstance(known, NotKnown):
                return known
        xml = await opened(running, file)
        async with running.transaction() as connection:
            if not await mark_begun(own_act(running, connection, "fileBegun", municipality), file, after=taken):
                return None
        answer = await bank.send(file.message_id, xml)
    if isinstance(answer, Refused) and answer.status not in _NO_TO_THE_FILE:
        return Unknown(file.message_id, f"status {answer.status}")
    return answer


async def opened(running: Running, file: StoredFile) -> bytes:
    """The file as it was made, by payout's own statement: anybody can seal a box to payout. Raises FileAltered."""
    document = dict(file.document)
    try:
        statement = await running.statements.read(file.statement or "", running.name, MADE, document)
    except NotGenuine:
        raise FileAltered from None
    said = (statement.subject, document.get("releaseId"), document.get("sha256"))
    if said != (Subject("release", str(file.release_id), 1), str(file.release_id), file.sha256):
        raise FileAltered
    return _opened(running, file.sealed, file.sha256)


def opened_payments(running: Running, file: StoredFile) -> dict[UUID, ReleasedPayment]:
    """What the file pays, by order. Raises FileAltered."""
    return released_payments.read(_opened(running, file.sealed_payments, file.payments_sha256))


def _opened(running: Running, sealed: bytes, sha256: str) -> bytes:
    data = settings_of(running).box_keys.open(sealed)
    if digest_bytes(data) != sha256:
        raise FileAltered
    return data


async def _keep(act: Act, file: StoredFile, answer: Sent | Refused | Unknown) -> None:
    match answer:
        case Sent():
            await mark_sent(act, file)
        case Refused():
            await mark_refused(act, file)
        case Unknown():
            log.warning("bank file without a clear answer", reason=answer.why)
            await mark_unknown(act, file)
