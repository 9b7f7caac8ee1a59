"""What the bank does wrong on demand, so that tests and demonstrations can meet it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from threading import Lock


class Kind(StrEnum):
    REJECT_PAYMENT = "rejectPayment"
    """The status report rejects the payment with `reason`."""
    REJECT_FILE = "rejectFile"
    """It rejects the whole file with `reason`."""
    RETURN_PAYMENT = "returnPayment"
    """The payment settles, and comes back `bankDays` bank days later with `reason`."""
    REJECT_LATER = "rejectLater"
    """The payment is accepted; when its day comes it is rejected with `reason`, in a status report of its own."""
    STRANGE_STATUS = "strangeStatus"
    """The status report says a code of the bank's own, `reason`, of every payment, and of nothing else."""
    HANG = "hang"
    """No answer for `seconds`, and the file is not taken."""
    LOSE_FILE = "loseFile"
    """504 at once, and the file is not taken."""
    LOSE_ANSWER = "loseAnswer"
    """504 although the file is taken."""
    ANSWER_LATE = "answerLate"
    """The file is taken at once, the answer comes after `seconds`."""
    REFUSE_FILE = "refuseFile"
    """422 at once, and the file is not taken."""
    NO_WORD = "noWord"
    """504 when it is asked whether it has the file."""
    NO_REPORTS = "noReports"
    """503 when it is asked for reports."""
    NO_STATUS = "noStatus"
    """There is never a status report on the file."""
    STATUS_LAST = "statusLast"
    """The status report comes after the next notification, instead of before."""
    REPEAT_REPORT = "repeatReport"
    """The report comes twice, under two ids."""
    TELL_AGAIN = "tellAgain"
    """The notification's entries come once more, in a message with another id."""
    SPLIT_REPORT = "splitReport"
    """The notification comes in pages, one entry in each and each with an id of its own."""
    BROKEN_REPORT = "brokenReport"
    """The report ends in the middle."""
    TELL_LATER = "tellLater"
    """The payment is booked on its day, and told of `bankDays` bank days later."""
    BOOK_LATER = "bookLater"
    """The payment is booked `bankDays` bank days after its day."""
    BOOK_TWICE = "bookTwice"
    """The payment is booked once more, with a reference of its own."""
    ONE_SUM = "oneSum"
    """The file's payments of a day are booked as one sum, without details."""
    ONE_SUM_WITH_DETAILS = "oneSumWithDetails"
    """They are booked as one sum, with each payment below it."""
    AS_REVERSAL = "asReversal"
    """What comes back is booked as a reversal, not as a return."""
    NO_REFERENCE = "noReference"
    """The entry has no reference of the bank's."""
    NO_END_TO_END_ID = "noEndToEndId"
    """The entry says that there was no end-to-end id."""
    WRONG_END_TO_END_ID = "wrongEndToEndId"
    """The entry has the end-to-end id of nobody's payment."""
    WRONG_DEBTOR = "wrongDebtor"
    """The bank takes the payment from another account."""
    WRONG_AMOUNT = "wrongAmount"
    """The bank books an öre more than it was told to."""
    WRONG_CREDITOR = "wrongCreditor"
    """The bank books the payment to another account."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a behaviour is asked about: a file, a payment in it, or a report on it. Accounts are clearing + number."""

    message_id: str | None = None
    debtor_account: str | None = field(default=None, repr=False)
    end_to_end_id: str | None = None
    creditor_account: str | None = field(default=None, repr=False)


@dataclass(slots=True)
class Behaviour:
    """`only` limits it to subjects with the same values in the fields that are set. `times` is how often it happens
    yet, None for always.
    """

    id: int
    kind: Kind
    only: Subject
    reason: str
    bank_days: int
    seconds: float
    times: int | None

    def concerns(self, subject: Subject) -> bool:
        wanted = (
            (self.only.message_id, subject.message_id),
            (self.only.debtor_account, subject.debtor_account),
            (self.only.end_to_end_id, subject.end_to_end_id),
            (self.only.creditor_account, subject.creditor_account),
        )
        return all(want is None or want == has for want, has in wanted)


class Behaviours:
    """Those that are set, in the order in which they were. Safe to use from several threads."""

    def __init__(self) -> None:
        self._set: dict[int, Behaviour] = {}
        self._ids = count(1)
        self._lock = Lock()

    def add(
        self, kind: Kind, only: Subject, *, reason: str, bank_days: int, seconds: float, times: int | None
    ) -> Behaviour:
        with self._lock:
            made = Behaviour(next(self._ids), kind, only, reason, bank_days, seconds, times)
            self._set[made.id] = made
            return made

    def list(self) -> "list[Behaviour]":
        with self._lock:
            return list(self._set.values())

    def remove(self, ids: Iterable[int] | None = None) -> None:
        """Those named, or all."""
        with self._lock:
            for id_ in list(self._set) if ids is None else ids:
                self._set.pop(id_, None)

    def happens(self, kind: Kind, subject: Subject) -> Behaviour | None:
        """The first one set of this kind that concerns the subject; it has then happened once more."""
        with self._lock:
            for behaviour in self._set.values():
                if behaviour.kind is kind and behaviour.concerns(subject):
                    self._count(behaviour)
                    return behaviour
            return None

    def _count(self, behaviour: Behaviour) -> None:
        if behaviour.times is not None:
            behaviour.times -= 1
            if behaviour.times == 0:
                del self._set[behaviour.id]
