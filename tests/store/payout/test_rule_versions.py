"""Limits over the API: proposed by one, approved by another, in force from their first day (C13)."""

from typing import Any

import pytest

from tests.store.payout.held import a_home, told
from tests.store.payout.rules import ADMINISTRATOR, approved_limits, limits, proposed_limits
from tests.store.payout.world import HEAD, PAYER, World, today


async def test_a_limit_counts_from_its_approval_and_not_before(world: World) -> None:
    rule_version_id = await proposed_limits(world, today(), order=100)
    before = await told(world, await a_home(world), 101)
    head = world.payout.person(HEAD, "unitHead")

    approved = await head.post(f"/v1/rule-versions/{rule_version_id}/approval", {})

    assert (approved.status_code, approved.json()["status"]) == (201, "approved")
    after = await told(world, await a_home(world), 101)
    assert (before["state"], after["state"]) == ("ready", "held")
    within = await told(world, await a_home(world), 100)
    assert within["state"] == "ready"


async def test_of_two_with_the_same_first_day_the_later_approved_counts(world: World) -> None:
    await approved_limits(world, today(), order=100)
    await approved_limits(world, today(), order=200)

    assert (await told(world, await a_home(world), 200))["state"] == "ready"
    assert (await told(world, await a_home(world), 201))["state"] == "held"


async def test_nobody_approves_the_limits_that_they_proposed(world: World) -> None:
    rule_version_id = await proposed_limits(world, order=100)
    both = world.payout.person(ADMINISTRATOR, "administrator", "unitHead")

    refused = await both.post(f"/v1/rule-versions/{rule_version_id}/approval", {})

    assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[1]) == (403, "own-rule")


async def test_who_pays_reads_the_limits(world: World) -> None:
    made = await approved_limits(world, order=100, householdMonth=200)
    payer = world.payout.person(PAYER, "payer")

    assert (await payer.get("/v1/rule-versions", status="approved")).json()["items"] == [made]
    assert (await payer.get(f"/v1/rule-versions/{made['id']}")).json() == made
    assert (await payer.post("/v1/rule-versions", limits(order=1))).status_code == 403


ORDER = {"kind": "order", "maxAmountOre": 100}


@pytest.mark.parametrize(
    ("said", "fault", "at"),
    [
        ([ORDER, ORDER], "twice", "content.limits[1]"),
        ([ORDER, {"kind": "householdMonth", "maxAmountOre": 99}], "monthBelowOne", "content.limits"),
    ],
)
async def test_limits_that_cannot_be_are_told_in_words(
    world: World, said: list[dict[str, Any]], fault: str, at: str
) -> None:
    body = {**limits(), "content": {"limits": said}}

    answer = await world.payout.person(ADMINISTRATOR, "administrator").post("/v1/rule-versions", body)

    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (422, "rule-unfit")
    (found,) = answer.json()["faults"]
    assert (found["fault"], found["at"]) == (fault, at)
