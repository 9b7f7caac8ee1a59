"""The stored form of a calculation: enough to make it again, years later, with the same öre and words (C13)."""

import json
from dataclasses import replace
from typing import Any

import pytest

from services.decision.calculations.calculation import Calculation
from services.decision.calculations.cost_kinds import CostKind
from services.decision.calculations.facts import CalculationFacts, NormAdjustment
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.known_incomes import KnownIncome
from services.decision.calculations.rules import calculate, recalculate
from services.decision.calculations.sources import DECLARED, Origin, RegisterBlock, Source, Verdict
from services.decision.norms.problems import UnknownNormVersion
from shared.canonical import canonical, digest
from tests.unit.decision_calculations.households import adult, child, cost, facts, income, working

FACTS = facts(
    adult("a"),
    child("c", 4, lunch_at_home=False, days=12, in_common_costs=False),
    others=1,
    costs=(cost(CostKind.HOUSING, 7000, 6000, reason="Över högsta godtagna hyra."),),
    incomes=(
        income(IncomeKind.WAGE, 5000, "a"),
        income(
            IncomeKind.SICKNESS_BENEFIT,
            900,
            "a",
            source=Source(Origin.REGISTER, RegisterBlock.FK, Verdict.ANSWERED, "evidence-1"),
        ),
    ),
    adjustments=(NormAdjustment(10_000, "Specialkost.", "a"),),
    known=(KnownIncome(IncomeKind.WAGE, "a", 500_000, DECLARED),),
    job_stimulus=(replace(working("a"), decisions=("decision-1",)),),
)


def stored(calculation: Calculation) -> dict[str, Any]:
    """What comes back from a JSON column."""
    document: dict[str, Any] = json.loads(canonical(calculation.to_document()))
    return document


def test_a_stored_calculation_comes_back_as_it_was() -> None:
    calculation = calculate(FACTS)

    assert Calculation.from_document(stored(calculation)) == calculation
    assert CalculationFacts.from_document(stored(calculation)["facts"]) == FACTS


def test_a_stored_calculation_made_again_is_the_same_to_the_ore_and_the_word() -> None:
    calculation = calculate(FACTS)

    again = recalculate(stored(calculation))

    assert digest(again.to_document()) == digest(calculation.to_document())
    assert again.explanation("sv") == calculation.explanation("sv")
    assert again.explanation("en") == calculation.explanation("en")


def test_the_form_is_camel_case_with_whole_numbers_texts_and_truth_values() -> None:
    def check(value: Any) -> None:
        if isinstance(value, dict):
            assert all(name.isalnum() and name[0].islower() for name in value)
            for inner in value.values():
                check(inner)
        elif isinstance(value, list):
            for inner in value:
                check(inner)
        else:
            assert type(value) in {int, str, bool}

    check(calculate(FACTS).to_document())


def test_the_totals_stand_beside_the_lines() -> None:
    document = stored(calculate(FACTS))

    assert {name: document[name] for name in ("normOre", "costsOre", "incomesOre", "deficitOre", "surplusOre")} == {
        "normOre": 394_000 + 12 * 8_900 + 70_500 + 10_000,
        "costsOre": 600_000,
        "incomesOre": 375_000 + 90_000,
        "deficitOre": 716_300,
        "surplusOre": 0,
    }


# The first rules promise these very words and amounts for all time. Whoever changes them makes a new version instead.
FIRST_RULES = {
    "facts": {
        "month": "2026-12",
        "normVersion": "riksnorm-2026-1",
        "household": {
            "members": [
                {
                    "ref": "a",
                    "role": "adult",
                    "birthDate": "1990-05-17",
                    "inSchool": False,
                    "lunchAtHome": True,
                    "inCommonCosts": True,
                }
            ],
            "others": 0,
        },
        "costs": [
            {
                "kind": "housing",
                "appliedOre": 650_000,
                "approvedOre": 600_000,
                "source": {"origin": "declared"},
                "reason": "För dyrt.",
            }
        ],
        "incomes": [
            {
                "kind": "wage",
                "member": "a",
                "receivedOre": 500_000,
                "source": {"origin": "declared"},
                "jobStimulus": True,
                "earnedBeforeOre": 0,
                "disregardedOre": 0,
            }
        ],
        "adjustments": [],
        "settings": {
            "version": "calculation-1",
            "ageDay": "lastDay",
            "dailyDivisorTenths": 304,
            "dailyStepOre": 100,
            "jobStimulusPercent": 25,
        },
    }
}


def test_a_calculation_of_the_first_rules_still_comes_out_as_it_did() -> None:
    again = recalculate(FIRST_RULES)

    assert (again.norm_ore, again.costs_ore, again.incomes_ore, again.deficit_ore) == (
        522_000,
        600_000,
        375_000,
        747_000,
    )
    assert [text.replace("\u00a0", " ") for text in again.explanation("sv")] == [
        "Beräkning för december 2026 (riksnorm-2026-1).",
        "Personliga kostnader, ensamstående: 3 940,00 kr (SoL 12 kap. 7 §, SFS 2025:468 12 kap. 2 §).",
        "Gemensamma hushållskostnader, 1 person: 1 280,00 kr (SoL 12 kap. 7 §, SFS 2025:468 12 kap. 2 §).",
        "Norm, sammanlagt: 5 220,00 kr.",
        "Boendekostnad: 6 000,00 kr av sökta 6 500,00 kr (SoL 12 kap. 7 § 1 st. 2). Enligt egen uppgift."
        " Skäl: För dyrt.",
        "Godtagna kostnader, sammanlagt: 6 000,00 kr.",
        "Lön efter skatt: 3 750,00 kr räknas av 5 000,00 kr (SoL 12 kap. 8 §)."
        " 1 250,00 kr räknas inte: särskild beräkningsregel för arbete. Enligt egen uppgift.",
        "Inkomster som räknas, sammanlagt: 3 750,00 kr.",
        "Det saknas 7 470,00 kr.",
    ]


def test_all_that_was_stored_by_the_first_rules_still_comes_out_of_them() -> None:
    """Every line with its facts, and every word in both languages, by the digests that the first rules gave."""
    again = recalculate(FIRST_RULES)
    words = {"sv": list(again.explanation("sv")), "en": list(again.explanation("en"))}

    assert digest(again.to_document()) == "eFYOnPz86Bbh_FvFi8o1eYOi5j9ungfP9SJqO7ZJ6yY"
    assert digest(words) == "gHQ-Nc5REe4VKY8A8praQPYTvxyByqV-Haz937nAaeA"


def test_totals_that_are_not_those_of_the_lines_are_refused() -> None:
    document = stored(calculate(FACTS))
    document["deficitOre"] += 1

    with pytest.raises(ValueError, match="does not agree with itself"):
        Calculation.from_document(document)


def test_a_line_that_was_changed_afterwards_is_found_by_making_it_again() -> None:
    document = stored(calculate(FACTS))
    document["lines"][0]["amountOre"] += 100
    document["normOre"] += 100
    document["deficitOre"] += 100

    assert Calculation.from_document(document).deficit_ore == document["deficitOre"]
    assert recalculate(document).to_document() != document


def test_a_norm_that_is_not_stored_is_not_replaced_by_another() -> None:
    document = stored(calculate(FACTS))
    document["facts"]["normVersion"] = "riksnorm-2026-9"

    with pytest.raises(UnknownNormVersion):
        recalculate(document)
