"""Whether the grounds that a decision says agree with its calculation, and what they are called where they are read.

What goes against the applicant has a ground; a full grant has none (FL 32 §)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.decision.calculations.calculation import Calculation
from services.decision.calculations.lines import COST_KINDS_OF_LINE, Line, LineKind
from services.decision.decisions.problems import Fault, FoundFault
from services.decision.rejection_grounds.listed import (
    GroundFacts,
    GroundList,
    Presupposes,
    RejectionGround,
    list_named,
)

MOST_GROUNDS = 4


@dataclass(frozen=True, slots=True)
class StatedGround:
    """A ground as a decision says it: by the words of one list."""

    code: RejectionGround
    listed: GroundList

    @property
    def facts(self) -> GroundFacts:
        return self.listed.grounds[self.code]

    def to_document(self) -> dict[str, str]:
        """As it is stored."""
        return {"code": self.code.value, "list": self.listed.version}

    @classmethod
    def from_document(cls, document: Mapping[str, str]) -> "StatedGround":
        """Raises UnknownGroundList, or ValueError for a code that never was."""
        return cls(RejectionGround(document["code"]), list_named(document["list"]))

    def told(self) -> dict[str, Any]:
        """In both languages, with the law: as the applicant is told."""
        return {"code": self.code.value, "law": self.facts.law, "text": self.facts.text.to_document()}


def ground_faults(
    grounds: Sequence[RejectionGround], calculation: Calculation, listed: GroundList, *, granted: bool, lapsed: bool
) -> Iterator[FoundFault]:
    """`granted`: in full. `lapsed`: the applicant let the day of the latest request for completion pass."""
    if granted:
        yield from (FoundFault(Fault.GROUND_OF_GRANT, code) for code in grounds)
        return
    if not grounds:
        yield FoundFault(Fault.GROUND_MISSING)
    for code in grounds:
        presupposed = listed.grounds[code].presupposes
        if presupposed is Presupposes.LAPSED_COMPLETION and not lapsed:
            yield FoundFault(Fault.COMPLETION_NOT_LAPSED, code)
        elif presupposed is not None and not _is_so(presupposed, calculation):
            yield FoundFault(Fault.GROUND_NOT_SO, code)


def as_logged(grounds: Iterable[StatedGround]) -> str | None:
    """The rule of the entry in the control log: the codes with their law, and nothing of anybody."""
    return "; ".join(f"{ground.code} ({ground.facts.law})" for ground in grounds) or None


def _is_so(presupposed: Presupposes, calculation: Calculation) -> bool:
    reduced = [line for line in calculation.lines if _reduced(line)]
    match presupposed:
        case Presupposes.NO_DEFICIT:
            return not calculation.deficit_ore
        case Presupposes.REDUCED_COST:
            return bool(reduced)
        case Presupposes.REDUCED_BY_GUIDELINE:
            return any(line.fact("guideline") is not None for line in reduced)
        case Presupposes.LOWERED_NORM:
            return any(line.kind is LineKind.NORM_ADJUSTMENT and line.amount_ore < 0 for line in calculation.lines)
        case Presupposes.LAPSED_COMPLETION:
            return True


def _reduced(line: Line) -> bool:
    applied_ore = line.fact("appliedOre")
    return line.kind in COST_KINDS_OF_LINE and isinstance(applied_ore, int) and line.amount_ore < applied_ore
