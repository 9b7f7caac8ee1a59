"""From when and to when job stimulus holds, by months of income support (SoL 12 kap. 8 §)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.job_stimulus import Assisted, Basis, JobStimulus, qualified
from services.decision.calculations.rules import calculate
from shared.months import Month
from tests.unit.decision_calculations.generated import QUICK
from tests.unit.decision_calculations.households import facts, income, working

JANUARY = Month(2024, 1)


def assisted(*months: int) -> list[Assisted]:
    """By number of the month, January 2024 being 0."""
    return [Assisted("adult-1", JANUARY.plus(number), f"decision-{number}") for number in months]


@pytest.mark.parametrize(
    ("months", "first"),
    [
        ((0, 1, 2, 3, 4), None),
        ((0, 1, 2, 4, 5, 6), None),
        ((0, 1, 2, 3, 4, 5), 0),
        ((5, 3, 1, 0, 2, 4), 0),
        ((0, 0, 1, 2, 3, 4, 5), 0),
        ((0, 2, 3, 4, 5, 6, 7), 2),
        (range(12), 0),
    ],
    ids=["five", "a month without", "six", "in any order", "a month twice", "after a month without", "more than six"],
)
def test_six_months_in_a_row(months: tuple[int, ...], first: int | None) -> None:
    found = qualified(assisted(*months))
    assert (None if found is None else found.qualified_from) == (None if first is None else JANUARY.plus(first))


def test_it_holds_for_two_years_after_the_six_months_and_names_their_decisions() -> None:
    found = qualified(assisted(*range(8)))

    assert found == JobStimulus(
        "adult-1", JANUARY, Basis.EARLIER_DECISIONS, tuple(f"decision-{number}" for number in range(6))
    )
    assert (found.qualified_to, found.holds_from, found.holds_to) == (Month(2024, 6), Month(2024, 7), Month(2026, 6))
    held = [month for month in map(JANUARY.plus, range(60)) if found.holds_in(month)]
    assert (held[0], held[-1], len(held)) == (Month(2024, 7), Month(2026, 6), 24)


def test_the_six_months_are_reached_anew_only_after_the_two_years() -> None:
    """Months while it holds do not count towards the next six."""
    through = qualified(assisted(*range(35)))
    anew = qualified(assisted(*range(36)))

    assert through is not None
    assert anew is not None
    assert (through.qualified_from, anew.qualified_from) == (JANUARY, JANUARY.plus(30))


@QUICK
@given(st.sets(st.integers(0, 80)))
def test_whoever_has_it_had_the_six_months_right_before(months: set[int]) -> None:
    found = qualified(assisted(*months))
    if found is not None:
        assert {found.qualified_from.plus(number) for number in range(6)} <= {JANUARY.plus(one) for one in months}


def test_only_the_wages_of_whom_it_holds_for_are_lessened() -> None:
    wages = (income(IncomeKind.WAGE, 5000), income(IncomeKind.PENSION, 1000))

    assert calculate(facts(incomes=wages, job_stimulus=(working(),))).incomes_ore == 475_000
    assert calculate(facts(incomes=wages)).incomes_ore == 600_000


def test_the_line_says_from_when_to_when_and_by_whose_word() -> None:
    [line] = calculate(facts(incomes=(income(IncomeKind.WAGE, 5000),), job_stimulus=(working(),))).not_counted

    assert dict(line.facts) == {
        "basis": "handler",
        "basisReason": "Beslut från annan kommun.",
        "holdsFrom": "2026-07",
        "holdsTo": "2028-06",
        "percent": 25,
        "qualifiedFrom": "2026-01",
        "qualifiedTo": "2026-06",
        "receivedOre": 500_000,
    }
