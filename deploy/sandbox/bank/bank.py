"""The bank as a customer meets it: takes files once, gives reports, and misbehaves as it was told to.

Everything here is under one lock and may take seconds for a large file: call it from a worker thread.
"""

import re
from dataclasses import dataclass
from datetime import date
from threading import RLock
from typing import Any

from mockbank import validate

from deploy.sandbox.bank.behaviours import Behaviours, Kind, Subject
from deploy.sandbox.bank.books import Books, NoAnswerPossible, ReadFile, rejection
from deploy.sandbox.bank.settings import HeldAccount
from deploy.sandbox.bank.wording import Told, Wording
from shared.canonical import digest_bytes

_TABLES = """
create table if not exists received (message_id text primary key, digest text, received_at text, body blob);
create table if not exists report (id integer primary key autoincrement, kind text, body blob, held integer not null);
create table if not exists later (id integer primary key autoincrement, due text, kind text, body blob);
"""
_SAID = re.compile(r"<(TxSts)>[^<]*</TxSts>|<(GrpSts|PmtInfSts)>[^<]*</(?:GrpSts|PmtInfSts)>")
_STATUS, _NOTIFICATION = "pain.002", "camt.054"


def saying(report: str, code: str) -> str:
    """The status report with this code for every payment, and none for the file or a batch."""
    return _SAID.sub(lambda found: f"<TxSts>{code}</TxSts>" if found[1] else "", report)


class OtherFile(Exception):
    """There is a different file with this message id."""


class NotTakeable(Exception):
    """The file is not the one that the message id names, or has values that no report can repeat."""


@dataclass(frozen=True, slots=True)
class Receipt:
    message_id: str
    digest: str
    received_at: str


class Bank:
    def __init__(self, books: Books, behaviours: Behaviours) -> None:
        self._lock = RLock()
        self._books = books
        self._behaviours = behaviours
        self._wording = Wording(books, behaviours)
        self._rows = books.connection
        self._rows.executescript(_TABLES)

    def close(self) -> None:
        with self._lock:
            self._rows.close()

    def open_account(self, held: HeldAccount) -> None:
        with self._lock:
            self._books.open_account(held)

    def read(self, body: bytes) -> ReadFile:
        return self._books.read(body)

    def receive(self, message_id: str, read: ReadFile) -> Receipt:
        """Take the file in, once for each message id. Raises OtherFile, NotTakeable."""
        with self._lock:
            known = self.receipt(message_id)
            if known is None:
                known = self._take_in(message_id, read)
            elif known.digest != digest_bytes(read.body):
                raise OtherFile
            return known

    def receipt(self, message_id: str) -> Receipt | None:
        with self._lock:
            found = "select message_id, digest, received_at from received where message_id = ?"
            row = self._rows.execute(found, (message_id,)).fetchone()
            return None if row is None else Receipt(*row)

    def received(self, message_id: str | None) -> tuple[str, bytes] | None:
        """That file as it came, or the last one; with its message id."""
        with self._lock:
            found = "select message_id, body from received where ?1 is null or message_id = ?1 order by rowid desc"
            row = self._rows.execute(found, (message_id,)).fetchone()
            return None if row is None else (row[0], bytes(row[1]))

    def reports(self, after: int, limit: int) -> list[tuple[int, str]]:
        """Ids and kinds, oldest first. What is due by today's date is booked and reported first."""
        with self._lock:
            self._release(self._books.clock.today())
            found = "select id, kind from report where held = 0 and id > ? order by id limit ?"
            return [(row[0], row[1]) for row in self._rows.execute(found, (after, limit)).fetchall()]

    def report(self, id_: int) -> bytes | None:
        with self._lock:
            row = self._rows.execute("select body from report where held = 0 and id = ?", (id_,)).fetchone()
            return None if row is None else bytes(row[0])

    def settle(self, through: date | None) -> int:
        """Book what is due through that day, or all there is, without waiting for the day: the booking date is the day
        it was due. Returns how many payments were booked or came back.
        """
        with self._lock:
            moved = self._release(self._books.clock.today())
            while (due := self._next_due()) and (through is None or due <= through):
                before = due
                moved += self._release(due)
                if self._next_due() == before:
                    break
            return moved

    def _next_due(self) -> date | None:
        """The first day on which something is to be booked, to come back, or to be told."""
        row = self._rows.execute("select min(due) from later").fetchone()
        days = (self._books.next_due(), None if row[0] is None else date.fromisoformat(row[0]))
        return min((day for day in days if day), default=None)

    def _take_in(self, message_id: str, read: ReadFile) -> Receipt:
        """The file's row and its payments are committed together, by the books."""
        if read.message_id not in (None, message_id):
            raise NotTakeable
        row = (message_id, digest_bytes(read.body), self._books.now().isoformat(), read.body)
        self._rows.execute("insert into received values (?, ?, ?, ?)", row)
        silent = self._behaviours.happens(Kind.NO_STATUS, Subject(message_id, read.debtor_account)) is not None
        try:
            self._books.carry_out(read, self._rejections(message_id, read), silent)
        except NoAnswerPossible:
            self._rows.rollback()
            raise NotTakeable from None
        self._postpone(message_id)
        self._release(self._books.clock.today())
        return Receipt(*row[:3])

    def _postpone(self, message_id: str) -> None:
        for waiting in self._books.accepted(message_id):
            if behaviour := self._behaviours.happens(Kind.BOOK_LATER, waiting.subject):
                self._books.postpone(waiting, behaviour.bank_days)

    def _rejections(self, message_id: str, read: ReadFile) -> list[Any]:
        whole = self._behaviours.happens(Kind.REJECT_FILE, Subject(message_id, read.debtor_account))
        if whole:
            return [rejection(validate.FILE, whole.reason)]
        told = ((path, self._behaviours.happens(Kind.REJECT_PAYMENT, subject)) for subject, path in read.payments())
        return [rejection(path, behaviour.reason) for path, behaviour in told if behaviour]

    def _release(self, today: date) -> int:
        """How many payments were booked, came back, or were rejected on their day."""
        rejected = self._reject_due(today)
        moved = self._books.release(today)
        if self._plan_returns():
            moved += self._books.release(today)
        self._publish()
        for subject, report in rejected:
            self._add("pain.002.001.10", report, subject)
        self._publish_late(today)
        return moved + len(rejected)

    def _reject_due(self, today: date) -> list[tuple[Subject, bytes]]:
        told = ((due, self._behaviours.happens(Kind.REJECT_LATER, due.subject)) for due in self._books.due(today))
        return [(due.subject, self._books.reject(due, behaviour.reason)) for due, behaviour in told if behaviour]

    def _publish_late(self, today: date) -> None:
        due = "from later where due <= ?"
        self._rows.execute(
            f"insert into report (kind, body, held) select kind, body, 0 {due} order by id", (str(today),)
        )
        self._rows.execute(f"delete {due}", (str(today),))
        self._rows.commit()

    def _plan_returns(self) -> bool:
        if not any(behaviour.kind is Kind.RETURN_PAYMENT for behaviour in self._behaviours.list()):
            return False
        planned = False
        for booked in self._books.returnable():
            behaviour = self._behaviours.happens(Kind.RETURN_PAYMENT, booked.subject)
            if behaviour:
                self._books.plan_return(booked, behaviour.bank_days, behaviour.reason)
                planned = True
        return planned

    def _publish(self) -> None:
        """Move mock-bank's mail to the reports, as a Swedish bank would write them."""
        mail = self._books.mail()
        for row in mail:
            if row["type"].startswith(_STATUS):
                self._publish_status(row)
            elif row["type"].startswith(_NOTIFICATION):
                self._publish_notification(row)
        if mail:
            self._books.take()

    def _publish_status(self, row: dict[str, Any]) -> None:
        subject = self._subject(row)
        held = self._behaviours.happens(Kind.STATUS_LAST, subject) is not None
        strange = self._behaviours.happens(Kind.STRANGE_STATUS, subject)
        body = saying(row["body"], strange.reason) if strange else row["body"]
        self._add(row["type"], body.encode(), subject, held)

    def _publish_notification(self, row: dict[str, Any]) -> None:
        subject = self._subject(row)
        for told in self._wording.tell(row["body"], self._books.customer(row["account"]), subject):
            self._tell(row["type"], told, subject)
        self._release_held()

    def _tell(self, kind: str, told: Told, subject: Subject) -> None:
        if told.due is None:
            self._add(kind, told.body, subject)
        else:
            row = (told.due.isoformat(), kind, told.body)
            self._rows.execute("insert into later (due, kind, body) values (?, ?, ?)", row)

    def _release_held(self) -> None:
        """Under new ids, since clients ask for what came after the last one they saw."""
        self._rows.execute(
            "insert into report (kind, body, held) select kind, body, 0 from report where held order by id"
        )
        self._rows.execute("delete from report where held")

    def _add(self, kind: str, body: bytes, subject: Subject, held: bool = False) -> None:
        twice = self._behaviours.happens(Kind.REPEAT_REPORT, subject) is not None
        if self._behaviours.happens(Kind.BROKEN_REPORT, subject):
            body = body[: len(body) // 2]
        for _ in range(2 if twice else 1):
            self._rows.execute("insert into report (kind, body, held) values (?, ?, ?)", (kind, body, held))

    def _subject(self, row: dict[str, Any]) -> Subject:
        customer = self._books.customer(row["account"]) if row["account"] else None
        return Subject(row["msg_id"], customer.clearing + customer.number if customer else None)
