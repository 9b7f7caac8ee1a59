"""What unit heads do with decisions that are above the proposer's delegation (KL 6 kap. 37 §, 7 kap. 5 §)."""

from typing import Annotated

from fastapi import Depends, Query, Response
from pydantic import ConfigDict, Field

from services.decision import examples
from services.decision.approvals import outputs, store
from services.decision.approvals.approving import approve, find, find_live
from services.decision.approvals.rules import ProposalStatus
from services.decision.decisions.outputs import DecisionOut
from services.decision.queues.rules import Queue
from shared.acts import Act, ActBy, act_router
from shared.api_models import Input
from shared.auth.callers import Role
from shared.paging import Paged
from shared.texts import LongText

router = act_router(tags=["godkännande / approvals"])

Listing = Annotated[Act, Depends(ActBy("proposalsListed", Role.UNIT_HEAD))]
Reading = Annotated[Act, Depends(ActBy("proposalRead", Role.UNIT_HEAD))]
Approving = Annotated[Act, Depends(ActBy("decisionApproved", Role.UNIT_HEAD))]
Returning = Annotated[Act, Depends(ActBy("proposalReturned", Role.UNIT_HEAD))]

SHARED_QUEUES = (Queue.RENEWALS, Queue.NEW)


class ApprovalIn(Input):
    """Inget att ange: det som föreslogs godkänns, eller lämnas tillbaka. / Nothing to say: it is approved as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


class ReturnIn(Input):
    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Hyreskontraktet saknas i underlaget."}]})

    reason: Annotated[LongText, Field(description="Vad som behöver göras om. / What has to be done again.")]


@router.get("/proposals", summary="Förslag som väntar på godkännande / Proposals that wait for approval")
async def list_waiting(
    act: Listing,
    page: Paged,
    queue: Annotated[
        Queue | None, Query(description="Bara ur denna kö. / From this queue alone.", examples=["renewals"])
    ] = None,
) -> outputs.Proposals:
    """De som du får godkänna, det äldsta först. Skyddade personers visas bara om du ber om kön `protected`, och då
    loggas det (C8).

    Those that you may approve, the oldest first. Those of protected persons are shown only where you ask for the queue
    `protected`, and then it is logged (C8)."""
    queues = SHARED_QUEUES if queue is None else (queue,)
    rows = await store.waiting_for(act.connection, act.person, act.municipality, queues, page)
    if Queue.PROTECTED in queues:
        await act.record()
    shown, has_more = page.shown(rows)
    items = [outputs.listed_out(row) for row in shown]
    return outputs.Proposals(items=items, page=page.number, limit=page.limit, has_more=has_more)


@router.get("/proposals/{proposalId}", summary="Läs ett förslag / Read a proposal")
async def read(proposal_id: examples.ProposalId, act: Reading) -> outputs.ProposalOut:
    """Allt som beslutet skulle säga, och beräkningen i ord. Läsningen loggas.

    Everything that the decision would say, and the calculation in words. The reading is logged."""
    row = await find(act, proposal_id)
    await act.record()
    return outputs.proposal_out(dict(row._mapping))


@router.post(
    "/proposals/{proposalId}/approval", status_code=201, summary="Godkänn, och därmed besluta / Approve, and so decide"
)
async def approve_proposal(
    proposal_id: examples.ProposalId, body: ApprovalIn, act: Approving, response: Response
) -> DecisionOut:
    """Inom din egen delegation, aldrig det du själv har räknat på eller föreslagit, och aldrig där du har en annan del
    i kedjan (C1, C2). Allt prövas på nytt; har något ändrats lämnas förslaget tillbaka.

    Within your own delegation, never what you calculated or proposed yourself, and never where you have another part
    in the chain (C1, C2). Everything is judged anew; where something has changed the proposal is to be returned."""
    made = await approve(act, await find_live(act, proposal_id))
    response.headers["Location"] = f"/v1/decisions/{made.id}"
    return made


@router.post("/proposals/{proposalId}/return", summary="Lämna tillbaka ett förslag / Return a proposal")
async def return_proposal(proposal_id: examples.ProposalId, body: ReturnIn, act: Returning) -> outputs.ReturnOut:
    """Ärendet går tillbaka till sin kö, och förslaget kan inte längre godkännas. Skälet visas för den som tar ärendet.

    The item goes back to its queue, and the proposal can no longer be approved. Whoever takes the item reads why."""
    row = await find_live(act, proposal_id)
    entry_id = await act.record()
    returned = ProposalStatus.RETURNED
    await store.end(act.connection, row, returned, by=act.person, now=act.now, entry_id=entry_id, reason=body.reason)
    return outputs.ReturnOut(proposal_id=proposal_id, status=returned, ended_at=act.now)
