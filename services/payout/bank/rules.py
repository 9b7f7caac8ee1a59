"""What the bank's answers mean for a payment that was released (C6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.payout.bank.accounts import Account, ReportedAccount, same_account
from services.payout.bank.notifications import Booking, Direction
from services.payout.bank.status_reports import BatchStatus, StatusReport

_ACCEPTED = {"ACCP", "ACSP", "ACSC", "ACCC", "ACWC"}
_REJECTED = {"RJCT"}
_KNOWN_BEFORE = {"DUPL", "AM05"}


class Outcome(StrEnum):
    """What a status says of a payment. None of them moves money: only a booking settles."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PENDING = "pending"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class PaymentOutcome:
    end_to_end_id: str
    outcome: Outcome
    reason: str | None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """`payments` has one outcome for each payment sent that the report says something of; `strangers` are end-to-end
    ids in the report that were never in the file.
    """

    payments: tuple[PaymentOutcome, ...]
    strangers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReleasedPayment:
    """What was released, and so what must be booked."""

    end_to_end_id: str
    amount_ore: int
    debtor_account: Account
    creditor_account: Account


@dataclass(frozen=True, slots=True)
class Settled:
    booking_date: date | None
    reference: str | None


@dataclass(frozen=True, slots=True)
class ComeBack:
    booking_date: date | None
    reference: str | None
    reason: str | None


class Difference(StrEnum):
    """How a booking differs from what was released. Names no value."""

    DIRECTION = "direction"
    END_TO_END_ID = "endToEndId"
    AMOUNT = "amount"
    DEBTOR_ACCOUNT = "debtorAccount"
    CREDITOR_ACCOUNT = "creditorAccount"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The booking is not this payment's. Every difference is named, for the person who finds out why."""

    reasons: tuple[Difference, ...]


def match(booking: Booking, payment: ReleasedPayment) -> Settled | Mismatch:
    """Settled needs a debit whose debtor account, creditor account, amount and end-to-end id are what was released."""
    away = booking.direction is Direction.DEBIT and not booking.reversal and booking.returned is None
    differences = _differences(booking, payment, away)
    return Mismatch(differences) if differences else Settled(booking.booking_date, booking.reference)


def match_return(booking: Booking, payment: ReleasedPayment) -> ComeBack | Mismatch:
    """Returned needs a credit of the whole amount back to the debtor account, as a return or a reversal.

    The creditor account is compared where the bank names one: many leave out whose account the money could not enter.
    """
    back = booking.direction is Direction.CREDIT and (booking.reversal or booking.returned is not None)
    differences = _differences(booking, payment, back, creditor_may_be_left_out=True)
    if differences:
        return Mismatch(differences)
    reason = booking.returned.reason if booking.returned else None
    return ComeBack(booking.booking_date, booking.reference, reason)


def _differences(
    booking: Booking, payment: ReleasedPayment, right_way: bool, creditor_may_be_left_out: bool = False
) -> tuple[Difference, ...]:
    left_out = creditor_may_be_left_out and booking.creditor_account is None
    checks = {
        Difference.DIRECTION: right_way,
        Difference.END_TO_END_ID: booking.end_to_end_id == payment.end_to_end_id,
        Difference.AMOUNT: booking.amount_ore == payment.amount_ore,
        Difference.DEBTOR_ACCOUNT: _is(payment.debtor_account, booking.debtor_account),
        Difference.CREDITOR_ACCOUNT: left_out or _is(payment.creditor_account, booking.creditor_account),
    }
    return tuple(difference for difference, equal in checks.items() if not equal)


def _is(ours: Account, reported: ReportedAccount | None) -> bool:
    return reported is not None and same_account(ours, reported)


def outcome_of(status: str | None, reason: str | None = None) -> Outcome:
    """A code that is unknown, or says only that the file arrived or is well-formed (RCVD, ACTC), is no answer yet.

    A file or payment refused as a duplicate is no rejection either: the first one may have been carried out.
    """
    if status in _REJECTED:
        return Outcome.DUPLICATE if reason in _KNOWN_BEFORE else Outcome.REJECTED
    return Outcome.ACCEPTED if status in _ACCEPTED else Outcome.PENDING


def outcomes(report: StatusReport, sent: Mapping[str, str]) -> Outcomes:
    """What the report says of each payment in `sent` (end-to-end id → batch id), in that order.

    The closest word counts: the payment's own status, else its batch's, else the file's.
    """
    own = {p.end_to_end_id: PaymentOutcome(p.end_to_end_id, outcome_of(p.status, p.reason), p.reason)
           for p in report.payments}  # fmt: skip
    batches = {batch.id: batch for batch in report.batches}
    found = (own.get(e2e) or _of_batch(e2e, batches.get(batch_id), report) for e2e, batch_id in sent.items())
    strangers = tuple(e2e for e2e in own if e2e not in sent)
    return Outcomes(tuple(outcome for outcome in found if outcome is not None), strangers)


def _of_batch(end_to_end_id: str, batch: BatchStatus | None, report: StatusReport) -> PaymentOutcome | None:
    """A batch or file that is accepted in part says nothing of a payment that it does not name."""
    said = ((batch.status, batch.reason) if batch else (None, None), (report.group_status, report.reason))
    for status, reason in said:
        if status is not None and status != "PART":
            return PaymentOutcome(end_to_end_id, outcome_of(status, reason), reason)
    return None
