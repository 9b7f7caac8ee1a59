"""Which queue, and whose."""

import pytest

from services.decision.facts.kinds import ApplicationKind
from services.decision.queues.rules import CLAIMED_BY, Queue, queue_of, seen_by
from shared.auth.callers import Role


@pytest.mark.parametrize(
    ("kind", "queue"),
    [
        (ApplicationKind.RENEWAL, Queue.RENEWALS),
        (ApplicationKind.NEW, Queue.NEW),
        (ApplicationKind.ABOVE_NORM, Queue.NEW),
    ],
)
def test_an_application_waits_by_its_kind_unless_it_is_protected(kind: ApplicationKind, queue: Queue) -> None:
    assert queue_of(kind, protected=False) is queue
    assert queue_of(kind, protected=True) is Queue.PROTECTED


def test_every_queue_has_one_role_and_new_and_protected_are_not_the_economy_secretaries() -> None:
    assert set(CLAIMED_BY) == set(Queue)
    assert [queue for queue, role in CLAIMED_BY.items() if role is Role.ECONOMY_SECRETARY] == [
        Queue.RENEWALS,
        Queue.PAYMENTS,
        Queue.LATE_ANSWERS,
        Queue.LATE_COMPLETIONS,
    ]


@pytest.mark.parametrize(
    ("roles", "queues"),
    [
        ({Role.ECONOMY_SECRETARY}, (Queue.RENEWALS, Queue.PAYMENTS, Queue.LATE_ANSWERS, Queue.LATE_COMPLETIONS)),
        ({Role.SOCIAL_WORKER}, (Queue.NEW, Queue.PROTECTED)),
        ({Role.ECONOMY_SECRETARY, Role.SOCIAL_WORKER}, tuple(Queue)),
        ({Role.UNIT_HEAD}, tuple(Queue)),
        ({Role.ADMINISTRATOR, Role.PAYER}, ()),
    ],
)
def test_one_sees_the_queues_one_takes_from(roles: set[Role], queues: tuple[Queue, ...]) -> None:
    assert seen_by(frozenset(roles)) == queues
