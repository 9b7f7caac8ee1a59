"""What the lines of a calculation sum to, in öre for the month."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.decision.calculations.lines import NORM_KINDS, Line, LineKind


@dataclass(frozen=True, slots=True)
class Totals:
    """`costs_ore` as approved; `incomes_ore` as counted, above 0."""

    norm_ore: int
    costs_ore: int
    incomes_ore: int

    @classmethod
    def of(cls, lines: Iterable[Line]) -> "Totals":
        norm_ore = costs_ore = incomes_ore = 0
        for line in lines:
            if line.kind in NORM_KINDS:
                norm_ore += line.amount_ore
            elif line.kind is LineKind.REASONABLE_COST:
                costs_ore += line.amount_ore
            else:
                incomes_ore -= line.amount_ore
        return cls(norm_ore, costs_ore, incomes_ore)

    @property
    def deficit_ore(self) -> int:
        """What is short: never below 0."""
        return max(0, self.norm_ore + self.costs_ore - self.incomes_ore)

    @property
    def surplus_ore(self) -> int:
        """What is over: never below 0, and 0 where something is short."""
        return max(0, self.incomes_ore - self.norm_ore - self.costs_ore)
