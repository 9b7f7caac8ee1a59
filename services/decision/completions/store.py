"""Requests for completion: the rule in force, keeping one, ending it once, and what the item's next holder reads."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.decision.completions.rules import RequestEnd
from services.decision.completions.tables import CompletionRequestRow
from shared.database import insert_into

_RULE = text("""
    select r.id, r.longest_days from completion_rule r
     where (r.municipality = :municipality or r.municipality is null) and r.valid_from <= :today
     order by r.municipality nulls last, r.valid_from desc limit 1""")
_AWAIT = text("update work_item set completion_id = :request where id = :item")
_END = text("""
    update completion_request set ended_at = :now, ended_because = :because, ended_entry_id = :entry_id
     where id = :id and ended_at is null
    returning work_item_id""")
_ANSWER = text("""
    update completion_request r set ended_at = :now, ended_because = 'answered', ended_entry_id = c.entry_id
      from completion c
     where c.id = :completion and (r.id, r.application_id) = (c.request_id, c.application_id) and r.ended_at is null
    returning r.work_item_id""")
_GO_ON = text("update work_item set completion_id = null where id = :item")
_OVER = text("""
    select r.id, r.application_id, r.household_id, r.municipality, w.case_number
      from completion_request r join work_item w on w.id = r.work_item_id
     where r.ended_at is null and r.respond_by < :today
     order by r.respond_by limit 1
     for update of r skip locked""")
_ASKED = text("""
    select r.id, r.missing, r.text, r.respond_by, r.asked_at, r.ended_at, r.ended_because from completion_request r
     where r.application_id = :application order by r.asked_at desc""")
_ANSWERED = text("""
    select c.number, c.request_id, c.document from completion c
     where c.application_id = :application order by c.number desc""")


async def rule_in_force(connection: AsyncConnection, municipality: str, today: date) -> Row[Any]:
    """`id` and `longest_days`; a migration brings an example, so that there always is one."""
    return (await connection.execute(_RULE, {"municipality": municipality, "today": today})).one()


async def add(connection: AsyncConnection, request: Mapping[str, Any]) -> None:
    """Keeps it, and takes its work item out of the queue until it has ended."""
    await connection.execute(insert_into(CompletionRequestRow), dict(request))
    await connection.execute(_AWAIT, {"request": request["id"], "item": request["work_item_id"]})


async def end(
    connection: AsyncConnection, request_id: UUID, because: RequestEnd, *, now: datetime, entry_id: UUID
) -> bool:
    """The work item is back in its own queue. False where the request had ended before."""
    values = {"id": request_id, "because": because.value, "now": now, "entry_id": entry_id}
    return await _go_on(connection, (await connection.execute(_END, values)).first())


async def answer(connection: AsyncConnection, completion_id: UUID, now: datetime) -> bool:
    """Ends the request that this completion answers, if it is still open, in the same way."""
    return await _go_on(
        connection, (await connection.execute(_ANSWER, {"completion": completion_id, "now": now})).first()
    )


async def _go_on(connection: AsyncConnection, ended: Row[Any] | None) -> bool:
    if ended is not None:
        await connection.execute(_GO_ON, {"item": ended.work_item_id})
    return ended is not None


async def next_over(connection: AsyncConnection, today: date) -> Row[Any] | None:
    """A request whose last day is past, locked; one that somebody else is ending is left to them."""
    return (await connection.execute(_OVER, {"today": today})).first()


async def asked(connection: AsyncConnection, application_id: UUID) -> Sequence[Row[Any]]:
    """Everything that was asked for in the application, the latest first."""
    return (await connection.execute(_ASKED, {"application": application_id})).all()


async def answered(connection: AsyncConnection, application_id: UUID) -> Sequence[Row[Any]]:
    """Each version of what was declared after the first, the newest first."""
    return (await connection.execute(_ANSWERED, {"application": application_id})).all()
