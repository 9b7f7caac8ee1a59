"""What was declared against what the registers say, for December 2026: November is the control month."""

from dataclasses import replace

import pytest

from services.decision.calculations.deviations import (
    DeclaredIncome,
    Deviation,
    DeviationKind,
    departures,
    deviations,
    late_departures,
)
from services.decision.calculations.evidence import INCOME_BLOCKS, Evidence, RegisterAnswer, SeenIncome
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.sources import RegisterBlock, Verdict
from shared.months import Month
from tests.unit.decision_calculations.households import income

NOVEMBER, OCTOBER, DECEMBER = Month(2026, 11), Month(2026, 10), Month(2026, 12)


def evidence(*seen: SeenIncome, verdicts: dict[RegisterBlock, Verdict] | None = None) -> Evidence:
    """FK shows `seen`; the other blocks hold nothing, unless `verdicts` says another thing."""
    stated = dict.fromkeys(INCOME_BLOCKS, Verdict.NOTHING_HELD) | {RegisterBlock.FK: Verdict.ANSWERED}
    answers = tuple(
        RegisterAnswer("adult-1", block, verdict, seen if block is RegisterBlock.FK else ())
        for block, verdict in (stated | (verdicts or {})).items()
    )
    return Evidence(DECEMBER, ("adult-1",), answers)


def benefit(kronor: int, month: Month = NOVEMBER) -> SeenIncome:
    return SeenIncome(IncomeKind.SICKNESS_BENEFIT, month, kronor * 100)


def declared(kronor: int, kind: IncomeKind = IncomeKind.SICKNESS_BENEFIT) -> DeclaredIncome:
    return DeclaredIncome("adult-1", kind, kronor * 100)


def kinds(rows: tuple[Deviation, ...]) -> list[str]:
    return [row.kind.value for row in rows]


BOTH_MONTHS = (benefit(1000, OCTOBER), benefit(1000))


@pytest.mark.parametrize(
    ("stated_kronor", "found"),
    [(1000, []), (1120, []), (880, []), (1121, ["differs"]), (879, ["differs"]), (0, ["notDeclared"])],
)
def test_amounts_may_lie_twelve_per_cent_of_the_registers_apart(stated_kronor: int, found: list[str]) -> None:
    assert kinds(deviations([declared(stated_kronor)], evidence(*BOTH_MONTHS))) == found


def test_the_limit_is_a_setting() -> None:
    assert kinds(deviations([declared(1001)], evidence(*BOTH_MONTHS), percent=0)) == ["differs"]
    assert kinds(deviations([], evidence(*BOTH_MONTHS), percent=1000)) == ["notDeclared"]


def test_a_row_carries_both_amounts() -> None:
    [row] = deviations([declared(500)], evidence(*BOTH_MONTHS))

    assert row == Deviation(
        DeviationKind.DIFFERS, "adult-1", RegisterBlock.FK, IncomeKind.SICKNESS_BENEFIT, 50_000, 100_000
    )


def test_an_income_that_nobody_declared() -> None:
    [row] = deviations([], evidence(*BOTH_MONTHS))

    assert (row.kind, row.declared_ore, row.seen_ore) == (DeviationKind.NOT_DECLARED, 0, 100_000)


def test_a_declared_income_that_the_register_does_not_hold() -> None:
    held_by_nobody = evidence(verdicts={RegisterBlock.FK: Verdict.NOTHING_HELD})

    assert kinds(deviations([declared(500)], held_by_nobody)) == ["notSeen"]


@pytest.mark.parametrize("stated", [[], [declared(500)]])
def test_no_answer_is_not_no_income(stated: list[DeclaredIncome]) -> None:
    """C10: neither silence about the income nor a declared amount is agreed with by a register that did not answer."""
    silent = evidence(verdicts={RegisterBlock.FK: Verdict.NOT_VERIFIABLE})

    assert deviations(stated, silent) == (Deviation(DeviationKind.NOT_VERIFIABLE, "adult-1", RegisterBlock.FK),)


def test_a_register_that_was_never_asked_has_not_answered() -> None:
    unasked = Evidence(DECEMBER, ("adult-1",))

    assert [row.block for row in deviations([], unasked)] == ["CSN", "FK", "SKV", "SO"]
    assert set(kinds(deviations([], unasked))) == {"notVerifiable"}


def test_a_declared_income_asks_for_its_register_though_no_setting_does() -> None:
    none_asked = Evidence(DECEMBER, ("adult-1",), asked=())

    assert deviations([], none_asked) == ()
    assert kinds(deviations([declared(500)], none_asked)) == ["notVerifiable"]


def test_an_unknown_verdict_is_not_verifiable() -> None:
    assert Verdict.of("answered") is Verdict.ANSWERED
    assert Verdict.of("ok") is Verdict.NOT_VERIFIABLE
    assert Verdict.of("") is Verdict.NOT_VERIFIABLE


def test_a_benefit_that_moves_starts_or_ends() -> None:
    """Each month's amount is the declared one too, so that only the movement is left."""
    moved = deviations([declared(1121)], evidence(benefit(1000, OCTOBER), benefit(1121)))
    started = deviations([declared(1000)], evidence(benefit(1000)))
    ended = deviations([declared(1000)], evidence(benefit(1000, OCTOBER)))

    assert (kinds(moved), kinds(started), kinds(ended)) == (["changed"], ["started"], ["ended"])
    assert (moved[0].seen_ore, moved[0].compared_ore) == (112_100, 100_000)


def test_payments_of_one_kind_in_one_month_are_summed() -> None:
    twice = evidence(benefit(400), benefit(600), benefit(1000, OCTOBER))

    assert deviations([declared(300), declared(700)], twice) == ()


def test_the_comparison_month_fills_a_gap_and_the_month_itself_does_not() -> None:
    assert evidence(benefit(900, OCTOBER)).received() == {("adult-1", IncomeKind.SICKNESS_BENEFIT): 90_000}
    assert evidence(benefit(900, OCTOBER), benefit(1000)).received() == {
        ("adult-1", IncomeKind.SICKNESS_BENEFIT): 100_000
    }
    assert evidence(benefit(900, DECEMBER)).received() == {}


def test_an_income_that_no_register_answers_for_gives_no_row() -> None:
    assert deviations([declared(500, IncomeKind.DEPOSIT)], evidence()) == ()


def test_departures_are_to_the_ore_and_of_the_control_month() -> None:
    counted = income(IncomeKind.SICKNESS_BENEFIT, 1000)

    assert departures([counted], evidence(*BOTH_MONTHS)) == ()
    assert kinds(departures([replace(counted, received_ore=100_001)], evidence(*BOTH_MONTHS))) == ["differs"]
    assert kinds(departures([], evidence(*BOTH_MONTHS))) == ["notDeclared"]
    assert departures([], evidence(benefit(1000, OCTOBER))) == ()


def test_a_block_has_one_answer_and_only_an_answer_shows_incomes() -> None:
    answer = RegisterAnswer("adult-1", RegisterBlock.FK, Verdict.NOTHING_HELD)
    with pytest.raises(ValueError, match="one answer"):
        Evidence(DECEMBER, ("adult-1",), (answer, replace(answer, verdict=Verdict.NOT_VERIFIABLE)))
    with pytest.raises(ValueError, match="answered block"):
        RegisterAnswer("adult-1", RegisterBlock.FK, Verdict.NOT_VERIFIABLE, (benefit(1),))


def test_a_register_without_amounts_that_shows_something_late_is_told_and_one_that_holds_nothing_is_not() -> None:
    """Such a register says nothing of an amount that could be compared."""

    def of(verdict: Verdict) -> Evidence:
        return evidence(verdicts={RegisterBlock.TNS: verdict})

    counted = [income(IncomeKind.SICKNESS_BENEFIT, 0)]
    silent, holds = of(Verdict.NOT_VERIFIABLE), of(Verdict.ANSWERED)
    assert kinds(late_departures(counted, silent, holds)) == ["shownLate"]
    assert late_departures(counted, silent, of(Verdict.NOTHING_HELD)) == ()
    assert late_departures(counted, holds, silent) == ()


def test_what_was_planned_and_is_paid_is_the_same_answer() -> None:
    planned, paid = evidence(replace(benefit(1000), planned=True)), evidence(benefit(1000))

    assert planned.changed_in(paid) == frozenset()
    assert planned.planned_in(NOVEMBER) == {("adult-1", IncomeKind.SICKNESS_BENEFIT): 100_000}
    assert paid.planned_in(NOVEMBER) == {}
