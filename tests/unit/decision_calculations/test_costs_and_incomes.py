"""Costs as applied for and approved, and incomes as received and counted. Öre."""

from dataclasses import replace

import pytest

from services.decision.calculations.cost_kinds import COST_KINDS, CostKind
from services.decision.calculations.disregards import job_stimulus
from services.decision.calculations.facts import Income
from services.decision.calculations.income_kinds import INCOME_KINDS, IncomeKind
from services.decision.calculations.lines import Line, LineKind
from services.decision.calculations.rules import calculate, compilation
from services.decision.calculations.sources import DECLARED, FigureStatus, Origin, RegisterBlock, Source, Verdict
from tests.unit.decision_calculations.households import adult, child, cost, facts, income

FROM_FK = Source(Origin.REGISTER, RegisterBlock.FK, Verdict.ANSWERED, "evidence-1")
UNANSWERED = Source(Origin.DECLARED, RegisterBlock.FK, Verdict.NOT_VERIFIABLE)


def incomes_of(*incomes: Income) -> tuple[Line, ...]:
    lines = calculate(facts(adult(), child("child-1", 16), incomes=incomes)).lines
    return tuple(line for line in lines if line.kind is LineKind.COUNTED_INCOME)


def test_costs_are_paid_as_approved_and_applied_amounts_are_kept() -> None:
    rent = cost(CostKind.HOUSING, 7000, 6000, reason="Över högsta godtagna boendekostnad.")
    calculation = calculate(facts(costs=(cost(CostKind.GLASSES, 900), rent)))

    assert calculation.costs_ore == 690_000
    assert calculation.applied_deficit_ore - calculation.deficit_ore == 100_000
    [housing, glasses] = [line for line in calculation.lines if line.kind is LineKind.REASONABLE_COST]
    assert (housing.amount_ore, housing.fact("appliedOre"), housing.reason) == (600_000, 700_000, rent.reason)
    assert (housing.law, glasses.law) == ("SoL 12 kap. 7 § 1 st. 2", "SoL 12 kap. 1 §")
    assert (housing.status, housing.version) == (FigureStatus.DECLARED, "calculation-3")


def test_a_cost_not_approved_at_all_stays_on_its_line() -> None:
    calculation = calculate(facts(costs=(cost(CostKind.OTHER, 300, 0, reason="Ingår i normen."),)))

    [line] = [line for line in calculation.lines if line.kind is LineKind.REASONABLE_COST]
    assert (line.amount_ore, line.fact("appliedOre")) == (0, 30_000)


def test_the_union_fee_is_in_no_compilation() -> None:
    """Lag (2001:454) 7 a §: membership in a union may never be read from one."""
    costs = (cost(CostKind.UNION_FEE, 250), cost(CostKind.OTHER, 100), cost(CostKind.HOUSING, 5000))

    figures = dict(compilation(calculate(facts(costs=costs))))

    assert figures == {CostKind.HOUSING: 500_000, CostKind.OTHER: 35_000}


def test_an_income_from_a_register_is_verified_and_names_it() -> None:
    [line] = incomes_of(income(IncomeKind.SICKNESS_BENEFIT, 3000, source=FROM_FK))

    assert (line.amount_ore, line.status, line.source) == (-300_000, FigureStatus.VERIFIED, FROM_FK)


def test_an_income_that_no_register_answered_for_is_marked() -> None:
    [line] = incomes_of(income(IncomeKind.SICKNESS_BENEFIT, 3000, source=UNANSWERED))

    assert line.status is FigureStatus.NOT_VERIFIABLE


@pytest.mark.parametrize(
    ("wages", "left_out"), [(0, 0), (1, 1), (4, 1), (5, 2), (500_000, 125_000), (500_001, 125_001)]
)
def test_job_stimulus_never_leaves_out_less_than_the_law_gives(wages: int, left_out: int) -> None:
    assert job_stimulus(wages) == left_out


@pytest.mark.parametrize(
    ("earned_before", "received", "counted"),
    [
        (0, 500_000, 0),
        (5_920_000 - 500_000, 500_000, 0),
        (5_920_000 - 100_000, 500_000, 400_000),
        (5_920_000, 500_000, 500_000),
        (9_000_000, 500_000, 500_000),
    ],
)
def test_a_childs_own_wages_count_above_one_price_base_amount_a_year(
    earned_before: int, received: int, counted: int
) -> None:
    """SoL 12 kap. 9 §; 59 200 kronor in 2026 (förordning (2025:872))."""
    wages = Income(IncomeKind.WAGE, "child-1", received, DECLARED, earned_before_ore=earned_before)

    [line] = incomes_of(wages)

    assert line.amount_ore == -counted
    assert (line.rule, line.law) == ("childWorkIncome", "SoL 12 kap. 9 §")


def test_a_childs_other_incomes_count_in_full() -> None:
    [line] = incomes_of(income(IncomeKind.CHILD_PENSION, 2000, "child-1"))

    assert line.amount_ore == -200_000


def test_the_handler_may_leave_out_more_with_a_reason() -> None:
    gift = replace(income(IncomeKind.DEPOSIT, 500), disregarded_ore=20_000, reason="Gåva till barnet.")

    [line] = incomes_of(gift)

    assert line.amount_ore == -30_000
    assert (line.fact("disregardedByHandlerOre"), line.reason) == (20_000, "Gåva till barnet.")


def test_a_surplus_is_no_deficit() -> None:
    calculation = calculate(facts(incomes=(income(IncomeKind.PENSION, 6000),)))

    assert (calculation.deficit_ore, calculation.surplus_ore) == (0, 78_000)


def test_every_kind_has_texts() -> None:
    assert INCOME_KINDS.keys() == set(IncomeKind)
    assert COST_KINDS.keys() == set(CostKind)


def test_what_an_applicant_is_asked_for() -> None:
    declared = [about.label.sv for about in INCOME_KINDS.values() if about.declarable]

    assert declared == [
        "Lön efter skatt",
        "Swish och insättningar",
        "Tjänstepension och försäkringar",
        "Underhållsbidrag",
        "Hyresdel från barn",
        "Ekonomiskt bistånd från annan kommun",
        "Övriga inkomster",
    ]
