"""Proposing a decision that is above the holder's own delegation: it is kept as it was judged, and waits."""

from typing import Any
from uuid import UUID

from services.decision.approvals import store
from services.decision.claims import store as claims
from services.decision.claims.problems import ClaimNeeded
from services.decision.claims.rules import EndedBecause
from services.decision.decisions.making import Judged
from shared.acts import Act
from shared.canonical import new_salt
from shared.ids import new_id


async def propose(act: Act, judged: Judged) -> UUID:
    """Ends the claim: the holder is free, and the item is in no queue until the proposal has ended. Returns its id."""
    proposal_id, said = new_id(), judged.content
    act.name = "decisionProposed"
    document = {"salt": new_salt(), "proposalId": str(proposal_id), **_stated(said)}
    entry_id = await act.record(document, proposalId=proposal_id)
    proposal = {
        **said,
        "id": proposal_id,
        "claim_id": judged.desk.claim_id,
        "municipality": act.municipality,
        "lines": judged.travelling_lines,
        "proposed_by": act.person,
        "proposed_role": judged.desk.role.value,
        "proposed_at": act.now,
        "entry_id": entry_id,
    }
    await store.add(act.connection, proposal)
    ended = EndedBecause.PROPOSED
    if not await claims.end(act.connection, judged.desk.claim_id, ended, now=act.now, entry_id=entry_id):
        raise ClaimNeeded
    return proposal_id


def _stated(said: dict[str, Any]) -> dict[str, Any]:
    """What the digest in the control log is of, beside the salt."""
    return {
        "workItemId": str(said["work_item_id"]),
        "calculationId": str(said["calculation_id"]),
        "outcome": said["outcome"],
        "grantedOre": said["granted_ore"],
    }
