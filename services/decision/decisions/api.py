"""Deciding on the work item that one holds, and reading decisions."""

from typing import Annotated

from fastapi import Depends, Response

from services.decision import examples
from services.decision.claims import store as claims
from services.decision.claims.problems import ClaimNeeded
from services.decision.claims.rules import EndedBecause
from services.decision.decisions import store
from services.decision.decisions.inputs import DecisionIn
from services.decision.decisions.making import Judged, judge
from services.decision.decisions.outputs import DecisionOut, decision_out
from services.decision.facts.kinds import OWN_CASE
from services.decision.work_items.desk import desk_of, desk_parameters, refuse_other_hands
from services.decision.work_items.rules import broken_by
from shared.acts import Act, ActBy, act_router
from shared.auth.callers import Role
from shared.auth.statements import Hands, Subject
from shared.canonical import digest, new_salt
from shared.ids import new_id
from shared.problems import NotFound

router = act_router(tags=["beslut / decisions"])

Deciding = Annotated[Act, Depends(ActBy("decisionMade", Role.ECONOMY_SECRETARY, Role.SOCIAL_WORKER))]
Reading = Annotated[Act, Depends(ActBy("decisionRead", Role.ECONOMY_SECRETARY, Role.SOCIAL_WORKER, Role.UNIT_HEAD))]

RECEIVERS_OF_DECISIONS = ("payout", "intake")


@router.post("/work-items/{workItemId}/decision", status_code=201, summary="Besluta / Decide")
async def decide(work_item_id: examples.WorkItemId, body: DecisionIn, act: Deciding, response: Response) -> DecisionOut:
    """Ett beslut per ärende, på en beräkning av det. Summan är aldrig högre än underskottet, och varje rad går till ett
    av hushållets konton som två har uppgett lika (C3). Den som har registrerat hushållet eller kontot får inte besluta
    (C1). Ärendet är sedan avslutat, och betalningen beställd.

    One decision per work item, on a calculation of it. The sum is never above the deficit, and each line goes to an
    account of the household that two entries agree on (C3). Who registered the household or the account may not decide
    (C1). The work item is then done, and the payment ordered."""
    parameters, today = desk_parameters(act, work_item_id), act.running.clock.today()
    row = await store.read_grounds(act.connection, parameters, body.calculation_id, today)
    desk = desk_of(act, row)
    refuse_other_hands(desk)
    grounds = None if row is None else store.grounds_of(row)
    if grounds is None:
        raise NotFound
    act.about(calculationId=grounds.calculation_id)
    made = await _make(act, judge(desk, grounds, body.choice(), today))
    response.headers["Location"] = f"/v1/decisions/{made.id}"
    return made


@router.get("/decisions/{decisionId}", summary="Läs ett beslut / Read a decision")
async def read(decision_id: examples.DecisionId, act: Reading) -> DecisionOut:
    """Beslutet som det fattades, med den text som den sökande får. Läsningen loggas.

    The decision as it was made, with the text that the applicant gets. The reading is logged."""
    act.about(decisionId=decision_id)
    row = await store.find(act.connection, decision_id, act.municipality, act.person)
    if row is None or (row.protected and not act.caller.roles & {Role.SOCIAL_WORKER, Role.UNIT_HEAD}):
        raise NotFound
    act.about(caseNumber=row.case_number, householdId=row.household_id)
    if broken := broken_by(set(row.ties) & OWN_CASE):
        raise broken
    await act.record()
    return decision_out(dict(row._mapping), row.lines or [])


async def _make(act: Act, judged: Judged) -> DecisionOut:
    decision_id, desk = new_id(), judged.desk
    document = judged.document(decision_id, act.now, new_salt())
    subject = Subject("decision", str(decision_id), 1)
    hands = Hands(decision=(act.person, judged.grounds.calculated_by))
    statement = act.state(subject, hands, document)
    entry_id = await act.record(document, rule=str(judged.delegation.id), decisionId=decision_id)
    stored = {
        **judged.columns(act.now),
        "id": decision_id,
        "municipality": act.municipality,
        "decided_by": act.person,
        "document": document,
        "digest": digest(document),
        "statement": statement,
        "entry_id": entry_id,
    }
    lines = [{"decision_id": decision_id, **line} for line in judged.line_columns]
    await store.add(act.connection, stored, lines)
    if not await claims.end(act.connection, desk.claim_id, EndedBecause.DECIDED, now=act.now, entry_id=entry_id):
        raise ClaimNeeded
    await act.hand_over(RECEIVERS_OF_DECISIONS, statement, subject, document)
    return decision_out(stored, lines)
