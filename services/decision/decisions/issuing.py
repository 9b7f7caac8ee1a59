"""Making a decision: stated, logged, kept and handed over, by its holder or with a unit head's approval."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.decision.decisions import store
from services.decision.decisions.explaining import explain
from services.decision.decisions.making import Judged
from services.decision.decisions.outputs import DecisionOut, decision_out
from services.decision.decisions.store import Delegation
from shared.acts import Act
from shared.auth.callers import Role
from shared.auth.statements import Hands, Subject
from shared.canonical import digest, new_salt
from shared.handover.outbox import hand_over
from shared.ids import new_id

RECEIVERS_OF_DECISIONS = ("payout", "intake")


@dataclass(frozen=True, slots=True)
class Deciders:
    """`decided_by`: who held the work item. `approved_by`: who approved the proposal `proposal_id`, where it was above
    the holder's delegation. Person keys."""

    decided_by: str
    approved_by: str | None = None
    proposal_id: UUID | None = None

    @property
    def approved_role(self) -> Role | None:
        return None if self.approved_by is None else Role.UNIT_HEAD

    def hands(self, calculated_by: str) -> Hands:
        approver = () if self.approved_by is None else (self.approved_by,)
        return Hands(decision=(self.decided_by, calculated_by, *approver))


async def issue(act: Act, judged: Judged, delegation: Delegation, by: Deciders) -> tuple[DecisionOut, UUID]:
    """The decision, and its entry in the control log. The caller ends what it was made from."""
    decision_id = new_id()
    document = judged.document(decision_id, act.now, new_salt())
    subject = Subject("decision", str(decision_id), 1)
    with _deciding(act):
        statement = act.state(subject, by.hands(judged.grounds.calculated_by), document)
        entry_id = await act.record(document, rule=str(delegation.id), decisionId=decision_id)
        made = {"id": decision_id, "document": document, "statement": statement, "entry_id": entry_id}
        stored = {**judged.columns(act.now, by.approved_role), **_made_by(act, delegation, by), **made}
        stored["digest"] = digest(document)
        lines = [{"decision_id": decision_id, **line} for line in judged.line_columns]
        await store.add(act.connection, stored, lines)
        decided = act.events(RECEIVERS_OF_DECISIONS, statement, subject, document)
        explained = await explain(act, judged, decision_id, stored["wording"])
        await hand_over(act.connection, [*decided, *explained], act.now)
    return decision_out(stored, lines), entry_id


def _made_by(act: Act, delegation: Delegation, by: Deciders) -> dict[str, Any]:
    return {
        "municipality": act.municipality,
        "delegation_rule_id": delegation.id,
        "decided_by": by.decided_by,
        "approved_by": by.approved_by,
        "proposal_id": by.proposal_id,
    }


@contextmanager
def _deciding(act: Act) -> Iterator[None]:
    """Whatever act leads to it, what is stated and handed over is a decision that was made."""
    name, act.name = act.name, "decisionMade"
    try:
        yield
    finally:
        act.name = name
