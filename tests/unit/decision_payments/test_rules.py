"""Whether a line waits for somebody follows from what is known, not from the order in which it came."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.decision.facts.kinds import PaymentStatus
from services.decision.payments.rules import (
    Failure,
    LineFacts,
    OrderEnd,
    OrderState,
    Rest,
    Standing,
    Waiting,
    standing,
)

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
PATIENCE = timedelta(minutes=5)
NEW = LineFacts(revoked=False, newest=1, refused=None, states=(), ends=())
SETTLED, REJECTED, RETURNED, CANCELLED = PaymentStatus


def blocked(number: int, version: int = 1, order: str = "a") -> OrderState:
    return OrderState(order, version, number, blocked=True, rule="C1", reason="account")


def healed(number: int, version: int = 1, order: str = "a") -> OrderState:
    return OrderState(order, version, number, blocked=False)


def ended(
    status: PaymentStatus, because: str | None = None, version: int = 1, order: str = "a", at: datetime = NOW
) -> OrderEnd:
    return OrderEnd(order, version, status, because, at)


def of(line: LineFacts) -> Standing:
    return standing(line, NOW, PATIENCE)


BLOCKED = Waiting(Failure.BLOCKED, "C1", "account")


@pytest.mark.parametrize(
    ("facts", "stands"),
    [
        ((), Rest.UNDER_WAY),
        ((blocked(3),), BLOCKED),
        ((blocked(3), healed(4)), Rest.UNDER_WAY),
        ((healed(4), blocked(5)), BLOCKED),
        ((blocked(3), ended(CANCELLED, "stopped")), Waiting(Failure.CANCELLED, reason="stopped")),
        ((ended(CANCELLED, "accountSuperseded"),), Waiting(Failure.CANCELLED, reason="accountSuperseded")),
        ((ended(CANCELLED),), Waiting(Failure.CANCELLED)),
        ((ended(CANCELLED, "renewed"),), Rest.UNDER_WAY),
        ((ended(CANCELLED, "revoked"),), Rest.UNDER_WAY),
        ((ended(CANCELLED, "revoked", at=NOW - PATIENCE),), Waiting(Failure.CANCELLED, reason="revoked")),
        ((ended(REJECTED),), Waiting(Failure.REJECTED)),
        ((ended(SETTLED),), Rest.SETTLED),
        ((ended(SETTLED), ended(RETURNED)), Waiting(Failure.RETURNED)),
        ((ended(RETURNED),), Waiting(Failure.RETURNED)),
    ],
)
def test_how_one_order_stands(facts: tuple[OrderState | OrderEnd, ...], stands: Standing) -> None:
    line = replace(
        NEW,
        states=tuple(fact for fact in facts if isinstance(fact, OrderState)),
        ends=tuple(fact for fact in facts if isinstance(fact, OrderEnd)),
    )
    assert of(line) == stands
    assert of(replace(line, revoked=True)) is Rest.REVOKED
    if stands is not Rest.SETTLED:
        assert of(replace(line, newest=2)) is Rest.UNDER_WAY, "its successor is on its way"


def test_a_successors_order_is_what_counts() -> None:
    line = replace(NEW, newest=2, ends=(ended(REJECTED), ended(REJECTED, version=2, order="b")))
    assert of(line) == Waiting(Failure.REJECTED)
    assert of(replace(line, newest=3)) is Rest.UNDER_WAY
    assert of(replace(line, ends=(ended(REJECTED), ended(SETTLED, version=2, order="b")))) is Rest.SETTLED


def test_what_payout_refused_waits_unless_the_order_before_lives_after_all() -> None:
    refused = replace(NEW, refused="fact-contradicted")
    assert of(refused) == Waiting(Failure.REFUSED, reason="fact-contradicted")
    assert of(replace(refused, ends=(ended(REJECTED),))) == Waiting(Failure.REFUSED, reason="fact-contradicted")
    assert of(replace(refused, states=(blocked(3), healed(4)))) is Rest.UNDER_WAY
    assert of(replace(refused, ends=(ended(SETTLED),))) is Rest.SETTLED


FACTS = st.one_of(
    st.builds(blocked, st.integers(1, 6), st.integers(1, 2), st.just("a")),
    st.builds(healed, st.integers(7, 9), st.integers(1, 2), st.just("a")),
    st.builds(ended, st.sampled_from(PaymentStatus), st.sampled_from([None, "stopped", "renewed", "revoked"])),
)


@given(st.lists(FACTS, max_size=6, unique_by=str))
def test_the_order_that_facts_come_in_does_not_matter(facts: list[OrderState | OrderEnd]) -> None:
    def line(some: list[OrderState | OrderEnd]) -> LineFacts:
        ends = {fact.status: fact for fact in facts if isinstance(fact, OrderEnd)}
        return replace(
            NEW,
            states=tuple(fact for fact in some if isinstance(fact, OrderState)),
            ends=tuple(fact for fact in some if isinstance(fact, OrderEnd) and ends[fact.status] is fact),
        )

    shuffled = list(reversed(facts))
    assert of(line(shuffled)) == of(line(facts))
