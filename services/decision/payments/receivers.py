"""What payout tells of a payment: kept as a fact, and then what follows for the line."""

from uuid import UUID

from services.decision.facts.objects import OrderStateObject, PaymentEndObject, check_subject
from services.decision.facts.store import add_fact, lock_household
from services.decision.facts.tables import PaymentEndRow
from services.decision.payments import store
from services.decision.payments.following import follow
from services.decision.payments.tables import OrderStateRow
from services.decision.queues.queueing import queue_what_is_complete
from shared.acts import Act
from shared.auth.statements import Statement
from shared.handover.events import Event
from shared.handover.objects import read_object
from shared.problems import ObjectNotAsAgreed


async def take_payment_end(act: Act, event: Event, statement: Statement) -> None:
    ended = read_object(PaymentEndObject, event.object)
    check_subject(event, "order", ended.order_id)
    await _lock(act, ended.decision_id)
    key = {"order_id": ended.order_id, "status": ended.status.value}
    values = {
        "decision_id": ended.decision_id,
        "line": ended.line,
        "line_version": await store.version_of(act.connection, ended.order_id, ended.decision_id, ended.line),
        "amount_ore": ended.amount_ore,
        "because": ended.because,
    }
    if await add_fact(act, event, PaymentEndRow, key, values):
        await follow(act, ended.decision_id, ended.line)
        await _decided_anew(act, ended.decision_id, ended.order_id)


async def _decided_anew(act: Act, decision_id: UUID, order_id: UUID) -> None:
    """Where the decision was revoked too late to stop its payments, and this was the last of them to come back or be
    rejected: the household has nothing of it, and its application waits for a decision again."""
    case = await store.case_of(act.connection, decision_id)
    if case is not None:
        await queue_what_is_complete(act, case[0], because=await store.end_told_by(act.connection, order_id))


async def take_order_blocked(act: Act, event: Event, statement: Statement) -> None:
    await _take_state(act, event, blocked=True)


async def take_order_healed(act: Act, event: Event, statement: Statement) -> None:
    await _take_state(act, event, blocked=False)


async def _take_state(act: Act, event: Event, *, blocked: bool) -> None:
    """The subject's version is the number of the order's state; the object's `number` the version of the line."""
    told = read_object(OrderStateObject, event.object)
    check_subject(event, "order", told.order_id, event.subject.version)
    if blocked != (told.rule is not None and told.reason is not None):
        raise ObjectNotAsAgreed
    await _lock(act, told.decision_id)
    key = {"order_id": told.order_id, "number": event.subject.version}
    values = {
        "decision_id": told.decision_id,
        "line": told.line,
        "line_version": told.number,
        "blocked": blocked,
        "rule": told.rule,
        "reason": told.reason,
    }
    if await add_fact(act, event, OrderStateRow, key, values):
        await follow(act, told.decision_id, told.line)


async def _lock(act: Act, decision_id: UUID) -> None:
    """Two facts of one line that arrive at once would each miss the other."""
    act.about(decisionId=decision_id)
    case = await store.case_of(act.connection, decision_id)
    if case is not None:
        act.about(householdId=case[0], caseNumber=case[1])
        await lock_household(act, case[0])
