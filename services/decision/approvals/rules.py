"""Who may approve a proposal, and when it can no longer be approved. The approver is never the first hand of what they
approve (C1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.decision.calculations.sources import RegisterBlock
from services.decision.decisions.drafting import DecisionChoice, LineChoice
from services.decision.decisions.purposes import Purpose
from services.decision.decisions.rules import Justification, Outcome
from services.decision.rejection_grounds.listed import RejectionGround
from services.decision.work_items.rules import broken_by
from shared.problems import BrokenChain


class ProposalStatus(StrEnum):
    AWAITING_APPROVAL = "awaitingApproval"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Stale(StrEnum):
    """What has changed since it was proposed."""

    HOUSEHOLD_CHANGED = "householdChanged"
    DECLARATION_CHANGED = "declarationChanged"
    OTHER_HANDS = "otherHands"
    RULES_CHANGED = "rulesChanged"
    ACCOUNT_CHANGED = "accountChanged"
    PAY_DAY = "payDay"
    EVIDENCE_CHANGED = "evidenceChanged"


@dataclass(frozen=True, slots=True)
class EarlierHands:
    """Person keys of those who made the decision ready."""

    proposed_by: str
    calculated_by: str


def hindered(approver: str, earlier: EarlierHands, ties: Iterable[str]) -> BrokenChain | None:
    """Why this person may not approve: their own case (C2), another hand in it, or the step before (C1); None where
    they may."""
    if broken := broken_by(ties):
        return broken
    if approver == earlier.proposed_by:
        return BrokenChain("C1", "decisionProposed")
    return BrokenChain("C1", "calculationMade") if approver == earlier.calculated_by else None


def status_of(ended_because: str | None) -> ProposalStatus:
    return ProposalStatus.AWAITING_APPROVAL if ended_because is None else ProposalStatus(ended_because)


def choice_of(proposal: Mapping[str, Any]) -> DecisionChoice:
    """What was chosen, from the columns of a stored proposal by name."""
    return DecisionChoice(
        outcome=Outcome(proposal["outcome"]),
        lines=tuple(_line(line) for line in proposal["lines"]),
        obstacles=tuple((said["memberId"], said["code"]) for said in proposal["obstacles"]),
        reasons=proposal["reasons"],
        not_verifiable_reason="",
        grounds=tuple(RejectionGround(said["code"]) for said in proposal["grounds"]),
        justifications=tuple(
            Justification(said["memberId"], RegisterBlock(said["block"]), said["text"])
            for said in proposal["justifications"]
        ),
    )


def pays_the_same(proposed: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> bool:
    """Whether each line would still go to the very version of the account that it was proposed for (C3). Both in the
    form that lines travel in."""
    return list(proposed) == list(now)


def _line(line: Mapping[str, Any]) -> LineChoice:
    return LineChoice(
        UUID(line["accountId"]), Purpose(line["purpose"]), line["amountOre"], date.fromisoformat(line["payOn"])
    )
