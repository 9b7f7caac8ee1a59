"""What can go wrong with a household, and how HTTP tells it."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.problems import DomainError, ProblemTable, ProblemType, Text, VersionStale


@dataclass(eq=False)
class NotAHousehold(DomainError):
    """The members do not make a household. `faults` are stable words."""

    faults: list[str]


PROBLEMS: ProblemTable = {
    NotAHousehold: ProblemType(
        "not-a-household",
        422,
        Text("Hushållets sammansättning stämmer inte", "The members do not make a household"),
        Text(
            "Rätta det som står i `faults`: en sökande, en medsökande bara för sammanboende, vuxna minst 18 år, "
            "barn högst 20 år, ingen två gånger.",
            "Correct what `faults` names: one applicant, a co-applicant only in a couple, adults at least 18, "
            "children at most 20, nobody twice.",
        ),
    ),
}

CONSTRAINTS: Mapping[str, DomainError] = {"household_version_pkey": VersionStale()}
"""Two changes of the same version at once: the second is about a version that is no longer the newest."""
