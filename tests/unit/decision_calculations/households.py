"""Households to calculate for. Members are ids of the test's own; birth dates are made from an age at a month's end."""

from datetime import date

from services.decision.calculations.cost_kinds import CostKind
from services.decision.calculations.facts import CalculationFacts, Cost, Income, NormAdjustment, RuleSettings
from services.decision.calculations.household import Household, Member, MemberRole
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.job_stimulus import Basis, JobStimulus
from services.decision.calculations.known_incomes import KnownIncome
from services.decision.calculations.sources import DECLARED, Source
from services.decision.norms.price_base import price_base_amount
from services.decision.norms.stored import norm_for
from shared.months import Month

MONTH = Month(2026, 12)
QUALIFIED = Month(2026, 1)
SETTINGS = RuleSettings(price_base_amount_ore=price_base_amount(2026))


def born(age: int, month: Month = MONTH) -> date:
    """The first of January, `age` years before the month's year: the age all through the year."""
    return date(month.year - age, 1, 1)


def adult(ref: str = "adult-1", age: int = 35, days: int | None = None, month: Month = MONTH) -> Member:
    return Member(ref, MemberRole.ADULT, born(age, month), days=days)


def child(
    ref: str, age: int, *, lunch_at_home: bool = True, days: int | None = None, in_common_costs: bool = True
) -> Member:
    return Member(ref, MemberRole.CHILD, born(age), age >= 18, lunch_at_home, days, in_common_costs)


def facts(
    *members: Member,
    others: int = 0,
    month: Month = MONTH,
    costs: tuple[Cost, ...] = (),
    incomes: tuple[Income, ...] = (),
    adjustments: tuple[NormAdjustment, ...] = (),
    settings: RuleSettings = SETTINGS,
    known: tuple[KnownIncome, ...] = (),
    job_stimulus: tuple[JobStimulus, ...] = (),
) -> CalculationFacts:
    household = Household(members or (adult(month=month),), others)
    return CalculationFacts(
        month,
        norm_for(month),
        household,
        costs,
        incomes,
        adjustments,
        settings,
        known=known,
        job_stimulus=job_stimulus,
    )


def working(member: str = "adult-1", qualified_from: Month = QUALIFIED) -> JobStimulus:
    """Whose job stimulus a handler knows of."""
    return JobStimulus(member, qualified_from, Basis.HANDLER, reason="Beslut från annan kommun.")


def cost(kind: CostKind, applied_kronor: int, approved_kronor: int | None = None, *, reason: str | None = None) -> Cost:
    approved = applied_kronor if approved_kronor is None else approved_kronor
    return Cost(kind, applied_kronor * 100, approved * 100, DECLARED, reason)


def income(kind: IncomeKind, kronor: int, member: str = "adult-1", *, source: Source = DECLARED) -> Income:
    return Income(kind, member, kronor * 100, source)
