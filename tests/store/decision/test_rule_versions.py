"""Dated rules over the API: proposed by one, approved by another, in force from their first day (C13)."""

from typing import Any

import pytest

from shared.persons import LOOKS_PERSONAL
from tests.store.decision.rules import (
    ADMINISTRATOR,
    CALCULATION,
    DELEGATION,
    GUIDELINE,
    NORM,
    SOURCE,
    administrator,
    approved_rule,
    proposed_rule,
    today,
    unit_head,
)
from tests.store.decision.test_recalculations import again, decided
from tests.store.decision.world import OTHER_SECRETARY, UNIT_HEAD, Case, World, case_of, decision_on

OTHER_HEAD = OTHER_SECRETARY


def slug(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rsplit("/", 1)[1]


def delegation(world: World, ore: int, *, role: str = "economySecretary") -> dict[str, Any]:
    rules = [{"role": role, "kind": "renewal", "maxGrantedOre": ore}]
    return {**DELEGATION, "validFrom": today(world), "content": {"rules": rules}}


async def outcome(world: World, index: int) -> int:
    """What comes of deciding on a case of 11 720 kronor as an economy secretary: 201 decided, 202 proposed."""
    case = await world.tell_all(case_of(index))
    claim = await world.claimed()
    return (await world.decide(claim, decision_on(case, await world.calculated(claim)))).status_code


async def test_a_delegation_counts_from_its_approval_and_not_before(world: World) -> None:
    rule_version_id = await proposed_rule(world, delegation(world, 1_000_000))

    assert await outcome(world, 1) == 201
    approved = await unit_head(world).post(f"/v1/rule-versions/{rule_version_id}/approval", {})
    assert (approved.status_code, approved.json()["status"]) == (201, "approved")
    assert await outcome(world, 2) == 202
    assert [entry.act for entry in await world.log()][-1] == "decisionProposed"


async def test_a_correction_with_the_same_first_day_replaces_what_was_approved_before(world: World) -> None:
    await approved_rule(world, delegation(world, 1_000_000))
    await approved_rule(world, delegation(world, 2_000_000))

    assert await outcome(world, 1) == 201


async def test_what_a_later_version_does_not_name_goes_on_counting(world: World) -> None:
    await approved_rule(world, delegation(world, 1_000_000))
    await approved_rule(world, delegation(world, 9_000_000, role="unitHead"))

    assert await outcome(world, 1) == 202


async def test_nobody_approves_what_they_proposed_whatever_their_roles(world: World) -> None:
    rule_version_id = await proposed_rule(world, DELEGATION)
    both = world.service.person(ADMINISTRATOR, "administrator", "unitHead")

    refused = await both.post(f"/v1/rule-versions/{rule_version_id}/approval", {})

    assert slug(refused) == (403, "own-rule")
    entry = (await world.log())[-1]
    assert (entry.act, entry.outcome, entry.rule) == ("ruleVersionApproved", "refused", "C13")
    assert await world.count("rule_version_approval") == 0


async def test_a_rule_is_approved_once_and_never_changed(world: World) -> None:
    made = await approved_rule(world, DELEGATION)

    second = await unit_head(world, OTHER_HEAD).post(f"/v1/rule-versions/{made['id']}/approval", {})

    assert slug(second) == (409, "rule-approved")
    assert await world.count("rule_version_approval") == 1
    assert await world.refused_by("update rule_version set source = 'x'") is not None


async def test_a_rule_whose_first_day_has_been_is_never_approved(world: World) -> None:
    rule_version_id = await proposed_rule(world, {**DELEGATION, "validFrom": today(world)})
    world.later(days=1)

    refused = await unit_head(world).post(f"/v1/rule-versions/{rule_version_id}/approval", {})

    assert slug(refused) == (409, "rule-lapsed")
    (shown,) = (await unit_head(world).get("/v1/rule-versions", status="lapsed")).json()["items"]
    assert (shown["id"], shown["status"], shown["approvedBy"]) == (rule_version_id, "lapsed", None)


async def test_the_list_says_who_and_when_without_saying_which_person(world: World) -> None:
    made = await approved_rule(world, GUIDELINE)
    waiting = await proposed_rule(world, DELEGATION)

    listed = (await administrator(world).get("/v1/rule-versions")).json()["items"]
    read = (await world.secretary().get(f"/v1/rule-versions/{made['id']}")).json()

    assert [one["id"] for one in listed] == [waiting, made["id"]]
    assert read == listed[1] == made
    assert (read["source"], read["validFrom"], read["content"]) == (SOURCE, "2028-01-01", GUIDELINE["content"])
    done = {entry.act: entry.actor.person for entry in await world.log()}
    assert read["proposedBy"] == done["ruleVersionProposed"]
    assert read["approvedBy"] == done["ruleVersionApproved"] != read["proposedBy"]
    assert not LOOKS_PERSONAL.search(str(listed))
    of_kind = (await administrator(world).get("/v1/rule-versions", kind="norm")).json()
    assert of_kind["items"] == []


async def test_rules_are_one_municipalitys(world: World) -> None:
    made = await approved_rule(world, DELEGATION)
    elsewhere = world.service.person(UNIT_HEAD, "unitHead", municipality="0180")

    assert (await elsewhere.get(f"/v1/rule-versions/{made['id']}")).status_code == 404
    assert (await elsewhere.post(f"/v1/rule-versions/{made['id']}/approval", {})).status_code == 404
    assert (await elsewhere.get("/v1/rule-versions")).json()["items"] == []


def changed(body: dict[str, Any], **content: Any) -> dict[str, Any]:
    return {**body, "content": {**body["content"], **content}}


_RULE = {"role": "socialWorker", "kind": "new", "maxGrantedOre": 1}


@pytest.mark.parametrize(
    ("body", "fault", "at"),
    [
        ({**DELEGATION, "validFrom": "2020-01-01"}, "firstDay", "validFrom"),
        ({**DELEGATION, "validFrom": "2099-01-01"}, "firstDay", "validFrom"),
        (changed(DELEGATION, rules=[_RULE, _RULE]), "twice", "content.rules[1]"),
        (
            changed(GUIDELINE, amounts=[{"fromSize": 2, "maxOre": 1}, {"fromSize": 2, "maxOre": 2}]),
            "twice",
            "content.amounts[1].fromSize",
        ),
        (
            changed(GUIDELINE, amounts=[{"fromSize": 3, "maxOre": 1}, {"fromSize": 1, "maxOre": 2}]),
            "fallsWithSize",
            "content.amounts",
        ),
        (
            changed(CALCULATION, priceBaseAmounts=[{"year": 2027, "amountOre": 1}, {"year": 2027, "amountOre": 2}]),
            "twice",
            "content.priceBaseAmounts[1].year",
        ),
        (changed(NORM, lastMonth="2028-01"), "notOneYear", "content.lastMonth"),
        (changed(NORM, adultSingleOre=400_050), "notWholeKronor", "content.adultSingleOre"),
        (changed(NORM, adultCoupleOre=300_000), "coupleBelowSingle", "content.adultCoupleOre"),
        (changed(NORM, childrenWithoutLunchOre=[100]), "notWholeRow", "content.childrenWithoutLunchOre"),
        (
            changed(NORM, childrenWithoutLunchOre=[280_100, 100, 100, 100]),
            "lunchCostsNothing",
            "content.childrenWithoutLunchOre[0]",
        ),
        (changed(NORM, commonOre=[700, 600, 700, 800, 900, 1000, 1100]), "fallsWithSize", "content.commonOre[1]"),
    ],
)
async def test_a_rule_that_cannot_be_one_is_told_in_words(
    world: World, body: dict[str, Any], fault: str, at: str
) -> None:
    answer = await administrator(world).post("/v1/rule-versions", body)

    assert slug(answer) == (422, "rule-unfit")
    (found,) = answer.json()["faults"]
    assert (found["fault"], found["at"]) == (fault, at)
    assert found["sv"] != found["en"]
    assert await world.count("rule_version") == 0


@pytest.mark.parametrize(
    "body",
    [
        {**DELEGATION, "kind": "roles"},
        {**DELEGATION, "content": GUIDELINE["content"]},
        changed(DELEGATION, rules=[{**_RULE, "maxGrantedOre": 1.5}]),
        changed(DELEGATION, rules=[{**_RULE, "role": "payer"}]),
        changed(NORM, commonOre=[100] * 6),
        changed(CALCULATION, dailyDivisorTenths=200),
        {**DELEGATION, "approvedBy": "me"},
        {name: said for name, said in DELEGATION.items() if name != "source"},
    ],
)
async def test_other_forms_are_refused(world: World, body: dict[str, Any]) -> None:
    assert slug(await administrator(world).post("/v1/rule-versions", body)) == (422, "invalid-request")


async def test_a_norm_of_a_year_that_the_release_does_not_have(world: World) -> None:
    """Without one there is no decision, and the problem says what to do; with one its figures and its name are used,
    and the decision comes out the same when a corrected one has come."""
    case = await world.tell_all(Case(month="2027-01"))
    claim = await world.claimed()
    path = f"/v1/work-items/{claim['workItemId']}/calculations"
    without = await world.secretary().post(path, {"incomes": []})
    assert slug(without) == (422, "norm-missing")
    assert (without.json()["month"], "/v1/rule-versions" in without.json()["detail"]) == ("2027-01", True)

    approved = await approved_rule(world, {**NORM, "validFrom": today(world)})
    made = await world.calculated(claim)
    answer = await world.decide(claim, decision_on(case, made))

    assert answer.status_code == 201, answer.text
    assert approved["content"]["version"] == made["normVersion"] == "riksnorm-2027-1261-1"
    assert made["normOre"] == 400_000 + 130_000
    personal = made["lines"][0]
    assert (personal["version"], personal["status"]) == ("riksnorm-2027-1261-1", "official")
    assert personal["facts"]["figureSource"] == NORM["source"]
    corrected = changed({**NORM, "validFrom": today(world)}, adultSingleOre=410_000, status="derived")
    second = await approved_rule(world, corrected)
    assert second["content"]["version"] == "riksnorm-2027-1261-2"
    told = await again(world, answer.json()["id"])
    assert (told["same"], told["normVersion"]) == (True, "riksnorm-2027-1261-1")
    await world.tell_all(case_of(2, month="2027-01"))
    newer = await world.calculated(await world.claimed())
    assert (newer["normOre"], newer["lines"][0]["status"]) == (540_000, "derived")
    assert any("inte bekräftat" in line for line in newer["explanation"]["sv"])


async def test_how_it_is_counted_goes_by_the_month(world: World) -> None:
    """4 000 kronor by the day: 132 with 30.4 days, 133 with 30, from the first whole month of the rule on."""
    year = world.service.running.clock.today().year + 1
    norm = changed(NORM, firstMonth=f"{year}-01", lastMonth=f"{year}-12")
    await approved_rule(world, {**norm, "validFrom": today(world)})
    await approved_rule(world, {**CALCULATION, "validFrom": f"{year}-02-01"})
    days: dict[str, Any] = {"days": 10}

    await world.tell_all(case_of(1, month=f"{year}-01"))
    before = await _personal(world, days)
    await world.tell_all(case_of(2, month=f"{year}-02"))
    after = await _personal(world, days)

    assert (before["facts"]["dailyOre"], after["facts"]["dailyOre"]) == (13_200, 13_300)
    assert "settingsVersion" not in before["facts"]
    listed = (await unit_head(world).get("/v1/rule-versions")).json()["items"]
    assert after["facts"]["settingsVersion"] in [one["id"] for one in listed if one["kind"] == "calculation"]


async def _personal(world: World, choice: dict[str, Any]) -> dict[str, Any]:
    claim = await world.claimed()
    item = (await world.secretary().get(f"/v1/work-items/{claim['workItemId']}")).json()
    member = item["members"][0]["memberId"]
    made = await world.calculated(claim, members=[{"memberId": member, **choice}])
    await world.secretary().post(f"/v1/claims/{claim['claimId']}/release", {"reason": "Klar."})
    return dict(made["lines"][0])


async def test_nothing_that_is_approved_later_changes_an_earlier_decision(world: World) -> None:
    decisions = [await decided(world, case_of(index)) for index in (1, 2)]

    await approved_rule(world, {**CALCULATION, "validFrom": today(world)})
    rent = {"cost": "housing", "amounts": [{"fromSize": 1, "maxOre": 100}]}
    await approved_rule(world, {**GUIDELINE, "validFrom": today(world), "content": rent})
    await approved_rule(world, delegation(world, 100))
    await approved_rule(world, changed({**NORM, "validFrom": today(world)}, firstMonth="2026-01", lastMonth="2026-12"))

    for decision_id in decisions:
        told = await again(world, decision_id)
        assert (told["same"], told["normVersion"]) == (True, "riksnorm-2026-2")
