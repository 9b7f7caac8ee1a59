"""What keeps somebody from working on an application that was withdrawn."""

from shared.problems import DomainError, ProblemTable, ProblemType, Text


class ApplicationWithdrawn(DomainError):
    """Those who applied have withdrawn the application."""


PROBLEMS: ProblemTable = {
    ApplicationWithdrawn: ProblemType(
        "application-withdrawn",
        409,
        Text("Ansökan är återkallad", "The application is withdrawn"),
        Text(
            "Ärendet är avslutat och ingen kan besluta eller betala i det. Ta nästa ur kön; gäller det en betalning, "
            "återkalla beslutet.",
            "The case has ended, and nobody can decide or pay in it. Claim the next one; where it is about a payment, "
            "revoke the decision.",
        ),
    ),
}

CONSTRAINTS: dict[str, DomainError] = {
    "decision_not_withdrawn": ApplicationWithdrawn(),
    "line_renewal_not_withdrawn": ApplicationWithdrawn(),
}
"""What the database says, told as the rules tell it."""
