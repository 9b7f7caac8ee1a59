"""Why a decision's payments are not taken in."""

from dataclasses import dataclass

from services.payout.words import WORDS
from shared.problems import ProblemTable, ProblemType, Refusal, Text


@dataclass(eq=False)
class AboveGranted(Refusal):
    """The lines of the decision add up to more than it granted (C3)."""

    rule: str = "C3"


@dataclass(eq=False)
class TooLate(Refusal):
    """The payment is in a bank file, or has ended: it cannot be stopped."""

    state: str


@dataclass(eq=False)
class PredecessorLive(Refusal):
    """The line is renewed, and the order before is neither blocked nor has it ended unpaid (C6)."""

    state: str
    rule: str = "C6"


@dataclass(eq=False)
class RenewalDiffers(Refusal):
    """The renewal is of no line of its decision, or would pay another sum or for another purpose (C3)."""

    rule: str = "C3"


@dataclass(eq=False)
class DecisionRevoked(Refusal):
    """The decision is revoked: nothing of it is paid any more (C4)."""

    rule: str = "C4"


PROBLEMS: ProblemTable = {
    TooLate: ProblemType(
        "too-late-to-stop",
        409,
        Text("För sent att stoppa", "Too late to stop"),
        Text(
            "Utbetalningen är på väg till banken eller avslutad ({state}). Begär återbetalning i stället.",
            "The payment is on its way to the bank, or has ended ({state}). Claim the money back instead.",
        ),
        words=WORDS.codes["OrderState"],
    ),
    PredecessorLive: ProblemType(
        "line-has-a-live-order",
        409,
        Text("Posten har redan en utbetalning", "The line has a payment already"),
        Text(
            "Postens utbetalning: {state}. En post förnyas först när uppdraget är stoppat av kedjan, "
            "makulerat, avvisat eller återbetalt.",
            "The line's payment: {state}. A line is renewed once its order is blocked, cancelled, rejected or "
            "returned.",
        ),
        words=WORDS.codes["OrderState"],
    ),
    RenewalDiffers: ProblemType(
        "renewal-differs",
        422,
        Text("Förnyelsen är inte det som beslutats", "The renewal is not what was decided"),
        Text(
            "En förnyelse gäller en post i samma beslut, med samma belopp och ändamål. Ska något annat betalas krävs "
            "ett nytt beslut.",
            "A renewal is of a line of the same decision, with the same amount and purpose. To pay something else "
            "takes a new decision.",
        ),
    ),
    DecisionRevoked: ProblemType(
        "decision-revoked",
        409,
        Text("Beslutet är återkallat", "The decision is revoked"),
        Text(
            "Ingenting mer betalas enligt beslutet. Besluta på nytt.",
            "Nothing more is paid by this decision. Decide anew.",
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
