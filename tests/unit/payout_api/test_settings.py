"""Payout's settings: the account that pays is one, and is not told where it is not."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from services.payout.bank.accounts import Account, AccountForm, ReportedAccount, Scheme
from services.payout.bank.pain001 import BankProfile, CategoryPurpose, Party
from services.payout.debtors import OwnDebtor
from services.payout.settings import Settings

COMMON: dict[str, Any] = {
    "database_url": "postgresql://payout",
    "listen_port": 8103,
    "keys_dir": Path("keys"),
    "person_key_file": Path("person.key"),
    "trust_file": Path("trust.json"),
    "log_origin": "test/payout",
    "token_issuer": "http://signin",
    "token_jwks_url": "http://signin/jwks",
    "token_audience": "test",
    "bank_url": "http://bank",
    "debtor_name": "Testkommun",
    "debtor_clearing": "6000",
    "debtor_account": "123456789",
}


def test_the_municipality_pays_as_the_bank_wants_it() -> None:
    bank: dict[str, Any] = {"category_purpose": "SALA", "account_form": "clearingAndNumber"}
    settings = Settings(**COMMON, **bank, debtor_organisation_id="2120000001")
    assert settings.debtor == Account("6000", "123456789")
    assert settings.party == Party("Testkommun", "2120000001")
    assert settings.profile == BankProfile(CategoryPurpose.SALARY, AccountForm.CLEARING_AND_NUMBER)


def test_what_differs_between_banks_is_a_setting() -> None:
    settings = Settings(**COMMON, payee_name_length=70, service_level="NURG", charge_bearer="SLEV")
    assert settings.profile == BankProfile(service_level="NURG", charge_bearer="SLEV", name_length=70)


def test_a_municipality_may_pay_from_an_account_of_its_own() -> None:
    own = {"0180": OwnDebtor(name="Grannkommun", clearing="6000", account="000000000")}
    settings = Settings(**COMMON, own_debtors=own)
    assert settings.debtor_of("0180").account == Account("6000", "000000000")
    assert settings.debtor_of("1261").account == settings.debtor
    reported = ReportedAccount("000000000", Scheme.BBAN, "6000")
    assert (settings.municipality_of(reported), settings.municipality_of(None)) == ("0180", None)
    assert "000000000" not in repr(settings)


@pytest.mark.parametrize("wrong", [{"debtor_account": "123456780"}, {"debtor_clearing": "123"}])
def test_what_is_no_account_stops_the_start_and_is_not_told(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings(**{**COMMON, **wrong})
    assert "12345678" not in str(caught.value)
    assert "12345678" not in repr(Settings(**COMMON))
