"""What an item about a decision that is made already says of that decision. Amounts are öre."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.decision.amounts import TotalOre
from services.decision.decisions.rules import Outcome
from services.decision.work_items.desk import Desk
from services.decision.work_items.held import HeldItem, Moment, held
from services.decision.work_items.outputs import EarlierRevocationOut


class DecidedItem(HeldItem):
    decision_id: UUID
    outcome: Outcome
    granted_ore: TotalOre
    decided_at: Moment
    revocation: EarlierRevocationOut | None = None


def decided(desk: Desk, found: Row[Any]) -> dict[str, Any]:
    """The fields of a DecidedItem. `found`: the decision, with its revocation."""
    return {
        **held(desk),
        "decision_id": found.id,
        "outcome": Outcome(found.outcome),
        "granted_ore": found.granted_ore,
        "decided_at": found.decided_at,
        "revocation": None if found.revocation is None else EarlierRevocationOut.model_validate(found.revocation),
    }
