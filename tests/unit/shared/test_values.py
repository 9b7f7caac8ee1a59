"""The kernel's values: money, months, persons, bank accounts, sealed boxes, digests."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from deploy.sandbox.persons import number_for
from shared.bank_accounts import BankAccount, NotABankAccount
from shared.boxes import BoxNotOpened, new_box_key, open_sealed, public_half, seal
from shared.canonical import canonical, digest, from_base64url, new_salt, to_base64url
from shared.money import MAX_ORE, Ore, decimal_amount, kronor, kronor_in_english
from shared.months import Month
from shared.persons import LOOKS_PERSONAL, NotAPersonalNumber, PersonalNumber, person_key, pseudonym

signs = st.text(st.characters(exclude_categories=()), max_size=6)
leaves = st.none() | st.booleans() | st.integers(-(2**54), 2**54) | st.floats() | signs
documents = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(signs, inner, max_size=4), max_leaves=12
)
months = st.builds(Month, st.integers(1900, 2199), st.integers(1, 12))


class Holder(BaseModel):
    amount_ore: Ore = 0
    month: Month = Month(2026, 1)


@pytest.mark.parametrize("bad", ['"1"', "1.0", "1.5", "-1", "true", "null", str(MAX_ORE + 1), "1e3"])
def test_money_is_a_whole_number_and_nothing_that_looks_like_one(bad: str) -> None:
    with pytest.raises(ValidationError):
        Holder.model_validate_json(f'{{"amount_ore": {bad}}}')


@given(st.integers(0, MAX_ORE))
def test_no_ore_is_lost_in_writing(ore: int) -> None:
    assert Decimal(decimal_amount(ore)) * 100 == ore
    assert int(re.sub(r"\D", "", kronor(ore))) == ore


def test_money_reads_as_people_write_it() -> None:
    assert kronor(394050) == "3\u00a0940,50\u00a0kr"
    assert kronor(-5) == "−0,05\u00a0kr"
    assert kronor_in_english(394050) == "SEK\u00a03,940.50"
    assert kronor_in_english(-5) == "−SEK\u00a00.05"
    with pytest.raises(ValueError, match="negative"):
        decimal_amount(-1)


@given(months, st.integers(-400, 400))
def test_months_go_forth_and_back(month: Month, steps: int) -> None:
    assert month.plus(steps).plus(-steps) == month
    assert (month.plus(steps) > month) == (steps > 0)
    assert Month.parse(str(month)) == month
    assert month.first_day.day == 1
    assert Month.of(month.last_day) == month
    assert Holder.model_validate_json(Holder(month=month).model_dump_json()).month == month


@pytest.mark.parametrize("bad", ["2026-13", "2026-1", "2026", "26-01", "2026-00", "２０２６-01", "2026-01-01", ""])
def test_what_is_no_month_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="YYYY-MM"):
        Month.parse(bad)
    with pytest.raises(ValidationError):
        Holder.model_validate({"month": bad})


def test_a_month_is_described_as_a_text_on_the_way_in_and_out() -> None:
    described = [Holder.model_json_schema(mode=mode)["properties"]["month"] for mode in ("validation", "serialization")]
    assert [(one["type"], one["examples"]) for one in described] == [("string", ["2026-12"])] * 2


@given(st.dates(date(1930, 1, 1), date(2025, 12, 31)), st.integers(0, 19))
def test_a_personal_number_is_one_person_however_it_is_written(born: date, serial: int) -> None:
    number = number_for(born, serial)
    digits = number.digits
    assert PersonalNumber.parse(f"{digits[:8]}-{digits[8:]}") == number
    assert number.birth_date == born
    assert digits not in f"{number} {number!r}"
    assert LOOKS_PERSONAL.search(f"x {digits} y")
    assert digits not in person_key(number, b"k")


def test_a_coordination_number_has_sixty_added_to_the_day() -> None:
    assert PersonalNumber.parse("197010639800").birth_date == date(1970, 10, 3)


@pytest.mark.parametrize(
    "bad", ["", "19900101", "9001019802", "199001019801", "199002309801", "19900101980１", "x" * 12]
)
def test_what_is_no_personal_number_is_refused_without_being_repeated(bad: str) -> None:
    with pytest.raises(NotAPersonalNumber) as refused:
        PersonalNumber.parse(bad)
    assert not bad or bad not in str(refused.value)


def test_keys_of_persons_differ_by_installation_and_from_pseudonyms() -> None:
    number = number_for(date(1990, 1, 1), 0)
    key = person_key(number, b"one")
    assert key != person_key(number, b"two")
    assert pseudonym(key, b"one") not in key
    assert re.fullmatch(r"[\w-]{43}", key)
    assert re.fullmatch(r"[\w-]{22}", pseudonym(key, b"one"))


def test_an_account_is_checked_and_never_shown() -> None:
    account = BankAccount.parse("9029", "573 52-11")
    assert account.bban == "90295735211"
    assert "5735211" not in f"{account} {account!r}"


@pytest.mark.parametrize(
    ("clearing", "number"), [("9029", "5735214"), ("902", "5735211"), ("9029", ""), ("9029", "57A5211"), ("٩٠٢٩", "1")]
)
def test_what_is_no_account_is_refused_without_being_repeated(clearing: str, number: str) -> None:
    with pytest.raises(NotABankAccount) as refused:
        BankAccount.parse(clearing, number)
    assert not number or number not in str(refused.value)


@given(st.binary(max_size=200))
def test_a_box_is_opened_by_its_owner_alone(data: bytes) -> None:
    private, public = new_box_key()
    box = seal(public, data)
    assert open_sealed(private, box) == data
    assert public_half(private) == public
    with pytest.raises(BoxNotOpened):
        open_sealed(new_box_key()[0], box)
    with pytest.raises(BoxNotOpened):
        open_sealed(private, box[:-1] + bytes([box[-1] ^ 1]))


def _canonical_or_none(document: Any) -> bytes | None:
    try:
        return canonical(document)
    except rfc8785.CanonicalizationError:
        return None


def _reference_or_none(document: Any) -> bytes | None:
    try:
        return rfc8785.dumps(document)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError):
        return None


@given(documents)
@example({"\ue000": 1, "\U0001f600": 2})  # in UTF-16 the second comes first
@example({"a": "\ud800"})
@example({"\ud800": None})
@example(['\x00\x1f\x7f\u2028"\\/\b\f\n\r\t', 2**53 - 1, -(2**53) + 1])
@example({"a": 2**53})
@example({"a": 1.0})
def test_the_canonical_form_is_that_of_rfc_8785(document: Any) -> None:
    assert _canonical_or_none(document) == _reference_or_none(document)


@given(st.dictionaries(st.text(max_size=5), st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=5), max_size=6))
def test_the_order_of_members_does_not_change_a_digest(document: dict[str, object]) -> None:
    backwards = dict(reversed(document.items()))
    assert canonical(document) == canonical(backwards)
    assert digest(document) == digest(backwards)


@given(st.binary(max_size=80))
def test_base64url_comes_back(data: bytes) -> None:
    assert from_base64url(to_base64url(data)) == data


def test_salts_are_128_random_bits() -> None:
    assert len(from_base64url(new_salt())) == 16
    assert new_salt() != new_salt()
