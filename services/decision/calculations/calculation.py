"""The result: lines, their totals and the explanation that people read. All amounts are öre for the month."""

from dataclasses import dataclass
from typing import Any

from services.decision.calculations.explanation import explain
from services.decision.calculations.facts import CalculationFacts
from services.decision.calculations.lines import Line, LineKind
from services.decision.calculations.sources import FigureStatus
from services.decision.calculations.texts import Language
from services.decision.calculations.totals import Totals


@dataclass(frozen=True, slots=True)
class Calculation:
    """`lines` sum to the deficit, or to minus the surplus. `not_counted`: what of the incomes is left out."""

    facts: CalculationFacts
    lines: tuple[Line, ...]
    not_counted: tuple[Line, ...] = ()

    @property
    def totals(self) -> Totals:
        return Totals.of(self.lines)

    @property
    def norm_ore(self) -> int:
        return self.totals.norm_ore

    @property
    def costs_ore(self) -> int:
        """Costs as approved."""
        return self.totals.costs_ore

    @property
    def incomes_ore(self) -> int:
        """Incomes as counted, above 0."""
        return self.totals.incomes_ore

    @property
    def not_counted_ore(self) -> int:
        """What was declared, seen or added and does not count."""
        return sum(line.amount_ore for line in self.not_counted)

    @property
    def deficit_ore(self) -> int:
        """What can be granted at most."""
        return self.totals.deficit_ore

    @property
    def surplus_ore(self) -> int:
        return self.totals.surplus_ore

    @property
    def applied_deficit_ore(self) -> int:
        """The deficit had no cost been reduced and no norm lowered: what a decision grants in full."""
        costs, totals = self.facts.costs, self.totals
        lowered_ore = sum(min(0, line.amount_ore) for line in self.lines if line.kind is LineKind.NORM_ADJUSTMENT)
        norm_ore = totals.norm_ore - lowered_ore
        ordinary_ore = sum(cost.applied_ore for cost in costs if not cost.beside_norm)
        beside_ore = sum(cost.applied_ore for cost in costs if cost.beside_norm)
        by_norm = Totals(norm_ore, ordinary_ore, totals.incomes_ore)
        apart_ore = by_norm.deficit_ore if self.facts.above_norm else 0
        return Totals(norm_ore, ordinary_ore + beside_ore, totals.incomes_ore, apart_ore).deficit_ore

    @property
    def unconfirmed(self) -> tuple[Line, ...]:
        """Norm lines whose figure has not been seen at an authority."""
        return tuple(line for line in self.lines if line.unconfirmed)

    @property
    def not_verifiable(self) -> tuple[Line, ...]:
        """Lines whose figure no register could answer for."""
        return tuple(line for line in self.lines if line.status is FigureStatus.NOT_VERIFIABLE)

    def explanation(self, language: Language) -> tuple[str, ...]:
        """Plain text, a line an item, with amounts, reasons and paragraphs (FL 32 §)."""
        return explain(self.facts.month, self.facts.norm.version, self.lines, language, self.not_counted)

    def to_document(self) -> dict[str, Any]:
        """The canonical form, facts included: what is stored and digested."""
        return {
            "facts": self.facts.to_document(),
            "lines": [line.to_document() for line in self.lines],
            "normOre": self.norm_ore,
            "costsOre": self.costs_ore,
            "incomesOre": self.incomes_ore,
            "deficitOre": self.deficit_ore,
            "surplusOre": self.surplus_ore,
            **self._newer(),
        }

    def _newer(self) -> dict[str, Any]:
        if not self.facts.lists_not_counted:
            return {}
        return {"notCounted": [line.to_document() for line in self.not_counted], "notCountedOre": self.not_counted_ore}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "Calculation":
        """As it was stored, not calculated anew. Raises ValueError where its totals are not those of its lines."""
        facts = CalculationFacts.from_document(document["facts"])
        not_counted = tuple(Line.from_document(line) for line in document.get("notCounted", ()))
        stored = cls(facts, tuple(Line.from_document(line) for line in document["lines"]), not_counted)
        if stored.to_document() != document:
            raise ValueError("the stored calculation does not agree with itself")
        return stored
