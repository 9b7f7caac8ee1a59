"""From what a handler decides to the draft that the rules judge, and what is judged about its lines here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from services.decision.calculations.calculation import Calculation
from services.decision.calculations.evidence import Evidence
from services.decision.calculations.sources import RegisterBlock
from services.decision.decisions.purposes import Purpose
from services.decision.decisions.rules import DraftDecision, Justification, Outcome, PaymentLine
from services.decision.facts.kinds import AccountStatus
from services.decision.rejection_grounds.listed import RejectionGround, list_on

LONGEST_AHEAD = timedelta(days=366)
"""A later pay day is a slip of the pen: a decision is about one month."""


@dataclass(frozen=True, slots=True)
class LineChoice:
    """A payment as the handler orders it: öre to the account, for a purpose, on a day."""

    account: UUID
    purpose: Purpose
    amount_ore: int
    pay_on: date


@dataclass(frozen=True, slots=True)
class DecisionChoice:
    """`not_verifiable_reason` is said of everything that no register has answered for."""

    outcome: Outcome
    lines: tuple[LineChoice, ...]
    obstacles: tuple[tuple[str, str], ...]
    reasons: str
    not_verifiable_reason: str
    justifications: tuple[Justification, ...]
    grounds: tuple[RejectionGround, ...] = ()


@dataclass(frozen=True, slots=True)
class PayableAccount:
    """The newest version of one of the household's accounts."""

    version: int
    status: AccountStatus


def draft_of(
    choice: DecisionChoice, calculation: Calculation, evidence: Evidence, today: date, *, lapsed: bool = False
) -> DraftDecision:
    """`lapsed`: whether the applicant let the day of the latest request for completion pass."""
    return DraftDecision(
        outcome=choice.outcome,
        lines=tuple(
            PaymentLine(str(line.account), line.purpose, line.amount_ore, line.pay_on) for line in choice.lines
        ),
        obstacles=choice.obstacles,
        reasons=choice.reasons,
        justifications=_justifications(choice, calculation, evidence),
        grounds=choice.grounds,
        ground_list=list_on(today),
        lapsed=lapsed,
    )


def can_be_paid_on(day: date, today: date) -> bool:
    """Neither past nor further ahead than a decision reaches."""
    return today <= day <= today + LONGEST_AHEAD


def late_or_past(lines: Iterable[LineChoice], today: date) -> tuple[int, ...]:
    """The numbers of the lines, from 1, that cannot be paid on their day."""
    return tuple(number for number, line in enumerate(lines, 1) if not can_be_paid_on(line.pay_on, today))


def unpayable(lines: Sequence[LineChoice], accounts: Mapping[UUID, PayableAccount]) -> tuple[int, ...]:
    """The numbers of the lines, from 1, to an account that is not the household's, or whose newest version payout has
    not found equal in two entries (C3)."""
    return tuple(
        number
        for number, line in enumerate(lines, 1)
        if line.account not in accounts or accounts[line.account].status is not AccountStatus.PAYABLE
    )


def _justifications(choice: DecisionChoice, calculation: Calculation, evidence: Evidence) -> tuple[Justification, ...]:
    """What is said of single answers, and the one reason for all that could not be verified (C10)."""
    if not choice.not_verifiable_reason:
        return choice.justifications
    said = {(one.member, one.block) for one in choice.justifications}
    missing = sorted(_not_verifiable(calculation, evidence) - said)
    rest = tuple(Justification(member, block, choice.not_verifiable_reason) for member, block in missing)
    return (*choice.justifications, *rest)


def _not_verifiable(calculation: Calculation, evidence: Evidence) -> set[tuple[str, RegisterBlock]]:
    """Who was to be asked about and was not answered for, and whose counted income is one that nobody answered for."""
    counted = ((line.member, line.source.block) for line in calculation.not_verifiable)
    return {
        *evidence.not_verifiable(),
        *((member, block) for member, block in counted if member is not None and block is not None),
    }
