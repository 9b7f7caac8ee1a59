"""Why a decision's payments are not taken in."""

from dataclasses import dataclass

from shared.problems import ProblemTable, ProblemType, Refusal, Text


@dataclass(eq=False)
class AboveGranted(Refusal):
    """The lines of the decision add up to more than it granted (C3)."""

    rule: str = "C3"


PROBLEMS: ProblemTable = {
    AboveGranted: ProblemType(
        "above-granted",
        422,
        Text("Mer än vad som beviljats", "More than what was granted"),
        Text(
            "Beslutets utbetalningsposter är tillsammans större än det beviljade beloppet.",
            "The lines of the decision add up to more than the amount that was granted.",
        ),
    ),
}
