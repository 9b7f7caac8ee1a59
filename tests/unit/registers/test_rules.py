from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.sandbox.persons import household
from services.intake.registers.rules import (
    KNOWN_CODES,
    Block,
    Failure,
    Meaning,
    Payload,
    PaymentStatus,
    Period,
    Reason,
    SeenIncome,
    StatusCode,
    Verdict,
    fetch_window,
    harmless,
    judge,
    judge_all,
)
from shared.months import Month

ASKED = household(7).adults[0].number.digits
OTHER = household(8).adults[0].number.digits
CODES = {"source": {"0": Meaning.OK, "1": Meaning.NOTHING, "2": Meaning.FAILED}}
OK, NOTHING, FAILED = (StatusCode("source", value) for value in "012")
INCOME = SeenIncome("FK", "FK:BOB", "Bostadsbidrag", 100, None, None, date(2026, 5, 25), PaymentStatus.PAID)


def payload(*codes: StatusCode, holds: bool = False, about: str = ASKED, problems: tuple[Failure, ...] = ()) -> Payload:
    incomes = (INCOME,) if holds else ()
    return Payload(frozenset({about}), codes, frozenset({"source"}), holds, incomes, problems)


def verdict(facts: Payload | Failure) -> tuple[Verdict, Reason | None]:
    answer = judge(Block.CSN, facts, ASKED, CODES)
    return answer.verdict, answer.reason


@pytest.mark.parametrize(
    ("month", "first", "last"),
    [
        ("2026-06", date(2026, 4, 1), date(2026, 6, 30)),
        ("2026-01", date(2025, 11, 1), date(2026, 1, 31)),
        ("2028-02", date(2027, 12, 1), date(2028, 2, 29)),
    ],
)
def test_the_fetch_window_is_three_months(month: str, first: date, last: date) -> None:
    assert fetch_window(Month.parse(month)) == Period(first, last)


def test_an_answer_with_something_in_it() -> None:
    assert verdict(payload(OK, holds=True)) == (Verdict.ANSWERED, None)


@pytest.mark.parametrize("codes", [(OK,), (NOTHING,), (OK, NOTHING)])
def test_nothing_held_is_said_by_the_source(codes: tuple[StatusCode, ...]) -> None:
    assert verdict(payload(*codes)) == (Verdict.NOTHING_HELD, None)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (Failure(Reason.BLOCK_ERROR), Reason.BLOCK_ERROR),
        (payload(), Reason.STATUS_MISSING),
        (payload(StatusCode("another", "0")), Reason.STATUS_MISSING),
        (payload(FAILED, holds=True), Reason.SOURCE_FAILED),
        (payload(OK, FAILED), Reason.SOURCE_FAILED),
        (payload(OK, StatusCode("source", "3")), Reason.UNKNOWN_CODE),
        (payload(OK, StatusCode("another", "0")), Reason.UNKNOWN_CODE),
        (payload(NOTHING, holds=True), Reason.CONTRADICTION),
        (payload(OK, problems=(Failure(Reason.DEVIATION),)), Reason.DEVIATION),
        (payload(OK, holds=True, about=OTHER), Reason.OTHER_PERSON),
        (payload(OK, about=ASKED[2:-1]), Reason.OTHER_PERSON),
        (payload(OK, about=""), Reason.OTHER_PERSON),
    ],
)
def test_everything_else_is_not_verifiable(facts: Payload | Failure, reason: Reason) -> None:
    """C10."""
    assert verdict(facts) == (Verdict.NOT_VERIFIABLE, reason)


def test_ten_digits_are_the_same_person_as_twelve() -> None:
    assert verdict(payload(OK, about=ASKED[2:])) == (Verdict.NOTHING_HELD, None)


def test_incomes_stay_with_an_answer_that_is_not_whole_but_not_with_another_person() -> None:
    assert judge(Block.FK, payload(FAILED, holds=True), ASKED, CODES).incomes == (INCOME,)
    assert judge(Block.FK, payload(OK, holds=True, about=OTHER), ASKED, CODES).incomes == ()


@given(
    values=st.lists(st.sampled_from(["0", "1", "2", "3", "", "OK", " 0"]), max_size=4),
    holds=st.booleans(),
    broken=st.booleans(),
    about=st.sampled_from([ASKED, OTHER, ""]),
)
def test_a_verdict_but_not_verifiable_is_only_for_known_codes_about_the_person(
    values: list[str], holds: bool, broken: bool, about: str
) -> None:
    problems = (Failure(Reason.UNREADABLE),) if broken else ()
    codes = [StatusCode("source", value) for value in values]
    answer = judge(Block.SO, payload(*codes, holds=holds, about=about, problems=problems), ASKED, CODES)
    whole = bool(values) and set(values) <= {"0", "1"} and about == ASKED and not broken
    assert (answer.verdict is not Verdict.NOT_VERIFIABLE) == (whole and not (holds and "1" in values))
    assert (answer.reason is None) == (answer.verdict is not Verdict.NOT_VERIFIABLE)


def test_every_requested_block_gets_an_answer_and_no_other_does() -> None:
    asked = {Block.FK, Block.CSN, Block.SO}
    found: dict[Block, Payload | Failure] = {
        Block.FK: payload(OK),
        Block.AF: payload(OK),
        Block.SO: Failure(Reason.BLOCK_ERROR, "BT X"),
    }
    answers = judge_all(asked, found, ASKED, CODES)
    assert {block: (one.verdict, one.reason, one.detail) for block, one in answers.items()} == {
        Block.FK: (Verdict.NOTHING_HELD, None, ""),
        Block.CSN: (Verdict.NOT_VERIFIABLE, Reason.BLOCK_MISSING, ""),
        Block.SO: (Verdict.NOT_VERIFIABLE, Reason.BLOCK_ERROR, "BT X"),
    }
    failed = judge_all(asked, Failure(Reason.TIME_OUT), ASKED, CODES)
    assert {one.reason for one in failed.values()} == {Reason.TIME_OUT}


@given(st.text(), st.sampled_from([ASKED, ASKED[2:], f"{ASKED[:8]}-{ASKED[8:]}", f"{ASKED[2:8]} {ASKED[8:]}"]))
def test_what_a_source_says_in_a_code_never_carries_a_number(around: str, number: str) -> None:
    """C8: codes and labels go on into events and on paper, where a personal number must not be."""
    told = harmless(around[:40] + number + around)
    assert sum(sign.isdigit() for sign in told) < 10
    assert len(told) <= 80
    told.encode()
    assert "\0" not in told


@pytest.mark.parametrize("code", ["BT 9071001", "Ej träff", "utbetalningar FK:SJP INTERNT_FEL", "CSN.ResultatKod 77"])
def test_a_code_is_kept_as_it_is(code: str) -> None:
    assert harmless(code) == code


def test_the_known_codes_that_say_ok_are_few() -> None:
    """Whoever adds one has seen where it is written: an unknown code is never taken for an answer."""
    ok = {(field, value) for field, values in KNOWN_CODES.items() for value in values if values[value] is Meaning.OK}
    assert ok == {
        ("AF.StatusSokandeinformationKod", "0"),
        ("CSN.ResultatKod", "0"),
        ("CSN.Status", ""),
        ("CSN.utbetstatus", "Utbetald"),
        ("CSN.utbetstatus", "UTBETALAD"),
        ("CSN.utbetstatus", "Planerad"),
        ("FK.tillstand", "OK"),
        ("PM.tillstand", "OK"),
        ("SKV.StatusPersonuppgiftKod", "0"),
        ("SKV.StatusKapitaluppgiftKod", "0"),
        ("SKV.StatusSkattekontouppgiftKod", "0"),
        ("SO.StatusSvarandeOrganisation", "all clear"),
        ("TNS.resultat", "OK"),
    }
