"""What can go wrong with a completion, and how HTTP tells it."""

from collections.abc import Mapping

from shared.problems import Busy, DomainError, FactContradicted, ProblemTable, ProblemType, Text


class NothingCompleted(DomainError):
    """The completion says nothing: no text, no incomes and no costs."""


class CompletesForAnother(DomainError):
    """A citizen names somebody else, or a registrar nobody."""


class NotSigned(DomainError):
    """The adult has not signed the application, and so it is not theirs to complete or withdraw."""


class ApplicationDecided(DomainError):
    """There is a decision on the application."""


PROBLEMS: ProblemTable = {
    NothingCompleted: ProblemType(
        "nothing-completed",
        422,
        Text("Kompletteringen är tom", "The completion is empty"),
        Text("Skriv något, eller ange inkomster eller kostnader.", "Write something, or name incomes or costs."),
    ),
    CompletesForAnother: ProblemType(
        "completes-for-another",
        422,
        Text("Den som kompletterar gör det för sig själv", "Everybody completes for themself"),
        Text(
            "Utelämna `memberId` i e-tjänsten. Den som för in ett papper anger vem som har skrivit under det.",
            "Leave `memberId` out in the e-service. Who enters a paper names the member who signed it.",
        ),
    ),
    NotSigned: ProblemType(
        "not-signed",
        409,
        Text("Du har inte skrivit under ansökan", "You have not signed the application"),
        Text(
            "Skriv under ansökan först (signatures). Bara den som har skrivit under kan ändra i den.",
            "Sign the application first (signatures). Only who has signed can change what is in it.",
        ),
    ),
    ApplicationDecided: ProblemType(
        "application-decided",
        409,
        Text("Ansökan är redan beslutad", "The application is decided already"),
        Text(
            "Läs beslutet i ansökan. Är det fel kan du överklaga det; beslutet säger hur. Har något ändrats, hör av "
            "dig till socialtjänsten eller gör en ny ansökan.",
            "Read the decision in the application. If it is wrong you can appeal it: the decision says how. If "
            "something has changed, contact the social services or make a new application.",
        ),
    ),
}
CONSTRAINTS: Mapping[str, DomainError] = {
    "completion_before_decision": ApplicationDecided(),
    "completion_number_once": Busy(),
    "completion_request_pkey": FactContradicted(),
    "completion_lapsed_pkey": FactContradicted(),
}
