"""What keeps somebody from proposing, approving or returning."""

from dataclasses import dataclass

from services.decision.approvals.rules import Stale
from services.decision.claims.problems import ClaimNeeded
from services.decision.decisions.http_problems import CHANGED
from shared.problems import BrokenChain, Busy, DomainError, ProblemTable, ProblemType, Refusal, Text


@dataclass(eq=False)
class ProposalStale(Refusal):
    """Something has changed since it was proposed, and so it is not approved as it was."""

    because: Stale


class ProposalEnded(DomainError):
    """It was approved or returned before."""


PROBLEMS: ProblemTable = {
    ProposalStale: ProblemType(
        "proposal-stale",
        409,
        Text("Förslaget stämmer inte längre", "The proposal no longer holds"),
        Text(
            "Något har ändrats sedan förslaget lämnades ({because}). Lämna tillbaka det, så räknar och föreslår någon "
            "på nytt.",
            "Something has changed since it was proposed ({because}). Return it, and somebody calculates and proposes "
            "anew.",
        ),
        words=CHANGED,
    ),
    ProposalEnded: ProblemType(
        "proposal-ended",
        409,
        Text("Förslaget är redan godkänt eller tillbakalämnat", "The proposal is approved or returned already"),
        Text("Det finns inget kvar att göra med det. Ta nästa i listan.", "Nothing is left to do. Take the next one."),
    ),
}

CONSTRAINTS: dict[str, DomainError] = {
    "proposal_live_item": Busy(),
    "proposal_by_holder": ClaimNeeded(),
    "proposal_as_claimed": Busy(),
    "proposal_apart_from_entry": BrokenChain("C1", "entry"),
    "proposal_apart_from_account": BrokenChain("C1", "account"),
    "proposal_own_case": BrokenChain("C2", "householdMember"),
    "proposal_end_own_case": BrokenChain("C2", "householdMember"),
    "proposal_append_only": ProposalEnded(),
    "claim_not_awaiting_approval": Busy(),
    "approval_apart_from_entry": BrokenChain("C1", "entry"),
    "approval_apart_from_account": BrokenChain("C1", "account"),
    "approval_own_case": BrokenChain("C2", "householdMember"),
    "decision_approved_by_another": BrokenChain("C1", "decisionProposed"),
    "decision_as_proposed": ProposalEnded(),
    "decision_proposal_key": ProposalEnded(),
    "decision_line_as_proposed": ProposalStale(Stale.ACCOUNT_CHANGED),
}
"""What the database says, told as the rules tell it."""
