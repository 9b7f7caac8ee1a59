"""Ending the work on an application that was withdrawn, whoever holds it and whatever it waits for."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_OPEN = text("""
    select id from work_item
     where application_id = :application and task = 'application' and ended_at is null
     for update""")
_CLAIM = text("""
    update claim set ended_at = :now, ended_because = 'withdrawn', ended_entry_id = :entry_id
     where work_item_id = :item and ended_at is null""")
_PROPOSAL = text("""
    update proposal set ended_at = :now, ended_because = 'withdrawn', ended_entry_id = :entry_id
     where work_item_id = :item and ended_at is null""")
_REQUEST = text("""
    update completion_request set ended_at = :now, ended_because = 'withdrawn', ended_entry_id = :entry_id
     where work_item_id = :item and ended_at is null""")
_ITEM = text("""
    update work_item set claim_id = null, proposal_id = null, completion_id = null, ended_at = :now,
                         ended_entry_id = :entry_id
     where id = :item""")

_DECISIONS = text("select id from decision where application_id = :application")


async def end_work(connection: AsyncConnection, application_id: UUID, now: datetime, entry_id: UUID) -> None:
    """The item's lock comes first: whoever is claiming or asking right now is waited for, and then ended too."""
    items = await connection.execute(_OPEN, {"application": application_id})
    for item in items.scalars().all():
        for statement in (_CLAIM, _PROPOSAL, _REQUEST, _ITEM):
            values = {"item": item, "now": now, "entry_id": entry_id}
            await connection.execute(statement, values)


async def decisions_on(connection: AsyncConnection, application_id: UUID) -> list[UUID]:
    return list((await connection.execute(_DECISIONS, {"application": application_id})).scalars())
