"""Facts that give no calculation, and what is said about them."""

from dataclasses import replace
from datetime import date

import pytest

from services.decision.calculations.cost_kinds import CostKind
from services.decision.calculations.facts import CalculationFacts, Cost, Income, NormAdjustment, RuleSettings
from services.decision.calculations.household import Member, MemberRole
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.job_stimulus import JobStimulus
from services.decision.calculations.known_incomes import KnownIncome
from services.decision.calculations.problems import PROBLEM_TEXTS, FactProblem, UnfitFacts
from services.decision.calculations.rules import calculate
from services.decision.calculations.sources import DECLARED, NORM, Origin, RegisterBlock, Source, Verdict
from services.decision.norms.stored import norm_for
from shared.money import MAX_ORE
from shared.months import Month
from tests.unit.decision_calculations.households import SETTINGS, adult, born, child, facts, income, working

BARE_REGISTER = Source(Origin.REGISTER)
UNNAMED_BLOCK = Source(Origin.DECLARED, verdict=Verdict.NOT_VERIFIABLE)
NOTHING_HELD = Source(Origin.REGISTER, RegisterBlock.FK, Verdict.NOTHING_HELD)


def problems_of(given: CalculationFacts) -> list[tuple[str, str]]:
    with pytest.raises(UnfitFacts) as caught:
        calculate(given)
    return [(found.problem.value, found.at) for found in caught.value.problems]


def housing(applied: int, approved: int, *, reason: str | None = None, member: str | None = None) -> Cost:
    return Cost(CostKind.HOUSING, applied, approved, DECLARED, reason, member)


@pytest.mark.parametrize(
    ("members", "problem", "at"),
    [
        ((child("c", 8),), "noAdult", "household.members"),
        ((adult("a"), adult("b"), adult("c")), "tooManyAdults", "household.members"),
        ((adult("a"), child("a", 8)), "memberTwice", "household.members"),
        ((replace(adult(), in_common_costs=False),), "nobodyShares", "household.members"),
        ((adult(), Member("c", MemberRole.CHILD, date(2027, 1, 1))), "notBorn", "household.members[1].birthDate"),
        ((Member("a", MemberRole.ADULT, date(2009, 1, 1)),), "adultUnder18", "household.members[0].role"),
        ((adult(), child("c", 21)), "childOver20", "household.members[1].role"),
        ((adult(), Member("c", MemberRole.CHILD, born(18))), "notInSchool", "household.members[1].inSchool"),
        ((adult(), child("c", 8, days=0)), "badDays", "household.members[1].days"),
        ((adult(), child("c", 8, days=32)), "badDays", "household.members[1].days"),
    ],
)
def test_households_that_no_norm_fits(members: tuple[Member, ...], problem: str, at: str) -> None:
    assert problems_of(facts(*members)) == [(problem, at)]


def test_who_turns_18_in_the_month_may_be_either() -> None:
    birth_date = date(2008, 12, 24)

    calculate(facts(Member("a", MemberRole.ADULT, birth_date)))
    calculate(facts(adult(), Member("c", MemberRole.CHILD, birth_date)))


def test_sharing_with_a_crowd_is_refused() -> None:
    assert problems_of(facts(adult(), others=51)) == [("badCount", "household.others")]
    assert problems_of(facts(adult(), others=-1)) == [("badCount", "household.others")]


@pytest.mark.parametrize(
    ("cost", "problem", "at"),
    [
        (housing(100, 101), "approvedAboveApplied", "costs[0].approvedOre"),
        (housing(100, 99), "reasonMissing", "costs[0].reason"),
        (housing(100, 99, reason=" "), "reasonMissing", "costs[0].reason"),
        (housing(100, 100, member="stranger"), "unknownMember", "costs[0].member"),
        (housing(MAX_ORE + 1, MAX_ORE, reason="Skäl."), "badAmount", "costs[0].appliedOre"),
        (replace(housing(1, 1), source=NORM), "badSource", "costs[0].source"),
        (replace(housing(1, 1), source=BARE_REGISTER), "badSource", "costs[0].source"),
        (replace(housing(1, 1), source=UNNAMED_BLOCK), "badSource", "costs[0].source"),
        (replace(housing(1, 1), source=NOTHING_HELD), "badSource", "costs[0].source"),
    ],
)
def test_costs_that_do_not_hold_together(cost: Cost, problem: str, at: str) -> None:
    assert problems_of(facts(costs=(cost,))) == [(problem, at)]


def test_a_negative_cost_is_refused() -> None:
    assert ("badAmount", "costs[0].approvedOre") in problems_of(facts(costs=(housing(1, -1, reason="Skäl."),)))


@pytest.mark.parametrize(
    ("made", "problem", "at"),
    [
        (income(IncomeKind.WAGE, 100, "stranger"), "unknownMember", "incomes[0].member"),
        (income(IncomeKind.WAGE, -1), "badAmount", "incomes[0].receivedOre"),
        (
            replace(income(IncomeKind.WAGE, 100), job_stimulus=True),
            "jobStimulusNotApplicable",
            "incomes[0].jobStimulus",
        ),
        (replace(income(IncomeKind.OTHER, 1), disregarded_ore=100), "reasonMissing", "incomes[0].reason"),
        (
            replace(income(IncomeKind.WAGE, 100), disregarded_ore=7_501, reason="Skäl."),
            "disregardAboveIncome",
            "incomes[0].disregardedOre",
        ),
    ],
)
def test_incomes_that_do_not_hold_together(made: Income, problem: str, at: str) -> None:
    members = (adult(), child("child-1", 16))
    assert (problem, at) in problems_of(facts(*members, incomes=(made,), job_stimulus=(working(),)))


@pytest.mark.parametrize(
    ("held", "problem", "at"),
    [
        (working("stranger"), "unknownMember", "jobStimulus[0].member"),
        (working("child-1"), "jobStimulusNotApplicable", "jobStimulus[0].member"),
        (working(qualified_from=Month(2026, 7)), "jobStimulusNotHeld", "jobStimulus[0].qualifiedFrom"),
        (working(qualified_from=Month(2024, 6)), "jobStimulusNotHeld", "jobStimulus[0].qualifiedFrom"),
        (replace(working(), reason=" "), "reasonMissing", "jobStimulus[0].reason"),
    ],
)
def test_job_stimulus_that_does_not_hold(held: JobStimulus, problem: str, at: str) -> None:
    assert problems_of(facts(adult(), child("child-1", 16), job_stimulus=(held,))) == [(problem, at)]


@pytest.mark.parametrize("qualified_from", [Month(2026, 6), Month(2024, 7)])
def test_job_stimulus_holds_in_its_first_and_last_month(qualified_from: Month) -> None:
    held = working(qualified_from=qualified_from)
    assert calculate(facts(job_stimulus=(held,))).facts.job_stimulus_of("adult-1") == held


@pytest.mark.parametrize("version", ["calculation-1", "calculation-2"])
def test_earlier_rules_are_not_given_what_they_did_not_know(version: str) -> None:
    earlier = replace(SETTINGS, version=version)
    row = KnownIncome(IncomeKind.WAGE, "adult-1", 1, DECLARED)
    unknown = [("unknownRules", "settings.version")]
    assert problems_of(facts(settings=earlier, known=(row,))) == unknown
    assert problems_of(facts(settings=earlier, job_stimulus=(working(),))) == unknown
    wage = replace(income(IncomeKind.WAGE, 100), job_stimulus=True)
    assert calculate(facts(settings=earlier, incomes=(wage,))).incomes_ore == 7_500


def test_a_childs_wages_need_the_price_base_amount_of_the_year() -> None:
    wages = income(IncomeKind.WAGE, 100, "child-1")

    given = facts(adult(), child("child-1", 16), incomes=(wages,), settings=RuleSettings())

    assert problems_of(given) == [("priceBaseAmountMissing", "settings.priceBaseAmountOre")]


@pytest.mark.parametrize(
    ("adjustment", "problem", "at"),
    [
        (NormAdjustment(0, "Skäl."), "badAmount", "adjustments[0].amountOre"),
        (NormAdjustment(-100, ""), "reasonMissing", "adjustments[0].reason"),
        (NormAdjustment(-100, "Skäl.", "stranger"), "unknownMember", "adjustments[0].member"),
        (NormAdjustment(-522_001, "Skäl."), "normBelowZero", "adjustments"),
    ],
)
def test_adjustments_that_do_not_hold_together(adjustment: NormAdjustment, problem: str, at: str) -> None:
    assert problems_of(facts(adjustments=(adjustment,))) == [(problem, at)]


def test_a_norm_may_be_lowered_to_nothing() -> None:
    assert calculate(facts(adjustments=(NormAdjustment(-522_000, "Skäl."),))).norm_ore == 0


def test_last_years_norm_is_not_used() -> None:
    given = replace(facts(), norm=norm_for(Month(2025, 1)))

    assert problems_of(given) == [("normNotInForce", "normVersion")]


def test_a_norm_figure_that_was_never_found_is_said() -> None:
    given = facts(adult(), Member("c", MemberRole.CHILD, date(2012, 1, 1), lunch_at_home=False), month=Month(2016, 3))

    assert problems_of(given) == [("normFigureMissing", "household.members[1].lunchAtHome")]


@pytest.mark.parametrize(
    ("settings", "problem", "at"),
    [
        (replace(SETTINGS, version="calculation-0"), "unknownRules", "settings.version"),
        (replace(SETTINGS, daily_divisor_tenths=0), "badSetting", "settings.dailyDivisorTenths"),
        (replace(SETTINGS, daily_step_ore=0), "badSetting", "settings.dailyStepOre"),
        (replace(SETTINGS, job_stimulus_percent=101), "badSetting", "settings.jobStimulusPercent"),
        (replace(SETTINGS, price_base_amount_ore=-1), "badAmount", "settings.priceBaseAmountOre"),
    ],
)
def test_settings_out_of_bounds(settings: RuleSettings, problem: str, at: str) -> None:
    assert problems_of(facts(settings=settings)) == [(problem, at)]


def test_everything_wrong_is_said_at_once_and_no_value_is() -> None:
    given = facts(adult(), child("secret-ref", 21), costs=(housing(987_654, 1), housing(1, 1, member="secret-other")))

    with pytest.raises(UnfitFacts) as caught:
        calculate(given)

    assert [found.problem for found in caught.value.problems] == [
        FactProblem.CHILD_OVER_20,
        FactProblem.REASON_MISSING,
        FactProblem.UNKNOWN_MEMBER,
    ]
    assert "secret" not in str(caught.value)
    assert "987" not in str(caught.value)


def test_every_problem_has_texts() -> None:
    assert PROBLEM_TEXTS.keys() == set(FactProblem)


def test_a_birth_date_is_not_in_a_members_repr() -> None:
    assert "1991" not in repr(adult(age=35))
