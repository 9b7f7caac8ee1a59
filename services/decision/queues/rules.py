"""Which queue something waits in, and who takes from it (C9)."""

from enum import StrEnum

from services.decision.facts.kinds import ApplicationKind
from shared.auth.callers import Role


class Task(StrEnum):
    """What there is to do: to decide on an application, to see to a payment that failed, or to say what comes of a
    register's answer that differs from what a decision counted with, or of a completion that it did not count with."""

    APPLICATION = "application"
    PAYMENT = "payment"
    LATE_ANSWER = "lateAnswer"
    LATE_COMPLETION = "lateCompletion"


class Queue(StrEnum):
    RENEWALS = "renewals"
    NEW = "new"
    PROTECTED = "protected"
    PAYMENTS = "payments"
    LATE_ANSWERS = "lateAnswers"
    LATE_COMPLETIONS = "lateCompletions"


CLAIMED_BY: dict[Queue, Role] = {
    Queue.RENEWALS: Role.ECONOMY_SECRETARY,
    Queue.NEW: Role.SOCIAL_WORKER,
    Queue.PROTECTED: Role.SOCIAL_WORKER,
    Queue.PAYMENTS: Role.ECONOMY_SECRETARY,
    Queue.LATE_ANSWERS: Role.ECONOMY_SECRETARY,
    Queue.LATE_COMPLETIONS: Role.ECONOMY_SECRETARY,
}


def queue_of(kind: ApplicationKind, *, protected: bool) -> Queue:
    """Protected persons are in no shared queue (C8); renewals are, and everything else is a social worker's."""
    if protected:
        return Queue.PROTECTED
    return Queue.RENEWALS if kind is ApplicationKind.RENEWAL else Queue.NEW


def seen_by(roles: frozenset[Role]) -> tuple[Queue, ...]:
    """The queues whose length somebody in these roles may see: their own, and a unit head all."""
    return tuple(queue for queue, role in CLAIMED_BY.items() if {role, Role.UNIT_HEAD} & roles)
