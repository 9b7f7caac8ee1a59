"""Asking applicants for what is missing, and what intake tells of their answers."""

from datetime import timedelta
from typing import Any

import httpx

from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt
from shared.ids import new_id
from tests.harness.service import Caller, person
from tests.store.decision.world import Case, Fact, World


def asking(world: World, days: int = 7, **changes: Any) -> dict[str, Any]:
    last = world.service.app.state.running.clock.today() + timedelta(days=days)
    return {"missing": ["housingCost"], "text": "Skicka hyresavin.", "respondBy": last.isoformat(), **changes}


async def ask(
    world: World, claim: dict[str, Any], by: Caller | None = None, days: int = 7, **changes: Any
) -> httpx.Response:
    path = f"/v1/work-items/{claim['workItemId']}/completion-requests"
    return await (by or world.secretary()).post(path, asking(world, days, **changes))


async def asked(world: World, claim: dict[str, Any], days: int = 7) -> str:
    """The id of the request."""
    answer = await ask(world, claim, days=days)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def completed(
    case: Case, number: int = 2, request_id: str | None = None, typed_by: str | None = None, **changes: Any
) -> Fact:
    """Intake says that the applicant completed the application; a registrar may have typed it in."""
    completion_id = str(new_id())
    document = {
        "salt": new_salt(),
        "completionId": completion_id,
        "applicationId": str(case.application_id),
        "caseNumber": case.case_number,
        "householdId": str(case.household_id),
        "number": number,
        "requestId": request_id,
        "channel": "eService" if typed_by is None else "paper",
        "receivedAt": "2026-11-25T15:20:00+00:00",
        "withText": True,
        "incomes": [],
        "costs": [{"kind": "housing", "amountOre": 700_000}],
        **changes,
    }
    hands = Hands() if typed_by is None else Hands(entry=(person(typed_by),))
    return "intake", "applicationCompleted", Subject("completion", completion_id, 1), document, hands
