"""Stopping a payment that has not gone to the bank yet: anyone in the chain may, and nothing starts it again."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from pydantic import ConfigDict, Field

from services.payout import examples
from services.payout.orders import own_case, store
from services.payout.orders.ending import Because, tell_end
from services.payout.orders.problems import TooLate
from services.payout.orders.states import OrderState, StopReason
from services.payout.orders.store import Move
from services.payout.parameters import OrderId
from shared.acts import Act, ActBy, act_router
from shared.api_models import Input, Output
from shared.auth.callers import Role
from shared.problems import NotFound

router = act_router(tags=["betalningsuppdrag / payment orders"])

Stopping = Annotated[
    Act,
    Depends(
        ActBy(
            "orderStopped",
            Role.REGISTRAR,
            Role.ECONOMY_SECRETARY,
            Role.SOCIAL_WORKER,
            Role.UNIT_HEAD,
            Role.PAYER,
        )
    ),
]


class StopIn(Input):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.TO_STOP]})

    reason: Annotated[StopReason, Field(description="Varför den stoppas. / Why it is stopped.")]


class Stopped(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.STOPPED]})

    id: UUID
    state: OrderState


@router.post("/payment-orders/{orderId}/stop", summary="Stoppa en utbetalning / Stop a payment")
async def stop(order_id: OrderId, body: StopIn, act: Stopping) -> Stopped:
    """Går tills bankfilen är gjord. Uppdraget makuleras; ska pengarna ändå betalas behövs ett nytt uppdrag.

    Possible until the bank file is made. The order is cancelled; if the money is to be paid after all, it takes a new
    one."""
    act.about(orderId=order_id)
    found = await store.lock(act.connection, [order_id], act.municipality)
    if not found:
        raise NotFound
    (order,) = found
    act.about(decisionId=order.decision_id, caseNumber=order.case_number)
    await own_case.refuse(act, order.household_id)
    if order.in_file or not OrderState(order.state).may_become(OrderState.CANCELLED):
        raise TooLate(order.state)
    entry_id = await act.record(householdId=order.household_id)
    move = Move(order_id, OrderState.CANCELLED, entry_id, reason=body.reason.value)
    await store.move(act.connection, [move], act.now)
    await tell_end(act, order, OrderState.CANCELLED, Because.STOPPED)
    return Stopped(id=order_id, state=OrderState.CANCELLED)
