"""Which queue, whose, and what may be told of its length."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.decision.facts.kinds import ApplicationKind
from services.decision.queues.rules import (
    CLAIMED_BY,
    Length,
    Queue,
    Task,
    as_figures,
    queue_of,
    reads_protected,
    seen_by,
)
from shared.auth.callers import Role


@pytest.mark.parametrize(
    ("kind", "queue"),
    [
        (ApplicationKind.RENEWAL, Queue.RENEWALS),
        (ApplicationKind.NEW, Queue.NEW),
        (ApplicationKind.ABOVE_NORM, Queue.NEW),
    ],
)
def test_an_application_waits_by_its_kind(kind: ApplicationKind, queue: Queue) -> None:
    assert queue_of(Task.APPLICATION, kind, protected=False) is queue


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        (Task.PAYMENT, Queue.PAYMENTS),
        (Task.LATE_ANSWER, Queue.LATE_ANSWERS),
        (Task.LATE_COMPLETION, Queue.LATE_COMPLETIONS),
    ],
)
@pytest.mark.parametrize("kind", ApplicationKind)
def test_what_comes_after_a_decision_waits_by_what_there_is_to_do(
    task: Task, queue: Queue, kind: ApplicationKind
) -> None:
    assert queue_of(task, kind, protected=False) is queue


@pytest.mark.parametrize("task", Task)
@pytest.mark.parametrize("kind", ApplicationKind)
def test_nothing_of_a_protected_person_is_in_a_shared_queue(task: Task, kind: ApplicationKind) -> None:
    assert queue_of(task, kind, protected=True) is Queue.PROTECTED


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
    assert reads_protected(frozenset(roles)) == bool(roles & {Role.SOCIAL_WORKER, Role.UNIT_HEAD})


DAY = datetime(2026, 11, 18, tzinfo=UTC)
LENGTHS = st.lists(
    st.builds(
        Length,
        st.sampled_from(Queue),
        st.integers(1, 1000),
        st.integers(0, 99).map(lambda n: DAY + n * timedelta(days=1)),
    ),
    unique_by=lambda length: length.queue,
)


def test_protected_ones_are_figures_of_the_queue_whose_handlers_take_them() -> None:
    one, other = Length(Queue.PROTECTED, 1, DAY), Length(Queue.NEW, 4, DAY + timedelta(days=2))
    pool = Length(Queue.RENEWALS, 7, DAY)

    assert as_figures([one, other, pool]) == [Length(Queue.NEW, 5, DAY), pool]
    assert as_figures([one]) == [Length(Queue.NEW, 1, DAY)]
    assert as_figures([Length(Queue.PROTECTED, 0, None), Length(Queue.NEW, 0, None)]) == [Length(Queue.NEW, 0, None)]


@given(LENGTHS)
def test_figures_name_nobody_protected_and_lose_nobody(lengths: list[Length]) -> None:
    told = as_figures(lengths)

    assert Queue.PROTECTED not in {one.queue for one in told}
    assert len({one.queue for one in told}) == len(told)
    assert sum(one.waiting for one in told) == sum(one.waiting for one in lengths)
    assert min((one.oldest for one in told if one.oldest), default=None) == min(
        (one.oldest for one in lengths if one.oldest), default=None
    )
    for length in lengths:
        if length.queue not in {Queue.NEW, Queue.PROTECTED}:
            assert length in told
