"""Where a case is, whom it waits for, and what the applicant can do next: all that follows from what has happened.

Never a person's name: a case waits for the social services, not for somebody (C9)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.intake.applications.rules import Because, Ending, Status
from shared.months import Month

PATIENCE_MONTHS = 6
"""After which the applicant can ask in writing for a decision (FL 12 §)."""


class WaitsFor(StrEnum):
    YOU = "you"
    OTHER_ADULT = "otherAdult"
    REGISTERS = "registers"
    SOCIAL_SERVICES = "socialServices"
    BANK = "bank"
    NOBODY = "nobody"


class StepKind(StrEnum):
    """What the applicant can do."""

    SIGN = "sign"
    ANSWER = "answer"
    COMPLETE = "complete"
    WITHDRAW = "withdraw"
    ASK_FOR_DECISION = "askForDecision"
    APPEAL = "appeal"
    APPLY_ANEW = "applyAnew"


@dataclass(frozen=True, slots=True)
class Step:
    kind: StepKind
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """As one applicant sees it. `respond_by`: the last day of what is asked for. `completed_late`: they completed it
    while it was decided, and the decision did not count with that."""

    status: Status
    received_on: date
    signed_by_me: bool
    withdrawn_by_me: bool
    signed_by_all: bool
    respond_by: date | None = None
    payments_at_bank: bool = False
    completed_late: bool = False


OPEN = frozenset({Status.RECEIVED, Status.VERIFYING, Status.QUEUED, Status.COMPLETION_REQUESTED})
DECIDED = frozenset({Status.DECIDED, Status.PAID, Status.CLOSED})


def waits_for(case: Case) -> WaitsFor:
    if case.status is Status.RECEIVED and not case.signed_by_me:
        return WaitsFor.YOU
    if case.status is Status.RECEIVED and not case.signed_by_all:
        return WaitsFor.OTHER_ADULT
    if case.status is Status.DECIDED:
        return WaitsFor.BANK if case.payments_at_bank else WaitsFor.SOCIAL_SERVICES
    return {
        Status.RECEIVED: WaitsFor.REGISTERS,
        Status.VERIFYING: WaitsFor.REGISTERS,
        Status.QUEUED: WaitsFor.SOCIAL_SERVICES,
        Status.COMPLETION_REQUESTED: WaitsFor.YOU,
    }.get(case.status, WaitsFor.NOBODY)


def steps(case: Case, today: date) -> tuple[Step, ...]:
    return tuple(_steps(case, today))


def _steps(case: Case, today: date) -> Iterator[Step]:
    if case.status in OPEN:
        yield from _while_open(case, today)
    if case.status in DECIDED:
        yield Step(StepKind.APPEAL)
    if case.status is Status.WITHDRAWN:
        yield Step(StepKind.APPLY_ANEW)


def _while_open(case: Case, today: date) -> Iterator[Step]:
    if not case.signed_by_me:
        yield Step(StepKind.SIGN)
        return
    if case.status is Status.COMPLETION_REQUESTED:
        yield Step(StepKind.ANSWER, case.respond_by)
    else:
        yield Step(StepKind.COMPLETE)
    if not case.withdrawn_by_me:
        yield Step(StepKind.WITHDRAW)
    if today > _half_a_year_after(case.received_on):
        yield Step(StepKind.ASK_FOR_DECISION)


def _half_a_year_after(day: date) -> date:
    month = Month.of(day).plus(PATIENCE_MONTHS)
    return month.first_day.replace(day=min(day.day, month.last_day.day))


class PaymentState(StrEnum):
    """`stopped`: nothing is paid by it now; the social services look into it, or the decision was revoked."""

    PLANNED = "planned"
    SENT = "sent"
    PAID = "paid"
    RETURNED = "returned"
    REJECTED = "rejected"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class OrderFact:
    """One thing that payout said of an order of the line: that it was sent (`ending` is None), or how it ended."""

    order: str
    ending: Ending | None
    because: Because | None = None


def payment_state(facts: Iterable[OrderFact]) -> PaymentState:
    """Of one line of a decision, in whatever order the facts came. Money that arrived and stayed is what counts; then
    what is with the bank; then how the last try failed."""
    known = tuple(facts)
    ends = {(fact.order, fact.ending) for fact in known if fact.ending is not None}
    if any(ending is Ending.SETTLED and (order, Ending.RETURNED) not in ends for order, ending in ends):
        return PaymentState.PAID
    ended = {order for order, _ in ends}
    if any(fact.order not in ended for fact in known):
        return PaymentState.SENT
    failed = {ending for _, ending in ends}
    for ending, state in ((Ending.RETURNED, PaymentState.RETURNED), (Ending.REJECTED, PaymentState.REJECTED)):
        if ending in failed:
            return state
    stopped = any(fact.ending is Ending.CANCELLED and fact.because is not Because.RENEWED for fact in known)
    return PaymentState.STOPPED if stopped else PaymentState.PLANNED
