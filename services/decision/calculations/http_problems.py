"""How HTTP tells that something cannot be calculated."""

from dataclasses import dataclass
from typing import Any

from services.decision.calculations.problems import PROBLEM_TEXTS, UnfitFacts
from services.decision.claims.problems import ClaimNeeded
from shared.problems import BrokenChain, DomainError, ProblemTable, ProblemType, Text


@dataclass(eq=False)
class CalculationUnfit(DomainError):
    """The choices give no calculation. `problems`: [{problem, at, sv, en}], all that was found."""

    problems: list[dict[str, Any]]

    @classmethod
    def of(cls, error: UnfitFacts) -> "CalculationUnfit":
        return cls(
            [
                {"problem": found.problem.value, "at": found.at, **PROBLEM_TEXTS[found.problem].to_document()}
                for found in error.problems
            ]
        )


@dataclass(eq=False)
class NoNorm(DomainError):
    """No riksnorm is stored for the month."""

    month: str


PROBLEMS: ProblemTable = {
    CalculationUnfit: ProblemType(
        "calculation-unfit",
        422,
        Text("Uppgifterna går inte att räkna på", "The facts give no calculation"),
        Text("Rätta det som står i `problems` och räkna igen.", "Correct what `problems` names and calculate again."),
    ),
    NoNorm: ProblemType(
        "norm-missing",
        422,
        Text("Riksnorm saknas för månaden", "No riksnorm for the month"),
        Text(
            "Riksnormen för {month} är inte inlagd, och förra årets används aldrig i stället. Lämna tillbaka ärendet "
            "så länge. När regeringen har beslutat normen föreslår systemförvaltaren den (POST /v1/rule-versions), och "
            "när en enhetschef har godkänt den går det att räkna.",
            "The riksnorm of {month} is not stored, and last year's is never used instead. Hand the case back for now. "
            "When the government has decided the norm, the administrator proposes it (POST /v1/rule-versions), and "
            "when a unit head has approved it, it can be calculated.",
        ),
    ),
}

CONSTRAINTS: dict[str, DomainError] = {
    "calculation_by_holder": ClaimNeeded(),
    "calculation_apart_from_entry": BrokenChain("C1", "entry"),
    "calculation_apart_from_account": BrokenChain("C1", "account"),
    "calculation_own_case": BrokenChain("C2", "householdMember"),
}
