"""What does not agree between the orders and the bank, and what somebody has to do about each (C6)."""

from collections.abc import Sequence
from enum import StrEnum

from shared.problems import Text


class DifferenceKind(StrEnum):
    """`mismatch`: a booking names a payment and differs from it. `bookedTwice`: it is as it should be, once too often.
    `paidBySuccessor`: the bank has booked what it had rejected, after its line was paid anew. `waitsForDebit`: the
    money has come back, and that it left is not reported. `stranger`: a booking on our account names no payment.
    `oneSum`: the bank has booked a file as one sum, without its payments. `notBooked`: the due date has passed.
    `unknown`: nobody knows whether the bank has it. `unreadable`: a report that cannot be read. `lostRelease`: the
    control log says that it was released, and the backup that was restored since does not know it."""

    MISMATCH = "mismatch"
    BOOKED_TWICE = "bookedTwice"
    PAID_BY_SUCCESSOR = "paidBySuccessor"
    WAITS_FOR_DEBIT = "waitsForDebit"
    STRANGER = "stranger"
    ONE_SUM = "oneSum"
    NOT_BOOKED = "notBooked"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"
    LOST_RELEASE = "lostRelease"


class AcknowledgedBecause(StrEnum):
    """Why a difference needs nobody any more. Words of their own could be about a person."""

    BANK_CORRECTED = "bankCorrected"
    CLAIMED_BACK = "claimedBack"
    BOOKED_MANUALLY = "bookedManually"
    NOT_OURS = "notOurs"
    FOLLOWED_UP = "followedUp"


_OF_WORDS = {
    "bookedBefore": DifferenceKind.BOOKED_TWICE,
    "paidBySuccessor": DifferenceKind.PAID_BY_SUCCESSOR,
    "oneSum": DifferenceKind.ONE_SUM,
}


def kind_of(found: str, differences: Sequence[str]) -> DifferenceKind:
    """`found`: what a booking was found to be, or a kind that is told as it is."""
    if found == "returned":
        return DifferenceKind.WAITS_FOR_DEBIT
    return next((_OF_WORDS[word] for word in differences if word in _OF_WORDS), None) or DifferenceKind(found)


_ASK_FOR_MONEY = Text(
    "Kontakta banken och begär tillbaka pengarna. Betalningen i listan är inte slutförd av den här bokföringen.",
    "Ask the bank for the money back. This booking does not settle the payment.",
)
_TO_DO: dict[DifferenceKind, Text] = {
    DifferenceKind.MISMATCH: _ASK_FOR_MONEY,
    DifferenceKind.BOOKED_TWICE: Text(
        "Pengarna har dragits två gånger. Begär tillbaka den ena från banken.",
        "The money was taken twice. Ask the bank for one of them back.",
    ),
    DifferenceKind.PAID_BY_SUCCESSOR: Text(
        "Banken har bokfört en betalning som den avvisade, och posten är betald på nytt. Begär tillbaka pengarna från "
        "banken, eller pröva återkrav.",
        "The bank has booked what it had rejected, and the line was paid anew. Ask for the money back, or consider a "
        "claim for recovery.",
    ),
    DifferenceKind.WAITS_FOR_DEBIT: Text(
        "Pengarna har kommit tillbaka innan banken bokfört att de gick ut. Begär den saknade rapporten från banken.",
        "The money came back before the bank told that it left. Ask the bank for the report that is missing.",
    ),
    DifferenceKind.STRANGER: Text(
        "Ingen utbetalning här har den beteckningen. Ta reda på vem som använt kontot.",
        "No payment of ours has that reference. Find out who has used the account.",
    ),
    DifferenceKind.ONE_SUM: Text(
        "Banken har bokfört filen som en summa. Begär en rapport med varje betalning för sig: bara den avslutar dem.",
        "The bank has booked the file as one sum. Ask for a report with each payment: only that settles them.",
    ),
    DifferenceKind.NOT_BOOKED: Text(
        "Betalningsdagen har passerat utan att banken bokfört betalningen. Fråga banken; betala inte på nytt.",
        "The due date has passed and the bank has not booked the payment. Ask the bank; do not pay again.",
    ),
    DifferenceKind.UNKNOWN: Text(
        "Banken har inte svarat om den har filen. Systemet frågar vidare; kontakta banken om det dröjer.",
        "The bank has not said whether it has the file. It is asked again; call the bank if it takes long.",
    ),
    DifferenceKind.UNREADABLE: Text(
        "Rapporten går inte att läsa. Begär den på nytt från banken.",
        "The report cannot be read. Ask the bank for it again.",
    ),
    DifferenceKind.LOST_RELEASE: Text(
        "Släppt innan en säkerhetskopia återställdes. Fråga banken om hushållet fick pengarna; stoppa i så fall den "
        "nya utbetalningen. Hushållet betalas inget förrän avvikelsen är kvitterad.",
        "Released before a backup was restored. Ask the bank whether the household got the money; if so, stop the new "
        "payment. The household is paid nothing until the difference is acknowledged.",
    ),
}


def to_do(kind: DifferenceKind) -> Text:
    return _TO_DO[kind]
