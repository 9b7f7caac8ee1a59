from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mockbank import messages

from services.payout.bank.accounts import ReportedAccount, Scheme
from services.payout.bank.pain001 import identifier
from services.payout.bank.reports import (
    Booking,
    Direction,
    Notification,
    NotXml,
    PaymentStatus,
    ReportError,
    Return,
    StatusReport,
    TooLarge,
    UnknownMessage,
    Unreadable,
    read_report,
)
from tests.unit.payout_bank.bank_files import (
    BOOKED_ON,
    E2E,
    MESSAGE_ID,
    batch_status,
    camt054,
    details,
    entry,
    pain002,
    payment_status,
    why,
)

OWN = ReportedAccount("123456789", Scheme.BBAN, "6000")
PAYEE = ReportedAccount("0123456782", Scheme.BBAN, "8327")


def bookings(data: bytes) -> tuple[Booking, ...]:
    report = read_report(data)
    assert isinstance(report, Notification)
    return report.bookings


def status(data: bytes) -> StatusReport:
    report = read_report(data)
    assert isinstance(report, StatusReport)
    return report


def test_a_debit_is_a_booking_from_our_account_to_the_payees() -> None:
    assert bookings(camt054(entry(details()))) == (
        Booking(Direction.DEBIT, 394050, OWN, PAYEE, E2E, date.fromisoformat(BOOKED_ON), "R1", False, None, OWN),
    )


def test_a_returned_payment_is_a_credit_with_its_reason_and_the_originals_id() -> None:
    back = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"
    (booking,) = bookings(camt054(entry(details(more=back), direction="CRDT")))
    assert booking.direction is Direction.CREDIT
    assert booking.returned == Return("AC04", E2E)
    assert (booking.debtor_account, booking.creditor_account) == (OWN, PAYEE)


def test_a_return_is_also_known_by_its_bank_transaction_code() -> None:
    (booking,) = bookings(camt054(entry(details(), direction="CRDT", code="RRTN")))
    assert booking.returned == Return(None, E2E)


def test_money_from_somebody_else_is_no_return() -> None:
    (booking,) = bookings(camt054(entry("<TxDtls><Refs><EndToEndId>X</EndToEndId></Refs></TxDtls>", direction="CRDT")))
    assert (booking.returned, booking.debtor_account, booking.creditor_account) == (None, None, OWN)


def test_a_reversal_says_so() -> None:
    (booking,) = bookings(camt054(entry(details(), direction="CRDT", more="<RvslInd>true</RvslInd>")))
    assert booking.reversal
    assert booking.debtor_account is not None
    assert booking.debtor_account.id == "123456789"


def test_a_lump_sum_gives_one_booking_for_each_payment_in_it() -> None:
    both = details("a", "1000.25") + details("b", "2940.25")
    assert [(b.end_to_end_id, b.amount_ore) for b in bookings(camt054(entry(both)))] == [("a", 100025), ("b", 294025)]


def test_a_lump_sum_without_details_names_no_payment() -> None:
    (booking,) = bookings(camt054(entry()))
    assert (booking.end_to_end_id, booking.creditor_account, booking.amount_ore) == (None, None, 394050)


def test_not_provided_is_no_end_to_end_id() -> None:
    assert bookings(camt054(entry(details("NOTPROVIDED"))))[0].end_to_end_id is None


@pytest.mark.parametrize("announced", ["PDNG", "FUTR", "INFO"])
def test_what_is_only_announced_is_not_booked(announced: str) -> None:
    assert bookings(camt054(entry(details(), status=announced))) == ()


def test_an_iban_and_a_bankgiro_number_are_told_from_a_bban() -> None:
    accounts = {
        "<IBAN>SE0000000000000000000001</IBAN>": Scheme.IBAN,
        "<Othr><Id>50501055</Id><SchmeNm><Prtry>BGNR</Prtry></SchmeNm></Othr>": Scheme.BANKGIRO,
        "<Othr><Id>1</Id></Othr>": None,
    }
    for xml, scheme in accounts.items():
        (booking,) = bookings(camt054(entry(details()), f"<Acct><Id>{xml}</Id></Acct>"))
        assert booking.debtor_account is not None
        assert booking.debtor_account.scheme is scheme


@given(st.integers(0, 10**15))
def test_amounts_are_read_to_the_ore(ore: int) -> None:
    (booking,) = bookings(camt054(entry(details(), f"{ore // 100}.{ore % 100:02d}")))
    assert booking.amount_ore == ore


@pytest.mark.parametrize("amount", ["1.005", "1,50", "-1.00", "1e3", "", "NaN", "1 000", "0x10", "٣"])
def test_what_is_no_amount_in_whole_ore_is_refused(amount: str) -> None:
    with pytest.raises(Unreadable, match="whole öre"):
        read_report(camt054(entry(details(), amount)))


def test_trailing_zeros_and_whole_kronor_are_amounts() -> None:
    assert [bookings(camt054(entry(details(), text)))[0].amount_ore for text in ("7", "7.5", "7.50000")] == [
        700,
        750,
        750,
    ]


@pytest.mark.parametrize(
    "bad",
    [
        entry(details(), currency="EUR"),
        entry(details("a", "1.00") + details("b", "1.00")),
        entry(details("a") + details("b", "1.00")),
        entry(details("a") + details("b", "0.00")),
        entry(details(more="<CdtDbtInd>CRDT</CdtDbtInd>")),
        entry(details(), direction="BOTH"),
        entry(details()).replace("<Sts><Cd>BOOK</Cd></Sts>", ""),
        entry(details()).replace(BOOKED_ON, "2026-13-18"),
    ],
)
def test_a_contradiction_is_refused_and_shows_nobodys_account(bad: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_report(camt054(bad))
    assert "0123456782" not in str(caught.value)


def test_entries_without_an_account_are_refused() -> None:
    with pytest.raises(Unreadable, match="Acct"):
        read_report(camt054(entry(details()), account=""))


def test_a_second_account_is_not_taken_for_the_first() -> None:
    first = camt054(entry(details("a"))).decode()
    second = "<Ntfctn><Id>2</Id><Acct><Id><Othr><Id>999</Id></Othr></Id></Acct>" + entry(details("b")) + "</Ntfctn>"
    data = first.replace("</BkToCstmrDbtCdtNtfctn>", second + "</BkToCstmrDbtCdtNtfctn>").encode()
    accounts = [booking.debtor_account and booking.debtor_account.id for booking in bookings(data)]
    assert accounts == ["123456789", "999"]


@pytest.mark.parametrize("message", ["pain.002.001.10", "pain.002.001.03"])
def test_a_status_report_says_what_became_of_file_batches_and_payments(message: str) -> None:
    batch = batch_status(payment_status("a", "ACCP") + payment_status("b", "RJCT", "AC04"), "PART")
    report = status(pain002(batch, "<GrpSts>PART</GrpSts>", message))
    assert (report.id, report.original_message_id, report.group_status, report.reason) == (
        "S1",
        MESSAGE_ID,
        "PART",
        None,
    )
    assert (report.batches[0].id, report.batches[0].status) == (f"{MESSAGE_ID}-1", "PART")
    assert report.payments == (PaymentStatus("a", "ACCP", None), PaymentStatus("b", "RJCT", "AC04"))


def test_a_file_rejected_outright_names_its_reason_only() -> None:
    report = status(pain002(group="<GrpSts>RJCT</GrpSts>" + why("FF01")))
    assert (report.group_status, report.reason, report.batches) == ("RJCT", "FF01", ())


def test_elements_that_nobody_asked_for_are_passed_over() -> None:
    assert status(pain002("<Document><CstmrPmtStsRpt/></Document>")).original_message_id == MESSAGE_ID


@pytest.mark.parametrize(
    "bad",
    [
        pain002(batch_status(payment_status("a", "ACCP") * 2)),
        pain002(batch_status("<TxInfAndSts><TxSts>ACCP</TxSts></TxInfAndSts>")),
        pain002().replace(b"OrgnlGrpInfAndSts", b"Other"),
        pain002().replace(b"CstmrPmtStsRpt", b"Other"),
        pain002().replace(f"<OrgnlMsgId>{MESSAGE_ID}</OrgnlMsgId>".encode(), b""),
    ],
)
def test_a_status_report_that_does_not_say_is_refused(bad: bytes) -> None:
    with pytest.raises(Unreadable):
        read_report(bad)


@pytest.mark.parametrize("message", ["camt.053.001.08", "pain.002.001.14", "pain.001.001.09"])
def test_another_message_is_named(message: str) -> None:
    with pytest.raises(UnknownMessage) as caught:
        read_report(camt054("", message=message))
    assert caught.value.message == message


@pytest.mark.parametrize("data", [b"<html/>", b'<Document xmlns="urn:example"/>', b"<Document/>"])
def test_what_is_no_iso_20022_message_is_not(data: bytes) -> None:
    with pytest.raises(UnknownMessage) as caught:
        read_report(data)
    assert caught.value.message is None


BOMB = '<!DOCTYPE D [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>'
OUTSIDE = '<!DOCTYPE D [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
PLAIN = "<!DOCTYPE Document>"


@pytest.mark.parametrize("doctype", [BOMB, OUTSIDE, PLAIN])
def test_a_document_type_is_refused(doctype: str) -> None:
    with pytest.raises(NotXml):
        read_report(pain002().replace(b"<Document", doctype.encode() + b"<Document", 1))


@pytest.mark.parametrize(
    "data", [b"", b"pain", b"<Document", pain002()[:-20], camt054(entry(details()))[:-40], b"\xff\xfe\x00"]
)
def test_broken_xml_is_refused_without_being_quoted(data: bytes) -> None:
    with pytest.raises(ReportError) as caught:
        read_report(data)
    assert "0123456782" not in str(caught.value)
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_a_report_above_the_limit_is_refused_unread() -> None:
    with pytest.raises(TooLarge):
        read_report(pain002(), max_bytes=100)


@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(str.encode)
    | st.builds(
        lambda at, junk: camt054(entry(details()))[:at] + junk + camt054(entry(details()))[at:],
        st.integers(0, 900),
        st.binary(max_size=5),
    )
)
def test_whatever_comes_is_read_or_refused(data: bytes) -> None:
    try:
        read_report(data)
    except ReportError:
        return


amounts = st.integers(1, 10**11)


@given(st.dictionaries(st.uuids().map(identifier), amounts, min_size=1, max_size=8), st.booleans())
def test_what_an_independent_bank_books_is_read_as_it_booked_it(booked: dict[str, int], back: bool) -> None:
    account = {"iban": "SE4550000000058398257466", "currency": "SEK", "name": "Testkommun"}
    rows: list[dict[str, Any]] = [
        {
            "id": number,
            "msg_id": MESSAGE_ID,
            "end_to_end_id": e2e,
            "amount": ore,
            "currency": "SEK",
            "credit": back,
            "creditor_name": "Åsa Öberg",
            "creditor_iban": "83270123456782",
            "creditor_bic": None,
            "pmt_inf_id": "P1",
            "instruction_id": None,
            "return_reason": "AC04",
        }
        for number, (e2e, ore) in enumerate(booked.items())
    ]
    day, now = date(2026, 12, 18), datetime(2026, 12, 18, 10, tzinfo=UTC)
    read = bookings(messages.write_camt054(account, rows, day, "MB-1", now))
    assert {b.end_to_end_id: b.amount_ore for b in read} == booked
    assert {b.creditor_account for b in read} == {ReportedAccount("83270123456782", None, None)}
    assert {b.returned and b.returned.reason for b in read} == {"AC04" if back else None}
    assert {b.booking_date for b in read} == {day}
