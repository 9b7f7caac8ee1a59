"""A work item comes to be when everything about an application is known, whatever came last."""

from uuid import UUID

from sqlalchemy import text, update
from sqlmodel import col

from services.decision.facts.kinds import ApplicationKind
from services.decision.queues.protection import is_protected
from services.decision.queues.rules import Queue, Task, queue_of
from services.decision.queues.tables import WorkItemRow
from services.decision.revocations.rules import StopOutcome
from services.decision.revocations.undone import tell_undone
from shared import tracing
from shared.acts import Act
from shared.database import insert_into
from shared.ids import new_id

_COMPLETE = text(f"""
    select a.id, a.case_number, a.household_id, a.municipality, a.kind, a.month, a.received_at,
           coalesce(cast(:because as uuid), a.entry_id) as entry_id,
           {is_protected("a.id", "a.household_id")} as protected,
           latest.id as revoked, latest.outcome
    from application a
    join household_version h on h.household_id = a.household_id and h.version = a.household_version
                            and h.municipality = a.municipality
    left join lateral (select d.id, r.outcome from decision d join revocation r on r.decision_id = d.id
                        where d.application_id = a.id order by d.decided_at desc limit 1) latest on true
    where a.household_id = :household_id
      and exists (select from verification n where n.application_id = a.id and n.household_id = a.household_id
                                               and n.municipality = a.municipality)
      and not exists (select from withdrawal x where x.application_id = a.id)
      and not exists (select from work_item w left join decision d on d.work_item_id = w.id
                       where w.application_id = a.id and w.task = 'application'
                         and (d.id is null or not decision_undone(d.id)))""")  # noqa: S608 - only our own words
"""An application that nobody has withdrawn, without a work item, or whose every work item led to a decision that was
revoked and of which nothing is with the payee. `revoked`: the latest of these, and what came of stopping it."""


async def queue_what_is_complete(act: Act, household_id: UUID, because: UUID | None = None) -> None:
    """Makes the household's missing work items. The caller holds the household's lock. `because`: the log entry that
    they follow from, the application's own unless given."""
    found = await act.connection.execute(_COMPLETE, {"household_id": household_id, "because": because})
    complete = found.all()
    undone = {
        row.id: await tell_undone(act, row.revoked, row)
        for row in complete
        if row.revoked and StopOutcome(row.outcome).undone_later
    }
    rows = [
        {
            "id": new_id(),
            "application_id": row.id,
            "household_id": household_id,
            "municipality": row.municipality,
            "case_number": row.case_number,
            "kind": row.kind,
            "month": row.month,
            "queue": queue_of(Task.APPLICATION, ApplicationKind(row.kind), protected=row.protected).value,
            "received_at": row.received_at,
            "entry_id": undone.get(row.id, row.entry_id),
            "traceparent": tracing.kept(),
        }
        for row in complete
    ]
    if rows:
        await act.connection.execute(insert_into(WorkItemRow), rows)


async def close_queues_to(act: Act, household_id: UUID) -> None:
    """A household that becomes protected, or in which a register marks somebody so, leaves the shared queues at once,
    with all that is open. It does not come back by itself: a newer version without protection is no reason to show
    what was closed."""
    await act.connection.execute(
        update(WorkItemRow)
        .where(
            col(WorkItemRow.household_id) == household_id,
            col(WorkItemRow.ended_at).is_(None),
            col(WorkItemRow.queue) != Queue.PROTECTED.value,
        )
        .values(queue=Queue.PROTECTED.value)
    )
