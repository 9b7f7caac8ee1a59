"""How much of an income the law leaves out.

SoL 12 kap. 8 §: a quarter of wages, where the special rule holds; never of children's wages.
SoL 12 kap. 9 §: wages of a child, or of school youth under 21, at home, up to one prisbasbelopp in the calendar year.
"""

from dataclasses import dataclass
from enum import StrEnum

from services.decision.calculations.facts import CalculationFacts, Income
from services.decision.calculations.household import MemberRole
from services.decision.calculations.income_kinds import IncomeKind


class IncomeRule(StrEnum):
    COUNTED = "countedIncome"
    JOB_STIMULUS = "jobStimulus"
    CHILD_WORK_INCOME = "childWorkIncome"


@dataclass(frozen=True, slots=True)
class Disregard:
    """`ore` of the income is left out by `rule`."""

    ore: int
    rule: IncomeRule


def disregarded(facts: CalculationFacts, income: Income) -> Disregard:
    """Both rules are about wages alone. The price base amount is there whenever a child has wages (see checks)."""
    member, settings = facts.household.member(income.member), facts.settings
    if income.kind is not IncomeKind.WAGE or member is None:
        return Disregard(0, IncomeRule.COUNTED)
    if member.role is MemberRole.CHILD:
        free_ore = max(0, (settings.price_base_amount_ore or 0) - income.earned_before_ore)
        return Disregard(min(income.received_ore, free_ore), IncomeRule.CHILD_WORK_INCOME)
    if income.job_stimulus or facts.job_stimulus_of(income.member) is not None:
        return Disregard(job_stimulus(income.received_ore, settings.job_stimulus_percent), IncomeRule.JOB_STIMULUS)
    return Disregard(0, IncomeRule.COUNTED)


def job_stimulus(wages_ore: int, percent: int = 25) -> int:
    """Öre left out of the wages, rounded up to a whole öre: never less than the law gives. 500000 → 125000."""
    return -(-wages_ore * percent // 100)
