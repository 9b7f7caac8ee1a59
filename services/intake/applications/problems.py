"""What can go wrong with an application, and how HTTP tells it."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.problems import DomainError, FactContradicted, ObjectNotAsAgreed, ProblemTable, ProblemType, Text


@dataclass(eq=False)
class MonthNotOpen(DomainError):
    """The month cannot be applied for today. `first` and `last` are those that can."""

    first: str
    last: str


class MemberNotInHousehold(DomainError):
    """An income is said to be somebody's who is not in the household as it is now."""


class RenewalNotPossible(DomainError):
    """Nobody in the household was granted a new application lately."""


class ApplicationAlreadyOpen(DomainError):
    """There is an application of this kind for the household and month that is not decided yet."""


class AlreadySigned(DomainError):
    """The person has signed this application before."""


PROBLEMS: ProblemTable = {
    MonthNotOpen: ProblemType(
        "month-not-open",
        422,
        Text("Månaden kan inte sökas nu", "The month cannot be applied for now"),
        Text("Välj en månad från {first} till {last}.", "Choose a month from {first} to {last}."),
    ),
    MemberNotInHousehold: ProblemType(
        "member-not-in-household",
        422,
        Text("En inkomst gäller någon utanför hushållet", "An income is of somebody outside the household"),
        Text(
            "Läs hushållet igen och ange medlemmar ur dess senaste version.",
            "Read the household again, and name members of its newest version.",
        ),
    ),
    RenewalNotPossible: ProblemType(
        "renewal-not-possible",
        409,
        Text("En återansökan är inte möjlig", "A renewal is not possible"),
        Text(
            "Ingen i hushållet har fått en grundansökan beviljad på senare tid. Gör en grundansökan i stället (`new`).",
            "Nobody in the household was granted a new application lately. Send a new application instead (`new`).",
        ),
    ),
    ApplicationAlreadyOpen: ProblemType(
        "application-already-open",
        409,
        Text("Det finns redan en ansökan", "There is an application already"),
        Text(
            "Hushållet har redan en ansökan av samma slag för månaden som inte är avgjord. Vänta på beslutet.",
            "The household has an application of this kind for the month that is not decided. Wait for the decision.",
        ),
    ),
    AlreadySigned: ProblemType(
        "already-signed",
        409,
        Text("Redan undertecknad", "Signed already"),
        Text(
            "Du har redan skrivit under ansökan. Ingenting mer behövs av dig.",
            "You have signed the application already. Nothing more is needed of you.",
        ),
    ),
}
CONSTRAINTS: Mapping[str, DomainError] = {
    "application_open_once": ApplicationAlreadyOpen(),
    "application_signature_pkey": AlreadySigned(),
    "decision_made_pkey": FactContradicted(),
    "decision_revoked_pkey": FactContradicted(),
    "decision_undone_pkey": FactContradicted(),
    "payment_ended_because": ObjectNotAsAgreed(),
}
