"""Requests for completion whose last day is past: the work item goes back to its queue without an answer."""

import asyncio

import structlog
from sqlalchemy import Row

from services.decision.completions import store
from services.decision.completions.rules import RequestEnd
from services.decision.own_acts import own_act
from services.decision.settings import settings_of
from shared.acts import Act
from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt
from shared.running import Running

log = structlog.get_logger(__name__)

BATCH = 100


async def watch_completions_for_ever(running: Running) -> None:
    """The worker's loop, until cancelled."""
    while True:
        try:
            found = await end_those_over(running)
        except Exception:  # the database is away: the loop must outlive it
            log.exception("completion requests not watched")
            found = 0
        if found < BATCH:
            await asyncio.sleep(settings_of(running).completion_watch_pause_seconds)


async def end_those_over(running: Running) -> int:
    """Ends the requests whose last day is past, at most `BATCH`, each in a transaction. Returns how many."""
    for count in range(BATCH):
        if not await _end_next(running):
            return count
    return BATCH


async def _end_next(running: Running) -> bool:
    async with running.transaction() as connection:
        over = await store.next_over(connection, running.clock.today())
        if over is None:
            return False
        act = own_act(running, connection, "completionLapsed", over.municipality, completionRequestId=over.id)
        await _lapse(act, over)
    running.handed_over.set()
    return True


async def _lapse(act: Act, over: Row[tuple[object, ...]]) -> None:
    """Intake is told, so that the applicant reads that the case goes on without the answer."""
    act.about(caseNumber=over.case_number, householdId=over.household_id, applicationId=over.application_id)
    document = {
        "salt": new_salt(),
        "requestId": str(over.id),
        "applicationId": str(over.application_id),
        "caseNumber": over.case_number,
        "householdId": str(over.household_id),
        "lapsedAt": act.now.isoformat(),
    }
    subject = Subject("completionRequest", str(over.id), 2)
    entry_id = await act.record(document)
    await store.end(act.connection, over.id, RequestEnd.LAPSED, now=act.now, entry_id=entry_id)
    await act.hand_over(("intake",), act.state(subject, Hands(), document), subject, document)
