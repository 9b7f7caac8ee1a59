"""Why a payment waits for a unit head, or has none to wait for."""

from dataclasses import dataclass

from services.payout.limits.rules import RULE
from services.payout.words import WORDS
from shared.problems import ProblemTable, ProblemType, Refusal, Text


@dataclass(eq=False)
class OrderHeld(Refusal):
    """The order is above a limit: a unit head must let it go first."""

    order_id: str | None
    reason: str
    rule: str = RULE


@dataclass(eq=False)
class NotHeld(Refusal):
    """Only a held order is let go."""

    state: str


PROBLEMS: ProblemTable = {
    OrderHeld: ProblemType(
        "order-held",
        409,
        Text("Utbetalningen är över en beloppsgräns", "The payment is above a limit"),
        Text(
            "En enhetschef utan någon annan del i utbetalningen i `orderId` måste släppa igenom den först. `reason` "
            "säger vilken gräns det gäller. Ingenting i begäran har släppts: ta bort den och försök igen.",
            "A unit head with no other hand in the payment in `orderId` must let it go first. `reason` says which "
            "limit it is above. Nothing in the request has been released: leave it out and try again.",
        ),
    ),
    NotHeld: ProblemType(
        "order-not-held",
        409,
        Text("Utbetalningen är inte hejdad", "The payment is not held"),
        Text(
            "Bara en utbetalning som väntar på enhetschef kan släppas igenom. Den här: {state}.",
            "Only a payment that waits for a unit head can be let go. This one: {state}.",
        ),
        words=WORDS.codes["OrderState"],
    ),
}
