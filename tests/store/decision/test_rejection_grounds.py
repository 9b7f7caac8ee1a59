"""Why an application is rejected or granted in part: said as codes, by who decides, to the applicant and in the log."""

from typing import Any

import pytest

from services.decision.completions.watching import end_those_over
from tests.store.decision.completions import asked, completed
from tests.store.decision.world import UNIT_HEAD, Case, World, decision_on

CUT = [{"kind": "housing", "approvedOre": 400_000, "reason": "Kommunens riktlinje."}]
ABOVE_GUIDELINE = "SoL 12 kap. 1 och 7 §§"


async def test_the_ground_is_on_the_decision_in_the_letter_with_the_applicant_and_in_the_log(world: World) -> None:
    case = await world.tell_all(Case())
    claim = await world.claimed()
    calculation = await world.calculated(claim, costs=CUT)
    body = decision_on(case, calculation, outcome="partlyGranted", grounds=["aboveGuideline", "other"])

    made = (await world.decide(claim, body)).json()

    assert [(ground["code"], ground["law"]) for ground in made["grounds"]] == [
        ("aboveGuideline", ABOVE_GUIDELINE),
        ("other", "SoL 12 kap. 1 §"),
    ]
    sv = made["grounds"][0]["text"]["sv"]
    assert f"Grund: {sv} ({ABOVE_GUIDELINE})" in made["wording"]["sv"]
    (row,) = await world.rows("select event from outbox where event ->> 'type' = 'decisionExplained'")
    assert row.event["object"]["grounds"] == made["grounds"]
    entry = next(entry for entry in await world.log() if entry.act == "decisionExplained")
    assert entry.rule == f"aboveGuideline ({ABOVE_GUIDELINE}); other (SoL 12 kap. 1 §)"
    read = await world.secretary().get(f"/v1/decisions/{made['id']}")
    assert read.json()["grounds"] == made["grounds"]
    again = await world.service.person(UNIT_HEAD, "unitHead").get(f"/v1/decisions/{made['id']}/recalculation")
    assert again.json()["same"] is True


async def test_a_full_grant_logs_no_ground(world: World) -> None:
    case, claim, calculation = await world.drafted()
    made = (await world.decide(claim, decision_on(case, calculation))).json()
    assert made["grounds"] == []
    assert next(entry for entry in await world.log() if entry.act == "decisionExplained").rule is None


async def test_the_same_ground_is_said_once(world: World) -> None:
    case, claim, calculation = await world.drafted()
    body = decision_on(case, calculation, outcome="rejected", lines=[], grounds=["other", "other"])
    assert (await world.decide(claim, body)).status_code == 422


@pytest.mark.parametrize("ended", ["lapsed", "answered"])
async def test_not_completed_presupposes_a_request_that_lapsed(world: World, ended: str) -> None:
    """FL 20 and 23 §§."""
    case, claim, _ = await world.drafted()
    request_id = await asked(world, claim)
    if ended == "lapsed":
        world.later(days=8)
        assert await end_those_over(world.service.app.state.running) == 1
    else:
        await world.tell(completed(case, request_id=request_id))
    claim = await world.claimed()
    calculation = await world.calculated(claim)
    body = decision_on(case, calculation, outcome="rejected", grounds=["notCompleted"], lines=[])

    answer = await world.decide(claim, body)

    assert answer.status_code == {"lapsed": 201, "answered": 422}[ended], answer.text


async def test_a_unit_head_approves_the_ground_that_was_proposed(world: World) -> None:
    case = await world.tell_all(Case(costs=[{"kind": "housing", "amountOre": 2_700_000}]))
    claim = await world.claimed()
    calculation = await world.calculated(
        claim, costs=[{"kind": "housing", "approvedOre": 2_600_000, "reason": "En del är inte boende."}]
    )
    body = decision_on(case, calculation, outcome="partlyGranted", grounds=["costNotReasonable"])
    proposed = (await world.decide(claim, body)).json()
    head = world.service.person(UNIT_HEAD, "unitHead")
    path = f"/v1/proposals/{proposed['proposalId']}"
    answer = await head.get(path)
    assert answer.status_code == 200, answer.text
    seen: dict[str, Any] = answer.json()
    assert [ground["code"] for ground in seen["grounds"]] == ["costNotReasonable"]

    approved = await head.post(f"{path}/approval", {})
    assert approved.status_code == 201, approved.text
    made = approved.json()

    assert made["grounds"] == seen["grounds"]
