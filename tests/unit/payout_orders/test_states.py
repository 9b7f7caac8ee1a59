"""Which states an order may go through."""

from itertools import product

import pytest

from services.payout.orders.states import OrderState


def reachable(start: OrderState) -> set[OrderState]:
    found: set[OrderState] = {start}
    while new := {after for state in found for after in OrderState if state.may_become(after)} - found:
        found |= new
    return found


def test_every_state_is_reached_from_received() -> None:
    assert reachable(OrderState.RECEIVED) == set(OrderState)


@pytest.mark.parametrize("state", [OrderState.UNKNOWN, OrderState.SENT, OrderState.SETTLED, OrderState.RETURNED])
def test_nothing_that_the_bank_has_is_cancelled_or_released_again(state: OrderState) -> None:
    assert not reachable(state) & {OrderState.CANCELLED, OrderState.READY, OrderState.RELEASED, OrderState.BLOCKED}


def test_only_what_was_ready_is_released_and_only_what_was_released_is_sent() -> None:
    assert [state for state in OrderState if state.may_become(OrderState.RELEASED)] == [OrderState.READY]
    assert [state for state in OrderState if state.may_become(OrderState.SENT)] == [
        OrderState.RELEASED,
        OrderState.UNKNOWN,
    ]


def test_only_a_booking_of_what_the_bank_has_had_settles() -> None:
    booked = [state for state in OrderState if state.may_become(OrderState.SETTLED)]
    assert booked == [OrderState.SENT, OrderState.REJECTED]


def test_no_state_becomes_itself_and_the_unpaid_ends_are_final() -> None:
    assert not [state for state in OrderState if state.may_become(state)]
    unpaid = (OrderState.RETURNED, OrderState.REJECTED, OrderState.CANCELLED)
    after = [pair for pair in product(unpaid, OrderState) if pair[0].may_become(pair[1])]
    assert after == [(OrderState.REJECTED, OrderState.SETTLED)], "but for what the bank booked after all"
