"""What the lines of a calculation sum to, in öre for the month."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.decision.calculations.lines import COST_KINDS_OF_LINE, NORM_KINDS, Line, LineKind


@dataclass(frozen=True, slots=True)
class Totals:
    """`costs_ore` as approved, beside the norm too; `incomes_ore` as counted; `apart_ore`: what is short by the norm in
    an application above it, and so decided in the month's own. All at least 0."""

    norm_ore: int
    costs_ore: int
    incomes_ore: int
    apart_ore: int = 0

    @classmethod
    def of(cls, lines: Iterable[Line]) -> "Totals":
        norm_ore = costs_ore = incomes_ore = apart_ore = 0
        for line in lines:
            if line.kind in NORM_KINDS:
                norm_ore += line.amount_ore
            elif line.kind in COST_KINDS_OF_LINE:
                costs_ore += line.amount_ore
            elif line.kind is LineKind.DECIDED_APART:
                apart_ore -= line.amount_ore
            else:
                incomes_ore -= line.amount_ore
        return cls(norm_ore, costs_ore, incomes_ore, apart_ore)

    @property
    def deficit_ore(self) -> int:
        """What is short: never below 0."""
        return max(0, self._short_ore)

    @property
    def surplus_ore(self) -> int:
        """What is over: never below 0, and 0 where something is short."""
        return max(0, -self._short_ore)

    @property
    def _short_ore(self) -> int:
        return self.norm_ore + self.costs_ore - self.incomes_ore - self.apart_ore
