"""Why a hand-over that is rightly stated is refused all the same."""

from dataclasses import dataclass
from typing import Literal

from shared.problems import ProblemTable, ProblemType, Refusal, Text


@dataclass(eq=False)
class UnfitHandOver(Refusal):
    """`form`: the object is not as docs/hand-overs.md says; `subject`: its ids are not those that the statement is
    about; `hands`: the statement names nobody where somebody must have done it; `otherwise`: the same id and version
    are known with another object."""

    fault: Literal["form", "subject", "hands", "otherwise"]


PROBLEMS: ProblemTable = {
    UnfitHandOver: ProblemType(
        "hand-over-unfit",
        422,
        Text("Överlämnandet stämmer inte", "The hand-over does not fit"),
        Text(
            "Objektet följer inte beskrivningen eller motsäger vad som redan är känt ({fault}). Avsändaren rättar.",
            "The object is not as described, or contradicts what is known ({fault}). The sender has to correct it.",
        ),
    ),
}
