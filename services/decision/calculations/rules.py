"""Riksnorm + reasonable costs − counted incomes, line by line (SoL (2025:400) 12 kap. 1 and 7–9 §§).

An application above the norm covers its needs alone, less what is over by the norm.

Rounding: norm figures are whole kronor; half a couple's is whole öre; a share of the common costs goes up to a whole
öre, and so does what job stimulus leaves out; personal costs by the day go to the nearest step of the settings. Nothing
else is divided, and no total is rounded."""

from collections.abc import Callable
from typing import Any

from services.decision.calculations.calculation import Calculation
from services.decision.calculations.checks import fact_problems
from services.decision.calculations.cost_kinds import CostKind, compilation_kind
from services.decision.calculations.facts import CalculationFacts
from services.decision.calculations.lines import COST_KINDS_OF_LINE
from services.decision.calculations.need_lines import above_norm_lines, cost_lines, income_lines
from services.decision.calculations.norm_lines import norm_lines
from services.decision.calculations.not_counted import not_counted_lines
from services.decision.calculations.problems import FactProblem, FoundProblem, UnfitFacts
from services.decision.norms.riksnorm import NormTable
from services.decision.norms.stored import norm_by_version


def calculate(facts: CalculationFacts) -> Calculation:
    """The calculation for the household and month, in öre. Raises UnfitFacts with all that stands in its way."""
    problems = fact_problems(facts)
    if problems:
        raise UnfitFacts(problems)
    by_norm = (*norm_lines(facts), *cost_lines(facts), *income_lines(facts))
    lines = (*by_norm, *above_norm_lines(facts, by_norm))
    calculation = Calculation(facts, lines, not_counted_lines(facts))
    if calculation.norm_ore < 0:
        raise UnfitFacts((FoundProblem(FactProblem.NORM_BELOW_ZERO, "adjustments"),))
    return calculation


def recalculate(document: dict[str, Any], norm_of: Callable[[str], NormTable] = norm_by_version) -> Calculation:
    """A stored calculation made again from its stored facts and the table that they name. Equal `to_document()` and
    `explanation()` is what a decision promises for all time; the caller compares. Raises UnknownNormVersion,
    UnfitFacts, or ValueError or KeyError for another form."""
    return calculate(CalculationFacts.from_document(document["facts"], norm_of))


def compilation(calculation: Calculation) -> tuple[tuple[CostKind, int], ...]:
    """Approved costs by kind, in öre, as they may stand in lists and statistics: without a trace of the union fee."""
    sums: dict[CostKind, int] = {}
    for line in calculation.lines:
        if line.kind in COST_KINDS_OF_LINE and line.item is not None:
            kind = compilation_kind(CostKind(line.item))
            sums[kind] = sums.get(kind, 0) + line.amount_ore
    return tuple((kind, sums[kind]) for kind in CostKind if kind in sums)
