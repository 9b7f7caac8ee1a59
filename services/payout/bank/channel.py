"""The bank's channel: files out, reports in, over HTTP.

The contract is neutral, since each bank has its own protocol and a municipality's integration platform speaks it:

- `POST /files`, `Content-Type: application/xml`, `Message-Id: <id>`, the file as body → 202
  `{"messageId", "sha256", "receivedAt"}`. The same id with the same bytes gets the same answer and pays nothing twice;
  with other bytes 409. `sha256` is base64url without padding.
- `GET /files/{messageId}` → 200 with that answer, or 404 when the bank never took such a file.
- `GET /reports?after=<report id>&limit=<n>` → 200 `{"reports": [{"id", "kind"}]}`, oldest first, those after `after`.
- `GET /reports/{id}` → 200 with the XML.

Who the client is (a bearer token, mutual TLS), the address and the time-outs are properties of the `httpx.AsyncClient`
that is passed in.

A file is sent once. When no answer comes nobody knows whether the bank has it, so the result is `Unknown`: ask, and
send again only when the bank says that it does not know the message. The same id is then used again.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from services.payout.bank.report_xml import MAX_REPORT_BYTES
from shared import tracing
from shared.canonical import digest_bytes

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}")
_ANSWERED_BUT_UNCLEAR = {408, 425, 429}


class ChannelUnavailable(Exception):
    """The bank gave no usable answer to a question that may be asked again."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The bank has taken exactly this file."""

    message_id: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """The bank has said no, and taken nothing. 409 is a different file under the same message id."""

    message_id: str
    status: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer, or one that does not say. The file may have been taken."""

    message_id: str
    why: str


@dataclass(frozen=True, slots=True)
class NotKnown:
    """The bank has no file with this message id."""

    message_id: str


@dataclass(frozen=True, slots=True)
class Report:
    """One report as it came. `kind` is the bank's word for it, such as camt.054."""

    id: str
    kind: str
    data: bytes

    def __repr__(self) -> str:
        return f"Report(id={self.id!r}, kind={self.kind!r})"


class BankChannel:
    """A channel to one bank over `client`, which carries its base address, credentials and time-outs."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def send(self, message_id: str, file: bytes) -> Sent | Refused | Unknown:
        """Send the file once. Never raises for what the network or the bank does."""
        headers = {"Content-Type": "application/xml", "Message-Id": _checked(message_id)}
        try:
            with tracing.span("send a file to the bank", tracing.CLIENT):
                response = await self._client.post("/files", content=file, headers=headers)
        except httpx.HTTPError as error:
            return Unknown(message_id, type(error).__name__)
        if response.status_code in (200, 202):
            return _receipt(message_id, response, file_digest(file))
        if 400 <= response.status_code < 500 and response.status_code not in _ANSWERED_BUT_UNCLEAR:
            return Refused(message_id, response.status_code)
        return Unknown(message_id, f"status {response.status_code}")

    async def ask(self, message_id: str, digest: str) -> Sent | NotKnown | Unknown:
        """Whether the bank has, under this message id, the file with this `file_digest`. Changes nothing."""
        try:
            response = await self._client.get(f"/files/{_checked(message_id)}")
        except httpx.HTTPError as error:
            return Unknown(message_id, type(error).__name__)
        if response.status_code == 200:
            return _receipt(message_id, response, digest)
        if response.status_code == 404:
            return NotKnown(message_id)
        return Unknown(message_id, f"status {response.status_code}")

    async def reports(self, after: str | None, limit: int = 100) -> list[Report]:
        """At most `limit` reports after the one named, oldest first. Raises ChannelUnavailable."""
        query: dict[str, str | int] = {"limit": limit} if after is None else {"after": _checked(after), "limit": limit}
        listing = await self._get("/reports", query)
        try:
            entries = [(_checked(entry["id"]), str(entry["kind"])) for entry in listing.json()["reports"]]
        except (ValueError, KeyError, TypeError):
            raise ChannelUnavailable("the list of reports is not as agreed") from None
        return [Report(id_, kind, (await self._get(f"/reports/{id_}")).content) for id_, kind in entries[:limit]]

    async def _get(self, path: str, query: dict[str, str | int] | None = None) -> httpx.Response:
        """An answer of 200, never more of it in memory than a report may have."""
        try:
            async with self._client.stream("GET", path, params=query) as response:
                if response.status_code != 200:
                    raise ChannelUnavailable(f"status {response.status_code}")
                body = await _bounded(response)
        except httpx.HTTPError as error:
            raise ChannelUnavailable(type(error).__name__) from None
        return httpx.Response(200, content=body)


async def _bounded(response: httpx.Response) -> bytes:
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > MAX_REPORT_BYTES:
            raise ChannelUnavailable("a report larger than any may be")
    return bytes(body)


def _receipt(message_id: str, response: httpx.Response, digest: str) -> Sent | Unknown:
    """The bank's receipt, if it is for this message id and these bytes."""
    try:
        answer: Any = response.json()
        received_at = datetime.fromisoformat(answer["receivedAt"])
        same = answer["messageId"] == message_id and answer["sha256"] == digest
    except (ValueError, KeyError, TypeError):
        return Unknown(message_id, "the receipt is not as agreed")
    return Sent(message_id, received_at) if same else Unknown(message_id, "the receipt is for another file")


def file_digest(file: bytes) -> str:
    """What a receipt says of a file: base64url SHA-256 without padding."""
    return digest_bytes(file)


def _checked(id_: str) -> str:
    """Ids stand in addresses, so one with a slash or a dot-dot is refused."""
    if not _ID.fullmatch(id_):
        raise ValueError("not an id that may stand in an address")
    return id_
