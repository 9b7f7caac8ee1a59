"""Fetching the bank's reports and taking each of them in, once."""

import asyncio
from uuid import UUID

import structlog

from services.payout.bank.channel import ChannelUnavailable
from services.payout.bank.notifications import Notification
from services.payout.bank.reports import ReportError, read_report
from services.payout.bank.status_reports import StatusReport
from services.payout.own_acts import own_act
from services.payout.releases.sending import bank_of
from services.payout.reports import store
from services.payout.reports.bookings import take_bookings
from services.payout.reports.statuses import take_status
from services.payout.settings import settings_of
from shared.acts import Act
from shared.boxes import public_half, seal
from shared.canonical import digest_bytes
from shared.running import Running

log = structlog.get_logger(__name__)

BATCH = 100


async def read_for_ever(running: Running) -> None:
    """The worker's loop, until cancelled. A bank that is away is asked again."""
    while True:
        try:
            fetched = await fetch_reports(running)
        except ChannelUnavailable as error:
            log.warning("bank reports not fetched", reason=str(error))
            fetched = 0
        except Exception:  # the database is away, or one report cannot be taken in: the loop must outlive it
            log.exception("bank reports not read")
            fetched = 0
        if fetched < BATCH:
            await asyncio.sleep(settings_of(running).report_pause_seconds)


async def fetch_reports(running: Running) -> int:
    """Takes in what is new at the bank, the oldest first. Returns how many. Raises ChannelUnavailable."""
    async with running.transaction() as connection:
        last = await store.last_id(connection)
    async with bank_of(running) as bank:
        reports = await bank.reports(last, BATCH)
    for report in reports:
        parsed = await parse(report.data)
        async with running.transaction() as connection:
            act = own_act(running, connection, "bankReportRead", "")
            await take_in(act, report.id, store.CHANNEL, report.data, parsed)
        running.handed_over.set()
    return len(reports)


async def parse(data: bytes) -> StatusReport | Notification | None:
    """None for what cannot be read, or is no report of ours. In a thread: a bank's month may be 64 megabytes."""
    try:
        return await asyncio.to_thread(read_report, data)
    except ReportError as error:
        log.error("bank report not readable", error=type(error).__name__)
        return None


async def take_in(
    act: Act, report_id: str, source: str, data: bytes, parsed: StatusReport | Notification | None
) -> bool:
    """The report and all that follows from it, in one transaction. False where it is known already."""
    if await store.known(act.connection, report_id):
        return False
    running, connection = act.running, act.connection
    entry_id: UUID = await act.record()
    row = {
        "id": report_id,
        "source": source,
        "read_as": _kind(parsed),
        "sha256": digest_bytes(data),
        "sealed": seal(public_half(settings_of(running).box_key), data),
        "received_at": act.now,
        "entry_id": entry_id,
    }
    if not await store.add(connection, row):
        raise AlreadyTaken
    match parsed:
        case StatusReport():
            await take_status(running, connection, report_id, parsed)
        case Notification():
            await take_bookings(running, connection, report_id, entry_id, parsed)
    return True


class AlreadyTaken(Exception):
    """Another worker took the same report in at the same moment: nothing of this transaction stays."""


def _kind(parsed: StatusReport | Notification | None) -> str:
    return {StatusReport: "statusReport", Notification: "notification"}.get(type(parsed), "unreadable")
