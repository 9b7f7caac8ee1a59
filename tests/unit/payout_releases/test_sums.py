"""Every öre of a release ends somewhere (C6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payout.orders.states import OrderState
from services.payout.releases.rules import FileState, file_state, sums

payments = st.lists(st.tuples(st.sampled_from(OrderState), st.integers(1, 10**11)))


@given(payments)
def test_the_parts_make_the_whole(some: list[tuple[OrderState, int]]) -> None:
    found = sums(some)
    assert found.pop("released_ore") == sum(amount for _, amount in some) == sum(found.values())


@given(payments)
def test_only_a_booking_settles(some: list[tuple[OrderState, int]]) -> None:
    settled = sum(amount for state, amount in some if state is OrderState.SETTLED)
    assert sums(some)["settled_ore"] == settled


@pytest.mark.parametrize(
    ("has_file", "step", "states", "expected"),
    [
        (False, None, [OrderState.RELEASED, OrderState.BLOCKED], FileState.MAKING),
        (False, None, [OrderState.BLOCKED], FileState.EMPTY),
        (True, None, [OrderState.RELEASED], FileState.MADE),
        (True, "begun", [OrderState.RELEASED], FileState.UNKNOWN),
        (True, "unknown", [OrderState.RELEASED], FileState.UNKNOWN),
        (True, "sent", [OrderState.SENT], FileState.SENT),
        (True, "refused", [OrderState.REJECTED], FileState.REFUSED),
    ],
)
def test_where_the_file_is(has_file: bool, step: str | None, states: list[OrderState], expected: FileState) -> None:
    assert file_state(has_file, step, states) is expected
