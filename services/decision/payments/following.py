"""What follows from what is known of a line: one open work item while it waits for somebody, and else none."""

from datetime import timedelta
from uuid import UUID

from services.decision.claims import store as claims
from services.decision.claims.rules import EndedBecause
from services.decision.facts.kinds import ApplicationKind
from services.decision.own_acts import own_act
from services.decision.payments import store
from services.decision.payments.rules import Standing, Waiting, standing
from services.decision.payments.store import Line
from services.decision.queues.rules import Task, queue_of
from services.decision.settings import settings_of
from shared.acts import Act
from shared.ids import new_id


def standing_of(act: Act, line: Line) -> Standing:
    patience = timedelta(seconds=settings_of(act.running).stopped_patience_seconds)
    return standing(line.facts, act.now, patience)


async def follow(act: Act, decision_id: UUID, number: int) -> None:
    """Opens or ends the line's work item. The caller holds the household's lock."""
    line = await store.find(act.connection, decision_id, number)
    if line is None:
        return
    waits = isinstance(standing_of(act, line), Waiting)
    item = await store.open_item(act.connection, decision_id, number)
    if waits and item is None:
        await _open(act, line)
    elif not waits and item is not None:
        await _end(act, line, item.id)


async def follow_all(act: Act, decision_id: UUID) -> None:
    """The same for every line of a decision."""
    for number in await store.lines_of(act.connection, decision_id):
        await follow(act, decision_id, number)


async def _open(act: Act, line: Line) -> None:
    item_id = new_id()
    item = {
        "id": item_id,
        "task": Task.PAYMENT.value,
        "decision_id": line.decision_id,
        "line": line.number,
        "application_id": line.application_id,
        "household_id": line.household_id,
        "municipality": line.municipality,
        "case_number": line.case_number,
        "kind": line.kind,
        "month": line.month,
        "queue": queue_of(Task.PAYMENT, ApplicationKind(line.kind), protected=line.protected).value,
        "received_at": act.now,
        "entry_id": await _log(act, "paymentItemOpened", line, item_id),
    }
    await store.add_item(act.connection, item)


async def _end(act: Act, line: Line, item_id: UUID) -> None:
    """Also where somebody holds it, or takes it in this very moment: there is nothing left for them to do."""
    entry_id = await _log(act, "paymentItemEnded", line, item_id)
    while not await store.end_item(act.connection, item_id, act.now, entry_id):
        item = await store.open_item(act.connection, line.decision_id, line.number)
        if item is None:
            return
        if item.claim_id is not None:
            because = EndedBecause.RESOLVED
            await claims.end(act.connection, item.claim_id, because, now=act.now, entry_id=entry_id)


async def _log(act: Act, name: str, line: Line, item_id: UUID) -> UUID:
    own = own_act(act.running, act.connection, name, line.municipality, workItemId=item_id)
    own.now = act.now
    return await own.record(caseNumber=line.case_number, decisionId=line.decision_id, householdId=line.household_id)
