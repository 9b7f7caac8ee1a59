import socket
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from services.payout.bank import channel as channel_module
from services.payout.bank.channel import (
    BankChannel,
    ChannelUnavailable,
    NotKnown,
    Refused,
    Report,
    Sent,
    Unknown,
    file_digest,
)

FILE = "<Document>åäö</Document>".encode()
TAKEN_AT = "2026-12-15T10:30:00+01:00"


class Bank:
    """A counterpart that answers what a test tells it to, and remembers what it was sent."""

    def __init__(self) -> None:
        self.app = FastAPI()
        self.status = 202
        self.answer: Any = {"messageId": "M1", "sha256": file_digest(FILE), "receivedAt": TAKEN_AT}
        self.seen: list[tuple[str, dict[str, str], bytes]] = []
        self.listing: Any = {"reports": []}
        self.bodies: dict[str, bytes] = {}
        self.app.add_api_route("/files", self.take, methods=["POST"])
        self.app.add_api_route("/files/{_}", self.said, methods=["GET"])
        self.app.add_api_route("/reports", self.list, methods=["GET"])
        self.app.add_api_route("/reports/{id_}", self.report, methods=["GET"])

    async def take(self, request: Request) -> Response:
        self.seen.append((request.url.path, dict(request.headers), await request.body()))
        return self.said()

    def said(self) -> Response:
        return JSONResponse(self.answer, self.status)

    def list(self, request: Request) -> Response:
        self.seen.append((str(request.url.query), {}, b""))
        return JSONResponse(self.listing, self.status)

    def report(self, id_: str) -> Response:
        return Response(self.bodies[id_], media_type="application/xml")


@pytest.fixture
def bank() -> Bank:
    return Bank()


@pytest.fixture
async def channel(bank: Bank) -> AsyncIterator[BankChannel]:
    transport = httpx.ASGITransport(bank.app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://bank", headers={"Authorization": "Bearer x"}
    ) as c:
        yield BankChannel(c)


async def test_a_file_is_sent_as_it_is_with_its_message_id(bank: Bank, channel: BankChannel) -> None:
    sent = await channel.send("M1", FILE)
    assert isinstance(sent, Sent)
    assert sent.received_at.isoformat() == TAKEN_AT
    (path, headers, body), *more = bank.seen
    assert (path, body, more) == ("/files", FILE, [])
    assert (headers["message-id"], headers["content-type"]) == ("M1", "application/xml")
    assert headers["authorization"] == "Bearer x"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 415, 422])
async def test_a_clear_no_is_a_refusal(bank: Bank, channel: BankChannel, status: int) -> None:
    bank.status = status
    assert await channel.send("M1", FILE) == Refused("M1", status)


@pytest.mark.parametrize("status", [301, 408, 425, 429, 500, 502, 503, 504])
async def test_any_other_answer_leaves_it_unknown(bank: Bank, channel: BankChannel, status: int) -> None:
    bank.status = status
    assert await channel.send("M1", FILE) == Unknown("M1", f"status {status}")
    assert len(bank.seen) == 1, "a file is never sent again blindly"


@pytest.mark.parametrize(
    "answer",
    [None, [], "taken", {"messageId": "M1"}, {"messageId": "M1", "sha256": file_digest(FILE), "receivedAt": "today"}],
)
async def test_a_receipt_that_does_not_say_leaves_it_unknown(bank: Bank, channel: BankChannel, answer: Any) -> None:
    bank.answer = answer
    assert isinstance(await channel.send("M1", FILE), Unknown)


@pytest.mark.parametrize("other", [{"messageId": "M2"}, {"sha256": file_digest(b"another")}])
async def test_a_receipt_for_another_file_is_none(bank: Bank, channel: BankChannel, other: dict[str, str]) -> None:
    bank.answer |= other
    assert await channel.send("M1", FILE) == Unknown("M1", "the receipt is for another file")


@pytest.mark.parametrize("broken", [httpx.ReadTimeout("…"), httpx.ConnectError("…"), httpx.RemoteProtocolError("…")])
async def test_no_answer_leaves_it_unknown_and_it_is_sent_once(broken: httpx.HTTPError) -> None:
    tries: list[httpx.Request] = []

    async def fail(request: httpx.Request) -> httpx.Response:
        tries.append(request)
        raise broken

    async with httpx.AsyncClient(transport=httpx.MockTransport(fail), base_url="http://bank") as client:
        assert await BankChannel(client).send("M1", FILE) == Unknown("M1", type(broken).__name__)
        assert await BankChannel(client).ask("M1", file_digest(FILE)) == Unknown("M1", type(broken).__name__)
    assert [request.method for request in tries] == ["POST", "GET"]


async def test_a_bank_that_hangs_is_left_at_the_clients_time_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:  # connections wait in its backlog for ever
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with httpx.AsyncClient(base_url=address, timeout=httpx.Timeout(30, read=0.2)) as client:
            assert await BankChannel(client).send("M1", FILE) == Unknown("M1", "ReadTimeout")


async def test_asking_tells_a_known_file_from_an_unknown_one(bank: Bank, channel: BankChannel) -> None:
    bank.status = 200
    assert isinstance(await channel.ask("M1", file_digest(FILE)), Sent)
    assert isinstance(await channel.ask("M1", file_digest(b"another")), Unknown)
    bank.status = 404
    assert await channel.ask("M1", file_digest(FILE)) == NotKnown("M1")
    bank.status = 500
    assert await channel.ask("M1", file_digest(FILE)) == Unknown("M1", "status 500")


async def test_reports_come_in_the_banks_order_after_the_last_one(bank: Bank, channel: BankChannel) -> None:
    bank.status = 200
    bank.listing = {"reports": [{"id": "8", "kind": "camt.054"}, {"id": "9", "kind": "pain.002"}], "more": False}
    bank.bodies = {"8": b"<a/>", "9": b"<b/>"}
    assert await channel.reports("7", limit=5) == [Report("8", "camt.054", b"<a/>"), Report("9", "pain.002", b"<b/>")]
    assert bank.seen[0][0] == "after=7&limit=5"


async def test_the_first_reports_are_asked_for_without_a_last_one(bank: Bank, channel: BankChannel) -> None:
    bank.status = 200
    assert await channel.reports(None) == []
    assert bank.seen[0][0] == "limit=100"


@pytest.mark.parametrize(
    "listing",
    [
        {},
        [],
        {"reports": [{"id": "8"}]},
        {"reports": [{"id": "../x", "kind": "x"}]},
        {"reports": [{"id": 8, "kind": "x"}]},
    ],
)
async def test_a_list_that_is_not_as_agreed_is_no_list(bank: Bank, channel: BankChannel, listing: Any) -> None:
    bank.status, bank.listing = 200, listing
    with pytest.raises(ChannelUnavailable):
        await channel.reports(None)


async def test_a_bank_without_an_answer_has_no_reports_now(bank: Bank, channel: BankChannel) -> None:
    bank.status = 503
    with pytest.raises(ChannelUnavailable, match="503"):
        await channel.reports(None)


async def test_a_report_larger_than_any_may_be_is_not_taken_in(
    bank: Bank, channel: BankChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel_module, "MAX_REPORT_BYTES", 1000)
    bank.status = 200
    bank.listing = {"reports": [{"id": "8", "kind": "camt.054"}]}
    bank.bodies = {"8": b"x" * 1001}
    with pytest.raises(ChannelUnavailable, match="larger"):
        await channel.reports(None)


@pytest.mark.parametrize("message_id", ["", "a/b", "..", "a?b", "å", "a" * 65])
async def test_what_cannot_stand_in_an_address_is_refused(channel: BankChannel, message_id: str) -> None:
    with pytest.raises(ValueError, match="address"):
        await channel.ask(message_id, "x")


def test_a_reports_content_is_not_shown() -> None:
    assert "123456789" not in repr(Report("8", "camt.054", b"<Id>123456789</Id>"))
