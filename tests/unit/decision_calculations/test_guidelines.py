"""The municipality's guidelines: found by size, told on the line, and binding nobody."""

from dataclasses import replace

import pytest

from services.decision.calculations.cost_kinds import CostKind
from services.decision.calculations.drafting import Choices, CostChoice, facts_of
from services.decision.calculations.evidence import Evidence
from services.decision.calculations.facts import RuleSettings
from services.decision.calculations.guidelines import Guideline, guideline_for
from services.decision.calculations.lines import LineKind
from services.decision.calculations.problems import UnfitFacts
from services.decision.calculations.rules import calculate
from tests.unit.decision_calculations.households import MONTH, cost, facts

RENTS = tuple(
    Guideline(f"rent-{size}", CostKind.HOUSING, size, most * 100, "nämndens riktlinjer")
    for size, most in ((1, 6000), (2, 7000), (4, 9000))
)
ADULT = {"memberId": "a", "role": "applicant", "birthDate": "1990-02-02"}


def told(applied: int, approved: int, *, example: bool = False) -> str:
    guided = replace(
        cost(CostKind.HOUSING, applied, approved, reason="Skäl."), guideline=replace(RENTS[0], example=example)
    )
    calculation = calculate(facts(costs=(guided,)))
    place = [line.kind for line in calculation.lines].index(LineKind.REASONABLE_COST)
    return calculation.explanation("sv")[place + 2].replace("\u00a0", " ")


@pytest.mark.parametrize(("size", "found"), [(1, "rent-1"), (2, "rent-2"), (3, "rent-2"), (4, "rent-4"), (9, "rent-4")])
def test_the_largest_size_that_is_not_larger_than_the_households(size: int, found: str) -> None:
    guideline = guideline_for(CostKind.HOUSING, size, RENTS)

    assert guideline is not None
    assert guideline.id == found


def test_none_for_another_kind_or_a_smaller_household() -> None:
    assert guideline_for(CostKind.GLASSES, 2, RENTS) is None
    assert guideline_for(CostKind.HOUSING, 1, RENTS[1:]) is None


def test_the_line_says_the_guideline_and_where_it_comes_from() -> None:
    [line] = [
        line
        for line in calculate(facts(costs=(replace(cost(CostKind.HOUSING, 5000), guideline=RENTS[0]),))).lines
        if line.item == "housing"
    ]

    assert (line.amount_ore, line.fact("guidelineOre"), line.fact("guidelineStatus")) == (500_000, 600_000, "approved")
    assert line.fact("guidelineSource") == "nämndens riktlinjer"


def test_the_words_say_what_it_is_and_when_more_is_approved() -> None:
    assert "Kommunens riktlinje är högst 6 000,00 kr." in told(7000, 6000)
    assert "Kommunens riktlinje är högst 6 000,00 kr, här godtas mer." in told(7000, 6001)
    assert "Kommunens riktlinje (exempel) är högst 6 000,00 kr." in told(7000, 6000, example=True)


def test_a_handlers_choice_meets_the_guideline_of_the_households_own_size() -> None:
    choices = Choices(costs=(CostChoice(CostKind.HOUSING, 600_000, "Högsta godtagna hyra."),), others=3)

    made = facts_of(MONTH, [ADULT], {CostKind.HOUSING: 700_000}, Evidence(MONTH, ("a",)), choices, guidelines=RENTS)

    assert made.costs[0].guideline == RENTS[0]
    assert not made.costs[0].beside_norm


def test_above_the_norm_what_is_applied_for_is_beside_it_and_the_handlers_own_cost_is_not() -> None:
    choices = Choices(costs=(CostChoice(CostKind.HOUSING, 600_000), CostChoice(CostKind.GLASSES, 90_000, "Skäl.")))

    made = facts_of(MONTH, [ADULT], {CostKind.GLASSES: 90_000}, Evidence(MONTH, ("a",)), choices, above_norm=True)

    assert {cost.kind: cost.beside_norm for cost in made.costs} == {CostKind.GLASSES: True, CostKind.HOUSING: False}
    assert calculate(made).deficit_ore == 90_000


def test_the_first_rules_knew_no_guideline() -> None:
    guided = replace(cost(CostKind.HOUSING, 5000), guideline=RENTS[0])

    with pytest.raises(UnfitFacts, match="unknownRules"):
        calculate(facts(costs=(guided,), settings=RuleSettings(version="calculation-1")))
