"""A calculation, line by line. `amount_ore` is what the line adds to the need: norm and costs are positive, a lowered
norm, counted incomes and what is decided apart negative. The lines therefore sum to the deficit, or to minus the
surplus. What is not counted stands beside them, in lines of its own kind with what is left out."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.decision.calculations.sources import UNCONFIRMED, FigureStatus, Source
from services.decision.calculations.texts import Text


class LineKind(StrEnum):
    PERSONAL_COSTS = "personalCosts"
    NORM_ADJUSTMENT = "normAdjustment"
    COMMON_COSTS = "commonCosts"
    REASONABLE_COST = "reasonableCost"
    COUNTED_INCOME = "countedIncome"
    NOT_COUNTED_INCOME = "notCountedIncome"
    DECIDED_APART = "decidedApart"
    NEED_BESIDE_NORM = "needBesideNorm"


NORM_KINDS = frozenset({LineKind.PERSONAL_COSTS, LineKind.NORM_ADJUSTMENT, LineKind.COMMON_COSTS})
COST_KINDS_OF_LINE = frozenset({LineKind.REASONABLE_COST, LineKind.NEED_BESIDE_NORM})

FactValue = int | str


@dataclass(frozen=True, slots=True)
class Line:
    """`rule` and `version`: what gave the amount (a norm table's version, or that of the rules). `law`: what it rests
    on. `facts`: the values that the rule used, in the order of their names. `item`: the kind of cost or income."""

    kind: LineKind
    label: Text
    amount_ore: int
    rule: str
    version: str
    law: str
    facts: tuple[tuple[str, FactValue], ...]
    source: Source
    status: FigureStatus
    member: str | None = None
    item: str | None = None
    reason: str | None = None

    @property
    def unconfirmed(self) -> bool:
        """A norm figure that no authority has been seen to state: never to be shown as official."""
        return self.status in UNCONFIRMED

    def fact(self, name: str) -> FactValue | None:
        return dict(self.facts).get(name)

    def to_document(self) -> dict[str, Any]:
        document = {
            "kind": self.kind.value,
            "label": self.label.to_document(),
            "amountOre": self.amount_ore,
            "rule": self.rule,
            "version": self.version,
            "law": self.law,
            "facts": dict(self.facts),
            "source": self.source.to_document(),
            "status": self.status.value,
        }
        optional = {"member": self.member, "item": self.item, "reason": self.reason}
        return document | {name: value for name, value in optional.items() if value is not None}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "Line":
        return cls(
            kind=LineKind(document["kind"]),
            label=Text.from_document(document["label"]),
            amount_ore=document["amountOre"],
            rule=document["rule"],
            version=document["version"],
            law=document["law"],
            facts=used_facts(**document["facts"]),
            source=Source.from_document(document["source"]),
            status=FigureStatus(document["status"]),
            member=document.get("member"),
            item=document.get("item"),
            reason=document.get("reason"),
        )


def used_facts(**facts: FactValue) -> tuple[tuple[str, FactValue], ...]:
    return tuple(sorted(facts.items()))
