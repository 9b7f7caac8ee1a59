"""How much waits in each queue."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends
from pydantic import ConfigDict, Field

from services.decision import examples
from services.decision.queues import store
from services.decision.queues.rules import Length, Queue, seen_by
from shared.acts import Act, ActBy, act_router
from shared.api_models import Output
from shared.auth.callers import Role

router = act_router(tags=["köer / queues"])

SeeingQueues = Annotated[
    Act, Depends(ActBy("queuesListed", Role.ECONOMY_SECRETARY, Role.SOCIAL_WORKER, Role.UNIT_HEAD))
]


class QueueOut(Output):
    queue: Annotated[
        Queue,
        Field(
            description="Kö: löpande ansökningar, nya ansökningar, skyddade, betalningar som inte gick, sena "
            "registersvar, sena kompletteringar. / Queue."
        ),
    ]
    waiting: Annotated[int, Field(description="Antal som väntar. / How many wait.", examples=[12])]
    oldest_received_at: Annotated[
        datetime | None,
        Field(description="När den äldsta kom in. / When the oldest came in.", examples=["2026-11-20T08:15:00+01:00"]),
    ] = None
    oldest_age_hours: Annotated[
        int | None, Field(description="Den äldstas ålder i hela timmar. / Its age in whole hours.", examples=[31])
    ] = None


class QueuesOut(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.QUEUES]})

    items: list[QueueOut]


@router.get("/queues", summary="Köernas längd / The queues' length")
async def list_queues(act: SeeingQueues) -> QueuesOut:
    """Bara antal och ålder: ingen kan välja ett ärende eller en person. Man ser de köer som man tar ärenden ur.

    Numbers and age alone: nobody can choose a case or a person. One sees the queues that one takes from."""
    lengths = await store.lengths(act.connection, act.municipality, seen_by(act.caller.roles), act.now)
    return QueuesOut(items=[_out(length, act.now) for length in lengths])


def _out(length: Length, now: datetime) -> QueueOut:
    age = None if length.oldest is None else int((now - length.oldest).total_seconds() // 3600)
    return QueueOut(queue=length.queue, waiting=length.waiting, oldest_received_at=length.oldest, oldest_age_hours=age)
