"""What intake is told of a decision for the applicant to read: all of it, in both languages, and nothing of anybody."""

from typing import Any

import pytest

from tests.harness.service import person
from tests.store.decision.world import (
    APPLICANT,
    SECRETARY,
    UNIT_HEAD,
    Case,
    World,
    decision_on,
)


async def explained(world: World) -> list[tuple[str, dict[str, Any]]]:
    """(destination, event)"""
    rows = await world.rows("select destination, event from outbox order by position")
    return [(row.destination, row.event) for row in rows if row.event["type"] == "decisionExplained"]


async def test_the_calculation_goes_line_by_line_to_intake_alone(world: World) -> None:
    case, claim, calculation = await world.drafted()
    made = (await world.decide(claim, decision_on(case, calculation))).json()
    ((to, event),) = await explained(world)
    told = event["object"]
    assert (to, event["subject"]["id"], told["decisionId"]) == ("intake", made["id"], made["id"])
    assert [line["amountOre"] for line in told["calculation"]["lines"]] == [
        line["amountOre"] for line in calculation["lines"]
    ]
    assert [line["label"]["sv"] for line in told["calculation"]["lines"]] == [
        line["label"]["sv"] for line in calculation["lines"]
    ]
    assert told["calculation"]["deficitOre"] == calculation["deficitOre"] == told["grantedOre"]
    assert told["text"] == made["wording"]
    assert told["appeal"]["sv"] == made["wording"]["sv"][-5:]
    assert "tre veckor" in " ".join(told["appeal"]["sv"])
    assert told["lines"][0]["purpose"] == {"sv": "Försörjningsstöd", "en": "Income support"}


async def test_nobody_and_no_account_is_in_it(world: World) -> None:
    case, claim, calculation = await world.drafted()
    await world.decide(claim, decision_on(case, calculation))
    ((_, event),) = await explained(world)
    for secret in (person(SECRETARY), person(APPLICANT), str(case.account_id), APPLICANT):
        assert secret not in str(event["object"])
    entry = next(entry for entry in await world.log() if entry.act == "decisionExplained")
    assert entry.subjects["caseNumber"] == case.case_number


async def test_what_a_unit_head_approves_is_told_when_it_is_decided(world: World) -> None:
    case, claim, calculation = await world.drafted(costs=[{"kind": "housing", "amountOre": 2_500_000}])
    proposed = await world.decide(claim, decision_on(case, calculation))
    assert await explained(world) == []
    head = world.service.person(UNIT_HEAD, "unitHead")
    approved = await head.post(f"/v1/proposals/{proposed.json()['proposalId']}/approval", {})
    assert approved.status_code == 201, approved.text
    assert len(await explained(world)) == 1


async def test_a_rejection_is_told_with_its_reasons(world: World) -> None:
    case, claim, calculation = await world.drafted()
    body = decision_on(case, calculation, outcome="rejected", lines=[], reasons="Inkomsterna räcker.")
    await world.decide(claim, body)
    ((_, event),) = await explained(world)
    assert (event["object"]["reasons"], event["object"]["lines"]) == ("Inkomsterna räcker.", [])


@pytest.mark.parametrize("where", ["reasons", "cost"])
async def test_words_that_look_like_a_personal_number_are_not_told(world: World, where: str) -> None:
    case = await world.tell_all(Case())
    claim = await world.claimed()
    words = "Gäller 19900202-9815."
    costs = [{"kind": "housing", "approvedOre": 600_000, "reason": words}] if where == "cost" else []
    calculation = await world.calculated(claim, costs=costs)
    body = decision_on(case, calculation, outcome="partlyGranted" if costs else "granted")
    refused = await world.decide(claim, {**body, "reasons": words if where == "reasons" else "Skäl."})
    assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[-1]) == (422, "text-looks-personal")
    assert "19900202" not in refused.text
    assert await explained(world) == []
