from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mockbank import validate
from mockbank.messages import read_pain001

from services.payout.bank.accounts import Account, AccountForm
from services.payout.bank.pain001 import (
    BankProfile,
    CategoryPurpose,
    NotBuildable,
    Payment,
    Problem,
    batches,
    build,
    identified,
    identifier,
    problem_of,
    write,
)
from tests.unit.payout_bank.bank_files import (
    CREATED,
    DUE,
    E2E,
    MESSAGE_ID,
    payment,
    payment_file,
    payments,
    texts,
    tree,
)


def findings(file: bytes) -> list[Any]:
    """What the independent bank's validator says of the file."""
    return list(validate.validate(file, today=CREATED.date()))


def test_a_payment_is_written_as_swedish_banks_want_it() -> None:
    root = tree(build(payment_file()))
    batch = root.find("CstmrCdtTrfInitn/PmtInf")
    assert batch is not None
    said = {
        path: batch.findtext(path)
        for path in (
            "PmtMtd",
            "BtchBookg",
            "PmtTpInf/CtgyPurp/Cd",
            "ReqdExctnDt/Dt",
            "Dbtr/Nm",
            "Dbtr/Id/OrgId/Othr/Id",
            "DbtrAcct/Id/Othr/Id",
            "DbtrAcct/Id/Othr/SchmeNm/Cd",
            "DbtrAcct/Ccy",
            "DbtrAgt/FinInstnId/BICFI",
            "CdtTrfTxInf/PmtId/EndToEndId",
            "CdtTrfTxInf/Amt/InstdAmt",
            "CdtTrfTxInf/Cdtr/Nm",
            "CdtTrfTxInf/CdtrAcct/Id/Othr/Id",
            "CdtTrfTxInf/CdtrAcct/Id/Othr/SchmeNm/Cd",
            "CdtTrfTxInf/CdtrAgt/FinInstnId/ClrSysMmbId/ClrSysId/Cd",
            "CdtTrfTxInf/CdtrAgt/FinInstnId/ClrSysMmbId/MmbId",
        )
    }
    assert list(said.values()) == [
        "TRF",
        "false",
        "SSBE",
        "2026-12-18",
        "Testkommun",
        "2120000001",
        "123456789",
        "BBAN",
        "SEK",
        "HANDSESS",
        E2E,
        "3940.50",
        "Åsa Öberg",
        "0123456782",
        "BBAN",
        "SESBA",
        "8327",
    ]
    assert batch.find("PmtTpInf/SvcLvl") is None
    assert batch.find("CdtTrfTxInf/RmtInf") is None


def test_a_file_without_findings_for_an_independent_bank() -> None:
    some = [payment(end_to_end_id=f"p{n}", due_date=date(2026, 12, 18 + n % 3), text="Hyra") for n in range(9)]
    some.append(payment(end_to_end_id="giro", creditor_account=Account.bankgiro("5050-1055")))
    assert findings(build(payment_file(some))) == []


@given(payments)
def test_sums_and_counts_are_those_of_the_payments(some: list[Payment]) -> None:
    file = build(payment_file(some))
    assert findings(file) == []  # counts and control sums, of file and batches, are among what it checks
    read = read_pain001(file)
    assert read.ctrl_sum * 100 == sum(p.amount_ore for p in some)
    assert read.nb_of_txs == len(some)
    assert len(read.batches) == len({p.due_date for p in some})


@given(payments)
def test_an_independent_bank_reads_what_was_written(some: list[Payment]) -> None:
    read = {
        p.end_to_end_id: (
            p.amount,
            p.currency,
            p.creditor_account,
            p.creditor_clearing_id,
            batch.requested_execution_date,
        )
        for batch in read_pain001(build(payment_file(some))).batches
        for p in batch.payments
    }
    assert read == {p.end_to_end_id: (p.amount_ore, "SEK", p.creditor_account.number, "6000", p.due_date) for p in some}


@given(payments, st.randoms())
def test_the_same_payments_give_the_same_bytes_in_any_order(some: list[Payment], random: Any) -> None:
    first = build(payment_file(some))
    random.shuffle(some)
    assert build(payment_file(some)) == first


def test_one_batch_for_each_due_date() -> None:
    some = [payment(end_to_end_id=f"p{n}", due_date=date(2026, 12, 24 - n)) for n in range(3)]
    made = batches(payment_file(some))
    assert [(batch.id, batch.due_date.day) for batch in made] == [
        (f"{MESSAGE_ID}-1", 22),
        (f"{MESSAGE_ID}-2", 23),
        (f"{MESSAGE_ID}-3", 24),
    ]
    assert texts(build(payment_file(some)), "PmtInfId") == [batch.id for batch in made]


@pytest.mark.parametrize("purpose", CategoryPurpose)
def test_the_category_purpose_is_a_setting(purpose: CategoryPurpose) -> None:
    file = build(payment_file(profile=BankProfile(category_purpose=purpose)))
    assert tree(file).findtext("CstmrCdtTrfInitn/PmtInf/PmtTpInf/CtgyPurp/Cd") == purpose


def test_a_bank_that_wants_the_clearing_number_in_the_account() -> None:
    file = build(payment_file(profile=BankProfile(account_form=AccountForm.CLEARING_AND_NUMBER)))
    assert tree(file).findtext(".//CdtrAcct/Id/Othr/Id") == "83270123456782"
    assert tree(file).findtext(".//CdtrAgt/FinInstnId/ClrSysMmbId/MmbId") == "8327"


def test_bankgiro_and_plusgiro_are_addressed_by_their_clearing_members() -> None:
    some = [
        payment(end_to_end_id="a", creditor_account=Account.bankgiro("5050-1055")),
        payment(end_to_end_id="b", creditor_account=Account.plusgiro("12345-6")),
    ]
    root = tree(build(payment_file(some)))
    assert [e.text for e in root.findall(".//CdtrAgt//MmbId")] == ["9900", "9960"]
    assert [e.text for e in root.findall(".//CdtrAcct//SchmeNm/*")] == ["BGNR", "BBAN"]


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        ({"amount_ore": 0}, Problem.AMOUNT),
        ({"amount_ore": -100}, Problem.AMOUNT),
        ({"end_to_end_id": "a" * 36}, Problem.IDENTIFIER),
        ({"end_to_end_id": "å"}, Problem.IDENTIFIER),
        ({"end_to_end_id": "a//b"}, Problem.IDENTIFIER),
        ({"creditor_name": ""}, Problem.NAME),
        ({"creditor_name": "Иван"}, Problem.NAME),
        ({"text": "\x00"}, Problem.TEXT),
    ],
)
def test_a_payment_that_a_bank_would_refuse_is_named_before_it_is_written(
    bad: dict[str, Any], problem: Problem
) -> None:
    assert problem_of(payment(**bad), BankProfile()) is problem
    with pytest.raises(NotBuildable, match=problem):
        build(payment_file([payment(**bad)]))


def test_salary_carries_no_text() -> None:
    assert problem_of(payment(text="Hyra"), BankProfile(CategoryPurpose.SALARY)) is Problem.TEXT_NOT_ALLOWED
    assert problem_of(payment(text="Hyra"), BankProfile(CategoryPurpose.SUPPLIER)) is None


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"some": []}, "no payment"),
        ({"some": [payment(), payment()]}, "same end-to-end id"),
        (
            {"some": [payment(end_to_end_id=f"p{n}", due_date=date.fromordinal(739000 + n)) for n in range(100)]},
            "dates",
        ),
        ({"message_id": "a" * 33}, "message id"),
        ({"created_at": datetime(2026, 12, 15, tzinfo=UTC).replace(tzinfo=None)}, "zone"),
    ],
)
def test_a_file_that_no_bank_would_take_is_not_begun(other: dict[str, Any], why: str) -> None:
    out = BytesIO()
    with pytest.raises(NotBuildable, match=why):
        write(payment_file(**other), out)
    assert out.getvalue() == b""


def test_a_refusal_names_no_person_and_no_account() -> None:
    with pytest.raises(NotBuildable) as caught:
        build(payment_file([payment(creditor_name="Иван", amount_ore=1)]))
    assert E2E in str(caught.value)
    shown = repr(payment()) + str(caught.value)
    assert "Иван" not in shown
    assert "Öberg" not in shown
    assert "0123456782" not in shown


@given(st.uuids())
def test_an_order_is_found_again_by_its_identifier(order: UUID) -> None:
    assert len(identifier(order)) <= 35
    assert identified(identifier(order)) == order


@pytest.mark.parametrize("text", ["", "NOTPROVIDED", E2E.upper(), E2E + "0", "-" + E2E[1:]])
def test_any_other_text_is_no_identifier_of_ours(text: str) -> None:
    assert identified(text) is None


def test_the_due_date_is_the_execution_date() -> None:
    assert texts(build(payment_file()), "Dt") == [DUE.isoformat()]
