"""What holds for every household, not only for the examples."""

import json
import random
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from services.decision.calculations.calculation import Calculation
from services.decision.calculations.facts import CalculationFacts
from services.decision.calculations.household import Member, MemberRole
from services.decision.calculations.lines import LineKind
from services.decision.calculations.rules import calculate, recalculate
from services.decision.norms.stored import norm_for
from shared.canonical import canonical
from shared.months import Month
from tests.unit.decision_calculations.generated import AMOUNTS, QUICK, all_facts, children, incomes
from tests.unit.decision_calculations.households import adult, facts

Item = TypeVar("Item")
YEARS = (2014, 2019, 2021, 2025, 2026)


@QUICK
@given(all_facts())
def test_lines_sum_to_the_totals_and_the_totals_to_the_result(given_facts: CalculationFacts) -> None:
    calculation = calculate(given_facts)
    lines_ore = sum(line.amount_ore for line in calculation.lines)

    assert lines_ore == calculation.deficit_ore - calculation.surplus_ore
    apart_ore = calculation.totals.apart_ore
    assert lines_ore == calculation.norm_ore + calculation.costs_ore - calculation.incomes_ore - apart_ore
    assert min(calculation.deficit_ore, calculation.surplus_ore) == 0
    assert 0 <= calculation.deficit_ore <= calculation.applied_deficit_ore


@QUICK
@given(all_facts())
def test_amounts_are_whole_ore_and_have_the_sign_of_their_kind(given_facts: CalculationFacts) -> None:
    for line in calculate(given_facts).lines:
        assert type(line.amount_ore) is int
        lessens = line.kind in {LineKind.COUNTED_INCOME, LineKind.DECIDED_APART}
        assert line.amount_ore <= 0 if lessens else line.amount_ore >= 0


@QUICK
@given(all_facts(), st.randoms(use_true_random=False))
def test_the_order_of_members_costs_and_incomes_does_not_matter(
    given_facts: CalculationFacts, chance: random.Random
) -> None:
    shuffled = replace(
        given_facts,
        household=replace(given_facts.household, members=_mixed(given_facts.household.members, chance)),
        costs=_mixed(given_facts.costs, chance),
        incomes=_mixed(given_facts.incomes, chance),
        adjustments=_mixed(given_facts.adjustments, chance),
        known=_mixed(given_facts.known, chance),
        job_stimulus=_mixed(given_facts.job_stimulus, chance),
    )
    one, other = calculate(shuffled), calculate(given_facts)

    assert (one.lines, one.not_counted) == (other.lines, other.not_counted)


@QUICK
@given(all_facts(), st.data())
def test_one_child_more_never_lowers_the_norm(given_facts: CalculationFacts, data: st.DataObject) -> None:
    household = given_facts.household
    newcomer = data.draw(children(given_facts.month, "newcomer"))
    larger = replace(household, members=(*household.members, newcomer))

    assert calculate(replace(given_facts, household=larger)).norm_ore > calculate(given_facts).norm_ore


@QUICK
@given(all_facts())
def test_a_stored_calculation_comes_out_the_same_to_the_ore_and_the_word(given_facts: CalculationFacts) -> None:
    calculation = calculate(given_facts)
    document = json.loads(canonical(calculation.to_document()))

    assert Calculation.from_document(document) == calculation
    again = recalculate(document)
    assert again == calculation
    assert again.to_document() == document
    assert again.explanation("sv") == calculation.explanation("sv")
    assert again.explanation("en") == calculation.explanation("en")


@QUICK
@given(all_facts())
def test_what_counts_and_what_does_not_are_all_that_is_known_and_what_the_handler_added(
    given_facts: CalculationFacts,
) -> None:
    calculation = calculate(given_facts)
    known = sum(row.amount_ore for row in given_facts.known)

    assert all(line.amount_ore > 0 and line.rule and line.law for line in calculation.not_counted)
    assert calculation.incomes_ore + calculation.not_counted_ore == known + _added_ore(given_facts)


def _added_ore(given_facts: CalculationFacts) -> int:
    """What the calculation has of a member's kind of income by somebody's word, beyond what they said."""
    said, taken = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    for income in given_facts.incomes:
        taken[income.member, income.kind, income.source.origin] += income.received_ore
    control = given_facts.month.plus(-1)
    for row in given_facts.known:
        place = (row.member, row.kind, row.source.origin)
        months = {one.month for one in given_facts.known if (one.member, one.kind) == place[:2] and one.month}
        by_register = any((one.member, one.kind, one.source.origin) == place for one in given_facts.incomes)
        counted = control if control in months or not by_register else control.plus(-1)
        said[place] += row.amount_ore if row.month in (None, counted) else 0
    return sum((taken - said).values())


@QUICK
@given(all_facts(), st.data())
def test_a_higher_income_never_gives_more(given_facts: CalculationFacts, data: st.DataObject) -> None:
    """With job stimulus, and children's own wages, too: of every further krona at most the whole is left out."""
    more = data.draw(incomes(given_facts.household.members))
    richer = replace(more, received_ore=more.received_ore + data.draw(AMOUNTS))

    before, after = (
        calculate(replace(given_facts, incomes=(*given_facts.incomes, one))).deficit_ore for one in (more, richer)
    )

    assert 0 <= after <= before <= calculate(given_facts).deficit_ore


@QUICK
@given(all_facts())
def test_above_the_norm_no_more_is_short_than_what_is_needed_beside_it(given_facts: CalculationFacts) -> None:
    above = replace(given_facts, above_norm=True)
    beside_ore = sum(cost.approved_ore for cost in given_facts.costs if cost.beside_norm)

    assert calculate(above).deficit_ore <= beside_ore


@QUICK
@given(all_facts())
def test_a_guideline_changes_words_and_never_amounts(given_facts: CalculationFacts) -> None:
    without = replace(given_facts, costs=tuple(replace(cost, guideline=None) for cost in given_facts.costs))

    assert calculate(without).totals == calculate(given_facts).totals


@QUICK
@given(all_facts())
def test_no_more_is_left_out_than_was_received(given_facts: CalculationFacts) -> None:
    received_ore = sum(income.received_ore for income in given_facts.incomes)

    assert 0 <= calculate(given_facts).incomes_ore <= received_ore


def _mixed(items: tuple[Item, ...], chance: random.Random) -> tuple[Item, ...]:
    return tuple(chance.sample(items, len(items)))


@QUICK
@given(st.sampled_from(YEARS), st.integers(1, 12), st.integers(0, 6))
def test_a_household_of_any_size_costs_its_members_and_its_part_of_what_is_common(
    year: int, size: int, others: int
) -> None:
    """SFS 2025:468 12 kap. 2–3 §§: the printed amounts up to seven, the step from six to seven for each one more, and
    in a shared home the household's own part, never less to the öre."""
    month = Month(year, 3)
    table = norm_for(month)
    young = [Member(f"child-{number}", MemberRole.CHILD, date(year - 8, 1, 1)) for number in range(size - 1)]
    norm_ore = calculate(facts(adult(month=month), *young, others=others, month=month)).norm_ore
    whole = size + others
    six, seven = table.common[-2].ore, table.common[-1].ore
    common_ore = table.common[whole - 1].ore if whole <= 7 else seven + (whole - 7) * (seven - six)

    personal_ore = table.adult_single.ore + (size - 1) * table.child(8, lunch_at_home=True).ore
    assert 0 <= (norm_ore - personal_ore) * whole - common_ore * size < whole


@QUICK
@given(all_facts())
def test_lunch_away_from_home_and_days_away_never_cost_more(given_facts: CalculationFacts) -> None:
    members = given_facts.household.members
    at_home = tuple(replace(member, lunch_at_home=True, days=None) for member in members)

    whole = calculate(replace(given_facts, household=replace(given_facts.household, members=at_home)))

    assert calculate(given_facts).norm_ore <= whole.norm_ore
