"""What decision asks of payout before it revokes anything."""

from typing import Any
from uuid import UUID

from shared.auth.statements import Hands, Subject, state
from shared.canonical import new_salt
from shared.ids import new_id
from tests.harness.service import MUNICIPALITY, key_of, person
from tests.store.payout.world import HEAD, Household, World


def stop_asked(world: World, home: Household, stop_id: UUID | None = None, **other: Any) -> dict[str, Any]:
    """The body of a question to stop the decision. `other` replaces what the statement says."""
    document = {
        "salt": new_salt(),
        "stopId": str(stop_id or new_id()),
        "decisionId": str(home.decision_id),
        "caseNumber": "EB-2026-000123",
        "householdId": str(home.id),
        "askedAt": "2026-11-22T12:00:00+01:00",
    }
    said: dict[str, Any] = {
        "act": "decisionStopAsked",
        "municipality": MUNICIPALITY,
        "subject": Subject("decision", str(home.decision_id), 1),
        "hands": Hands(decision=(person(HEAD),)),
        "document": document,
        "key": key_of("decision")[1],
        **other,
    }
    key = said.pop("key")
    return {"statement": state("decision", key, world.payout.running.clock, **said), "object": document}
