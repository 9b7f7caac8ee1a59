"""What holds for every household, not only for the examples."""

import json
import random
from dataclasses import replace
from datetime import date
from typing import TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.decision.calculations.calculation import Calculation
from services.decision.calculations.cost_kinds import CostKind
from services.decision.calculations.facts import CalculationFacts, Cost, Income, NormAdjustment
from services.decision.calculations.guidelines import Guideline
from services.decision.calculations.household import Household, Member, MemberRole
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.lines import LineKind
from services.decision.calculations.rules import calculate, recalculate
from services.decision.calculations.sources import DECLARED, HANDLER, Origin, RegisterBlock, Source, Verdict
from services.decision.norms.stored import norm_for
from shared.canonical import canonical
from shared.months import Month
from tests.unit.decision_calculations.households import SETTINGS

MONTHS = st.sampled_from([Month(year, number) for year in (2019, 2025, 2026) for number in (1, 2, 7, 12)])
AMOUNTS = st.integers(0, 10_000_000)
REGISTER = Source(Origin.REGISTER, RegisterBlock.FK, Verdict.ANSWERED, "evidence-1")
UNANSWERED = Source(Origin.DECLARED, RegisterBlock.FK, Verdict.NOT_VERIFIABLE)
SOURCES = st.sampled_from([DECLARED, HANDLER, REGISTER, UNANSWERED])
Item = TypeVar("Item")
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = st.none() | st.integers(1, 28)


@st.composite
def children(draw: st.DrawFn, month: Month, ref: str) -> Member:
    """Born so that the child is at most 20 years old when the month begins."""
    born = draw(st.dates(date(month.year - 20, month.number, 2), month.last_day))
    return Member(ref, MemberRole.CHILD, born, True, draw(st.booleans()), draw(DAYS), draw(st.booleans()))


@st.composite
def households(draw: st.DrawFn, month: Month) -> Household:
    born = st.dates(date(1940, 1, 1), date(month.year - 19, 1, 1))
    adults = [
        Member(f"adult-{number}", MemberRole.ADULT, draw(born), days=draw(DAYS))
        for number in range(draw(st.integers(1, 2)))
    ]
    young = [draw(children(month, f"child-{number}")) for number in range(draw(st.integers(0, 9)))]
    return Household((*adults, *young), draw(st.integers(0, 4)))


@st.composite
def costs(draw: st.DrawFn, *, above_norm: bool) -> Cost:
    applied = draw(AMOUNTS)
    approved = draw(st.integers(0, applied))
    kind, source = draw(st.sampled_from(CostKind)), draw(SOURCES)
    guideline = draw(st.none() | st.builds(_guideline, st.just(kind), AMOUNTS))
    return Cost(kind, applied, approved, source, "Skäl.", None, above_norm and draw(st.booleans()), guideline)


def _guideline(kind: CostKind, most_ore: int) -> Guideline:
    return Guideline(f"guideline-{most_ore}", kind, 1, most_ore, "nämndens riktlinjer")


@st.composite
def incomes(draw: st.DrawFn, members: tuple[Member, ...]) -> Income:
    member = draw(st.sampled_from(members))
    kind = draw(st.sampled_from(IncomeKind))
    stimulus = draw(st.booleans()) and kind is IncomeKind.WAGE and member.role is MemberRole.ADULT
    made = Income(kind, member.ref, draw(AMOUNTS), draw(SOURCES), stimulus, draw(AMOUNTS))
    if draw(st.booleans()) and kind is not IncomeKind.WAGE:
        made = replace(made, disregarded_ore=draw(st.integers(0, made.received_ore)), reason="Skäl.")
    return made


@st.composite
def all_facts(draw: st.DrawFn) -> CalculationFacts:
    month = draw(MONTHS)
    household = draw(households(month))
    above_norm = draw(st.booleans())
    return CalculationFacts(
        month=month,
        norm=norm_for(month),
        household=household,
        costs=tuple(draw(st.lists(costs(above_norm=above_norm), max_size=5))),
        incomes=tuple(draw(st.lists(incomes(household.members), max_size=5))),
        adjustments=tuple(
            NormAdjustment(ore, "Skäl.") for ore in draw(st.lists(st.integers(1, 100_000), max_size=2, unique=True))
        ),
        settings=SETTINGS,
        above_norm=above_norm,
    )


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
    )

    assert calculate(shuffled).lines == calculate(given_facts).lines


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
