"""Fetching the bank's reports and taking each of them in, once."""

import asyncio
from contextlib import suppress
from enum import StrEnum
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from services.payout.bank.channel import ChannelUnavailable
from services.payout.bank.notifications import Notification
from services.payout.bank.pain001 import identified
from services.payout.bank.reports import ReportError, read_report
from services.payout.bank.status_reports import StatusReport
from services.payout.own_acts import own_act
from services.payout.releases import store as releases
from services.payout.releases.sending import bank_of
from services.payout.reports import store
from services.payout.reports.bookings import take_bookings
from services.payout.reports.statuses import take_status
from services.payout.settings import settings_of
from shared import tracing
from shared.acts import Act
from shared.canonical import digest_bytes
from shared.ids import new_id
from shared.running import Running

log = structlog.get_logger(__name__)

BATCH = 100

Parsed = StatusReport | Notification | None
"""None: what cannot be read, or is no report of ours."""


class ReadAs(StrEnum):
    """What a report was. `duplicate`: the very same one came before, by another way."""

    STATUS_REPORT = "statusReport"
    NOTIFICATION = "notification"
    UNREADABLE = "unreadable"
    DUPLICATE = "duplicate"


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
    """Takes in what is new at the bank, the oldest first. Returns how many. Raises ChannelUnavailable.

    Of several processes that fetch the same one takes each report in. The next is taken only once it is there, so what
    is there is always all reports up to the last one."""
    async with running.transaction() as connection:
        last = await store.last_id(connection)
    async with bank_of(running) as bank:
        reports = await bank.reports(last, BATCH)
    for report in reports:
        with tracing.span("take in a bank report"), suppress(AlreadyTaken):  # it is there, and all that follows from it
            parsed = await parse(report.data)
            async with running.transaction() as connection:
                act = own_act(running, connection, "bankReportRead", "")
                await take_in(act, report.id, store.CHANNEL, report.data, parsed)
        running.handed_over.set()
    return len(reports)


async def parse(data: bytes) -> Parsed:
    """None for what cannot be read, or is no report of ours. In a thread: a bank's month may be 64 megabytes."""
    try:
        return await asyncio.to_thread(read_report, data)
    except ReportError as error:
        log.error("bank report not readable", error=type(error).__name__)
        return None


async def take_in(act: Act, report_id: str, source: str, data: bytes, parsed: Parsed) -> ReadAs:
    """The report and all that follows from it, in one transaction. Nothing follows from one that came before."""
    running, connection = act.running, act.connection
    if await store.known(connection, report_id):
        return ReadAs.DUPLICATE
    sha256 = digest_bytes(data)
    read_as = ReadAs.DUPLICATE if await store.same_content(connection, sha256) else _kind(parsed)
    act.about(**await _about(connection, parsed))
    logged_as = new_id()
    report = store.StoredReport(report_id, await act.record(bankReportId=logged_as), logged_as)
    row = {
        "id": report_id,
        "source": source,
        "read_as": read_as.value,
        "sha256": sha256,
        "sealed": settings_of(running).box_keys.seal(data),
        "received_at": act.now,
        "entry_id": report.entry_id,
    }
    if not await store.add(connection, row):
        raise AlreadyTaken
    if read_as is ReadAs.STATUS_REPORT and isinstance(parsed, StatusReport):
        await take_status(running, connection, report, parsed)
    if read_as is ReadAs.NOTIFICATION and isinstance(parsed, Notification):
        await take_bookings(running, connection, report, parsed)
    return read_as


async def _about(connection: AsyncConnection, parsed: Parsed) -> dict[str, UUID]:
    """The release whose file a status report is about: it may move no payment that would name the report."""
    release_id = identified(parsed.original_message_id) if isinstance(parsed, StatusReport) else None
    known = release_id is not None and await releases.find_file(connection, release_id) is not None
    return {"releaseId": release_id} if release_id is not None and known else {}


class AlreadyTaken(Exception):
    """Another worker took the same report in at the same moment: nothing of this transaction stays."""


def _kind(parsed: Parsed) -> ReadAs:
    return {StatusReport: ReadAs.STATUS_REPORT, Notification: ReadAs.NOTIFICATION}.get(type(parsed), ReadAs.UNREADABLE)
