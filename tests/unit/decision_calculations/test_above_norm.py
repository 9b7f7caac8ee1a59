"""Applications above the norm: needs beside it, each with a reason, less what is over by the norm. Öre."""

from services.decision.calculations.calculation import Calculation
from services.decision.calculations.cost_kinds import CostKind
from services.decision.calculations.facts import CalculationFacts, Cost, Income, RuleSettings
from services.decision.calculations.household import Household
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.lines import LineKind
from services.decision.calculations.problems import UnfitFacts
from services.decision.calculations.rules import calculate, compilation
from services.decision.calculations.sources import DECLARED
from services.decision.norms.stored import norm_for
from tests.unit.decision_calculations.households import MONTH, SETTINGS, adult, cost, income

REASON = "Tänderna behöver lagas nu enligt tandläkaren."


def need(applied: int, approved: int | None = None, reason: str | None = REASON) -> Cost:
    approved_ore = applied if approved is None else approved
    return Cost(CostKind.DENTAL_CARE, applied, approved_ore, DECLARED, reason, beside_norm=True)


def above_norm(
    *costs: Cost, incomes: tuple[Income, ...] = (), above: bool = True, settings: RuleSettings = SETTINGS
) -> CalculationFacts:
    household = Household((adult(),))
    return CalculationFacts(MONTH, norm_for(MONTH), household, costs, incomes, (), settings, above)


def problems(facts: CalculationFacts) -> list[tuple[str, str]]:
    try:
        calculate(facts)
    except UnfitFacts as unfit:
        return [(found.problem.value, found.at) for found in unfit.problems]
    return []


def amounts(calculation: Calculation) -> list[tuple[LineKind, int]]:
    return [(line.kind, line.amount_ore) for line in calculation.lines]


def test_what_is_short_by_the_norm_is_not_paid_twice() -> None:
    calculation = calculate(above_norm(need(250_000), cost(CostKind.HOUSING, 6000)))

    assert (calculation.deficit_ore, calculation.applied_deficit_ore) == (250_000, 250_000)
    assert amounts(calculation)[-2:] == [(LineKind.DECIDED_APART, -1_122_000), (LineKind.NEED_BESIDE_NORM, 250_000)]


def test_a_surplus_by_the_norm_is_used_first() -> None:
    calculation = calculate(above_norm(need(250_000), incomes=(income(IncomeKind.PENSION, 6220),)))

    assert calculation.deficit_ore == 150_000
    assert LineKind.DECIDED_APART not in {line.kind for line in calculation.lines}


def test_a_surplus_that_covers_the_need_leaves_nothing_to_grant() -> None:
    calculation = calculate(above_norm(need(100_000), incomes=(income(IncomeKind.PENSION, 6220),)))

    assert (calculation.deficit_ore, calculation.surplus_ore) == (0, 0)
    assert calculate(above_norm(need(90_000), incomes=(income(IncomeKind.PENSION, 6220),))).surplus_ore == 10_000


def test_without_a_need_there_is_nothing_to_grant() -> None:
    assert calculate(above_norm()).deficit_ore == 0


def test_a_need_is_approved_in_part_with_the_part_of_the_need_as_the_whole() -> None:
    calculation = calculate(above_norm(need(250_000, 200_000)))

    assert (calculation.deficit_ore, calculation.applied_deficit_ore) == (200_000, 250_000)


def test_every_need_beside_the_norm_has_its_own_reason() -> None:
    assert problems(above_norm(need(250_000, reason=None))) == [("reasonMissing", "costs[0].reason")]
    assert problems(above_norm(need(250_000, reason="  "))) == [("reasonMissing", "costs[0].reason")]
    assert problems(above_norm(need(250_000))) == []


def test_only_an_application_above_the_norm_has_needs_beside_it() -> None:
    assert problems(above_norm(need(250_000), above=False)) == [("notAboveNorm", "costs[0].besideNorm")]


def test_the_first_rules_knew_nothing_of_it() -> None:
    first = RuleSettings(version="calculation-1")

    assert problems(above_norm(need(250_000), settings=first)) == [("unknownRules", "settings.version")]


def test_it_is_told_in_words() -> None:
    text = [line.replace("\u00a0", " ") for line in calculate(above_norm(need(250_000))).explanation("sv")]

    assert text[-4:] == [
        "Underskott enligt normen, prövas för sig: −5 220,00 kr (SoL 12 kap. 7 §, SFS 2025:468 12 kap. 2 §).",
        f"Tandvård: 2 500,00 kr (SoL 12 kap. 1 §). Enligt egen uppgift. Skäl: {REASON}",
        "Godtaget över norm, sammanlagt: 2 500,00 kr.",
        "Det saknas 2 500,00 kr.",
    ]


def test_needs_are_in_compilations_as_costs() -> None:
    assert compilation(calculate(above_norm(need(250_000)))) == ((CostKind.DENTAL_CARE, 250_000),)
