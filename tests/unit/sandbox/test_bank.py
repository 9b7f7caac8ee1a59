"""The bank of the sandbox, met through payout's own channel, files and rules."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from pydantic import SecretStr

from deploy.sandbox.bank import channel as bank_channel
from deploy.sandbox.bank.app import make_app
from deploy.sandbox.bank.settings import BankSettings, HeldAccount
from services.payout.bank.accounts import Account, AccountForm
from services.payout.bank.channel import BankChannel, NotKnown, Refused, Sent, Unknown, file_digest
from services.payout.bank.pain001 import BankProfile, Party, Payment, PaymentFile, batches, build, identifier
from services.payout.bank.reports import Booking, Notification, StatusReport, read_report
from services.payout.bank.rules import (
    ComeBack,
    Difference,
    Mismatch,
    Outcome,
    ReleasedPayment,
    Settled,
    match,
    match_return,
    outcomes,
)

TUESDAY = datetime(2026, 12, 15, 9, 0, tzinfo=UTC)
TODAY = date(2026, 12, 15)
OWN = Account("6000", "123456789")
PAYEES = [Account("8327", "0123456782"), Account("5000", "1234567"), Account.bankgiro("5050-1055")]
MESSAGE_ID = identifier(UUID(int=7))


class Customer:
    """A payout service in miniature: sends files by the channel, and reads what comes."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.channel = BankChannel(http)
        self.last: str | None = None
        self.kinds: list[str] = []

    async def behave(self, kind: str, **how: Any) -> None:
        answer = await self.http.post("/control/behaviours", json={"kind": kind, **how})
        assert answer.status_code == 201, answer.text

    async def settle(self, **how: Any) -> int:
        return int((await self.http.post("/control/settle", json=how)).json()["moved"])

    async def new(self) -> list[StatusReport | Notification]:
        reports = await self.channel.reports(self.last)
        self.last = reports[-1].id if reports else self.last
        self.kinds += [report.kind for report in reports]
        return [read_report(report.data) for report in reports]

    async def status(self) -> StatusReport:
        (report,) = await self.new()
        assert isinstance(report, StatusReport)
        return report

    async def bookings(self) -> dict[str | None, Booking]:
        notifications = [report for report in await self.new() if isinstance(report, Notification)]
        return {booking.end_to_end_id: booking for report in notifications for booking in report.bookings}


class World:
    """A bank with one account, and a clock that stands where it is put."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.offset = folder / "clock"
        self.settings: dict[str, Any] = {"clock_offset_file": self.offset, "bank_accounts": [HELD]} | settings
        self.at(TUESDAY)

    def at(self, moment: datetime) -> None:
        self.offset.write_text(str(int((moment - datetime.now(UTC)).total_seconds())))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Customer]:
        app = make_app(BankSettings(**self.settings))
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://bank") as http,
        ):
            yield Customer(http)


HELD = HeldAccount(clearing_number="6000", account_number="123456789", name="Testkommun")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
async def customer(world: World) -> AsyncIterator[Customer]:
    async with world.open() as customer:
        yield customer


def payments(due: date = TODAY) -> list[Payment]:
    return [
        Payment(identifier(UUID(int=n)), 100_000 + n, due, "Åsa Öberg", account) for n, account in enumerate(PAYEES, 1)
    ]


def payment_file(some: list[Payment] | None = None, message_id: str = MESSAGE_ID, **other: Any) -> PaymentFile:
    party = Party("Testkommun")
    usual: dict[str, Any] = {"debtor_account": OWN, "debtor_bic": None, "payments": some or payments()}
    return PaymentFile(message_id, TUESDAY, party, party, **(usual | other))


def released(file: PaymentFile) -> list[ReleasedPayment]:
    return [ReleasedPayment(p.end_to_end_id, p.amount_ore, OWN, p.creditor_account) for p in file.payments]


def outcome(file: PaymentFile, report: StatusReport) -> list[tuple[Outcome, str | None]]:
    sent = {p.end_to_end_id: batch.id for batch in batches(file) for p in batch.payments}
    return [(found.outcome, found.reason) for found in outcomes(report, sent).payments]


@pytest.mark.parametrize("form", AccountForm)
async def test_a_file_is_accepted_and_each_payment_settles(customer: Customer, form: AccountForm) -> None:
    file = payment_file(profile=BankProfile(account_form=form))
    assert isinstance(await customer.channel.send(MESSAGE_ID, build(file)), Sent)
    reports = await customer.new()
    status, *_ = reports
    assert isinstance(status, StatusReport)
    assert outcome(file, status) == [(Outcome.ACCEPTED, None)] * 3
    booked = {b.end_to_end_id: b for r in reports if isinstance(r, Notification) for b in r.bookings}
    for payment in released(file):
        assert match(booked[payment.end_to_end_id], payment) == Settled(TODAY, booked[payment.end_to_end_id].reference)
    assert customer.kinds == ["pain.002.001.10", "camt.054.001.08"]


async def test_a_notification_speaks_of_domestic_payments(customer: Customer) -> None:
    await customer.channel.send(MESSAGE_ID, build(payment_file()))
    _, notification = await customer.channel.reports(None)
    assert notification.data.count(b"<SubFmlyCd>DMCT</SubFmlyCd>") == 3
    assert b"IBAN" not in notification.data
    assert notification.data.count(b"<Prtry>BGNR</Prtry>") == 1


async def test_a_file_sent_twice_is_paid_once(customer: Customer) -> None:
    file = build(payment_file())
    first = await customer.channel.send(MESSAGE_ID, file)
    assert isinstance(first, Sent)
    assert await customer.channel.send(MESSAGE_ID, file) == first
    assert len(await customer.bookings()) == 3
    assert await customer.settle() == 0
    assert await customer.new() == []


async def test_another_file_under_the_same_message_id_is_refused(customer: Customer) -> None:
    await customer.channel.send(MESSAGE_ID, build(payment_file()))
    assert await customer.channel.send(MESSAGE_ID, build(payment_file(payments()[:1]))) == Refused(MESSAGE_ID, 409)


async def test_a_file_under_another_message_id_than_its_own_is_refused(customer: Customer) -> None:
    assert await customer.channel.send("another", build(payment_file())) == Refused("another", 400)
    assert await customer.channel.ask("another", "x") == NotKnown("another")


DIRECT_DEBIT = (
    b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"><CstmrDrctDbtInitn><GrpHdr><MsgId>x</MsgId>'
    b"</GrpHdr></CstmrDrctDbtInitn></Document>"
)


@pytest.mark.parametrize("junk", [b"<Document/>", b"", b"101 ", DIRECT_DEBIT])
async def test_what_is_no_payment_file_is_taken_and_rejected(customer: Customer, junk: bytes) -> None:
    assert isinstance(await customer.channel.send("junk", junk), Sent)
    status = await customer.status()
    assert (status.group_status, status.reason) == ("RJCT", "FF01")


async def test_an_account_that_the_bank_does_not_hold_pays_nothing(customer: Customer) -> None:
    file = payment_file(debtor_account=Account("6000", "987654321"))
    await customer.channel.send(MESSAGE_ID, build(file))
    assert outcome(file, await customer.status()) == [(Outcome.REJECTED, "AC02")] * 3


async def test_an_account_can_be_opened(customer: Customer) -> None:
    other = {"clearingNumber": "6000", "accountNumber": "987654321", "name": "Grannkommun"}
    for _ in range(2):
        assert (await customer.http.post("/control/accounts", json=other)).status_code == 201
    file = payment_file(debtor_account=Account("6000", "987654321"))
    await customer.channel.send(MESSAGE_ID, build(file))
    (booking, *_) = (await customer.bookings()).values()
    assert booking.debtor_account is not None
    assert (booking.debtor_account.clearing, booking.debtor_account.id) == ("6000", "987654321")


async def test_a_payment_is_rejected_with_a_reason(customer: Customer) -> None:
    await customer.behave("rejectPayment", endToEndId=identifier(UUID(int=2)), reason="AC06")
    file = payment_file()
    await customer.channel.send(MESSAGE_ID, build(file))
    reports = await customer.new()
    assert isinstance(reports[0], StatusReport)
    assert outcome(file, reports[0]) == [(Outcome.ACCEPTED, None), (Outcome.REJECTED, "AC06"), (Outcome.ACCEPTED, None)]
    assert isinstance(reports[1], Notification)
    assert [booking.end_to_end_id for booking in reports[1].bookings] == [identifier(UUID(int=n)) for n in (1, 3)]


async def test_a_payment_is_also_named_by_its_payees_account(customer: Customer) -> None:
    await customer.behave("rejectPayment", creditorAccount="50001234567", times=None)
    file = payment_file(profile=BankProfile(account_form=AccountForm.CLEARING_AND_NUMBER))
    await customer.channel.send(MESSAGE_ID, build(file))
    reports = await customer.new()
    assert isinstance(reports[0], StatusReport)
    assert [found for found, _ in outcome(file, reports[0])] == [Outcome.ACCEPTED, Outcome.REJECTED, Outcome.ACCEPTED]


async def test_a_file_is_rejected_outright(customer: Customer) -> None:
    await customer.behave("rejectFile", debtorAccount="6000123456789")
    file = payment_file()
    await customer.channel.send(MESSAGE_ID, build(file))
    assert outcome(file, await customer.status()) == [(Outcome.REJECTED, "FF01")] * 3
    assert await customer.settle() == 0


async def test_a_behaviour_happens_as_often_as_it_was_told_to(customer: Customer) -> None:
    await customer.behave("rejectFile")
    for number, status in (("m1", "RJCT"), ("m2", "ACCP")):
        due = payments(date(2026, 12, 18))
        await customer.channel.send(number, build(payment_file(due, number)))
        assert (await customer.status()).group_status == status


async def test_behaviours_are_listed_and_cleared(customer: Customer) -> None:
    await customer.behave("hang")
    await customer.behave("rejectFile", reason="AM10")
    listed = (await customer.http.get("/control/behaviours")).json()["behaviours"]
    assert [(one["kind"], one["reason"]) for one in listed] == [("hang", "AC04"), ("rejectFile", "AM10")]
    await customer.http.delete(f"/control/behaviours/{listed[0]['id']}")
    assert len((await customer.http.get("/control/behaviours")).json()["behaviours"]) == 1
    await customer.http.delete("/control/behaviours")
    assert (await customer.http.get("/control/behaviours")).json() == {"behaviours": []}


@pytest.mark.parametrize(
    "wrong", [{"kind": "explode"}, {"kind": "rejectPayment", "reason": "NONE"}, {"kind": "hang", "x": 1}]
)
async def test_a_behaviour_that_there_is_not_is_refused(customer: Customer, wrong: dict[str, Any]) -> None:
    assert (await customer.http.post("/control/behaviours", json=wrong)).status_code == 422


async def test_a_settled_payment_comes_back(customer: Customer) -> None:
    file = payment_file()
    await customer.channel.send(MESSAGE_ID, build(file))
    assert len(await customer.bookings()) == 3
    await customer.behave("returnPayment", endToEndId=identifier(UUID(int=1)), reason="MD07", bankDays=1)
    assert await customer.settle() == 1
    (booking,) = (await customer.bookings()).values()
    assert match_return(booking, released(file)[0]) == ComeBack(date(2026, 12, 16), booking.reference, "MD07")
    assert isinstance(match(booking, released(file)[0]), Mismatch)


async def test_a_lost_answer_leaves_a_file_that_the_bank_has(customer: Customer) -> None:
    file = build(payment_file())
    await customer.behave("loseAnswer")
    assert await customer.channel.send(MESSAGE_ID, file) == Unknown(MESSAGE_ID, "status 504")
    assert isinstance(await customer.channel.ask(MESSAGE_ID, file_digest(file)), Sent)
    assert len(await customer.bookings()) == 3


async def test_a_lost_file_may_be_sent_again(customer: Customer) -> None:
    file = build(payment_file())
    await customer.behave("loseFile", messageId=MESSAGE_ID)
    assert await customer.channel.send(MESSAGE_ID, file) == Unknown(MESSAGE_ID, "status 504")
    assert await customer.channel.ask(MESSAGE_ID, file_digest(file)) == NotKnown(MESSAGE_ID)
    assert isinstance(await customer.channel.send(MESSAGE_ID, file), Sent)


async def test_a_late_answer_is_an_answer(customer: Customer) -> None:
    await customer.behave("answerLate", seconds=0.05)
    before = datetime.now(UTC)
    assert isinstance(await customer.channel.send(MESSAGE_ID, build(payment_file())), Sent)
    assert datetime.now(UTC) - before >= timedelta(seconds=0.05)


async def test_a_bank_may_never_say_what_became_of_a_file(customer: Customer) -> None:
    await customer.behave("noStatus")
    await customer.channel.send(MESSAGE_ID, build(payment_file()))
    await customer.new()
    assert customer.kinds == ["camt.054.001.08"]


async def test_reports_may_come_out_of_order_and_twice(customer: Customer) -> None:
    await customer.behave("statusLast")
    await customer.behave("repeatReport")
    await customer.channel.send(MESSAGE_ID, build(payment_file(payments(date(2026, 12, 18)))))
    assert await customer.new() == []
    assert await customer.settle() == 3
    await customer.new()
    assert customer.kinds == ["camt.054.001.08", "pain.002.001.10", "pain.002.001.10"]


@pytest.mark.parametrize(
    ("kind", "difference"), [("wrongAmount", Difference.AMOUNT), ("wrongCreditor", Difference.CREDITOR_ACCOUNT)]
)
async def test_a_bank_may_book_something_else(customer: Customer, kind: str, difference: Difference) -> None:
    file = payment_file()
    await customer.behave(kind, endToEndId=identifier(UUID(int=3)))
    await customer.channel.send(MESSAGE_ID, build(file))
    booked = await customer.bookings()
    found = [match(booked[payment.end_to_end_id], payment) for payment in released(file)]
    assert [isinstance(one, Settled) for one in found] == [True, True, False]
    assert found[2] == Mismatch((difference,))


async def test_nothing_is_booked_before_its_day(world: World, customer: Customer) -> None:
    await customer.channel.send(MESSAGE_ID, build(payment_file(payments(date(2026, 12, 17)))))
    world.at(TUESDAY + timedelta(days=1))
    assert await customer.bookings() == {}
    world.at(TUESDAY + timedelta(days=2))
    assert {booking.booking_date for booking in (await customer.bookings()).values()} == {date(2026, 12, 17)}


async def test_a_holiday_and_a_late_hour_wait_for_the_next_bank_day(world: World, customer: Customer) -> None:
    await customer.channel.send("eve", build(payment_file(payments(date(2026, 12, 24)), "eve")))
    world.at(datetime(2026, 12, 18, 14, 1, tzinfo=UTC))  # 15:01 on a Friday in Stockholm
    late = [Payment("late", 1, date(2026, 12, 18), "Åsa Öberg", PAYEES[0])]
    await customer.channel.send("late", build(payment_file(late, "late")))
    await customer.settle()
    days = {e2e: booking.booking_date for e2e, booking in (await customer.bookings()).items()}
    assert days == {p.end_to_end_id: date(2026, 12, 28) for p in payments()} | {"late": date(2026, 12, 21)}


async def test_settling_through_a_day_leaves_what_is_later(customer: Customer) -> None:
    some = [Payment(f"p{day}", 1, date(2026, 12, day), "Åsa Öberg", PAYEES[0]) for day in (16, 17, 18)]
    await customer.channel.send(MESSAGE_ID, build(payment_file(some)))
    assert await customer.settle(through="2026-12-17") == 2
    assert set(await customer.bookings()) == {"p16", "p17"}


async def test_the_file_that_the_bank_received_can_be_looked_at(customer: Customer) -> None:
    assert (await customer.http.get("/received")).status_code == 404
    for number in ("m1", "m2"):
        await customer.channel.send(number, build(payment_file(message_id=number)))
    last, first = await customer.http.get("/received"), await customer.http.get("/received/m1")
    assert (last.headers["message-id"], last.content) == ("m2", build(payment_file(message_id="m2")))
    assert (first.headers["message-id"], first.content) == ("m1", build(payment_file(message_id="m1")))


async def test_reports_come_in_pages_and_by_id(customer: Customer) -> None:
    await customer.channel.send(MESSAGE_ID, build(payment_file()))
    (first,) = await customer.channel.reports(None, limit=1)
    (second,) = await customer.channel.reports(first.id, limit=1)
    assert [first.kind, second.kind] == ["pain.002.001.10", "camt.054.001.08"]
    assert await customer.channel.reports(second.id) == []
    assert (await customer.http.get("/reports/99")).status_code == 404


async def test_a_bank_with_a_token_knows_its_customers(tmp_path: Path) -> None:
    async with World(tmp_path, bank_token=SecretStr("hemlig")).open() as customer:
        for path in ("/reports", "/files/x", "/received", "/control/behaviours"):
            assert (await customer.http.get(path)).status_code == 401
        assert await customer.channel.send(MESSAGE_ID, build(payment_file())) == Refused(MESSAGE_ID, 401)
        assert (await customer.http.get("/health/ready")).status_code == 200
        customer.http.headers["Authorization"] = "Bearer hemlig"
        assert isinstance(await customer.channel.send(MESSAGE_ID, build(payment_file())), Sent)


async def test_a_bank_with_a_file_remembers(tmp_path: Path) -> None:
    world = World(tmp_path, bank_database=str(tmp_path / "bank.db"))
    file = build(payment_file(payments(date(2026, 12, 18))))
    async with world.open() as customer:
        first = await customer.channel.send(MESSAGE_ID, file)
    async with world.open() as customer:
        assert await customer.channel.send(MESSAGE_ID, file) == first
        assert await customer.settle() == 3
        assert len(await customer.bookings()) == 3


@pytest.mark.parametrize(
    "headers", [{"Content-Type": "text/plain", "Message-Id": "m"}, {"Content-Type": "application/xml"}]
)
async def test_a_file_without_its_headers_is_refused(customer: Customer, headers: dict[str, str]) -> None:
    answer = await customer.http.post("/files", content=b"<a/>", headers=headers)
    assert answer.status_code in (415, 422)


async def test_a_file_above_the_limit_is_refused(customer: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank_channel, "MAX_FILE_BYTES", 1000)
    assert await customer.channel.send(MESSAGE_ID, build(payment_file())) == Refused(MESSAGE_ID, 413)
