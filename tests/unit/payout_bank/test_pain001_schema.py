"""A file of ours, read by a schema of what pain.001.001.09 and Swedish banks want, apart from how we write it."""

from pathlib import Path

import pytest
import xmlschema
from hypothesis import given

from services.payout.bank.accounts import Account, AccountForm
from services.payout.bank.pain001 import BankProfile, CategoryPurpose, Payment, build
from tests.unit.payout_bank.bank_files import payment, payment_file, payments, texts

SCHEMA = xmlschema.XMLSchema(str(Path(__file__).with_name("pain001_subset.xsd")))


def faults(file: bytes) -> list[str]:
    return [str(error.reason) for error in SCHEMA.iter_errors(file.decode())]


@given(payments)
def test_what_is_written_is_as_the_schema_says(some: list[Payment]) -> None:
    assert faults(build(payment_file(some))) == []


@pytest.mark.parametrize(
    "profile",
    [
        *(BankProfile(category_purpose=purpose) for purpose in CategoryPurpose),
        BankProfile(account_form=AccountForm.CLEARING_AND_NUMBER, name_length=70),
        BankProfile(batch_booking=True, service_level="NURG", charge_bearer=None),
    ],
)
def test_and_so_is_whatever_a_bank_may_want(profile: BankProfile) -> None:
    some = [
        payment(creditor_name="Åsa Öberg-Świętosławska " * 9),
        payment(end_to_end_id="giro", creditor_account=Account.bankgiro("5050-1055")),
        payment(end_to_end_id="plusgiro", creditor_account=Account.plusgiro("12345-6")),
    ]
    assert faults(build(payment_file(some, profile, debtor_bic=None))) == []


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ("<PmtMtd>TRF</PmtMtd>", ""),
        ('Ccy="SEK"', 'Ccy="EUR"'),
        ("3940.50", "3940.505"),
        ("3940.50</InstdAmt>", "0.00</InstdAmt>"),
        ("<Cd>SESBA</Cd>", "<Cd>SE</Cd>"),
        ("<MmbId>8327</MmbId>", "<MmbId>83279</MmbId>"),
        ("<Nm>Åsa Öberg</Nm>", ""),
        ("<Nm>Åsa Öberg</Nm>", "<Nm>Åsa_Öberg</Nm>"),
        ("<Nm>Åsa Öberg</Nm>", f"<Nm>{'Å' * 141}</Nm>"),
        ("<Ccy>SEK</Ccy>", ""),
        ("<NbOfTxs>1</NbOfTxs>", "<NbOfTxs>one</NbOfTxs>"),
        ("+00:00</CreDtTm>", "</CreDtTm>"),
        ("<Cd>SSBE</Cd>", "<Cd>RENT</Cd>"),
    ],
)
def test_the_schema_refuses_what_a_bank_would(there: str, instead: str) -> None:
    file = build(payment_file()).decode()
    assert there in file
    assert faults(file.replace(there, instead).encode()) != []


def test_a_name_is_cut_where_the_bank_wants_it() -> None:
    cut = {}
    for length in (70, 140):
        file = build(payment_file([payment(creditor_name="Å" * 200)], BankProfile(name_length=length)))
        cut[length] = [len(name) for name in texts(file, "Nm") if name.startswith("Å")]
    assert cut == {70: [70], 140: [140]}
