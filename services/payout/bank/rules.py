"""What the bank's answers mean for a payment that was released (C6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.payout.bank.accounts import Account, ReportedAccount, same_account
from services.payout.bank.notifications import Booking, Direction
from services.payout.bank.status_reports import BatchStatus, StatusReport

_KNOWN_BEFORE = {"DUPL", "AM05"}


class Outcome(StrEnum):
    """What a status says of a payment. None of them moves money: only a booking settles."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PENDING = "pending"
    DUPLICATE = "duplicate"
    NOT_UNDERSTOOD = "notUnderstood"


class Level(StrEnum):
    """Where in a status report a word stands: about the file, about a batch (`PmtInf`), or about one payment."""

    FILE = "file"
    BATCH = "batch"
    PAYMENT = "payment"


STATUS_CODES: Mapping[str, Outcome] = {
    "RCVD": Outcome.PENDING,
    "ACTC": Outcome.PENDING,
    "PDNG": Outcome.PENDING,
    "PART": Outcome.PENDING,
    "ACFC": Outcome.PENDING,
    "ACCP": Outcome.ACCEPTED,
    "ACSP": Outcome.ACCEPTED,
    "ACSC": Outcome.ACCEPTED,
    "ACCC": Outcome.ACCEPTED,
    "ACWC": Outcome.ACCEPTED,
    "RJCT": Outcome.REJECTED,
}
"""ISO 20022 ExternalPaymentTransactionStatus1Code and its relatives. What is not here is not understood."""


@dataclass(frozen=True, slots=True)
class PaymentOutcome:
    """`status` and `reason` are the bank's codes as they came, whatever was made of them."""

    end_to_end_id: str
    outcome: Outcome
    reason: str | None
    status: str
    level: Level


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
    """A code that says only that the file arrived or is well-formed (RCVD, ACTC) is no answer yet, and one that is
    not known is never taken for one.

    A file or payment refused as a duplicate is no rejection either: the first one may have been carried out.
    """
    found = STATUS_CODES.get(status or "", Outcome.NOT_UNDERSTOOD)
    return Outcome.DUPLICATE if found is Outcome.REJECTED and reason in _KNOWN_BEFORE else found


def outcomes(report: StatusReport, sent: Mapping[str, str]) -> Outcomes:
    """What the report says of each payment in `sent` (end-to-end id → batch id), in that order.

    The closest word counts: the payment's own status, else its batch's, else the file's.
    """
    own = {
        p.end_to_end_id: _said(p.end_to_end_id, p.status, p.reason, Level.PAYMENT)
        for p in report.payments
        if p.status is not None
    }
    batches = {batch.id: batch for batch in report.batches}
    found = (own.get(e2e) or _of_batch(e2e, batches.get(batch_id), report) for e2e, batch_id in sent.items())
    strangers = tuple(p.end_to_end_id for p in report.payments if p.end_to_end_id not in sent)
    return Outcomes(tuple(outcome for outcome in found if outcome is not None), strangers)


def _of_batch(end_to_end_id: str, batch: BatchStatus | None, report: StatusReport) -> PaymentOutcome | None:
    """A batch or file that is accepted in part says nothing of a payment that it does not name."""
    if batch is not None and batch.status is not None:
        status, reason, level = batch.status, batch.reason, Level.BATCH
    elif report.group_status is not None:
        status, reason, level = report.group_status, report.reason, Level.FILE
    else:
        return None
    return None if status == "PART" else _said(end_to_end_id, status, reason, level)


def _said(end_to_end_id: str, status: str, reason: str | None, level: Level) -> PaymentOutcome:
    return PaymentOutcome(end_to_end_id, outcome_of(status, reason), reason, status, level)
