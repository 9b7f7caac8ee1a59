"""Facts of every kind of household, drawn by Hypothesis."""

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from services.decision.calculations.cost_kinds import CostKind
from services.decision.calculations.facts import CalculationFacts, Cost, Income, NormAdjustment
from services.decision.calculations.guidelines import Guideline
from services.decision.calculations.household import Household, Member, MemberRole
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.job_stimulus import Basis, JobStimulus
from services.decision.calculations.known_incomes import KnownIncome
from services.decision.calculations.sources import DECLARED, HANDLER, Origin, RegisterBlock, Source, Verdict
from services.decision.norms.stored import norm_for
from shared.months import Month
from tests.unit.decision_calculations.households import SETTINGS

MONTHS = st.sampled_from([Month(year, number) for year in (2019, 2025, 2026) for number in (1, 2, 7, 12)])
AMOUNTS = st.integers(0, 10_000_000)
REGISTER = Source(Origin.REGISTER, RegisterBlock.FK, Verdict.ANSWERED, "evidence-1")
UNANSWERED = Source(Origin.DECLARED, RegisterBlock.FK, Verdict.NOT_VERIFIABLE)
SOURCES = st.sampled_from([DECLARED, HANDLER, REGISTER, UNANSWERED])
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
    made = Income(kind, member.ref, draw(AMOUNTS), draw(SOURCES), earned_before_ore=draw(AMOUNTS))
    if draw(st.booleans()) and kind is not IncomeKind.WAGE:
        made = replace(made, disregarded_ore=draw(st.integers(0, made.received_ore)), reason="Skäl.")
    return made


@st.composite
def known_incomes(draw: st.DrawFn, month: Month, taken: tuple[Income, ...], members: tuple[Member, ...]) -> KnownIncome:
    """Declared or seen, often the same as what was taken, and of the months that registers are asked for."""
    whole, by_applicant = draw(st.booleans()), draw(st.booleans())
    like = draw(st.sampled_from(taken) | incomes(members)) if taken else draw(incomes(members))
    ore = like.received_ore if whole else draw(AMOUNTS)
    if by_applicant:
        return KnownIncome(like.kind, like.member, ore, DECLARED)
    return KnownIncome(like.kind, like.member, ore, REGISTER, month.plus(draw(st.integers(-2, 0))))


@st.composite
def held(draw: st.DrawFn, month: Month, household: Household) -> tuple[JobStimulus, ...]:
    """Who has job stimulus in the month."""
    return tuple(
        JobStimulus(adult.ref, month.plus(-draw(st.integers(6, 29))), Basis.HANDLER, reason="Skäl.")
        for adult in household.adults
        if draw(st.booleans())
    )


@st.composite
def all_facts(draw: st.DrawFn) -> CalculationFacts:
    month = draw(MONTHS)
    household = draw(households(month))
    above_norm = draw(st.booleans())
    taken = tuple(draw(st.lists(incomes(household.members), max_size=5)))
    return CalculationFacts(
        month=month,
        norm=norm_for(month),
        household=household,
        costs=tuple(draw(st.lists(costs(above_norm=above_norm), max_size=5))),
        incomes=taken,
        adjustments=tuple(
            NormAdjustment(ore, "Skäl.") for ore in draw(st.lists(st.integers(1, 100_000), max_size=2, unique=True))
        ),
        settings=SETTINGS,
        above_norm=above_norm,
        known=tuple(draw(st.lists(known_incomes(month, taken, household.members), max_size=5))),
        job_stimulus=draw(held(month, household)),
    )
