from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.registers import reading
from services.intake.registers.reading import Unreadable
from shared.money import MAX_ORE


@given(st.integers(0, MAX_ORE))
def test_an_amount_in_kronor_is_the_same_in_ore(ore: int) -> None:
    text = f"{ore // 100}.{ore % 100:02d}"
    assert reading.ore_of_text(text) == ore
    assert reading.ore_of_text(text + "0") == ore
    assert reading.ore(Decimal(text)) == ore
    assert reading.ore(reading.parse_json(text.encode())) == ore


@pytest.mark.parametrize(
    ("kronor", "ore"), [(0, 0), (1850, 185_000), (Decimal("1234.5"), 123_450), (Decimal("1E+3"), 100_000)]
)
def test_a_json_number_in_kronor(kronor: Any, ore: int) -> None:
    assert reading.ore(kronor) == ore


@pytest.mark.parametrize(
    "wrong",
    [
        *(-1, Decimal("-0.01"), Decimal("0.001"), MAX_ORE // 100 + 1, Decimal("1E+999999"), Decimal("1E-999999")),
        *(True, False, None, "1850", 1.5, [], {}),
    ],
)
def test_what_is_no_amount_of_ore(wrong: Any) -> None:
    with pytest.raises(Unreadable):
        reading.ore(wrong)


@pytest.mark.parametrize("wrong", ["", "1 850", "1,50", "1e3", "-5", "0x10", "١", "NaN", "1.234", "9" * 13, "1_000"])
def test_what_is_no_amount_in_xml(wrong: str) -> None:
    with pytest.raises(Unreadable):
        reading.ore_of_text(wrong)


@pytest.mark.parametrize("text", ["2026-05-31", "2026-05-31Z", "2026-05-31+02:00"])
def test_a_day_is_a_day_in_whatever_zone(text: str) -> None:
    assert reading.day(text) == date(2026, 5, 31)


def test_a_month_starts_and_ends() -> None:
    assert reading.first_day("2028-02") == date(2028, 2, 1)
    assert reading.last_day("2028-02") == date(2028, 2, 29)
    assert reading.last_day("2028-02-03") == date(2028, 2, 3)


@pytest.mark.parametrize("wrong", ["2026-02-30", "2026-5-1", "20260531", "", "0000-01-01", "2026-05-31T00:00:00"])
def test_what_is_no_day(wrong: str) -> None:
    with pytest.raises(Unreadable):
        reading.day(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"<a>",
        b"<a/><b/>",
        b"\xff\xfe",
        b'<?xml version="1.0" encoding="ebcdic-nowhere"?><a/>',
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x"><a/>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
    ],
)
def test_what_is_no_xml_for_us(wrong: bytes) -> None:
    with pytest.raises(Unreadable):
        reading.parse_xml(wrong)


@pytest.mark.parametrize("wrong", [b"", b"{", b"\xff", b'{"a":NaN}', b'{"a":1,"a":2}', b"[" * 100_000, b"1" * 10_000])
def test_what_is_no_json_for_us(wrong: bytes) -> None:
    with pytest.raises(Unreadable):
        reading.parse_json(wrong)


@pytest.mark.parametrize("wrong", ["a", "åäö=", "YWI=\x00", "YW-_"])
def test_what_is_no_base64(wrong: str) -> None:
    with pytest.raises(Unreadable):
        reading.from_base64(wrong)


def test_base64_may_be_broken_into_lines() -> None:
    assert reading.from_base64(" YW\n Ji\t") == b"abb"


@pytest.mark.parametrize("wrong", ["", "True", "ja", "2"])
def test_what_is_no_boolean(wrong: str) -> None:
    with pytest.raises(Unreadable):
        reading.boolean(wrong)


def test_an_element_that_should_be_one_is_one() -> None:
    twice = reading.parse_xml("<a><b>x</b><b>y</b><c>z<d/></c><e/></a>")
    for path in ("b", "nothing", "c", "e"):
        with pytest.raises(Unreadable, match=path):
            reading.text_at(twice, path)
    with pytest.raises(Unreadable):
        reading.optional_text_at(twice, "b")
    assert reading.optional_text_at(twice, "nothing") is None
    with pytest.raises(Unreadable):
        reading.closed(twice, "b", "c")
