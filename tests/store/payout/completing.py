"""Completions as intake tells payout of them."""

from typing import Any

from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt
from shared.ids import new_id
from tests.harness.service import person
from tests.store.payout.world import Household, World


def completion(world: World, home: Household, number: int = 2, *, by: str | None = None) -> tuple[str, dict[str, Any]]:
    """Version `number` of what is declared; typed in from paper by somebody, or in the e-service."""
    completion_id = str(new_id())
    document = {
        "salt": new_salt(),
        "completionId": completion_id,
        "applicationId": str(home.application_id),
        "caseNumber": "EB-2026-000123",
        "householdId": str(home.id),
        "number": number,
        "channel": "eService" if by is None else "paper",
        "receivedAt": "2026-11-22T10:30:00+01:00",
    }
    hands = Hands(entry=() if by is None else (person(by),))
    subject = Subject("completion", completion_id, 1)
    return "intake", world.payout.event("intake", "completionRegistered", subject, document, hands=hands)
