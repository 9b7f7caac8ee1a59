"""Whether facts can give a calculation at all: everything that is wrong is found at once."""

from collections import Counter
from collections.abc import Iterator

from services.decision.calculations.disregards import disregarded
from services.decision.calculations.facts import (
    FIRST_RULES,
    KNOWN_RULES,
    CalculationFacts,
    Cost,
    Income,
    NormAdjustment,
)
from services.decision.calculations.household import OLDEST_AT_HOME, AgeDay, Member, MemberRole
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.job_stimulus import Basis, JobStimulus
from services.decision.calculations.problems import FactProblem, FoundProblem
from services.decision.calculations.sources import Origin, Source, Verdict
from services.decision.norms.problems import NormFigureMissing
from shared.money import MAX_ORE

_MOST_PERSONS = 50
_FULL_AGE = 18

_Found = Iterator[FoundProblem]


def fact_problems(facts: CalculationFacts) -> tuple[FoundProblem, ...]:
    """All that is wrong with the facts, in their order; nothing where they can be calculated."""
    return tuple(_all(facts))


def _all(facts: CalculationFacts) -> _Found:
    yield from _settings(facts)
    yield from _household(facts)
    for index, member in enumerate(facts.household.members):
        yield from _member(facts, member, f"household.members[{index}]")
    for index, cost in enumerate(facts.costs):
        yield from _cost(facts, cost, f"costs[{index}]")
    for index, income in enumerate(facts.incomes):
        yield from _income(facts, income, f"incomes[{index}]")
    for index, held in enumerate(facts.job_stimulus):
        yield from _job_stimulus(facts, held, f"jobStimulus[{index}]")
    for index, adjustment in enumerate(facts.adjustments):
        yield from _adjustment(facts, adjustment, f"adjustments[{index}]")


def _settings(facts: CalculationFacts) -> _Found:
    settings = facts.settings
    if settings.version not in KNOWN_RULES or _newer_than_rules(facts):
        yield FoundProblem(FactProblem.UNKNOWN_RULES, "settings.version")
    if not facts.norm.in_force(facts.month):
        yield FoundProblem(FactProblem.NORM_NOT_IN_FORCE, "normVersion")
    if not 280 <= settings.daily_divisor_tenths <= 310:
        yield FoundProblem(FactProblem.BAD_SETTING, "settings.dailyDivisorTenths")
    if not 1 <= settings.daily_step_ore <= 1000:
        yield FoundProblem(FactProblem.BAD_SETTING, "settings.dailyStepOre")
    if not 0 <= settings.job_stimulus_percent <= 100:
        yield FoundProblem(FactProblem.BAD_SETTING, "settings.jobStimulusPercent")
    if settings.price_base_amount_ore is not None and not _amount(settings.price_base_amount_ore):
        yield FoundProblem(FactProblem.BAD_AMOUNT, "settings.priceBaseAmountOre")


def _newer_than_rules(facts: CalculationFacts) -> bool:
    """Facts that the first rules knew nothing of."""
    if not facts.lists_not_counted and (facts.known or facts.job_stimulus):
        return True
    newer = facts.above_norm or any(cost.guideline is not None for cost in facts.costs)
    return newer and facts.settings.version == FIRST_RULES


def _household(facts: CalculationFacts) -> _Found:
    household = facts.household
    if not household.adults:
        yield FoundProblem(FactProblem.NO_ADULT, "household.members")
    elif len(household.adults) > 2:
        yield FoundProblem(FactProblem.TOO_MANY_ADULTS, "household.members")
    elif not any(adult.in_common_costs for adult in household.adults):
        yield FoundProblem(FactProblem.NOBODY_SHARES, "household.members")
    if max(Counter(member.ref for member in household.members).values(), default=0) > 1:
        yield FoundProblem(FactProblem.MEMBER_TWICE, "household.members")
    if not 0 <= household.others <= _MOST_PERSONS or len(household.members) > _MOST_PERSONS:
        yield FoundProblem(FactProblem.BAD_COUNT, "household.others")


def _member(facts: CalculationFacts, member: Member, at: str) -> _Found:
    if member.birth_date > facts.month.last_day:
        yield FoundProblem(FactProblem.NOT_BORN, f"{at}.birthDate")
    if member.role is MemberRole.CHILD:
        yield from _child(facts, member, at)
    elif member.age(facts.month, AgeDay.LAST_DAY) < _FULL_AGE:
        yield FoundProblem(FactProblem.ADULT_UNDER_18, f"{at}.role")
    if member.days is not None and not 1 <= member.days <= facts.month.last_day.day:
        yield FoundProblem(FactProblem.BAD_DAYS, f"{at}.days")


def _child(facts: CalculationFacts, member: Member, at: str) -> _Found:
    """A birthday during the month does not end the standing as child or school youth that the month began with."""
    age = member.age(facts.month, AgeDay.FIRST_DAY)
    if age > OLDEST_AT_HOME:
        yield FoundProblem(FactProblem.CHILD_OVER_20, f"{at}.role")
    elif age >= _FULL_AGE and not member.in_school:
        yield FoundProblem(FactProblem.NOT_IN_SCHOOL, f"{at}.inSchool")
    try:
        facts.norm.child(member.norm_age(facts.month, facts.settings.age_day), lunch_at_home=member.lunch_at_home)
    except NormFigureMissing:
        yield FoundProblem(FactProblem.NORM_FIGURE_MISSING, f"{at}.lunchAtHome")


def _cost(facts: CalculationFacts, cost: Cost, at: str) -> _Found:
    yield from _stated(facts, cost.source, cost.member, at)
    if not _amount(cost.applied_ore):
        yield FoundProblem(FactProblem.BAD_AMOUNT, f"{at}.appliedOre")
    if not _amount(cost.approved_ore):
        yield FoundProblem(FactProblem.BAD_AMOUNT, f"{at}.approvedOre")
    if cost.approved_ore > cost.applied_ore:
        yield FoundProblem(FactProblem.APPROVED_ABOVE_APPLIED, f"{at}.approvedOre")
    if cost.beside_norm and not facts.above_norm:
        yield FoundProblem(FactProblem.NOT_ABOVE_NORM, f"{at}.besideNorm")
    if cost.guideline is not None and not _amount(cost.guideline.max_ore):
        yield FoundProblem(FactProblem.BAD_AMOUNT, f"{at}.guideline.maxOre")
    if (cost.beside_norm or cost.approved_ore < cost.applied_ore) and not _said(cost.reason):
        yield FoundProblem(FactProblem.REASON_MISSING, f"{at}.reason")


def _income(facts: CalculationFacts, income: Income, at: str) -> _Found:
    yield from _stated(facts, income.source, income.member, at)
    for name, ore in (
        ("receivedOre", income.received_ore),
        ("earnedBeforeOre", income.earned_before_ore),
        ("disregardedOre", income.disregarded_ore),
    ):
        if not _amount(ore):
            yield FoundProblem(FactProblem.BAD_AMOUNT, f"{at}.{name}")
    yield from _disregards(facts, income, at)


def _disregards(facts: CalculationFacts, income: Income, at: str) -> _Found:
    member = facts.household.member(income.member)
    if member is None:
        return
    is_child = member.role is MemberRole.CHILD
    if income.job_stimulus and (facts.lists_not_counted or income.kind is not IncomeKind.WAGE or is_child):
        yield FoundProblem(FactProblem.JOB_STIMULUS_NOT_APPLICABLE, f"{at}.jobStimulus")
    if is_child and income.kind is IncomeKind.WAGE and facts.settings.price_base_amount_ore is None:
        yield FoundProblem(FactProblem.PRICE_BASE_AMOUNT_MISSING, "settings.priceBaseAmountOre")
    elif disregarded(facts, income).ore + income.disregarded_ore > income.received_ore:
        yield FoundProblem(FactProblem.DISREGARD_ABOVE_INCOME, f"{at}.disregardedOre")
    if income.disregarded_ore and not _said(income.reason):
        yield FoundProblem(FactProblem.REASON_MISSING, f"{at}.reason")


def _job_stimulus(facts: CalculationFacts, held: JobStimulus, at: str) -> _Found:
    """SoL 12 kap. 8 and 9 §§. What earlier decisions say is only taken in where it holds."""
    member = facts.household.member(held.member)
    if member is None:
        yield FoundProblem(FactProblem.UNKNOWN_MEMBER, f"{at}.member")
    elif member.role is MemberRole.CHILD:
        yield FoundProblem(FactProblem.JOB_STIMULUS_NOT_APPLICABLE, f"{at}.member")
    elif not held.holds_in(facts.month):
        yield FoundProblem(FactProblem.JOB_STIMULUS_NOT_HELD, f"{at}.qualifiedFrom")
    if held.basis is Basis.HANDLER and not _said(held.reason):
        yield FoundProblem(FactProblem.REASON_MISSING, f"{at}.reason")


def _adjustment(facts: CalculationFacts, adjustment: NormAdjustment, at: str) -> _Found:
    if adjustment.amount_ore == 0 or not _amount(abs(adjustment.amount_ore)):
        yield FoundProblem(FactProblem.BAD_AMOUNT, f"{at}.amountOre")
    if not _said(adjustment.reason):
        yield FoundProblem(FactProblem.REASON_MISSING, f"{at}.reason")
    if adjustment.member is not None and facts.household.member(adjustment.member) is None:
        yield FoundProblem(FactProblem.UNKNOWN_MEMBER, f"{at}.member")


def _stated(facts: CalculationFacts, source: Source, member: str | None, at: str) -> _Found:
    """What holds for every figure about the household: it has a source, and its person is a member."""
    if member is not None and facts.household.member(member) is None:
        yield FoundProblem(FactProblem.UNKNOWN_MEMBER, f"{at}.member")
    unanswered = source.origin is Origin.REGISTER and source.verdict is not Verdict.ANSWERED
    unnamed = source.verdict is not None and source.block is None
    if source.origin is Origin.NORM or unanswered or unnamed:
        yield FoundProblem(FactProblem.BAD_SOURCE, f"{at}.source")


def _amount(ore: int) -> bool:
    return 0 <= ore <= MAX_ORE


def _said(reason: str | None) -> bool:
    return bool(reason and reason.strip())
