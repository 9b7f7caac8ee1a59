from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.payout.bank.accounts import ReportedAccount, Scheme
from services.payout.bank.notifications import Booking, Direction, Return
from services.payout.bank.reports import StatusReport, read_report
from services.payout.bank.rules import (
    ComeBack,
    Difference,
    Level,
    Mismatch,
    Outcome,
    Outcomes,
    PaymentOutcome,
    ReleasedPayment,
    Settled,
    match,
    match_return,
    outcome_of,
    outcomes,
)
from tests.unit.payout_bank.bank_files import (
    CREDITOR,
    DEBTOR,
    E2E,
    MESSAGE_ID,
    batch_status,
    pain002,
    payment_status,
    why,
)

DAY = date(2026, 12, 18)
RELEASED = ReleasedPayment(E2E, 394050, DEBTOR, CREDITOR)
OWN = ReportedAccount("123456789", Scheme.BBAN, "6000")
PAYEE = ReportedAccount("0123456782", Scheme.BBAN, "8327")
BOOKED = Booking(Direction.DEBIT, 394050, OWN, PAYEE, E2E, DAY, "R1", False, None)
BACK = replace(BOOKED, direction=Direction.CREDIT, returned=Return("AC04", E2E))
SENT = {"a": f"{MESSAGE_ID}-1", "b": f"{MESSAGE_ID}-1", "c": f"{MESSAGE_ID}-2"}

Match = Callable[[Booking, ReleasedPayment], Any]


def test_c6_settled_is_exactly_what_was_released() -> None:
    assert match(BOOKED, RELEASED) == Settled(DAY, "R1")


WRONG: list[tuple[dict[str, Any], Difference]] = [
    ({"amount_ore": 394051}, Difference.AMOUNT),
    ({"end_to_end_id": "another"}, Difference.END_TO_END_ID),
    ({"end_to_end_id": None}, Difference.END_TO_END_ID),
    ({"debtor_account": replace(OWN, clearing="6001")}, Difference.DEBTOR_ACCOUNT),
    ({"debtor_account": None}, Difference.DEBTOR_ACCOUNT),
    ({"creditor_account": replace(PAYEE, id="0123456783")}, Difference.CREDITOR_ACCOUNT),
    ({"creditor_account": replace(PAYEE, clearing=None)}, Difference.CREDITOR_ACCOUNT),
]


@pytest.mark.parametrize(("wrong", "difference"), WRONG)
def test_c6_anything_else_is_a_mismatch_that_says_what_differs(wrong: dict[str, Any], difference: Difference) -> None:
    assert match(replace(BOOKED, **wrong), RELEASED) == Mismatch((difference,))
    assert match_return(replace(BACK, **wrong), RELEASED) == Mismatch((difference,))


def test_c6_a_booking_that_names_no_payee_settles_nothing() -> None:
    assert match(replace(BOOKED, creditor_account=None), RELEASED) == Mismatch((Difference.CREDITOR_ACCOUNT,))


def test_every_difference_is_named() -> None:
    strange = Booking(Direction.CREDIT, 1, None, None, None, None, None, False, None)
    assert match(strange, RELEASED) == Mismatch(tuple(Difference))


@pytest.mark.parametrize(
    "booking",
    [
        BACK,
        replace(BOOKED, reversal=True),
        replace(BOOKED, returned=Return("AC04", E2E)),
        replace(BOOKED, direction=Direction.CREDIT),
    ],
)
def test_money_that_comes_back_settles_nothing(booking: Booking) -> None:
    assert match(booking, RELEASED) == Mismatch((Difference.DIRECTION,))


def test_a_return_is_the_whole_amount_back_on_the_debtor_account() -> None:
    assert match_return(BACK, RELEASED) == ComeBack(DAY, "R1", "AC04")
    assert match_return(replace(BACK, creditor_account=None), RELEASED) == ComeBack(DAY, "R1", "AC04")
    assert match_return(replace(BACK, returned=None, reversal=True), RELEASED) == ComeBack(DAY, "R1", None)


@pytest.mark.parametrize("booking", [BOOKED, replace(BACK, returned=None), replace(BACK, direction=Direction.DEBIT)])
def test_what_is_no_credit_of_ours_returns_nothing(booking: Booking) -> None:
    assert match_return(booking, RELEASED) == Mismatch((Difference.DIRECTION,))


def said(data: bytes) -> Outcomes:
    report = read_report(data)
    assert isinstance(report, StatusReport)
    return outcomes(report, SENT)


def test_a_payments_own_status_counts_before_its_batchs_and_the_files() -> None:
    batch = batch_status(payment_status("a", "RJCT", "AC04"), "ACCP")
    assert said(pain002(batch)).payments == (
        PaymentOutcome("a", Outcome.REJECTED, "AC04", "RJCT", Level.PAYMENT),
        PaymentOutcome("b", Outcome.ACCEPTED, None, "ACCP", Level.BATCH),
        PaymentOutcome("c", Outcome.ACCEPTED, None, "ACCP", Level.FILE),
    )


def test_a_batch_rejected_without_naming_its_payments_rejects_them() -> None:
    found = said(pain002(batch_status(status="RJCT", reason="AM04", number=2), "<GrpSts>PART</GrpSts>"))
    assert found.payments == (PaymentOutcome("c", Outcome.REJECTED, "AM04", "RJCT", Level.BATCH),)


def test_a_file_rejected_rejects_every_payment() -> None:
    found = said(pain002(group="<GrpSts>RJCT</GrpSts>" + why("FF01")))
    assert found.payments == tuple(PaymentOutcome(e2e, Outcome.REJECTED, "FF01", "RJCT", Level.FILE) for e2e in SENT)


def test_a_file_refused_as_already_received_rejects_nothing() -> None:
    found = said(pain002(group="<GrpSts>RJCT</GrpSts>" + why("DUPL")))
    assert {payment.outcome for payment in found.payments} == {Outcome.DUPLICATE}


def test_accepted_in_part_says_nothing_of_payments_that_it_does_not_name() -> None:
    batch = batch_status(payment_status("a", "ACCP"), "PART")
    named = PaymentOutcome("a", Outcome.ACCEPTED, None, "ACCP", Level.PAYMENT)
    assert said(pain002(batch, "<GrpSts>PART</GrpSts>")).payments == (named,)


def test_a_batch_that_is_accepted_in_part_is_nearer_than_a_file_that_is_rejected() -> None:
    found = said(pain002(batch_status(status="PART"), "<GrpSts>RJCT</GrpSts>"))
    assert [(one.end_to_end_id, one.level) for one in found.payments] == [("c", Level.FILE)]


def test_a_payment_without_a_status_of_its_own_has_that_of_its_batch() -> None:
    bare = payment_status("a", "RJCT").replace("<TxSts>RJCT</TxSts>", "")
    found = {one.end_to_end_id: one for one in said(pain002(batch_status(bare, "RJCT", "AM04"))).payments}
    assert (found["a"].outcome, found["a"].level, found["c"].outcome) == (
        Outcome.REJECTED,
        Level.BATCH,
        Outcome.ACCEPTED,
    )


def test_payments_that_were_never_sent_are_strangers() -> None:
    found = said(pain002(batch_status(payment_status("x", "RJCT", "AC04"), "PART"), "<GrpSts>PART</GrpSts>"))
    assert found == Outcomes((), ("x",))


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("ACCP", Outcome.ACCEPTED),
        ("ACSP", Outcome.ACCEPTED),
        ("ACSC", Outcome.ACCEPTED),
        ("ACWC", Outcome.ACCEPTED),
        ("RJCT", Outcome.REJECTED),
        ("RCVD", Outcome.PENDING),
        ("ACTC", Outcome.PENDING),
        ("PDNG", Outcome.PENDING),
        ("PART", Outcome.PENDING),
        ("XXXX", Outcome.NOT_UNDERSTOOD),
        ("accp", Outcome.NOT_UNDERSTOOD),
        (None, Outcome.NOT_UNDERSTOOD),
    ],
)
def test_only_a_clear_word_is_an_answer(status: str | None, outcome: Outcome) -> None:
    assert outcome_of(status) is outcome
