"""Reading a work item: for who holds it, and logged."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from pydantic import Field

from services.decision import examples
from services.decision.calculations.deviations import deviations
from services.decision.completions import store as completions
from services.decision.completions.outputs import asked_out, completion_out
from services.decision.late_answers import store as late_answers
from services.decision.late_answers.outputs import LateAnswerItemOut, late_answer_item_out
from services.decision.late_completions import store as late_completions
from services.decision.late_completions.outputs import LateCompletionItemOut, late_completion_item_out
from services.decision.payments import store as payments
from services.decision.payments.following import standing_of
from services.decision.payments.outputs import PaymentItemOut, payment_item_out
from services.decision.payments.rules import Waiting
from services.decision.queues.rules import Task
from services.decision.settings import settings_of
from services.decision.work_items import outputs, rules, store
from services.decision.work_items.desk import Desk, held_desk
from services.decision.work_items.held import held
from services.decision.work_items.seen import seen_months
from shared.acts import Act, ActBy, act_router
from shared.auth.callers import Role
from shared.problems import NotFound

router = act_router(tags=["ärenden / work items"])

Reading = Annotated[Act, Depends(ActBy("workItemRead", Role.ECONOMY_SECRETARY, Role.SOCIAL_WORKER))]
WorkItem = Annotated[
    outputs.WorkItemOut | PaymentItemOut | LateAnswerItemOut | LateCompletionItemOut, Field(discriminator="task")
]


@router.get("/work-items/{workItemId}", summary="Läs ärendet du håller i / Read the work item you hold")
async def read(work_item_id: examples.WorkItemId, act: Reading) -> WorkItem:
    """Ansökan, registersvar och avvikelser; av en betalning som inte gick (`payment`), beslutet, posten och varför; av
    ett sent registersvar (`lateAnswer`) eller en sen komplettering (`lateCompletion`), beslutet och vad som skiljer.
    Utan namn, personnummer och kontosiffror. Läsningen loggas.

    The application, what the registers answered and deviations; of a payment that failed (`payment`), the decision, the
    line and why; of a late answer (`lateAnswer`) or completion (`lateCompletion`), the decision and what differs.
    Without names, personal numbers or account digits. The reading is logged."""
    desk = await held_desk(act, work_item_id, *Task)
    await act.record()
    if desk.line is not None:
        return await _payment(act, desk, *desk.line)
    if desk.decision_id is not None:
        late = _late_completion if desk.task is Task.LATE_COMPLETION else _late_answer
        return await late(act, desk, desk.decision_id)
    return await _application(act, desk)


async def _payment(act: Act, desk: Desk, decision_id: UUID, number: int) -> PaymentItemOut:
    line = await payments.find(act.connection, decision_id, number)
    if line is None:
        raise NotFound
    how = standing_of(act, line)
    return payment_item_out(desk, line, how if isinstance(how, Waiting) else None)


async def _late_answer(act: Act, desk: Desk, decision_id: UUID) -> LateAnswerItemOut:
    found = await late_answers.find(act.connection, decision_id)
    if found is None:
        raise NotFound
    return late_answer_item_out(desk, found)


async def _late_completion(act: Act, desk: Desk, decision_id: UUID) -> LateCompletionItemOut:
    found = await late_completions.find(act.connection, decision_id)
    if found is None:
        raise NotFound
    asked = await completions.asked(act.connection, desk.application_id)
    return late_completion_item_out(desk, found, asked, await completions.answered(act.connection, desk.application_id))


async def _application(act: Act, desk: Desk) -> outputs.WorkItemOut:
    declared, evidence = rules.declared_of(desk.declaration["incomes"]), desk.evidence
    percent = settings_of(act.running).deviation_percent
    earlier = await store.earlier_decisions(act.connection, desk.household_id)
    returned = await store.returned_proposals(act.connection, desk.id)
    asked = await completions.asked(act.connection, desk.application_id)
    answered = await completions.answered(act.connection, desk.application_id)
    return outputs.WorkItemOut(
        task=Task.APPLICATION,
        **held(desk),
        members=[outputs.member_out(member) for member in desk.members],
        incomes=[outputs.declared_income_out(row) for row in desk.declaration["incomes"]],
        costs=[outputs.declared_cost_out(row) for row in desk.declaration["costs"]],
        control_month=evidence.control_month,
        comparison_month=evidence.comparison_month,
        evidence=[outputs.answer_out(row) for row in desk.verification["evidence"]],
        seen=[outputs.seen_out(row) for row in seen_months(evidence)],
        deviation_percent=percent,
        deviations=[outputs.deviation_out(row) for row in deviations(declared, evidence, percent=percent)],
        accounts=[outputs.account_out(account) for account in desk.accounts],
        earlier_decisions=[outputs.earlier_out(row) for row in earlier],
        returned_proposals=[outputs.returned_out(row) for row in returned],
        declaration_version=desk.declaration_version,
        completion_requests=[asked_out(row) for row in asked],
        completions=[completion_out(row) for row in answered],
    )
