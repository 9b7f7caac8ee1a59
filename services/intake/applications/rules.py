"""When an application can be made, and how far it has come.

Nothing says how far an application has come but what has happened to it: who has signed, what was asked, what was
decided and paid. Facts come in any order, and the status follows from all of them.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.intake.households.rules import Household, Member
from shared.months import Month

MONTHS_AHEAD = 1
MONTHS_BACK = 3


class Kind(StrEnum):
    """grundansökan, löpande (återansökan), and ansökan över norm."""

    NEW = "new"
    RENEWAL = "renewal"
    ABOVE_NORM = "aboveNorm"


class Channel(StrEnum):
    """It follows from who sends the application in: nobody chooses it."""

    E_SERVICE = "eService"
    PAPER = "paper"


class Status(StrEnum):
    RECEIVED = "received"
    VERIFYING = "verifying"
    QUEUED = "queued"
    COMPLETION_REQUESTED = "completionRequested"
    DECIDED = "decided"
    PAID = "paid"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def next(self) -> frozenset["Status"]:
        """What it can become by one more fact about the same decision. A payment that comes back makes `paid` into
        `decided` again, and a decision that was revoked while its payments could be stopped leaves it `queued`. A
        decision and a withdrawal can cross each other."""
        return _NEXT[self]


_OPEN = frozenset({Status.DECIDED, Status.PAID, Status.CLOSED, Status.WITHDRAWN})
_NEXT = {
    Status.RECEIVED: frozenset({Status.VERIFYING, Status.WITHDRAWN}),
    Status.VERIFYING: frozenset({Status.QUEUED, Status.WITHDRAWN}),
    Status.QUEUED: _OPEN | {Status.COMPLETION_REQUESTED},
    Status.COMPLETION_REQUESTED: _OPEN | {Status.QUEUED},
    Status.DECIDED: frozenset({Status.PAID, Status.QUEUED, Status.WITHDRAWN}),
    Status.PAID: frozenset({Status.DECIDED}),
    Status.CLOSED: frozenset({Status.QUEUED, Status.WITHDRAWN}),
    Status.WITHDRAWN: frozenset({Status.DECIDED, Status.PAID}),
}


class Revocation(StrEnum):
    """What came of revoking a decision: its payments were stopped, or one had been sent to the bank."""

    STOPPED = "stopped"
    TOO_LATE = "tooLate"


class Because(StrEnum):
    """Why a payment order was cancelled."""

    ACCOUNT_SUPERSEDED = "accountSuperseded"
    STOPPED = "stopped"
    REVOKED = "revoked"
    RENEWED = "renewed"


class Ending(StrEnum):
    """How a payment order ended."""

    SETTLED = "settled"
    REJECTED = "rejected"
    RETURNED = "returned"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Payment:
    """One ending of an order that pays `line` of the decision. An order that was settled can be returned later."""

    order_id: UUID
    line: int
    ending: Ending


@dataclass(frozen=True, slots=True)
class Facts:
    """What has happened to an application. `lines`: the numbers of the decision's lines to pay, None where there is no
    decision yet. `payments`: what became of the orders of that decision, in any order. `waits_for_applicant`: something
    was asked for, and has neither been answered nor lapsed. `withdrawn`: by everybody who signed it."""

    everybody_signed: bool
    asked: bool = False
    verified: bool = False
    lines: frozenset[int] | None = None
    payments: frozenset[Payment] = frozenset()
    waits_for_applicant: bool = False
    withdrawn: bool = False


def status_of(facts: Facts) -> Status:
    """A decision that crossed a withdrawal is none, unless money was paid by it: then that is what there is to see."""
    if facts.withdrawn and (facts.lines is None or not _paid_lines(facts.payments)):
        return Status.WITHDRAWN
    if facts.lines is not None:
        return _status_of_decision(facts.lines, facts.payments)
    if facts.verified:
        return Status.COMPLETION_REQUESTED if facts.waits_for_applicant else Status.QUEUED
    return Status.VERIFYING if facts.everybody_signed and facts.asked else Status.RECEIVED


def _status_of_decision(lines: Set[int], payments: Set[Payment]) -> Status:
    if not lines:
        return Status.CLOSED
    return Status.PAID if lines <= _paid_lines(payments) else Status.DECIDED


def _paid_lines(payments: Set[Payment]) -> set[int]:
    """The lines with an order that was settled and has not come back. One that failed has a successor (C6)."""
    returned = {payment.order_id for payment in payments if payment.ending is Ending.RETURNED}
    return {
        payment.line for payment in payments if payment.ending is Ending.SETTLED and payment.order_id not in returned
    }


def case_number(received: date, number: int) -> str:
    """ "EB-2026-000123": the year of arrival, and a number that is never used again."""
    return f"EB-{received.year}-{number:06d}"


def open_months(today: date) -> tuple[Month, Month]:
    """The first and the last month that can be applied for today."""
    now = Month.of(today)
    return now.plus(-MONTHS_BACK), now.plus(MONTHS_AHEAD)


def can_renew(month: Month, granted: Iterable[Month], within_months: int) -> bool:
    """Whether a new application was granted for one of the months before (or this one), not longer ago than that."""
    return any(month.plus(-within_months) <= earlier <= month for earlier in granted)


def unknown_members(members: Iterable[UUID], household: Household) -> bool:
    return not set(members) <= {member.id for member in household.members}


def signers(channel: Channel, household: Household, person: str) -> tuple[Member, ...]:
    """Who has signed when it arrives: the adult who sends it, or with paper every adult (the registrar has seen it)."""
    if channel is Channel.PAPER:
        return household.adults()
    return tuple(adult for adult in household.adults() if adult.person == person)
