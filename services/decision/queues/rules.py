"""Which queue something waits in, who takes from it, and who is told how long it is (C8, C9)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
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


_AFTER_A_DECISION: dict[Task, Queue] = {
    Task.PAYMENT: Queue.PAYMENTS,
    Task.LATE_ANSWER: Queue.LATE_ANSWERS,
    Task.LATE_COMPLETION: Queue.LATE_COMPLETIONS,
}


def queue_of(task: Task, kind: ApplicationKind, *, protected: bool) -> Queue:
    """Protected persons are in no shared queue, whatever there is to do (C8). Renewals are, and what comes after a
    decision; every other application is a social worker's."""
    if protected:
        return Queue.PROTECTED
    if task is Task.APPLICATION:
        return Queue.RENEWALS if kind is ApplicationKind.RENEWAL else Queue.NEW
    return _AFTER_A_DECISION[task]


def seen_by(roles: frozenset[Role]) -> tuple[Queue, ...]:
    """The queues whose length somebody in these roles may see: their own, and a unit head all."""
    return tuple(queue for queue, role in CLAIMED_BY.items() if {role, Role.UNIT_HEAD} & roles)


def reads_protected(roles: frozenset[Role]) -> bool:
    """Whoever sees the closed queue may read what is decided on those in it (C8)."""
    return Queue.PROTECTED in seen_by(roles)


@dataclass(frozen=True, slots=True)
class Length:
    """How many wait in a queue. `oldest`: when the one that has waited longest came in; None where nothing waits."""

    queue: Queue
    waiting: int
    oldest: datetime | None


def as_figures(lengths: Iterable[Length]) -> list[Length]:
    """What may be told to whoever only watches: protected persons' items count with those of the queue `new`, whose
    handlers take them too. A queue of their own with one item in it would tell that somebody protected has applied in
    a small municipality (C8)."""
    together: dict[Queue, list[Length]] = defaultdict(list)
    for length in lengths:
        together[Queue.NEW if length.queue is Queue.PROTECTED else length.queue].append(length)
    return [_sum(queue, parts) for queue, parts in together.items()]


def _sum(queue: Queue, parts: list[Length]) -> Length:
    oldest = min((part.oldest for part in parts if part.oldest is not None), default=None)
    return Length(queue, sum(part.waiting for part in parts), oldest)
