"""What can go wrong with a household, and how HTTP tells it."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.intake.households.rules import HOUSEHOLD_MEMBER
from shared.problems import BrokenChain, DomainError, ProblemTable, ProblemType, Text, VersionStale


@dataclass(eq=False)
class NotAHousehold(DomainError):
    """The members do not make a household. `faults` are stable words."""

    faults: list[str]


class AdultInAnotherHousehold(DomainError):
    """An adult of it is an adult of another household of the municipality as it is now."""


PROBLEMS: ProblemTable = {
    AdultInAnotherHousehold: ProblemType(
        "adult-in-another-household",
        409,
        Text("En vuxen finns i ett annat hushåll", "An adult is in another household"),
        Text(
            "En vuxen kan bara finnas i ett hushåll åt gången. Ändra det andra hushållet först; barn kan finnas i två.",
            "An adult is in one household at a time. Change the other household first; children may be in two.",
        ),
    ),
    NotAHousehold: ProblemType(
        "not-a-household",
        422,
        Text("Hushållets sammansättning stämmer inte", "The members do not make a household"),
        Text(
            "Rätta det som står i `faults`: en sökande, en medsökande bara för sammanboende, vuxna minst 18 år, "
            "barn högst 20 år, ingen två gånger, ingen både medlem och företrädare.",
            "Correct what `faults` names: one applicant, a co-applicant only in a couple, adults at least 18, "
            "children at most 20, nobody twice, nobody both a member and a representative.",
        ),
    ),
}

CONSTRAINTS: Mapping[str, DomainError] = {
    "household_version_pkey": VersionStale(),
    "adult_in_one_household": AdultInAnotherHousehold(),
    **{
        f"{table}_own_case": BrokenChain("C2", HOUSEHOLD_MEMBER)
        for table in ("household_version", "member", "representative", "account_entry", "application")
    },
}
"""What two who come at once are told. Two changes of the same version: the second is about one that is no longer the
newest. An own case is one that became known meanwhile."""
