"""What keeps a handler from asking the applicant."""

from dataclasses import dataclass

from services.decision.claims.problems import ClaimNeeded
from shared.problems import BrokenChain, Busy, DomainError, FactContradicted, ProblemTable, ProblemType, Text


@dataclass(eq=False)
class ImpossibleResponseDay(DomainError):
    """The day is past, today, or later than the rule in force allows. `first` and `last` are those that can be set."""

    first: str
    last: str


class LooksPersonal(DomainError):
    """The text that would leave the service holds something like a personal number."""


PROBLEMS: ProblemTable = {
    ImpossibleResponseDay: ProblemType(
        "response-day-impossible",
        422,
        Text("Dagen går inte att sätta", "The day cannot be set"),
        Text("Välj en dag från {first} till {last}.", "Choose a day from {first} to {last}."),
    ),
    LooksPersonal: ProblemType(
        "text-looks-personal",
        422,
        Text("Texten liknar ett personnummer", "The text looks like a personal number"),
        Text(
            "Skriv utan personnummer: den sökande vet vem det gäller.",
            "Write without personal numbers: the applicant knows whom it is about.",
        ),
    ),
}

CONSTRAINTS: dict[str, DomainError] = {
    "completion_request_by_holder": ClaimNeeded(),
    "completion_request_as_claimed": ClaimNeeded(),
    "completion_request_apart_from_entry": BrokenChain("C1", "entry"),
    "completion_request_apart_from_account": BrokenChain("C1", "account"),
    "completion_request_own_case": BrokenChain("C2", "householdMember"),
    "completion_request_open": Busy(),
    "completion_number_once": FactContradicted(),
    "claim_not_awaiting_completion": Busy(),
}
"""What the database says, told as the rules tell it."""
