"""Taking the next work item from a queue, and handing one back."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response
from pydantic import ConfigDict, Field
from sqlalchemy import Row

from services.decision import examples
from services.decision.claims import store
from services.decision.claims.problems import ClaimEnded, ClaimHeld, NotYourClaim
from services.decision.claims.rules import EndedBecause, lease_end
from services.decision.facts.kinds import ApplicationKind
from services.decision.queues.roles import act_as
from services.decision.queues.rules import Queue, Task
from services.decision.settings import settings_of
from shared import tracing
from shared.acts import Act, ActBy, act_router
from shared.api_models import Input, Output
from shared.auth.callers import Role
from shared.controllog.entries import Actor, Entry
from shared.controllog.store import add_entry
from shared.ids import new_id
from shared.months import Month
from shared.problems import NotFound
from shared.texts import LongText

router = act_router(tags=["ärenden / work items"])

Claiming = Annotated[Act, Depends(ActBy("workItemClaimed", Role.ECONOMY_SECRETARY, Role.SOCIAL_WORKER))]
HandingBack = Annotated[Act, Depends(ActBy("workItemReleased", Role.ECONOMY_SECRETARY, Role.SOCIAL_WORKER))]


class ClaimIn(Input):
    model_config = ConfigDict(json_schema_extra={"examples": [{"queue": "renewals"}]})

    queue: Annotated[Queue, Field(description="Kön att ta nästa ärende ur. / The queue to take the next one from.")]


class ClaimOut(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.CLAIMED]})

    claim_id: UUID
    work_item_id: UUID
    queue: Queue
    task: Annotated[
        Task,
        Field(
            description="Besluta om ansökan, se till en betalning, ett sent svar eller en sen komplettering. / What to "
            "do."
        ),
    ]
    case_number: str
    kind: ApplicationKind
    month: Month
    received_at: Annotated[datetime, Field(examples=["2026-11-20T08:15:00+01:00"])]
    lease_ends_at: Annotated[
        datetime,
        Field(
            description="Då faller ärendet tillbaka till kön; en beräkning flyttar fram det. / When it falls back to "
            "the queue; a calculation renews it.",
            examples=["2026-11-23T10:30:00+01:00"],
        ),
    ]


class ReleaseIn(Input):
    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Jag känner den sökande."}]})

    reason: Annotated[LongText, Field(description="Varför ärendet lämnas tillbaka. / Why it is handed back.")]


class ReleaseOut(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.RELEASED]})

    claim_id: UUID
    ended_at: Annotated[datetime, Field(examples=["2026-11-23T09:45:00+01:00"])]


@router.post(
    "/claims",
    status_code=201,
    summary="Ta nästa ärende / Claim the next work item",
    responses={204: {"description": "Inget ärende att ta. / Nothing to take.", "model": None}},
    response_model=ClaimOut,
)
async def claim(body: ClaimIn, act: Claiming) -> ClaimOut | Response:
    """Det äldsta i kön som du får ta: aldrig ett där du har registrerat hushållet eller kontot, själv är part, eller
    som du har lämnat tillbaka; och inget sent registersvar (`lateAnswers`) till ett beslut som du har haft del i. Ett i
    taget. Ingen kan välja ärende eller ge det till en namngiven person (C9).

    The oldest in the queue that you may take: never one where you registered the household or the account, are a party
    yourself, or that you handed back; and no late answer (`lateAnswers`) to a decision that you had a hand in. One at a
    time. Nobody can choose an item, or put it on a person (C9)."""
    role = act_as(act, body.queue)
    await _end_lapsed(act)
    item = await store.next_item(act.connection, act.municipality, body.queue, act.person)
    if item is None:
        return Response(status_code=204)
    act.now = act.running.clock.now()  # it may have been handed back since the request came: nobody has it before that
    return await _take(act, body.queue, item, role)


@router.post("/claims/{claimId}/release", summary="Lämna tillbaka ärendet / Hand the work item back")
async def release(claim_id: examples.ClaimId, body: ReleaseIn, act: HandingBack) -> ReleaseOut:
    """Ärendet går tillbaka till kön och erbjuds inte dig igen. Skälet sparas, men inte i kontrolloggen.

    The item goes back to the queue and is not offered to you again. The reason is kept, but not in the control log."""
    act.about(claimId=claim_id)
    found = await store.find(act.connection, claim_id, act.municipality)
    if found is None:
        raise NotFound
    act.about(workItemId=found.work_item_id, householdId=found.household_id, caseNumber=found.case_number)
    if found.person != act.person:
        raise NotYourClaim
    if found.ended_at is not None:
        raise ClaimEnded
    entry_id = await act.record()
    await store.end(act.connection, claim_id, EndedBecause.RELEASED, now=act.now, entry_id=entry_id, reason=body.reason)
    return ReleaseOut(claim_id=claim_id, ended_at=act.now)


async def _take(act: Act, queue: Queue, item: Row[Any], role: Role) -> ClaimOut:
    act.about(workItemId=item.id, householdId=item.household_id, applicationId=item.application_id)
    tracing.link(item.traceparent)
    claim_id, ends = new_id(), lease_end(act.now, settings_of(act.running).claim_lease_seconds)
    made = {
        "id": claim_id,
        "item": item.id,
        "person": act.person,
        "role": role.value,
        "now": act.now,
        "lease_ends_at": ends,
        "entry_id": await act.record(claimId=claim_id, caseNumber=item.case_number),
    }
    await store.take(act.connection, made)
    return ClaimOut(
        claim_id=claim_id,
        work_item_id=item.id,
        queue=queue,
        task=Task(item.task),
        case_number=item.case_number,
        kind=ApplicationKind(item.kind),
        month=Month.parse(item.month),
        received_at=item.received_at,
        lease_ends_at=ends,
    )


async def _end_lapsed(act: Act) -> None:
    """Leases that are over end first. Raises ClaimHeld where the caller's own is not."""
    for held in await store.lapsed_or_mine(act.connection, act.person, act.now):
        if not held.lapsed:
            raise ClaimHeld(str(held.id), str(held.work_item_id))
        await store.end(act.connection, held.id, EndedBecause.LAPSED, now=act.now, entry_id=await _log_lapse(act, held))


async def _log_lapse(act: Act, held: store.LiveClaim) -> UUID:
    """The lease did that by itself, not whoever happened to come next."""
    entry = Entry(
        id=new_id(),
        time=act.now,
        municipality=held.municipality,
        service=act.running.name,
        act="claimLapsed",
        outcome="done",
        actor=Actor(role=Role.SERVICE.value, service=act.running.name),
        subjects={"claimId": held.id, "workItemId": held.work_item_id},
    )
    return await add_entry(act.connection, entry)
