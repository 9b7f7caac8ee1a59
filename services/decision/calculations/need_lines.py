"""Costs that are covered beside the norm, and incomes that are counted against the need."""

from collections.abc import Iterable
from dataclasses import replace

from services.decision.calculations.cost_kinds import COST_KINDS, CostKind
from services.decision.calculations.disregards import IncomeRule, disregarded
from services.decision.calculations.facts import CalculationFacts, Cost, Income
from services.decision.calculations.income_kinds import INCOME_KINDS, IncomeKind
from services.decision.calculations.law import Ground, reference
from services.decision.calculations.lines import FactValue, Line, LineKind, used_facts
from services.decision.calculations.norm_lines import approved_settings
from services.decision.calculations.sources import HANDLER, FigureStatus, Source
from services.decision.calculations.texts import Text
from services.decision.calculations.totals import Totals

_COST_ORDER = {kind: place for place, kind in enumerate(CostKind)}
_INCOME_ORDER = {kind: place for place, kind in enumerate(IncomeKind)}
_INCOME_GROUNDS = {
    IncomeRule.COUNTED: Ground.INCOME,
    IncomeRule.JOB_STIMULUS: Ground.JOB_STIMULUS,
    IncomeRule.CHILD_WORK_INCOME: Ground.CHILD_WORK_INCOME,
}


def cost_lines(facts: CalculationFacts) -> tuple[Line, ...]:
    """A line for each cost with what was approved, even 0, in an order that does not follow the facts'."""
    ordinary = (cost for cost in facts.costs if not cost.beside_norm)
    return tuple(_cost(facts, cost) for cost in sorted(ordinary, key=_cost_place))


def above_norm_lines(facts: CalculationFacts, by_norm: Iterable[Line]) -> tuple[Line, ...]:
    """In an application above the norm: less what is short by the norm itself, since that is decided (and paid) in the
    month's own application, and a line for each need. A surplus by the norm is left to count against them."""
    if not facts.above_norm:
        return ()
    short_ore = Totals.of(by_norm).deficit_ore
    needs = sorted((cost for cost in facts.costs if cost.beside_norm), key=_cost_place)
    apart = (_decided_apart(facts, short_ore),) if short_ore else ()
    return (*apart, *(_need(facts, cost) for cost in needs))


def income_lines(facts: CalculationFacts) -> tuple[Line, ...]:
    """A line for each income with minus what is counted, in an order that does not follow the facts'."""
    return tuple(_income(facts, income) for income in sorted(facts.incomes, key=_income_place))


def _decided_apart(facts: CalculationFacts, short_ore: int) -> Line:
    return Line(
        kind=LineKind.DECIDED_APART,
        label=Text("Underskott enligt normen, prövas för sig", "Short by the norm, decided by itself"),
        amount_ore=-short_ore,
        rule="decidedApart",
        version=facts.settings.version,
        law=reference(Ground.NORM, facts.month),
        facts=used_facts(shortByNormOre=short_ore),
        source=HANDLER,
        status=FigureStatus.ASSESSED,
    )


def _need(facts: CalculationFacts, cost: Cost) -> Line:
    law = reference(Ground.BESIDE_NORM, facts.month)
    return replace(_cost(facts, cost), kind=LineKind.NEED_BESIDE_NORM, rule="needBesideNorm", law=law)


def _cost(facts: CalculationFacts, cost: Cost) -> Line:
    about = COST_KINDS[cost.kind]
    return Line(
        kind=LineKind.REASONABLE_COST,
        label=about.label,
        amount_ore=cost.approved_ore,
        rule="reasonableCost" if about.listed_in_law else "livingCost",
        version=facts.settings.version,
        law=reference(Ground.LISTED_COST if about.listed_in_law else Ground.OTHER_COST, facts.month),
        facts=used_facts(appliedOre=cost.applied_ore, **_guideline(cost)),
        source=cost.source,
        status=cost.source.status,
        member=cost.member,
        item=cost.kind.value,
        reason=cost.reason,
    )


def _guideline(cost: Cost) -> dict[str, FactValue]:
    found = cost.guideline
    if found is None:
        return {}
    return {
        "guideline": found.id,
        "guidelineOre": found.max_ore,
        "guidelineFromSize": found.from_size,
        "guidelineSource": found.source,
        "guidelineStatus": "example" if found.example else "approved",
    }


def _income(facts: CalculationFacts, income: Income) -> Line:
    by_law = disregarded(facts, income)
    used: dict[str, FactValue] = {"receivedOre": income.received_ore, "disregardedByLawOre": by_law.ore}
    if by_law.rule is IncomeRule.CHILD_WORK_INCOME:
        used |= {
            "earnedBeforeOre": income.earned_before_ore,
            "priceBaseAmountOre": facts.settings.price_base_amount_ore or 0,
        }
    if by_law.rule is IncomeRule.JOB_STIMULUS:
        used |= {"percent": facts.settings.job_stimulus_percent}
    if by_law.rule is not IncomeRule.COUNTED:
        used |= approved_settings(facts.settings)
    return Line(
        kind=LineKind.COUNTED_INCOME,
        label=INCOME_KINDS[income.kind].label,
        amount_ore=by_law.ore + income.disregarded_ore - income.received_ore,
        rule=by_law.rule.value,
        version=facts.settings.version,
        law=reference(_INCOME_GROUNDS[by_law.rule], facts.month),
        facts=used_facts(disregardedByHandlerOre=income.disregarded_ore, **used),
        source=income.source,
        status=income.source.status,
        member=income.member,
        item=income.kind.value,
        reason=income.reason,
    )


def _cost_place(cost: Cost) -> tuple[object, ...]:
    return (
        _COST_ORDER[cost.kind],
        cost.member or "",
        -cost.applied_ore,
        -cost.approved_ore,
        cost.reason or "",
        _source_place(cost.source),
        "" if cost.guideline is None else cost.guideline.id,
    )


def _income_place(income: Income) -> tuple[object, ...]:
    return (
        _INCOME_ORDER[income.kind],
        income.member,
        -income.received_ore,
        income.earned_before_ore,
        income.disregarded_ore,
        income.job_stimulus,
        income.reason or "",
        _source_place(income.source),
    )


def _source_place(source: Source) -> tuple[str, ...]:
    return (source.origin, source.block or "", source.verdict or "", source.evidence or "")
