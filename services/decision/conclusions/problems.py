"""What keeps a conclusion from being drawn."""

from shared.problems import DomainError, ProblemTable, ProblemType, Text


class DecisionStands(DomainError):
    """The conclusion says that the decision is revoked, and it is not."""


PROBLEMS: ProblemTable = {
    DecisionStands: ProblemType(
        "decision-not-revoked",
        409,
        Text("Beslutet är inte återkallat", "The decision is not revoked"),
        Text(
            "Återkalla först beslutet med POST /decisions/…/revocation, och avsluta sedan ärendet.",
            "Revoke the decision first with POST /decisions/…/revocation, then end the work item.",
        ),
    ),
}
