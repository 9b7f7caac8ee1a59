"""Every income that is known of, counted or not: what the applicant declared, and what a register shows."""

from dataclasses import dataclass
from typing import Any

from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.sources import Source
from shared.months import Month


@dataclass(frozen=True, slots=True)
class KnownIncome:
    """Öre after tax. `month`: the one that a register shows it in; None for what was declared, which is of the
    application."""

    kind: IncomeKind
    member: str
    amount_ore: int
    source: Source
    month: Month | None = None

    def to_document(self) -> dict[str, Any]:
        document = {
            "kind": self.kind.value,
            "member": self.member,
            "amountOre": self.amount_ore,
            "source": self.source.to_document(),
        }
        return document if self.month is None else document | {"month": str(self.month)}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "KnownIncome":
        return cls(
            IncomeKind(document["kind"]),
            document["member"],
            document["amountOre"],
            Source.from_document(document["source"]),
            Month.parse(document["month"]) if "month" in document else None,
        )
