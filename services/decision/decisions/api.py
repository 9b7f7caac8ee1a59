"""Deciding on the work item that one holds, and reading decisions."""

from typing import Annotated

from fastapi import Depends, Response
from fastapi.responses import JSONResponse

from services.decision import examples
from services.decision.approvals.outputs import ProposedOut
from services.decision.approvals.proposing import propose
from services.decision.approvals.rules import ProposalStatus
from services.decision.claims import store as claims
from services.decision.claims.problems import ClaimNeeded
from services.decision.claims.rules import EndedBecause
from services.decision.decisions import store
from services.decision.decisions.http_problems import AboveDelegation
from services.decision.decisions.inputs import DecisionIn
from services.decision.decisions.issuing import Deciders, issue
from services.decision.decisions.making import Judged, judge
from services.decision.decisions.outputs import DecisionOut, decision_out
from services.decision.decisions.store import Delegation
from services.decision.facts.kinds import OWN_CASE
from services.decision.queues.rules import reads_protected
from services.decision.work_items.desk import desk_of, desk_parameters, refuse_other_hands
from services.decision.work_items.rules import broken_by
from shared.acts import Act, ActBy, act_router
from shared.auth.callers import Role
from shared.problems import NotFound

router = act_router(tags=["beslut / decisions"])

Deciding = Annotated[Act, Depends(ActBy("decisionMade", Role.ECONOMY_SECRETARY, Role.SOCIAL_WORKER))]
Reading = Annotated[Act, Depends(ActBy("decisionRead", Role.ECONOMY_SECRETARY, Role.SOCIAL_WORKER, Role.UNIT_HEAD))]


@router.post(
    "/work-items/{workItemId}/decision",
    status_code=201,
    summary="Besluta / Decide",
    responses={
        202: {"description": "Över delegationen: väntar på enhetschef. / Awaits approval.", "model": ProposedOut}
    },
    response_model=DecisionOut,
)
async def decide(
    work_item_id: examples.WorkItemId, body: DecisionIn, act: Deciding, response: Response
) -> DecisionOut | Response:
    """Ett beslut per ärende, på en beräkning av det. Summan är aldrig högre än underskottet, och varje rad går till ett
    av hushållets konton som två har uppgett lika (C3). Den som har registrerat hushållet eller kontot får inte besluta
    (C1). Ärendet är sedan avslutat, och betalningen beställd. Är beloppet över rollens delegation blir det ett förslag
    (202), som väntar på att en enhetschef godkänner det eller lämnar tillbaka det.

    One decision per work item, on a calculation of it. The sum is never above the deficit, and each line goes to an
    account of the household that two entries agree on (C3). Who registered the household or the account may not decide
    (C1). The work item is then done, and the payment ordered. Above the role's delegation it becomes a proposal (202),
    which waits for a unit head to approve or return it."""
    parameters, today = desk_parameters(act, work_item_id), act.running.clock.today()
    row = await store.read_grounds(act.connection, parameters, body.calculation_id, today)
    desk = desk_of(act, row)
    refuse_other_hands(desk)
    grounds = None if row is None else store.grounds_of(row)
    if grounds is None:
        raise NotFound
    act.about(calculationId=grounds.calculation_id)
    judged = judge(desk, grounds, body.choice(), today)
    if grounds.delegation is None or not judged.within(grounds.delegation):
        return await _proposed(act, judged)
    made = await _decided(act, judged, grounds.delegation)
    response.headers["Location"] = f"/v1/decisions/{made.id}"
    return made


@router.get("/decisions/{decisionId}", summary="Läs ett beslut / Read a decision")
async def read(decision_id: examples.DecisionId, act: Reading) -> DecisionOut:
    """Beslutet som det fattades, med den text som den sökande får. Läsningen loggas.

    The decision as it was made, with the text that the applicant gets. The reading is logged."""
    act.about(decisionId=decision_id)
    row = await store.find(act.connection, decision_id, act.municipality, act.person)
    if row is None or (row.protected and not reads_protected(act.caller.roles)):
        raise NotFound
    act.about(caseNumber=row.case_number, householdId=row.household_id)
    if broken := broken_by(set(row.ties) & OWN_CASE):
        raise broken
    await act.record()
    return decision_out(dict(row._mapping), row.lines or [])


async def _decided(act: Act, judged: Judged, delegation: Delegation) -> DecisionOut:
    made, entry_id = await issue(act, judged, delegation, Deciders(act.person))
    claim_id, decided = judged.desk.claim_id, EndedBecause.DECIDED
    if not await claims.end(act.connection, claim_id, decided, now=act.now, entry_id=entry_id):
        raise ClaimNeeded
    return made


async def _proposed(act: Act, judged: Judged) -> Response:
    """Raises AboveDelegation where not even a unit head could approve it."""
    most = judged.grounds.approval
    if most is None or not judged.within(most):
        raise AboveDelegation(None if most is None else most.max_granted_ore)
    proposal_id, awaiting = await propose(act, judged), ProposalStatus.AWAITING_APPROVAL
    said = ProposedOut(proposal_id=proposal_id, work_item_id=judged.desk.id, status=awaiting)
    headers = {"Location": f"/v1/proposals/{proposal_id}"}
    return JSONResponse(said.model_dump(mode="json", by_alias=True), 202, headers)
