"""What keeps a late completion from being concluded."""

from dataclasses import dataclass

from services.decision.claims.problems import ClaimNeeded
from services.decision.conclusions.problems import DecisionStands
from shared.problems import BrokenChain, DomainError, ProblemTable, ProblemType, Text


@dataclass(eq=False)
class OlderDeclaration(DomainError):
    """`newest`: the version of what is declared that a conclusion has to rest on."""

    newest: int


PROBLEMS: ProblemTable = {
    OlderDeclaration: ProblemType(
        "late-completion-newer",
        409,
        Text("Det har kommit en komplettering till", "Another completion has come"),
        Text(
            "Läs ärendet på nytt och avsluta det med `declarationVersion` {newest}.",
            "Read the work item again and end it with `declarationVersion` {newest}.",
        ),
    ),
}

CONSTRAINTS: dict[str, DomainError] = {
    "late_completion_conclusion_by_holder": ClaimNeeded(),
    "late_completion_conclusion_own_case": BrokenChain("C2", "householdMember"),
    "late_completion_conclusion_apart_from_entry": BrokenChain("C1", "entry"),
    "late_completion_conclusion_apart_from_account": BrokenChain("C1", "account"),
    "late_completion_conclusion_of_revoked": DecisionStands(),
}
"""What the database says, told as the rules tell it."""
