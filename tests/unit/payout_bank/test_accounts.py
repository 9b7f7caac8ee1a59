import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payout.bank.accounts import Account, AccountForm, NotAnAccount, ReportedAccount, Scheme, same_account
from shared.bank_accounts import BankAccount

HANDELSBANKEN = Account("6000", "123456789")
clearings = st.from_regex(r"[1-9][0-9]{3}", fullmatch=True).filter(lambda c: c not in ("9900", "9960"))
numbers = st.from_regex(r"[1-9][0-9]{6,9}", fullmatch=True)


def reported(id_: str, clearing: str | None = None, scheme: Scheme | None = Scheme.BBAN) -> ReportedAccount:
    return ReportedAccount(id_, scheme, clearing)


def test_the_fifth_digit_of_a_clearing_number_is_left_out() -> None:
    assert Account.of(BankAccount("83279", "0123456789")) == Account("8327", "0123456789")


def test_both_forms_are_written() -> None:
    assert HANDELSBANKEN.written(AccountForm.NUMBER) == "123456789"
    assert HANDELSBANKEN.written(AccountForm.CLEARING_AND_NUMBER) == "6000123456789"


@pytest.mark.parametrize("giro", [Account.bankgiro("5050-1055"), Account.plusgiro("12 34 56-7")])
def test_a_giro_number_is_written_alone_in_both_forms(giro: Account) -> None:
    assert giro.written(AccountForm.CLEARING_AND_NUMBER) == giro.written(AccountForm.NUMBER) == giro.number


@given(clearings, numbers)
def test_an_account_is_the_same_in_every_form_it_may_be_reported_in(clearing: str, number: str) -> None:
    account = Account(clearing, number)
    assert same_account(account, reported(number, clearing))
    assert same_account(account, reported("000" + number, clearing))
    assert same_account(account, reported(clearing + number))
    assert same_account(account, reported(clearing + number, clearing, None))


@given(clearings, numbers, clearings, numbers)
def test_another_account_is_never_the_same(clearing: str, number: str, other_clearing: str, other: str) -> None:
    account = Account(clearing, number)
    if other_clearing != clearing:
        assert not same_account(account, reported(number, other_clearing))
        assert not same_account(account, reported(other_clearing + number))
    if other != number and other != clearing + number:
        assert not same_account(account, reported(other, clearing))
    if other != number:
        assert not same_account(account, reported(clearing + other))


def test_a_number_without_its_clearing_number_names_no_account() -> None:
    assert not same_account(HANDELSBANKEN, reported("123456789"))


def test_a_bankgiro_number_is_not_an_account_number() -> None:
    giro = Account.bankgiro("5050-1055")
    assert same_account(giro, reported("50501055", None, Scheme.BANKGIRO))
    assert same_account(giro, reported("50501055", "9900", Scheme.BANKGIRO))
    assert not same_account(giro, reported("50501055", "9900", Scheme.BBAN))
    assert not same_account(Account("6000", "50501055"), reported("50501055", "6000", Scheme.BANKGIRO))


def test_an_iban_is_the_same_account_only_where_it_is_known() -> None:
    iban = "SE0000000000000000000001"
    assert same_account(Account("6000", "123456789", iban=iban), reported(iban, None, Scheme.IBAN))
    assert not same_account(HANDELSBANKEN, reported(iban, None, Scheme.IBAN))


@pytest.mark.parametrize(
    ("clearing", "number"), [("600", "1234567"), ("60000", "1234567"), ("6000", "12x4"), ("6", "")]
)
def test_other_digits_are_refused_without_being_repeated(clearing: str, number: str) -> None:
    with pytest.raises(NotAnAccount) as caught:
        Account(clearing, number)
    assert number == "" or number not in str(caught.value)


def test_no_account_is_shown() -> None:
    text = f"{HANDELSBANKEN!r} {HANDELSBANKEN} {reported('123456789', '6000')!r} {reported('123456789', '6000')}"
    assert not any(character.isdigit() for character in text)
