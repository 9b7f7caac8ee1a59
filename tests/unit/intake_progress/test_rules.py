"""Where a case is for the applicant, and how a payment stands, whatever order the facts came in."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from services.intake.applications.rules import Because, Ending, Status
from services.intake.progress.rules import (
    OPEN,
    Case,
    OrderFact,
    PaymentState,
    Step,
    StepKind,
    WaitsFor,
    payment_state,
    steps,
    waits_for,
)
from services.intake.progress.texts import PAYMENT_TEXTS, STATUS_TEXTS, STEP_TEXTS, WAITS_FOR_TEXTS

RECEIVED = date(2026, 8, 31)
TODAY = date(2026, 11, 22)
CASE = Case(Status.QUEUED, RECEIVED, signed_by_me=True, withdrawn_by_me=False, signed_by_all=True)


def kinds(case: Case, today: date = TODAY) -> list[StepKind]:
    return [step.kind for step in steps(case, today)]


@pytest.mark.parametrize(
    ("status", "waiting"),
    [
        (Status.RECEIVED, WaitsFor.REGISTERS),
        (Status.VERIFYING, WaitsFor.REGISTERS),
        (Status.QUEUED, WaitsFor.SOCIAL_SERVICES),
        (Status.COMPLETION_REQUESTED, WaitsFor.YOU),
        (Status.DECIDED, WaitsFor.SOCIAL_SERVICES),
        (Status.PAID, WaitsFor.NOBODY),
        (Status.CLOSED, WaitsFor.NOBODY),
        (Status.WITHDRAWN, WaitsFor.NOBODY),
    ],
)
def test_whom_a_case_waits_for(status: Status, waiting: WaitsFor) -> None:
    assert waits_for(replace(CASE, status=status)) is waiting


def test_signatures_come_first() -> None:
    received = replace(CASE, status=Status.RECEIVED, signed_by_all=False)
    assert waits_for(received) is WaitsFor.OTHER_ADULT
    unsigned = replace(received, signed_by_me=False)
    assert (waits_for(unsigned), kinds(unsigned)) == (WaitsFor.YOU, [StepKind.SIGN])


def test_a_decided_case_waits_for_the_bank_while_it_has_the_payment() -> None:
    assert waits_for(replace(CASE, status=Status.DECIDED, payments_at_bank=True)) is WaitsFor.BANK


def test_what_is_asked_for_has_its_day() -> None:
    asked = replace(CASE, status=Status.COMPLETION_REQUESTED, respond_by=date(2026, 12, 4))
    assert Step(StepKind.ANSWER, date(2026, 12, 4)) in steps(asked, TODAY)


def test_what_can_be_done_while_it_is_open_and_after() -> None:
    assert kinds(CASE) == [StepKind.COMPLETE, StepKind.WITHDRAW]
    assert kinds(replace(CASE, withdrawn_by_me=True)) == [StepKind.COMPLETE]
    for status in (Status.DECIDED, Status.PAID, Status.CLOSED):
        assert kinds(replace(CASE, status=status)) == [StepKind.APPEAL]
    assert kinds(replace(CASE, status=Status.WITHDRAWN)) == [StepKind.APPLY_ANEW]


@pytest.mark.parametrize(("today", "may"), [(date(2027, 2, 28), False), (date(2027, 3, 1), True)])
def test_after_six_months_one_can_ask_for_a_decision(today: date, may: bool) -> None:
    """FL 12 §. Six months from 31 August end with February."""
    for status in OPEN:
        assert (StepKind.ASK_FOR_DECISION in kinds(replace(CASE, status=status), today)) is may
    assert StepKind.ASK_FOR_DECISION not in kinds(replace(CASE, status=Status.CLOSED), today)


SENT, SETTLED, RETURNED, REJECTED = (
    OrderFact("a", end) for end in (None, Ending.SETTLED, Ending.RETURNED, Ending.REJECTED)
)
AGAIN, PAID_AGAIN = OrderFact("b", None), OrderFact("b", Ending.SETTLED)


def cancelled(because: Because | None) -> OrderFact:
    return OrderFact("a", Ending.CANCELLED, because)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ((), PaymentState.PLANNED),
        ((SENT,), PaymentState.SENT),
        ((SETTLED,), PaymentState.PAID),
        ((SENT, SETTLED), PaymentState.PAID),
        ((SENT, SETTLED, RETURNED), PaymentState.RETURNED),
        ((SENT, REJECTED), PaymentState.REJECTED),
        ((SENT, REJECTED, AGAIN), PaymentState.SENT),
        ((SENT, SETTLED, RETURNED, AGAIN, PAID_AGAIN), PaymentState.PAID),
        ((cancelled(Because.RENEWED),), PaymentState.PLANNED),
        ((cancelled(Because.REVOKED),), PaymentState.STOPPED),
        ((cancelled(Because.STOPPED),), PaymentState.STOPPED),
        ((cancelled(None),), PaymentState.STOPPED),
        ((cancelled(Because.STOPPED), AGAIN), PaymentState.SENT),
    ],
)
def test_how_a_payment_stands(facts: tuple[OrderFact, ...], state: PaymentState) -> None:
    for order in permutations(facts):
        assert payment_state(order) is state


def test_everything_has_its_words_in_both_languages() -> None:
    for names, texts in (
        (Status, STATUS_TEXTS),
        (WaitsFor, WAITS_FOR_TEXTS),
        (StepKind, STEP_TEXTS),
        (PaymentState, PAYMENT_TEXTS),
    ):
        assert set(names) == set(texts)
        assert all(text.sv and text.en and text.sv != text.en for text in texts.values())
