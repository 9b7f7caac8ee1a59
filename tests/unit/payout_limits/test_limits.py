"""When a payment is above a limit, by example, and whatever order payments come in."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payout.limits.rules import Hold, HoldReason, Limit, LimitKind, Reserved, hold

ORDER, MONTH = Limit(UUID(int=1), 50), Limit(UUID(int=2), 60)
LIMITS = {LimitKind.ORDER: ORDER, LimitKind.HOUSEHOLD_MONTH: MONTH}
ABOVE_ORDER = Hold(HoldReason.AMOUNT, ORDER.id)
ABOVE_MONTH = Hold(HoldReason.HOUSEHOLD_MONTH, MONTH.id)


@pytest.mark.parametrize(
    ("amount", "beside", "found"),
    [
        (50, 0, None),
        (50, 10, None),
        (51, 0, ABOVE_ORDER),
        (50, 11, ABOVE_MONTH),
        (1, 60, ABOVE_MONTH),
        (61, 60, ABOVE_ORDER),
    ],
)
def test_a_payment_is_held_above_a_limit_and_not_at_it(amount: int, beside: int, found: Hold | None) -> None:
    assert hold(amount, beside, LIMITS) == found


def test_a_limit_of_nothing_holds_everything() -> None:
    assert hold(1, 0, {**LIMITS, LimitKind.ORDER: Limit(ORDER.id, 0)}) == ABOVE_ORDER


def test_a_kind_without_a_limit_is_a_fault() -> None:
    with pytest.raises(KeyError):
        hold(1, 0, {LimitKind.ORDER: ORDER})


def test_what_was_let_go_takes_room_from_what_comes_and_not_from_what_was_there() -> None:
    reserved = Reserved(unseen_ore=10, let_go_ore=70)
    assert (reserved.beside(has_room=False), reserved.beside(has_room=True)) == (80, 10)


@dataclass
class Payment:
    amount: int
    state: str = "waiting"
    let_go: bool = False


steps = st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["weigh", "letGo", "cancel"])), max_size=40)


@given(st.lists(st.integers(1, 70), min_size=6, max_size=6), steps)
def test_what_is_ready_and_not_let_go_is_within_the_limits(amounts: list[int], taken: list[tuple[int, str]]) -> None:
    """One household's payments of a month, weighed, let go and cancelled in any order."""
    payments = [Payment(amount) for amount in amounts]
    for index, step in taken:
        _take(step, payments[index], [one for one in payments if one is not payments[index]])
        unseen = [one.amount for one in payments if one.state == "ready" and not one.let_go]
        assert sum(unseen) <= MONTH.max_amount_ore
        assert max(unseen, default=0) <= ORDER.max_amount_ore


def _take(step: str, payment: Payment, others: list[Payment]) -> None:
    ready = [one for one in others if one.state == "ready"]
    reserved = Reserved(
        unseen_ore=sum(one.amount for one in ready if not one.let_go),
        let_go_ore=sum(one.amount for one in ready if one.let_go),
    )
    before = payment.state
    if step == "cancel":
        payment.state = "cancelled"
    elif step == "letGo" and before == "held":
        payment.state, payment.let_go = "ready", True
    elif step == "weigh" and before != "cancelled" and not payment.let_go:
        above = hold(payment.amount, reserved.beside(before == "ready"), LIMITS)
        payment.state = "ready" if above is None else "held"
        assert before != "ready" or above is None, "nothing loses its room to what comes after it"
