"""The decision that did not count with a completion, and what it did count with."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.decision.queues.protection import is_protected
from services.decision.queues.tables import WorkItemRow
from shared.database import insert_into

_PAST = text(f"""
    select d.id, d.case_number, d.household_id, d.municipality, d.kind, d.month,
      (select w.id from work_item w
        where w.decision_id = d.id and w.task = 'lateCompletion' and w.ended_at is null) as item_id,
      {is_protected("d.application_id", "d.household_id")} as protected
    from decision d
    join calculation k on k.id = d.calculation_id
    where d.application_id = :application and k.declaration_version < :number and not decision_undone(d.id)""")  # noqa: S608 - only our own words

_FIND = text("""
    select d.id, d.outcome, d.granted_ore, d.decided_at, k.declaration_version as counted,
      (select c.document from completion c
        where c.application_id = d.application_id and c.number = k.declaration_version) as declared,
      (select max(c.number) from completion c where c.application_id = d.application_id) as newest,
      (select jsonb_build_object('outcome', r.outcome, 'revokedAt', r.revoked_at)
         from revocation r where r.decision_id = d.id) as revocation
    from decision d
    join calculation k on k.id = d.calculation_id
    where d.id = :decision""")


async def past_decisions(connection: AsyncConnection, application_id: UUID, number: int) -> list[Row[Any]]:
    """Those about the application that were made on an older version of what is declared than `number`, and of which
    something stands or is with the payee: what was undone is decided anew, on the newest."""
    return list(await connection.execute(_PAST, {"application": application_id, "number": number}))


async def find(connection: AsyncConnection, decision_id: UUID) -> Row[Any] | None:
    """The decision; `counted` is the version that it rests on, `declared` its object, None where that is the
    application's own; `newest` the one to look at now."""
    return (await connection.execute(_FIND, {"decision": decision_id})).first()


async def add_item(connection: AsyncConnection, item: dict[str, Any]) -> None:
    await connection.execute(insert_into(WorkItemRow), item)
