"""The door to what the bank sends back: any report in, a `StatusReport` or a `Notification` out, or a typed error."""

from services.payout.bank import notifications, status_reports
from services.payout.bank.notifications import Booking, Direction, Notification, Return
from services.payout.bank.report_xml import (
    MAX_REPORT_BYTES,
    NotXml,
    ReportError,
    TooLarge,
    UnknownMessage,
    Unreadable,
    message_name,
)
from services.payout.bank.status_reports import BatchStatus, PaymentStatus, StatusReport

__all__ = [
    "BatchStatus",
    "Booking",
    "Direction",
    "NotXml",
    "Notification",
    "PaymentStatus",
    "ReportError",
    "Return",
    "StatusReport",
    "TooLarge",
    "UnknownMessage",
    "Unreadable",
    "read_report",
]


def read_report(data: bytes, max_bytes: int = MAX_REPORT_BYTES) -> StatusReport | Notification:
    """Read one report. Raises a ReportError: TooLarge, NotXml, UnknownMessage or Unreadable."""
    message = message_name(data, max_bytes)
    if message in status_reports.MESSAGES:
        return status_reports.read_status_report(data, message)
    if message in notifications.MESSAGES:
        return notifications.read_notification(data, message)
    raise UnknownMessage(message)
