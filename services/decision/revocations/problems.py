"""What keeps a decision from being revoked."""

from dataclasses import dataclass

from shared.problems import BrokenChain, DomainError, ProblemTable, ProblemType, Text


class PayoutSilent(DomainError):
    """Payout does not answer, or not with a statement of its own about just this: nothing is revoked."""


@dataclass(eq=False)
class AlreadyRevoked(DomainError):
    """The decision was revoked before: what came of it then still holds."""

    outcome: str
    revoked_at: str


class DecidedBefore(DomainError):
    """The application has a decision that was not revoked in time."""


PROBLEMS: ProblemTable = {
    PayoutSilent: ProblemType(
        "payout-not-answering",
        503,
        Text("Utbetalningen svarar inte", "Payout does not answer"),
        Text(
            "Det går inte att veta om pengarna har gått, så beslutet är inte återkallat. Försök igen strax.",
            "Nobody can know whether the money has left, so the decision is not revoked. Try again shortly.",
        ),
        retry_after=5,
    ),
    AlreadyRevoked: ProblemType(
        "decision-revoked",
        409,
        Text("Beslutet är redan återkallat", "The decision is already revoked"),
        Text(
            "Det som hände då gäller (`outcome`, `revokedAt`). Läs beslutet för att se varför.",
            "What came of it then holds (`outcome`, `revokedAt`). Read the decision to see why.",
        ),
    ),
    DecidedBefore: ProblemType(
        "application-decided",
        409,
        Text("Ansökan har redan ett beslut", "The application has a decision already"),
        Text(
            "Återkalla det beslutet först. Har pengarna redan gått kan ansökan inte beslutas igen.",
            "Revoke that decision first. Where the money has left, the application cannot be decided again.",
        ),
    ),
}

CONSTRAINTS: dict[str, DomainError] = {
    "revocation_own_case": BrokenChain("C2", "householdMember"),
    "revocation_apart_from_entry": BrokenChain("C1", "entry"),
    "revocation_apart_from_account": BrokenChain("C1", "account"),
    "decision_one_in_force": DecidedBefore(),
}
"""What the database says, told as the rules tell it."""
