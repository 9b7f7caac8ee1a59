"""Which incomes are not counted, by which rule, how much, and by whose word. One adult in December 2026; öre."""

from dataclasses import replace

import pytest

from services.decision.calculations.facts import CalculationFacts, Income
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.known_incomes import KnownIncome
from services.decision.calculations.not_counted import declared_untaken
from services.decision.calculations.rules import calculate
from services.decision.calculations.sources import DECLARED, HANDLER, Origin, RegisterBlock, Source, Verdict
from shared.months import Month
from tests.unit.decision_calculations.households import adult, child, facts, income

FK = Source(Origin.REGISTER, RegisterBlock.FK, Verdict.ANSWERED, "evidence-1")
OCTOBER, NOVEMBER, DECEMBER = (Month(2026, number) for number in (10, 11, 12))
ALLOWANCE = IncomeKind.HOUSING_ALLOWANCE


def declared(kronor: int, kind: IncomeKind = IncomeKind.WAGE) -> KnownIncome:
    return KnownIncome(kind, "adult-1", kronor * 100, DECLARED)


def seen(month: Month, kronor: int) -> KnownIncome:
    return KnownIncome(ALLOWANCE, "adult-1", kronor * 100, FK, month)


def left_out(known: tuple[KnownIncome, ...], *incomes: Income) -> list[tuple[str, int]]:
    return told(facts(known=known, incomes=incomes))


def told(given: CalculationFacts) -> list[tuple[str, int]]:
    return [(line.rule, line.amount_ore) for line in calculate(given).not_counted]


def test_what_is_taken_whole_is_not_listed() -> None:
    known = (declared(5000), seen(NOVEMBER, 1850))
    assert left_out(known, income(IncomeKind.WAGE, 5000), income(ALLOWANCE, 1850, source=FK)) == []


def test_what_a_handler_knows_beside_is_no_part_of_what_was_said() -> None:
    assert left_out((declared(5000),), income(IncomeKind.WAGE, 6000)) == []
    assert left_out((), income(IncomeKind.DEPOSIT, 300, source=HANDLER)) == []


def test_what_was_declared_and_is_not_in_the_calculation_is_named() -> None:
    """In whole or in part, one declared sum or several."""
    assert left_out((declared(5000),)) == [("notTaken", 500_000)]
    assert left_out((declared(5000),), income(IncomeKind.WAGE, 4000)) == [("notTaken", 100_000)]
    assert left_out((declared(3000), declared(2000)), income(IncomeKind.WAGE, 4000)) == [("notTaken", 100_000)]
    calculation = calculate(facts(known=(declared(5000), seen(NOVEMBER, 1850))))
    assert [line.item for line in declared_untaken(calculation.not_counted)] == ["wage"]


def test_another_figure_of_the_same_income_counts_instead() -> None:
    known = (declared(1900, ALLOWANCE), seen(NOVEMBER, 1850))
    assert left_out(known, income(ALLOWANCE, 1850, source=FK)) == [("otherFigure", 190_000)]
    assert left_out(known, income(ALLOWANCE, 1900)) == [("otherFigure", 185_000)]


def test_a_register_is_counted_by_the_month_before_the_applications() -> None:
    known = (seen(OCTOBER, 1800), seen(NOVEMBER, 1850), seen(DECEMBER, 1900))
    found = left_out(known, income(ALLOWANCE, 1850, source=FK))
    assert found == [("otherMonth", 190_000), ("otherMonth", 180_000)]


def test_where_that_month_shows_nothing_the_one_before_it_may_count() -> None:
    assert left_out((seen(OCTOBER, 1800),)) == [("otherMonth", 180_000)]
    assert left_out((seen(OCTOBER, 1800),), income(ALLOWANCE, 1800, source=FK)) == []


def test_what_the_handler_leaves_out_has_the_reason() -> None:
    gift = replace(income(IncomeKind.DEPOSIT, 500), disregarded_ore=40_000, reason="Gåva till barnet.")
    [line] = calculate(facts(known=(declared(500, IncomeKind.DEPOSIT),), incomes=(gift,))).not_counted
    assert (line.rule, line.amount_ore, line.reason) == ("assessment", 40_000, "Gåva till barnet.")
    assert (line.law, line.source) == ("SoL 12 kap. 1 §", DECLARED)


@pytest.mark.parametrize(("before", "found"), [(0, 90_000), (5_900_000, 20_000), (6_000_000, None)])
def test_a_childs_wages_are_left_out_up_to_the_price_base_amount(before: int, found: int | None) -> None:
    wages = replace(income(IncomeKind.WAGE, 900, "child-1"), earned_before_ore=before)
    expected = [] if found is None else [("childWorkIncome", found)]
    assert told(facts(adult(), child("child-1", 16), incomes=(wages,))) == expected


def test_each_line_says_its_source_and_law() -> None:
    [line] = calculate(facts(known=(seen(DECEMBER, 1900),))).not_counted
    assert (line.source, line.law, line.item, line.member) == (FK, "SoL 12 kap. 1 §", "housingAllowance", "adult-1")
    assert line.version == "calculation-3"
