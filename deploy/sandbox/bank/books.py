"""The bank's books, kept by mock-bank: its database, its reading of a file, its decision, its calendar of settlement.

mock-bank is used as a library and not through its HTTP server, which has no way to be handed a clock, a Swedish
account or one payment to reject. Not safe to use from several threads at once: `bank.py` holds the lock.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import mockbank.clock
from mockbank import accounts, db, messages, outbox, schema, validate

from deploy.sandbox.bank.behaviours import Subject
from deploy.sandbox.bank.holidays import bank_holidays
from deploy.sandbox.bank.settings import HeldAccount
from deploy.sandbox.bank.swedish import Customer
from shared.clock import Clock

_CUSTOMERS = "create table if not exists customer (account_id text primary key, clearing text, number text, name text)"
_BOOKED = (
    "select payment.id, file.msg_id, customer.clearing || customer.number, payment.end_to_end_id,"
    " creditor_clearing_id, creditor_iban, settlement_date from payment"
    " join file on file.id = payment.file_id join customer using (account_id) where "
)
_LONGEST_NUMBER = 10  # digits of an account number; a longer one has its clearing number at its head


class NoAnswerPossible(Exception):
    """The file has values that no status report can repeat, so mock-bank cannot answer it."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as mock-bank read it, with what it found wrong. `file` is None when there was nothing to read."""

    body: bytes
    file: Any
    findings: list[Any]
    debtor_account: str | None

    @property
    def message_id(self) -> str | None:
        return self.file.msg_id if self.file else None

    def payments(self) -> Iterator[tuple[Subject, str]]:
        """Each payment as a subject for behaviours, with its path in the file."""
        for batch in self.file.batches if self.file else ():
            debtor = _debtor_account(batch)
            for one in batch.payments:
                creditor = whole_account(one.creditor_clearing_id, one.creditor_account)
                yield Subject(self.message_id, debtor, one.end_to_end_id, creditor), one.path


@dataclass(frozen=True, slots=True)
class Booked:
    """A payment in the books. `clearing` and `number` are the payee's account as the file wrote it."""

    id: int
    subject: Subject
    clearing: str | None
    number: str | None
    settlement_date: date


class Books:
    def __init__(self, database: str, clock: Clock, cutoff: str) -> None:
        self.clock = mockbank.clock.Clock(
            zone="Europe/Stockholm", cutoff=cutoff, holidays=self._holidays, real=clock.now
        )
        self.connection: sqlite3.Connection = db.connect(database)
        self.connection.execute(_CUSTOMERS)

    def now(self) -> datetime:
        moment: datetime = self.clock.now()
        return moment.replace(microsecond=0)

    def open_account(self, held: HeldAccount) -> None:
        """Open a customer's account in kronor, unless it is open."""
        whole = held.clearing_number + held.account_number
        if self._account_id(whole):
            return
        account_id = f"SEK-{db.next_value(self.connection, 'customer')}"
        iban = db.iban("SE", whole.rjust(20, "0"))  # what mock-bank calls the account by; no such IBAN need exist
        accounts.create(self.connection, account_id, {"iban": iban, "currency": "SEK", "name": held.name})
        row = (account_id, held.clearing_number, held.account_number, held.name)
        self.connection.execute("insert into customer values (?, ?, ?, ?)", row)
        self.connection.commit()

    def customer(self, account_id: str) -> Customer:
        found = "select clearing, number, name from customer where account_id = ?"
        return Customer(*self.connection.execute(found, (account_id,)).fetchone())

    def read(self, body: bytes) -> ReadFile:
        file, findings = validate.inspect(body, "application/xml", self.clock.today())
        if type(file) is not messages.PaymentFile:  # mock-bank also takes direct debits and American formats
            file, findings = None, findings or [validate.refusal("not a payment file that this bank takes")]
        return ReadFile(body, file, findings, _debtor_account(file.batches[0]) if file and file.batches else None)

    def carry_out(self, read: ReadFile, rejections: list[Any], silent: bool) -> None:
        """From the file to its status report, with `rejections` beside what mock-bank itself finds. Commits.

        Raises NoAnswerPossible before anything is written.
        """
        now = self.now()
        self._name_accounts(read)
        decision = accounts.decide(read.file, [*read.findings, *rejections], self.connection, self.clock, now)
        decision.reported = decision.reported and not silent
        if outbox.unanswerable(self.connection, decision, now):
            raise NoAnswerPossible
        file_id = accounts.book(self.connection, decision, now)
        outbox.queue_status(self.connection, decision, file_id, now)
        self.connection.commit()

    def release(self, today: date) -> int:
        """Book what is due, and write what there is to say of it. Returns how many payments moved."""
        before = self._moved()
        outbox.release_due(self.connection, self.now(), today, self.clock)
        return self._moved() - before

    def next_due(self) -> date | None:
        """The first day on which something is to be booked or to come back."""
        row = self.connection.execute(
            "select min(due) from (select min(settlement_date) due from payment where status = 'accepted'"
            " and booked_at is null and account_id is not null union all select min(return_due) from payment"
            " where booked_at is not null and returned_at is null)"
        ).fetchone()
        return None if row[0] is None else date.fromisoformat(row[0])

    def mail(self) -> list[dict[str, Any]]:
        """What mock-bank has sent and nobody has taken: id, type, account, body, msg_id. See `take`."""
        rows: list[dict[str, Any]] = outbox.collect(self.connection, self.now(), leave=True)
        for row in rows:
            file = db.one(self.connection, "select msg_id from file where id = ?", (row["file_id"],))
            row["msg_id"] = file and file["msg_id"]
        return rows

    def take(self) -> None:
        """Call everything in the mail taken. Commits."""
        outbox.collect(self.connection, self.now())
        self.connection.commit()

    def booked(self, message_id: str, end_to_end_id: str) -> Booked:
        (found,) = self._booked("file.msg_id = ? and payment.end_to_end_id = ?", message_id, end_to_end_id)
        return found

    def returnable(self) -> list[Booked]:
        """Payments that are booked and not on their way back."""
        return list(self._booked("payment.status = 'accepted' and booked_at is not null and return_due is null"))

    def plan_return(self, booked: Booked, bank_days: int, reason: str) -> None:
        """mock-bank plans returns for all payments of an account or for one; here for whichever is wanted."""
        due = self.clock.business_days_after(booked.settlement_date, bank_days)
        plan = "update payment set return_due = ?, return_reason = ? where id = ?"
        self.connection.execute(plan, (due.isoformat(), reason, booked.id))
        self.connection.commit()

    def accepted(self, message_id: str) -> list[Booked]:
        """The payments of the file that wait for their day."""
        return list(self._booked("file.msg_id = ? and payment.status = 'accepted' and booked_at is null", message_id))

    def postpone(self, waiting: Booked, bank_days: int) -> None:
        due = self.clock.business_days_after(waiting.settlement_date, bank_days)
        self.connection.execute("update payment set settlement_date = ? where id = ?", (due.isoformat(), waiting.id))
        self.connection.commit()

    def due(self, today: date) -> list[Booked]:
        """The payments whose day has come, and that are not booked yet."""
        waiting = "payment.status = 'accepted' and booked_at is null and settlement_date <= ?"
        return list(self._booked(waiting, today.isoformat()))

    def reject(self, due: Booked, reason: str) -> bytes:
        """Reject a payment that was accepted. Returns the status report."""
        found = "select payment.*, msg_id, message from payment join file on file.id = file_id where payment.id = ?"
        row = {**db.one(self.connection, found, (due.id,)), "reason": reason, "reason_text": "rejected on its day"}
        number = db.next_value(self.connection, "pain002-settlement")
        report: bytes = messages.write_pain002_rejections([row], f"MB-P002-S{number:06d}", self.now())
        rejecting = "update payment set status = 'rejected', reason = ?, settlement_date = null where id = ?"
        self.connection.execute(rejecting, (reason, due.id))
        self.connection.commit()
        return report

    def _booked(self, where: str, *values: str) -> Iterator[Booked]:
        rows = self.connection.execute(_BOOKED + where, values)
        for id_, message_id, debtor, end_to_end_id, clearing, number, settled in rows.fetchall():
            subject = Subject(message_id, debtor, end_to_end_id, whole_account(clearing, number))
            yield Booked(id_, subject, clearing, number, date.fromisoformat(settled))

    def _name_accounts(self, read: ReadFile) -> None:
        """mock-bank looks a debtor's account up by the IBAN that it gave it."""
        for batch in read.file.batches if read.file else ():
            account_id = self._account_id(_debtor_account(batch) or "")
            if account_id:
                batch.debtor_account = accounts.require(self.connection, account_id)["iban"]

    def _account_id(self, whole: str) -> str | None:
        found = "select account_id from customer where clearing || number = ?"
        row = self.connection.execute(found, (whole,)).fetchone()
        return None if row is None else str(row[0])

    def _moved(self) -> int:
        row = self.connection.execute("select count(booked_at) + count(returned_at) from payment").fetchone()
        return int(row[0])

    def _holidays(self) -> list[date]:
        year = self.clock.now().year
        return [day for one in range(year - 1, year + 3) for day in bank_holidays(one)]


def rejection(path: str, reason: str) -> Any:
    """A finding of the bank's own, at a payment's path or at the file's."""
    return schema.Finding("error", path, reason, "as the sandbox was told to")


def whole_account(clearing: str | None, number: str | None) -> str | None:
    """Clearing and account number in one, from either form that a file may have them in."""
    if number is None or clearing is None or (number.startswith(clearing) and len(number) > _LONGEST_NUMBER):
        return number
    return clearing + number


def _debtor_account(batch: Any) -> str | None:
    agent = batch.node.get("DbtrAgt", {}).get("FinInstnId", {}).get("ClrSysMmbId", {})
    number = batch.node.get("DbtrAcct", {}).get("Id", {}).get("Othr", {}).get("Id")
    return whole_account(agent.get("MmbId"), number)
