"""Asking again: each day, about who has signed, and only the registers that gave no answer (C10, C11).

It goes on while the application is open, and after a decision that rests on the missing answer until the month after
the one applied for is over, so that the answer can be compared. It ends some months after the application came in,
whatever came of it. A question that is kept makes the next one wait a day: a register that stays silent, or a process
that is killed while it asks, cannot make it hotter than that.
"""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.evidence import store
from services.intake.evidence.asking import Question
from services.intake.evidence.jobs import ask_registers, keep_asked
from services.intake.registers.rules import Block, fetch_window
from services.intake.settings import settings_of
from shared.ids import new_id
from shared.months import Month
from shared.persons import PersonalNumber
from shared.running import Running

log = structlog.get_logger(__name__)

BATCH = 100
AT_ONCE = 8

_UNANSWERED = """
    from register_evidence e
    join application a on a.id = e.application_id
    where e.verdict = 'notVerifiable' and e.block = any(:blocks)
      and not exists (select from register_evidence n
                       where n.application_id = e.application_id and n.member_id = e.member_id
                         and n.block = e.block and n.number > e.number)
      and not exists (select from register_question q
                       where q.application_id = e.application_id and q.member_id = e.member_id
                         and q.asked_at > :asked_before)
      and not exists (select from application_withdrawn x where x.application_id = a.id)
      and a.received_at > :received_after
      and (a.month >= :month or not exists (select from standing_decision s where s.application_id = a.id))"""

_DUE = text(f"""
    select distinct e.application_id, e.member_id {_UNANSWERED}
    order by e.application_id, e.member_id limit :most""")

_QUESTION = text(f"""
    select a.municipality, a.household_id, a.case_number, a.month, m.personal_number, u.blocks,
      (select max(w.number) from register_answer w
        where w.application_id = a.id and w.member_id = s.member_id) as answers
    from application_signature s
    join application a on a.id = s.application_id
    join member m on m.household_id = a.household_id and m.version = a.household_version and m.id = s.member_id
    cross join lateral (select array_agg(e.block) as blocks {_UNANSWERED}
                           and e.application_id = s.application_id and e.member_id = s.member_id) u
    where s.application_id = :application and s.member_id = :member and u.blocks is not null""")  # noqa: S608 - only our own words


async def ask_again_for_ever(running: Running) -> None:
    """The worker's loop, until cancelled."""
    while True:
        try:
            asked = await ask_again(running)
        except Exception:  # the database is away: the loop must outlive it
            log.exception("nobody asked about again")
            asked = 0
        if asked < BATCH:
            await asyncio.sleep(settings_of(running).ask_again_pause_seconds)


async def ask_again(running: Running) -> int:
    """Asks about those whose day has come, at most `BATCH`. Returns about how many."""
    async with running.transaction() as connection:
        due = (await connection.execute(_DUE, {**_parameters(running), "most": BATCH})).all()
    room = asyncio.Semaphore(AT_ONCE)
    return sum(await asyncio.gather(*(_one(running, room, row.application_id, row.member_id) for row in due)))


async def _one(running: Running, room: asyncio.Semaphore, application_id: UUID, member_id: UUID) -> bool:
    """Whether it was done. One that fails keeps nobody else waiting."""
    async with room:
        try:
            question = await _kept(running, application_id, member_id)
            if question is not None:
                await ask_registers(running, question)
        except Exception:
            log.exception("not asked about again")
            return False
        running.handed_over.set()
        return question is not None


async def _kept(running: Running, application_id: UUID, member_id: UUID) -> Question | None:
    """Looked at anew under the application's lock: of two processes, one asks."""
    parameters = {**_parameters(running), "application": application_id, "member": member_id}
    async with running.transaction() as connection:
        await store.lock(connection, application_id)
        question = await _question(connection, parameters)
        if question is not None:
            await keep_asked(running, connection, question)
        return question


async def _question(connection: AsyncConnection, parameters: dict[str, Any]) -> Question | None:
    row: Row[Any] | None = (await connection.execute(_QUESTION, parameters)).one_or_none()
    if row is None:
        return None
    return Question(
        new_id(),
        parameters["application"],
        parameters["member"],
        row.municipality,
        row.household_id,
        row.case_number,
        fetch_window(Month.parse(row.month)),
        PersonalNumber(row.personal_number),
        frozenset(map(Block, row.blocks)),
        row.answers + 1,
    )


def _parameters(running: Running) -> dict[str, Any]:
    """`month`: the earliest whose next month is not over."""
    settings, now = settings_of(running), running.clock.now()
    return {
        "blocks": sorted(settings.registers_blocks),
        "asked_before": now - timedelta(seconds=settings.ask_again_after_seconds),
        "received_after": now - timedelta(days=settings.ask_again_days),
        "month": str(Month.of(running.clock.today()).plus(-1)),
    }
