"""The municipality's guidelines: how much of a cost is reasonable as a rule, by how many live in the household.

A guideline is dated data (C13) and binds nobody: each case is assessed by itself (SoL 12 kap. 1 and 7 §§), and a line
says what the guideline is whether it was followed or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from services.decision.calculations.cost_kinds import CostKind


@dataclass(frozen=True, slots=True)
class Guideline:
    """`max_ore` a month for a household of `from_size` and more, up to the next size that has one. `example`: it came
    with the system, and is no municipality's decision."""

    id: str
    kind: CostKind
    from_size: int
    max_ore: int
    source: str
    example: bool = False

    def to_document(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind.value,
            "fromSize": self.from_size,
            "maxOre": self.max_ore,
            "source": self.source,
            "example": self.example,
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "Guideline":
        return cls(
            document["id"],
            CostKind(document["kind"]),
            document["fromSize"],
            document["maxOre"],
            document["source"],
            document["example"],
        )


def guideline_for(kind: CostKind, size: int, guidelines: Iterable[Guideline]) -> Guideline | None:
    """The one of the largest size that is not larger than the household's; None where there is none."""
    fitting = [one for one in guidelines if one.kind is kind and one.from_size <= size]
    return max(fitting, key=lambda one: (one.from_size, one.id), default=None)
