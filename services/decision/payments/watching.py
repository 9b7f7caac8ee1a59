"""What no fact tells of when it happens: a hand-over that payout refused, and a revocation that never came."""

import asyncio
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.decision.facts.store import lock_household
from services.decision.own_acts import own_act
from services.decision.payments import store
from services.decision.payments.following import follow
from services.decision.payments.tables import LineRefusalRow
from services.decision.settings import settings_of
from shared.acts import Act
from shared.database import insert_into
from shared.running import Running

log = structlog.get_logger(__name__)

BATCH = 100
_SLUG = re.compile(r"[a-z][a-z-]{0,99}", re.ASCII)

_REFUSED = text("""
    select r.position, o.event, o.problem from refused_hand_over r join outbox o on o.position = r.position
     where r.taken_at is null
     order by r.position limit 1
     for update of r skip locked""")
_TAKEN = text("update refused_hand_over set taken_at = :now where position = :position")

_STOPPED_FOR_NOTHING = text("""
    select e.decision_id, e.line, e.municipality from payment_end e
     where e.because = 'revoked' and e.handed_over_at <= :before
       and not exists (select from revocation v where v.decision_id = e.decision_id)
       and not exists (select from work_item w
                        where (w.decision_id, w.line) = (e.decision_id, e.line) and w.task = 'payment'
                           and w.ended_at is null)
       and newest_version(e.decision_id, e.line) = e.line_version
     order by e.handed_over_at limit :most""")
"""On the index of what was cancelled for a revocation, which is seldom."""


async def watch_for_ever(running: Running) -> None:
    """The worker's loop, until cancelled."""
    while True:
        try:
            found = await watch(running)
        except Exception:  # the database is away: the loop must outlive it
            log.exception("payments not watched")
            found = 0
        if found < BATCH:
            await asyncio.sleep(settings_of(running).payment_watch_pause_seconds)


async def watch(running: Running) -> int:
    """Follows up what has happened since the last time, at most `BATCH` of each. Returns how many."""
    return await _take_refused(running) + await _follow_stopped(running)


async def _take_refused(running: Running) -> int:
    for count in range(BATCH):
        async with running.transaction() as connection:
            row = (await connection.execute(_REFUSED)).first()
            if row is None:
                return count
            await _refused(running, connection, row)
    return BATCH


async def _refused(running: Running, connection: AsyncConnection, row: Row[Any]) -> None:
    """One hand-over: each version of a line in it is refused, and the line waits for somebody."""
    told = row.event["object"]
    decision_id = UUID(told["decisionId"])
    act = own_act(running, connection, "handOverRefused", row.event["municipality"], decisionId=decision_id)
    await lock_household(act, UUID(told["householdId"]))
    entry_id = await act.record(caseNumber=told["caseNumber"], householdId=told["householdId"])
    for line, number in _versions(told):
        refusal = {
            "position": row.position,
            "decision_id": decision_id,
            "line": line,
            "number": number,
            "renewal_id": UUID(told["renewalId"]) if "renewalId" in told else None,
            "problem": _problem(row.problem),
            "refused_at": act.now,
            "entry_id": entry_id,
        }
        await connection.execute(insert_into(LineRefusalRow), refusal)
        await follow(act, decision_id, line)
    await connection.execute(_TAKEN, {"now": act.now, "position": row.position})


def _versions(told: dict[str, Any]) -> list[tuple[int, int]]:
    """(line, its version) of each line in a `decisionMade` or a `lineRenewed` of our own."""
    if "renewalId" in told:
        return [(told["line"], told["number"])]
    return [(line["number"], 1) for line in told["lines"]]


def _problem(problem: Any) -> str:
    """The last part of the problem's type: what somebody else wrote is kept only where it has that form."""
    said = str(problem.get("type", "")) if isinstance(problem, dict) else ""
    slug = said.rsplit("/", 1)[-1]
    return slug if _SLUG.fullmatch(slug) else "unknown"


async def _follow_stopped(running: Running) -> int:
    patience = timedelta(seconds=settings_of(running).stopped_patience_seconds)
    parameters = {"before": running.clock.now() - patience, "most": BATCH}
    async with running.transaction() as connection:
        rows = (await connection.execute(_STOPPED_FOR_NOTHING, parameters)).all()
    for row in rows:
        async with running.transaction() as connection:
            act = own_act(running, connection, "paymentItemOpened", row.municipality)
            await _follow(act, row.decision_id, row.line)
    return len(rows)


async def _follow(act: Act, decision_id: UUID, line: int) -> None:
    case = await store.case_of(act.connection, decision_id)
    if case is not None:
        await lock_household(act, case[0])
        await follow(act, decision_id, line)
