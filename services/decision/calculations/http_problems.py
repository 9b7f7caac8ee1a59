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
            "Riksnormen för {month} är inte inlagd. Förra årets används aldrig i stället: be systemförvaltaren.",
            "The riksnorm of {month} is not stored. Last year's is never used instead: ask the administrator.",
        ),
    ),
}

CONSTRAINTS: dict[str, DomainError] = {
    "calculation_by_holder": ClaimNeeded(),
    "calculation_apart_from_entry": BrokenChain("C1", "entry"),
    "calculation_apart_from_account": BrokenChain("C1", "account"),
    "calculation_own_case": BrokenChain("C2", "householdMember"),
}
