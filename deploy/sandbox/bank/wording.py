"""How the bank words a notification: as it should, or as it was told to do wrong.

mock-bank's notification has one entry for each payment that was booked or came back. Each is written as a Swedish bank
would; then the bank may repeat, hold back, add up or divide them.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import uuid4

from mockbank import schema

from deploy.sandbox.bank.behaviours import Behaviours, Kind, Subject
from deploy.sandbox.bank.books import Booked, Books
from deploy.sandbox.bank.swedish import BookedAs, Customer, Document, Entry, localise, read, transaction_of, written


@dataclass(frozen=True, slots=True)
class Told:
    """A message, and from which day it can be fetched; None is at once."""

    body: bytes
    due: date | None = None


class Wording:
    def __init__(self, books: Books, behaviours: Behaviours) -> None:
        self._books = books
        self._behaviours = behaviours

    def tell(self, body: str, customer: Customer, about: Subject) -> Iterator[Told]:
        """The messages that mock-bank's notification becomes."""
        document = read(body, customer)
        (notification,) = document["BkToCstmrDbtCdtNtfctn"]["Ntfctn"]
        now: list[Entry] = []
        for entry in notification["Ntry"]:
            later, entries = self._entries(entry, customer)
            if later is None:
                now.extend(entries)
            else:
                yield Told(written(_with(document, entries, f"L{later:%y%m%d}")), later)
        if now:
            yield from map(Told, self._messages(document, self._summed(now, about), about))

    def _entries(self, entry: Entry, customer: Customer) -> tuple[date | None, list[Entry]]:
        """The day from which the entry is told of, if not now, and what stands for it."""
        refs = transaction_of(entry)["Refs"]
        booked = self._books.booked(refs["MsgId"], refs["EndToEndId"])
        localise(entry, self._said(booked, entry["Amt"].minor, customer))
        later = self._happens(Kind.TELL_LATER, booked)
        self._misname(entry, booked)
        entries = [entry, _once_more(entry)] if self._happens(Kind.BOOK_TWICE, booked) else [entry]
        if later is None:
            return None, entries
        return self._books.clock.business_days_after(
            date.fromisoformat(entry["BookgDt"]["Dt"]), later.bank_days
        ), entries

    def _said(self, booked: Booked, ore: int, customer: Customer) -> BookedAs:
        more = 1 if self._happens(Kind.WRONG_AMOUNT, booked) else 0
        number = booked.number
        if number and self._happens(Kind.WRONG_CREDITOR, booked):
            number = _another(number)
        taken = self._happens(Kind.WRONG_DEBTOR, booked)
        debtor = Customer(customer.clearing, _another(customer.number), customer.name) if taken else None
        return BookedAs(booked.clearing, number, ore + more, debtor)

    def _misname(self, entry: Entry, booked: Booked) -> None:
        transaction = transaction_of(entry)
        if "RtrInf" in transaction and self._happens(Kind.AS_REVERSAL, booked):
            del transaction["RtrInf"]
            entry["RvslInd"] = True
            entry["BkTxCd"]["Domn"]["Fmly"]["SubFmlyCd"] = "DMCT"
        if self._happens(Kind.NO_REFERENCE, booked):
            entry.pop("AcctSvcrRef")
        if self._happens(Kind.NO_END_TO_END_ID, booked):
            transaction["Refs"]["EndToEndId"] = "NOTPROVIDED"
        if self._happens(Kind.WRONG_END_TO_END_ID, booked):
            transaction["Refs"]["EndToEndId"] = uuid4().hex

    def _happens(self, kind: Kind, booked: Booked) -> Any:
        return self._behaviours.happens(kind, booked.subject)

    def _summed(self, entries: list[Entry], about: Subject) -> list[Entry]:
        for kind, with_details in ((Kind.ONE_SUM, False), (Kind.ONE_SUM_WITH_DETAILS, True)):
            if self._behaviours.happens(kind, about):
                by_batch = groupby(entries, key=_batch_of)
                return [_sum(batch, list(some), with_details) for batch, some in by_batch]
        return entries

    def _messages(self, document: Document, entries: list[Entry], about: Subject) -> Iterator[bytes]:
        if self._behaviours.happens(Kind.SPLIT_REPORT, about):
            yield from _pages(document, entries)
        else:
            yield written(_with(document, entries))
        if self._behaviours.happens(Kind.TELL_AGAIN, about):
            yield written(_with(document, entries, "AGAIN"))


def _with(document: Document, entries: list[Entry], suffix: str = "", page: dict[str, Any] | None = None) -> Document:
    """The notification with these entries, under an id of its own where there is a suffix."""
    made: Document = {"BkToCstmrDbtCdtNtfctn": dict(document["BkToCstmrDbtCdtNtfctn"])}
    body = made["BkToCstmrDbtCdtNtfctn"]
    (notification,) = body["Ntfctn"]
    name = body["GrpHdr"]["MsgId"] + suffix
    body["GrpHdr"] = {**body["GrpHdr"], "MsgId": name}
    body["Ntfctn"] = [{**notification, "Id": name, "NtfctnPgntn": page, "Ntry": entries}]
    return made


def _pages(document: Document, entries: list[Entry]) -> Iterator[bytes]:
    for number, entry in enumerate(entries, 1):
        page = {"PgNb": number, "LastPgInd": number == len(entries)}
        yield written(_with(document, [entry], f"P{number}", page))


def _once_more(entry: Entry) -> Entry:
    again = deepcopy(entry)
    again["AcctSvcrRef"] = f"{entry.get('AcctSvcrRef', 'MB')}-2"
    return again


def _batch_of(entry: Entry) -> tuple[str, str]:
    return transaction_of(entry)["Refs"]["PmtInfId"], entry["CdtDbtInd"]


def _sum(batch: tuple[str, str], entries: list[Entry], with_details: bool) -> Entry:
    """One entry for them all. A detail keeps the reference that its own entry had."""
    total = schema.Amount(sum(entry["Amt"].minor for entry in entries), "SEK")
    lump = {"PmtInfId": batch[0], "NbOfTxs": len(entries), "TtlAmt": total, "CdtDbtInd": batch[1]}
    details = [_detail(entry) for entry in entries] if with_details else []
    reference = f"{entries[0].get('AcctSvcrRef', 'MB')}-SUM"
    return {**entries[0], "Amt": total, "AcctSvcrRef": reference, "NtryDtls": [{"Btch": lump, "TxDtls": details}]}


def _detail(entry: Entry) -> dict[str, Any]:
    transaction = transaction_of(entry)
    return {**transaction, "Refs": {**transaction["Refs"], "AcctSvcrRef": entry.get("AcctSvcrRef")}}


def _another(number: str) -> str:
    return number[:-1] + str((int(number[-1]) + 1) % 10)
