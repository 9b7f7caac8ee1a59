"""camt.054.001.08, the bank's notification of what it booked: the only thing that settles or returns a payment."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from services.payout.bank.accounts import ReportedAccount, Scheme
from services.payout.bank.report_xml import Node, Unreadable, nodes

MESSAGES = ("camt.054.001.08",)
_NOT_PROVIDED = "NOTPROVIDED"  # how ISO 20022 writes that there was no end-to-end id
_RETURNED = "RRTN"  # bank transaction code sub-family: reversal due to a payment return


class Direction(StrEnum):
    DEBIT = "DBIT"
    CREDIT = "CRDT"


@dataclass(frozen=True, slots=True)
class Return:
    """Money that came back. `reason` is a code such as AC04, where the bank gives one. The original's end-to-end id
    is the booking's: camt.054 has no other place for it.
    """

    reason: str | None
    original_end_to_end_id: str | None


@dataclass(frozen=True, slots=True)
class Booking:
    """One booked movement on one of our accounts (`own_account`), in öre. `reference` is the bank's own, `batch` the
    id of the batch (`PmtInf`) that it says the movement is of. `whole`: an entry without details, which may be one sum
    for a batch."""

    direction: Direction
    amount_ore: int
    debtor_account: ReportedAccount | None
    creditor_account: ReportedAccount | None
    end_to_end_id: str | None
    booking_date: date | None
    reference: str | None
    reversal: bool
    returned: Return | None
    own_account: ReportedAccount | None = None
    batch: str | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Notification:
    """What one message booked. Entries that are only announced (pending, future) book nothing and are not here."""

    id: str
    bookings: tuple[Booking, ...]


def read_notification(data: bytes, message: str) -> Notification:
    """Reads entry by entry, so that memory holds the bookings and not the tree. Raises Unreadable, NotXml."""
    identity, account = None, None
    bookings: list[Booking] = []
    for node in nodes(data, message, "GrpHdr", "Acct", "Ntry", "Ntfctn"):
        if node.name == "GrpHdr":
            identity = node.required("MsgId")
        elif node.name == "Acct":
            account = account or _own_account(node)  # the first below its Ntfctn: what follows is inside entries
        elif node.name == "Ntfctn":
            account = None
        elif node.name == "Ntry":
            bookings.extend(_bookings(node, account))
            node.element.clear()
    if identity is None:
        raise Unreadable("BkToCstmrDbtCdtNtfctn/GrpHdr", "missing")
    return Notification(identity, tuple(bookings))


def _bookings(entry: Node, account: ReportedAccount | None) -> Iterator[Booking]:
    if account is None:
        raise entry.unreadable("../Acct", "missing")
    if entry.required("Sts/Cd") != "BOOK":
        return
    total = entry.amount_ore("Amt")
    details = entry.all("NtryDtls/TxDtls")
    amounts = [_detail_amount(detail, total, len(details)) for detail in details]
    if details and sum(amounts) != total:
        raise entry.unreadable("NtryDtls/TxDtls", "the amounts do not make up the entry")
    seen: Counter[str | None] = Counter()
    for detail, amount in zip(details, amounts, strict=True):
        booking = _booking(entry, detail, amount, account)
        seen[booking.end_to_end_id] += 1
        yield _apart(booking, seen[booking.end_to_end_id])
    if not details:
        yield replace(_booking(entry, entry, total, account), whole=True)


def _apart(booking: Booking, time: int) -> Booking:
    """What an entry books twice is booked twice, though both have the entry's reference."""
    return (
        booking if time == 1 or booking.reference is None else replace(booking, reference=f"{booking.reference}#{time}")
    )


def _detail_amount(detail: Node, total: int, count: int) -> int:
    """A detail's own amount. One detail alone may leave it to its entry."""
    if detail.first("Amt") is not None:
        return detail.amount_ore("Amt")
    if detail.first("AmtDtls/TxAmt/Amt") is not None:
        return detail.amount_ore("AmtDtls/TxAmt/Amt")
    if count == 1:
        return total
    raise detail.unreadable("Amt", "missing")


def _booking(entry: Node, detail: Node, amount: int, own: ReportedAccount) -> Booking:
    """A debited account of ours is the debtor's, and a credited one the creditor's unless the money came back. Of a
    reversal the direction is that of what is undone, turned round."""
    direction = _direction(entry, detail)
    end_to_end_id = _end_to_end_id(detail)
    returned = _returned(entry, detail, end_to_end_id)
    debtor = _party_account(detail, "Dbtr")
    creditor = _party_account(detail, "Cdtr")
    reversal = entry.text("RvslInd") in ("true", "1")
    if (direction is Direction.DEBIT) is not reversal or returned is not None:
        debtor = debtor or own
    else:
        creditor = creditor or own
    return Booking(
        direction,
        amount,
        debtor,
        creditor,
        end_to_end_id,
        entry.day("BookgDt"),
        detail.text("Refs/AcctSvcrRef") or entry.text("AcctSvcrRef"),
        reversal,
        returned,
        own,
        detail.text("Refs/PmtInfId") or entry.text("NtryDtls/Btch/PmtInfId"),
    )


def _direction(entry: Node, detail: Node) -> Direction:
    code = detail.text("CdtDbtInd") or entry.required("CdtDbtInd")
    if code not in (Direction.DEBIT, Direction.CREDIT):
        raise entry.unreadable("CdtDbtInd", "neither debit nor credit")
    if code != entry.required("CdtDbtInd"):
        raise detail.unreadable("CdtDbtInd", "against its entry")
    return Direction(code)


def _end_to_end_id(detail: Node) -> str | None:
    found = detail.text("Refs/EndToEndId")
    return None if found == _NOT_PROVIDED else found


def _returned(entry: Node, detail: Node, end_to_end_id: str | None) -> Return | None:
    reason = detail.text("RtrInf/Rsn/Cd") or detail.text("RtrInf/Rsn/Prtry")
    code = "BkTxCd/Domn/Fmly/SubFmlyCd"
    if detail.first("RtrInf") is None and _RETURNED not in (detail.text(code), entry.text(code)):
        return None
    return Return(reason, end_to_end_id)


def _own_account(node: Node) -> ReportedAccount:
    found = _account(node, node.text("Svcr/FinInstnId/ClrSysMmbId/MmbId"))
    if found is None:
        raise node.unreadable("Id", "missing")
    return found


def _party_account(detail: Node, role: str) -> ReportedAccount | None:
    node = detail.first(f"RltdPties/{role}Acct")
    clearing = detail.text(f"RltdAgts/{role}Agt/FinInstnId/ClrSysMmbId/MmbId")
    return None if node is None else _account(node, clearing)


def _account(node: Node, clearing: str | None) -> ReportedAccount | None:
    if iban := node.text("Id/IBAN"):
        return ReportedAccount(iban, Scheme.IBAN, clearing)
    number = node.text("Id/Othr/Id")
    if number is None:
        return None
    name = node.text("Id/Othr/SchmeNm/Cd") or node.text("Id/Othr/SchmeNm/Prtry")
    return ReportedAccount(number, Scheme(name) if name in set(Scheme) else None, clearing)
