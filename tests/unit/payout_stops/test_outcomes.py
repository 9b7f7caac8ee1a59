"""Whether a decision was stopped, line by line."""

import pytest

from services.payout.orders.states import OrderState
from services.payout.stops.rules import LineOrder, Outcome, outcome, outcomes

STOPPED, TOO_LATE = Outcome.STOPPED, Outcome.TOO_LATE


@pytest.mark.parametrize(
    ("state", "in_file", "expected"),
    [
        (OrderState.CANCELLED, False, STOPPED),
        (OrderState.READY, False, STOPPED),
        (OrderState.RELEASED, False, STOPPED),
        (OrderState.RELEASED, True, TOO_LATE),
        (OrderState.SENT, True, TOO_LATE),
        (OrderState.SETTLED, True, TOO_LATE),
        (OrderState.REJECTED, True, STOPPED),
        (OrderState.RETURNED, True, STOPPED),
    ],
)
def test_only_money_that_is_gone_or_on_its_way_is_too_late(state: OrderState, in_file: bool, expected: Outcome) -> None:
    assert outcomes([LineOrder(1, state, in_file)]) == {1: expected}


def test_any_order_of_a_line_decides_for_the_line_and_any_line_for_the_decision() -> None:
    gone = LineOrder(2, OrderState.SENT, True)
    lines = outcomes([LineOrder(2, OrderState.REJECTED, True), gone, LineOrder(1, OrderState.CANCELLED, False)])
    assert lines == {1: STOPPED, 2: TOO_LATE}
    assert list(lines) == [1, 2]
    assert outcome(lines.values()) is TOO_LATE
    assert outcome([STOPPED]) is outcome([]) is STOPPED
