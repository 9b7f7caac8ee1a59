"""A decision made again from what was stored: the same to the öre and the word, or the places where it is not (C13)."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.decision.calculations.facts import FIRST_RULES, KNOWN_RULES, RULES, CalculationFacts
from services.decision.calculations.rules import calculate, recalculate
from services.decision.calculations.store import explanations
from services.decision.decisions.purposes import Purpose
from services.decision.decisions.rules import Outcome
from services.decision.decisions.wording import Decided, WordedLine, wording
from services.decision.recalculations.rules import StoredDecision, StoredLine, different, made_again
from shared.auth.callers import Role
from shared.canonical import canonical
from tests.unit.decision_calculations.generated import QUICK, all_facts
from tests.unit.decision_calculations.households import adult, facts

AT = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
PAY_ON = date(2026, 12, 1)


def decided_on(given_facts: CalculationFacts, *, approved: bool = False) -> StoredDecision:
    """A full grant, or a rejection where nothing is short, as it comes back from the database."""
    calculation = calculate(given_facts)
    paid = calculation.deficit_ore
    outcome = Outcome.GRANTED if paid else Outcome.REJECTED
    lines = (StoredLine(Purpose.INCOME_SUPPORT, paid, PAY_ON),) if paid else ()
    worded = Decided(
        case_number="EB-2026-000123",
        outcome=outcome,
        calculation=calculation,
        lines=tuple(WordedLine(line.purpose, line.amount_ore, line.pay_on) for line in lines),
        reasons="Skäl.",
        role=Role.ECONOMY_SECRETARY,
        decided_at=AT,
        approved=Role.UNIT_HEAD if approved else None,
    )
    return StoredDecision(
        calculation=_from_json(calculation.to_document()),
        explanation=_from_json(explanations(calculation)),
        case_number=worded.case_number,
        outcome=outcome,
        lines=lines,
        reasons=worded.reasons,
        role=worded.role,
        approved=approved,
        decided_at=AT,
        wording={"sv": list(wording(worded, "sv")), "en": list(wording(worded, "en"))},
    )


def _from_json(document: Any) -> Any:
    return json.loads(canonical(document))


def by_rules(given_facts: CalculationFacts, version: str) -> CalculationFacts:
    """The same facts as those rules could have been given: the first ones knew neither guidelines nor needs beside
    the norm."""
    settings = replace(given_facts.settings, version=version)
    if version == RULES:
        return replace(given_facts, settings=settings)
    given_facts = replace(given_facts, known=(), job_stimulus=())
    if version != FIRST_RULES:
        return replace(given_facts, settings=settings)
    costs = tuple(replace(cost, guideline=None, beside_norm=False) for cost in given_facts.costs)
    return replace(given_facts, settings=settings, costs=costs, above_norm=False)


STORED = sorted(Path(__file__).with_name("stored").glob("*.json"))


@pytest.mark.parametrize("stored", STORED, ids=lambda path: path.stem)
def test_what_earlier_rules_calculated_comes_out_as_it_was_stored_then(stored: Path) -> None:
    """Kept from before newer rules were written: a family with guideline, job stimulus, a child's wages, and an income
    that was left out."""
    kept = json.loads(stored.read_text(encoding="utf-8"))

    again = recalculate(kept["calculation"])

    assert again.to_document() == kept["calculation"]
    assert explanations(again) == kept["explanation"]


def test_of_every_earlier_version_one_is_kept() -> None:
    assert {path.stem for path in STORED} == KNOWN_RULES - {RULES}


@QUICK
@given(all_facts(), st.sampled_from(sorted(KNOWN_RULES)), st.booleans())
def test_every_decision_comes_out_the_same_by_whichever_rules_it_was_made(
    given_facts: CalculationFacts, version: str, approved: bool
) -> None:
    stored = decided_on(by_rules(given_facts, version), approved=approved)

    made = made_again(stored)

    assert (made.amounts, made.words, made.same) == ((), (), True)
    assert made.deficit_ore == made.stored_deficit_ore == stored.calculation["deficitOre"]


@QUICK
@given(all_facts(), st.data())
def test_one_changed_line_is_found_at_its_place(given_facts: CalculationFacts, data: st.DataObject) -> None:
    stored = decided_on(given_facts)
    place = data.draw(st.integers(0, len(stored.calculation["lines"]) - 1))
    changed: Any = _from_json(stored.calculation)
    changed["lines"][place]["amountOre"] += 1

    made = made_again(replace(stored, calculation=changed))

    assert made.amounts == (f"calculation.lines[{place}].amountOre",)
    assert not made.same


def test_other_words_are_found_where_they_stand() -> None:
    stored = decided_on(facts(adult()))
    said = [*stored.wording["sv"][:2], "Något annat.", *stored.wording["sv"][3:]]

    made = made_again(replace(stored, wording={**stored.wording, "sv": said}))

    assert (made.amounts, made.words) == ((), ("wording.sv[2]",))


@pytest.mark.parametrize(
    ("changed", "places"),
    [
        ({"normVersion": "riksnorm-1999-1"}, ("calculation.facts.normVersion",)),
        ({"household": {"members": [], "others": 0}}, ("calculation.facts.household.members",)),
        ({"month": "December"}, ("calculation.facts",)),
    ],
)
def test_facts_that_give_no_calculation_say_so_instead_of_failing(
    changed: dict[str, Any], places: tuple[str, ...]
) -> None:
    stored = decided_on(facts(adult()))
    broken = {**stored.calculation, "facts": {**stored.calculation["facts"], **changed}}

    made = made_again(replace(stored, calculation=broken))

    assert (made.deficit_ore, made.amounts, made.same) == (None, places, False)


def test_what_is_missing_or_too_much_is_a_difference_too() -> None:
    assert list(different({"a": 1}, {"a": 1, "b": 2}, "at")) == ["at.b"]
    assert list(different([1], [1, 2], "at")) == ["at[1]"]
    assert list(different({"a": 1}, [1], "at")) == ["at"]
