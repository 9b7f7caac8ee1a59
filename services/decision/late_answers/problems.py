"""What keeps a late answer from being concluded."""

from dataclasses import dataclass

from services.decision.claims.problems import ClaimNeeded
from services.decision.conclusions.problems import DecisionStands
from shared.problems import BrokenChain, DomainError, ProblemTable, ProblemType, Text


@dataclass(eq=False)
class OlderAnswers(DomainError):
    """`newest`: the version of the answers that a conclusion has to rest on."""

    newest: int


PROBLEMS: ProblemTable = {
    OlderAnswers: ProblemType(
        "late-answer-newer",
        409,
        Text("Ett register har svarat igen", "A register has answered again"),
        Text(
            "Läs ärendet på nytt och avsluta det med `answersVersion` {newest}.",
            "Read the work item again and end it with `answersVersion` {newest}.",
        ),
    ),
}

CONSTRAINTS: dict[str, DomainError] = {
    "late_answer_conclusion_by_holder": ClaimNeeded(),
    "late_answer_conclusion_own_case": BrokenChain("C2", "householdMember"),
    "late_answer_conclusion_apart_from_entry": BrokenChain("C1", "entry"),
    "late_answer_conclusion_apart_from_account": BrokenChain("C1", "account"),
    "late_answer_conclusion_of_revoked": DecisionStands(),
}
"""What the database says, told as the rules tell it."""
