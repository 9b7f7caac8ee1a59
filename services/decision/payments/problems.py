"""What keeps a line from being renewed."""

from dataclasses import dataclass

from services.decision.claims.problems import ClaimNeeded
from services.decision.decisions.http_problems import AccountNotPayable
from shared.problems import BrokenChain, Busy, DomainError, ProblemTable, ProblemType, Refusal, Text


@dataclass(eq=False)
class NothingToPay(DomainError):
    """`because`: the payment is under way, settled, or its decision is revoked; or payout has refused the decision, so
    that no payment can be made of it."""

    because: str


@dataclass(eq=False)
class DecisionHandsTied(Refusal):
    """Somebody who calculated or decided has since got another hand in what the payment would use."""

    rule: str = "C1"


class ImpossiblePayDay(DomainError):
    """The day is past, or more than a year ahead."""


PROBLEMS: ProblemTable = {
    NothingToPay: ProblemType(
        "nothing-to-pay",
        409,
        Text("Det finns inget att betala om", "There is nothing to pay again"),
        Text(
            "{because}.",
            "{because}.",
        ),
        words={
            "underWay": Text("Betalningen är redan på väg: vänta", "The payment is under way: wait"),
            "settled": Text("Posten är betald: inget mer behövs", "The line is paid: nothing more is needed"),
            "revoked": Text("Beslutet är återkallat: besluta på nytt", "The decision is revoked: decide anew"),
            "decisionRefused": Text(
                "Utbetalningen kunde inte ta emot beslutet: återkalla det och besluta på nytt",
                "Payout could not take the decision: revoke it and decide anew",
            ),
        },
    ),
    DecisionHandsTied: ProblemType(
        "decision-hands-tied",
        403,
        Text("Den som beslutade har nu del i kontot eller hushållet", "Who decided now has a hand in what is used"),
        Text(
            "Låt någon annan registrera kontot eller hushållet på nytt, eller återkalla beslutet så att det fattas av "
            "någon annan.",
            "Have somebody else enter the account or the household anew, or revoke the decision so that somebody else "
            "decides.",
        ),
    ),
    ImpossiblePayDay: ProblemType(
        "impossible-pay-day",
        422,
        Text("Betalningsdagen går inte", "The day is not possible"),
        Text(
            "`payOn` har varit eller är mer än ett år bort. Välj en annan dag.",
            "`payOn` is past or more than a year ahead. Choose another day.",
        ),
    ),
}

CONSTRAINTS: dict[str, DomainError] = {
    "line_renewal_by_holder": ClaimNeeded(),
    "line_renewal_own_case": BrokenChain("C2", "householdMember"),
    "line_renewal_apart_from_entry": BrokenChain("C1", "entry"),
    "line_renewal_apart_from_account": BrokenChain("C1", "account"),
    "line_renewal_of_decision_in_force": NothingToPay("revoked"),
    "line_renewal_account_payable": AccountNotPayable([]),
    "line_renewal_decision_apart": DecisionHandsTied(),
    "line_renewal_consecutive": Busy(),
    "line_renewal_newest_household": Busy(),
}
"""What the database says, told as the rules tell it. A version that came meanwhile is there at the next try."""
