"""Why a decision's payments are not taken in."""

from dataclasses import dataclass

from shared.problems import ProblemTable, ProblemType, Refusal, Text


@dataclass(eq=False)
class AboveGranted(Refusal):
    """The lines of the decision add up to more than it granted (C3)."""

    rule: str = "C3"


@dataclass(eq=False)
class TooLate(Refusal):
    """The payment is in a bank file, or has ended: it cannot be stopped."""

    state: str


PROBLEMS: ProblemTable = {
    TooLate: ProblemType(
        "too-late-to-stop",
        409,
        Text("För sent att stoppa", "Too late to stop"),
        Text(
            "Utbetalningen har läget {state} och är på väg till banken eller avslutad. Begär återbetalning i stället.",
            "The payment is {state}: on its way to the bank, or ended. Claim the money back instead.",
        ),
    ),
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
