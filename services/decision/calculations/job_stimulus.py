"""From when and to when the special rule for who has begun to work holds for somebody (SoL 12 kap. 8 §).

The law: income support for six months in a row, then two years, then six months anew. That the two years begin with the
month after the six, and that the months while they run do not count towards the next six, is how municipalities say
that they apply it. No authority has been seen to say so, and the words of a calculation tell that."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from shared.months import Month

QUALIFYING_MONTHS = 6
HOLDS_MONTHS = 24


class Basis(StrEnum):
    """Where it is known from that there was income support for the six months."""

    EARLIER_DECISIONS = "earlierDecisions"
    HANDLER = "handler"


@dataclass(frozen=True, slots=True)
class JobStimulus:
    """`qualified_from`: the first of the six months. `decisions`: ids of those that granted income support for them;
    `reason`: where a handler knows it from."""

    member: str
    qualified_from: Month
    basis: Basis
    decisions: tuple[str, ...] = ()
    reason: str | None = None

    @property
    def qualified_to(self) -> Month:
        return self.qualified_from.plus(QUALIFYING_MONTHS - 1)

    @property
    def holds_from(self) -> Month:
        return self.qualified_from.plus(QUALIFYING_MONTHS)

    @property
    def holds_to(self) -> Month:
        return self.holds_from.plus(HOLDS_MONTHS - 1)

    def holds_in(self, month: Month) -> bool:
        return self.holds_from <= month <= self.holds_to

    def to_document(self) -> dict[str, Any]:
        document: dict[str, Any] = {
            "member": self.member,
            "qualifiedFrom": str(self.qualified_from),
            "basis": self.basis.value,
        }
        if self.decisions:
            document["decisions"] = list(self.decisions)
        return document if self.reason is None else document | {"reason": self.reason}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "JobStimulus":
        return cls(
            document["member"],
            Month.parse(document["qualifiedFrom"]),
            Basis(document["basis"]),
            tuple(document.get("decisions", ())),
            document.get("reason"),
        )


@dataclass(frozen=True, slots=True)
class Assisted:
    """A decision that granted a member income support for a month."""

    member: str
    month: Month
    decision: str


def qualified(assisted: Iterable[Assisted]) -> JobStimulus | None:
    """The latest six months in a row of one member, of those that the rule was reached by; None where there never were
    six."""
    found, row = None, list[Assisted]()
    for one in sorted({one.month: one for one in assisted}.values(), key=lambda one: one.month):
        if found is not None and one.month <= found.holds_to:
            continue
        row = [*row, one] if row and row[-1].month.plus(1) == one.month else [one]
        if len(row) == QUALIFYING_MONTHS:
            decisions = tuple(each.decision for each in row)
            found, row = JobStimulus(one.member, row[0].month, Basis.EARLIER_DECISIONS, decisions), []
    return found
