"""Whatever the bank reports of a payment, in any order and repeated: the same state and the same sums (C6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.payout.bank.accounts import ReportedAccount, Scheme
from services.payout.bank.notifications import Booking, Direction, Return
from services.payout.bank.rules import ReleasedPayment
from services.payout.orders.states import OrderState
from services.payout.reports.rules import BookedAs, Known, Payment, judge
from tests.unit.payout_bank.bank_files import CREDITOR, DEBTOR, E2E

RELEASED = ReleasedPayment(E2E, 394050, DEBTOR, CREDITOR)
DEBIT = Booking(
    Direction.DEBIT,
    394050,
    ReportedAccount("123456789", Scheme.BBAN, "6000"),
    ReportedAccount("0123456782", Scheme.BBAN, "8327"),
    E2E,
    date(2026, 12, 18),
    "R1",
    False,
    None,
)
BACK = replace(DEBIT, direction=Direction.CREDIT, returned=Return("AC04", E2E), reference="R2")
Report = Booking | str
REJECTED = "rejected"
SENT = Payment(RELEASED, OrderState.SENT, succeeded=False, bookings=())
REPORTS: tuple[Report, ...] = (
    REJECTED,
    DEBIT,
    replace(DEBIT, reference="R3"),
    replace(DEBIT, amount_ore=394051, reference="R4"),
    replace(DEBIT, creditor_account=None, reference="R5"),
    BACK,
    replace(BACK, amount_ore=1, reference="R6"),
    replace(BACK, reference="R7"),
)


@dataclass(frozen=True)
class End:
    state: OrderState
    debited_ore: int
    credited_ore: int
    found: tuple[BookedAs, ...]


def reported(reports: Sequence[Report]) -> End:
    """What the reports, taken in this order, come to."""
    payment = SENT
    for report in reports:
        payment = _taken(report, payment)
    counted = [known for known in payment.bookings if known.booked_as is not BookedAs.REPEATED]
    out = sum(known.amount_ore for known in counted if known.direction is Direction.DEBIT)
    back = sum(known.amount_ore for known in counted if known.direction is Direction.CREDIT)
    return End(payment.state, out, back, tuple(sorted(known.booked_as for known in counted)))


def _taken(report: Report, payment: Payment) -> Payment:
    if isinstance(report, str):
        return replace(payment, state=OrderState.REJECTED) if payment.state is OrderState.SENT else payment
    judgement = judge(report, report.reference, payment)
    state = payment.state
    for move in judgement.moves:
        assert state.may_become(move)
        state = move
    known = Known(judgement.booked_as, report.direction, report.amount_ore, report.reference)
    return replace(payment, state=state, bookings=(*payment.bookings, known))


@given(st.lists(st.sampled_from(REPORTS), max_size=8), st.data())
def test_any_order_and_repetition_ends_the_same(reports: list[Report], data: st.DataObject) -> None:
    shuffled: list[Report] = data.draw(st.permutations(reports))
    again: list[Report] = data.draw(st.lists(st.sampled_from(reports), max_size=4)) if reports else []
    repeated: list[Report] = [*shuffled, *again]
    assert reported(shuffled) == reported(reports)
    assert reported(repeated) == reported(reports)


@given(st.permutations(REPORTS))
def test_only_whole_bookings_settle_and_return_and_each_once(reports: Sequence[Report]) -> None:
    end = reported(reports)
    assert end.state is OrderState.RETURNED
    assert [end.found.count(one) for one in (BookedAs.SETTLED, BookedAs.RETURNED)] == [1, 1]


def test_a_return_alone_waits_and_a_rejection_alone_ends() -> None:
    alone: dict[OrderState, list[Report]] = {OrderState.SENT: [BACK], OrderState.REJECTED: [REJECTED]}
    assert {reported(some).state: some for some in alone.values()} == alone
    assert reported([BACK, REJECTED]).state is OrderState.REJECTED
    assert reported([REJECTED, DEBIT]).state is OrderState.SETTLED


def test_nothing_is_settled_whose_line_a_successor_pays() -> None:
    rejected = Payment(RELEASED, OrderState.REJECTED, succeeded=True, bookings=())
    assert judge(DEBIT, "R1", rejected).booked_as is BookedAs.MISMATCH


def test_nothing_is_settled_before_the_bank_has_it_or_once_what_was_released_cannot_be_told() -> None:
    for state in set(OrderState) - {OrderState.SENT, OrderState.REJECTED}:
        assert judge(DEBIT, "R1", replace(SENT, state=state)).booked_as is BookedAs.MISMATCH
    assert judge(DEBIT, "R1", replace(SENT, released=None)).differences == ("releasedPayment",)


def test_bookings_without_a_reference_are_never_taken_for_repeated() -> None:
    settled = replace(SENT, bookings=(Known(BookedAs.SETTLED, Direction.DEBIT, 394050, None),))
    assert judge(DEBIT, None, settled).differences == ("bookedBefore",)
