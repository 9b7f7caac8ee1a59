"""What can go wrong where an application is withdrawn, and how HTTP tells it."""

from collections.abc import Mapping

from services.intake.completions.problems import ApplicationDecided
from shared.problems import Busy, DomainError, ProblemTable, ProblemType, Text


class AlreadyWithdrawn(DomainError):
    """The person has withdrawn before, or the whole application is withdrawn."""


class WithdrawsForAnother(DomainError):
    """A citizen names somebody else, or a registrar nobody."""


PROBLEMS: ProblemTable = {
    AlreadyWithdrawn: ProblemType(
        "already-withdrawn",
        409,
        Text("Redan återkallad", "Withdrawn already"),
        Text(
            "Ansökan eller din del av den är återkallad. Vill du ändå ha bistånd för månaden, gör en ny ansökan.",
            "The application, or your part of it, is withdrawn. If you want assistance for the month after all, make a "
            "new application.",
        ),
    ),
    WithdrawsForAnother: ProblemType(
        "withdraws-for-another",
        422,
        Text("Var och en återkallar för sig själv", "Everybody withdraws for themself"),
        Text(
            "Utelämna `memberId` i e-tjänsten. Den som för in ett papper anger vem som har skrivit under det.",
            "Leave `memberId` out in the e-service. Who enters a paper names the member who signed it.",
        ),
    ),
}
CONSTRAINTS: Mapping[str, DomainError] = {
    "withdrawal_pkey": AlreadyWithdrawn(),
    "application_withdrawn_pkey": AlreadyWithdrawn(),
    "withdrawal_before_decision": ApplicationDecided(),
    "withdrawn_by_all_who_signed": Busy(),
    "application_signature_not_withdrawn": AlreadyWithdrawn(),
    "completion_not_withdrawn": AlreadyWithdrawn(),
    "withdrawal_not_withdrawn": AlreadyWithdrawn(),
}
"""What the database says, told as the rules tell it. A signature that came meanwhile is seen at the next try."""
