"""pain.002, the bank's status report on a payment file: versions 001.10 and 001.03, which say this alike."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.payout.bank.report_xml import Node, Unreadable, root

MESSAGES = ("pain.002.001.10", "pain.002.001.03")


@dataclass(frozen=True, slots=True)
class PaymentStatus:
    """What the bank says of one payment: a status code such as ACCP or RJCT, and a reason code such as AC04. Without a
    status of its own it has that of its batch."""

    end_to_end_id: str
    status: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class BatchStatus:
    """What it says of one `PmtInf`. A bank may reject a whole batch without naming its payments."""

    id: str
    status: str | None
    reason: str | None
    payments: tuple[PaymentStatus, ...]


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What it says of a file. The bank's own texts are left out: they repeat account numbers."""

    id: str
    original_message_id: str
    group_status: str | None
    reason: str | None
    batches: tuple[BatchStatus, ...]

    @property
    def payments(self) -> tuple[PaymentStatus, ...]:
        return tuple(payment for batch in self.batches for payment in batch.payments)


def read_status_report(data: bytes, message: str) -> StatusReport:
    """Raises Unreadable, NotXml."""
    body = _body(root(data, message))
    group = body.first("OrgnlGrpInfAndSts")
    if group is None:
        raise body.unreadable("OrgnlGrpInfAndSts", "missing")
    report = StatusReport(
        body.required("GrpHdr/MsgId"),
        group.required("OrgnlMsgId"),
        group.text("GrpSts"),
        _reason(group),
        tuple(_batch(node) for node in body.all("OrgnlPmtInfAndSts")),
    )
    _refuse_repeats(payment.end_to_end_id for payment in report.payments)
    return report


def _body(document: Node) -> Node:
    body = document.first("CstmrPmtStsRpt")
    if body is None:
        raise document.unreadable("CstmrPmtStsRpt", "missing")
    return body


def _batch(node: Node) -> BatchStatus:
    payments = tuple(_payment(transaction) for transaction in node.all("TxInfAndSts"))
    return BatchStatus(node.required("OrgnlPmtInfId"), node.text("PmtInfSts"), _reason(node), payments)


def _payment(node: Node) -> PaymentStatus:
    return PaymentStatus(node.required("OrgnlEndToEndId"), node.text("TxSts"), _reason(node))


def _reason(node: Node) -> str | None:
    return node.text("StsRsnInf/Rsn/Cd") or node.text("StsRsnInf/Rsn/Prtry")


def _refuse_repeats(end_to_end_ids: Iterable[str]) -> None:
    seen = list(end_to_end_ids)
    if len(set(seen)) != len(seen):
        raise Unreadable("TxInfAndSts/OrgnlEndToEndId", "the same payment twice")
