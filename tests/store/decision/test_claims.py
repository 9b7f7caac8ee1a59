"""Taking work from the pool (C9): the next one, one at a time, never one's own, for as long as there is work."""

from dataclasses import replace
from typing import Any

import pytest

from shared.ids import new_id
from tests.harness.service import Caller
from tests.store.decision.world import (
    APPLICANT,
    OTHER_SECRETARY,
    REGISTRAR,
    SECOND_REGISTRAR,
    SECRETARY,
    SOCIAL_WORKER,
    UNIT_HEAD,
    Case,
    World,
    case_of,
)


async def claim(caller: Caller, queue: str = "renewals") -> tuple[int, dict[str, Any]]:
    answer = await caller.post("/v1/claims", {"queue": queue})
    return answer.status_code, answer.json() if answer.content else {}


async def test_the_oldest_comes_first(world: World) -> None:
    days = ("2026-11-19", "2026-11-17", "2026-11-18")
    cases = [case_of(index, received_at=f"{day}T07:00:00+00:00") for index, day in enumerate(days)]
    for case in cases:
        await world.tell_all(case)

    status, taken = await claim(world.secretary())

    assert status == 201
    assert taken["caseNumber"] == cases[1].case_number
    assert (taken["kind"], taken["month"], taken["queue"]) == ("renewal", "2026-12", "renewals")
    (entry,) = [entry for entry in await world.log() if entry.act == "workItemClaimed"]
    assert (entry.actor.role, entry.subjects["claimId"]) == ("economySecretary", taken["claimId"])
    assert entry.subjects["householdId"] == str(cases[1].household_id)


async def test_an_empty_queue_has_nothing_to_take(world: World) -> None:
    assert await claim(world.secretary()) == (204, {})
    assert await world.log() == []


@pytest.mark.parametrize(
    ("kind", "protected", "queue", "takes", "does_not"),
    [
        ("renewal", False, "renewals", "economySecretary", "socialWorker"),
        ("new", False, "new", "socialWorker", "economySecretary"),
        ("aboveNorm", False, "new", "socialWorker", "economySecretary"),
        ("renewal", True, "protected", "socialWorker", "economySecretary"),
    ],
)
async def test_each_queue_has_its_role(
    world: World, kind: str, protected: bool, queue: str, takes: str, does_not: str
) -> None:
    await world.tell_all(Case(kind=kind, protected=protected))

    refused = await world.service.person(SECRETARY, does_not).post("/v1/claims", {"queue": queue})
    assert (refused.status_code, refused.json()["needed"]) == (403, [takes])
    for role in ("registrar", "unitHead", "payer", "administrator", "citizen"):
        assert (await claim(world.service.person(SECRETARY, role), queue))[0] == 403
    assert (await claim(world.service.person(SECRETARY, takes), queue))[0] == 201


async def test_nobody_chooses_an_item_or_a_person(world: World) -> None:
    case = await world.tell_all(Case())
    (item,) = await world.rows("select id from work_item")

    for chosen in ({"workItemId": str(item.id)}, {"person": "x"}, {"householdId": str(case.household_id)}):
        answer = await world.secretary().post("/v1/claims", {"queue": "renewals", **chosen})
        assert answer.status_code == 422
    assert await world.count("claim") == 0


@pytest.mark.parametrize(
    ("number", "facts"),
    [
        pytest.param(REGISTRAR, {}, id="registered the household"),
        pytest.param(SECRETARY, {"channel": "paper", "typed_by": SECRETARY}, id="typed in the paper application"),
        pytest.param(SECOND_REGISTRAR, {}, id="entered the account"),
        pytest.param(APPLICANT, {}, id="is a member"),
    ],
)
async def test_who_has_a_tie_is_passed_by(world: World, number: str, facts: dict[str, Any]) -> None:
    await world.tell_all(Case(received_at="2026-11-17T07:00:00+00:00", **facts))
    assert await claim(world.secretary(number)) == (204, {})

    others = (OTHER_SECRETARY, OTHER_SECRETARY)
    free = await world.tell_all(replace(case_of(1), registered_by=OTHER_SECRETARY, entered_by=others))
    assert (await claim(world.secretary(number)))[1]["caseNumber"] == free.case_number


async def test_a_version_entered_anew_by_others_frees(world: World) -> None:
    case = await world.tell_all(Case(registered_by=SECRETARY, entered_by=(SECRETARY, SECOND_REGISTRAR)))
    assert (await claim(world.secretary()))[0] == 204

    await world.tell(replace(case, version=2, registered_by=REGISTRAR).household())
    assert (await claim(world.secretary()))[0] == 204, "still a hand in the account"

    anew = replace(case, account_version=2, entered_by=(SECOND_REGISTRAR, APPLICANT))
    await world.tell(anew.account(1))
    assert (await claim(world.secretary()))[0] == 201


async def test_who_was_a_member_stays_tied(world: World) -> None:
    case = await world.tell_all(Case(applicant=SECRETARY))
    await world.tell(replace(case, version=2, applicant=APPLICANT).household())

    assert (await claim(world.secretary()))[0] == 204


async def test_one_at_a_time(world: World) -> None:
    for index in range(2):
        await world.tell_all(case_of(index))
    _, first = await claim(world.secretary())

    status, problem = await claim(world.secretary())

    assert (status, problem["type"].rsplit("/", 1)[1]) == (409, "claim-held")
    assert (problem["claimId"], problem["workItemId"]) == (first["claimId"], first["workItemId"])
    assert await world.count("claim") == 1


async def test_two_user_accounts_are_one_person(world: World) -> None:
    for index in range(2):
        await world.tell_all(case_of(index, kind="new" if index else "renewal"))
    both = world.service.person(SECRETARY, "socialWorker", "economySecretary")

    assert (await claim(world.secretary()))[0] == 201
    assert (await claim(both, "new"))[0] == 409


async def test_handing_back_needs_a_reason_and_is_not_offered_again(world: World) -> None:
    await world.tell_all(Case())
    _, taken = await claim(world.secretary())
    path = f"/v1/claims/{taken['claimId']}/release"

    for body in ({}, {"reason": ""}, {"reason": "   "}):
        assert (await world.secretary().post(path, body)).status_code == 422
    released = await world.secretary().post(path, {"reason": "Jag känner den sökande."})

    assert (released.status_code, released.json()["claimId"]) == (200, taken["claimId"])
    (row,) = await world.rows("select * from claim")
    assert (row.ended_because, row.release_reason) == ("released", "Jag känner den sökande.")
    assert "känner" not in str(await world.log())
    assert await claim(world.secretary()) == (204, {})
    assert (await claim(world.secretary(OTHER_SECRETARY)))[1]["workItemId"] == taken["workItemId"]
    assert (await world.secretary().post(path, {"reason": "Igen."})).status_code == 409


async def test_nobody_hands_back_what_somebody_else_has(world: World) -> None:
    await world.tell_all(Case())
    _, taken = await claim(world.secretary())

    path = f"/v1/claims/{taken['claimId']}/release"
    refused = await world.secretary(OTHER_SECRETARY).post(path, {"reason": "Vill ha det."})
    elsewhere = world.service.person(SECRETARY, "economySecretary", municipality="0180")
    unknown = await world.secretary().post(f"/v1/claims/{new_id()}/release", {"reason": "Finns det?"})

    assert refused.status_code == 403
    assert refused.json()["type"].endswith("/claim-not-yours")
    assert (await world.log())[-1].reason == "not your claim"
    assert (await elsewhere.post(path, {"reason": "Annan kommun."})).status_code == 404
    assert unknown.status_code == 404


async def test_a_lease_that_is_over_falls_back_to_the_pool(world: World) -> None:
    await world.tell_all(Case())
    _, first = await claim(world.secretary())
    other = world.secretary(OTHER_SECRETARY)
    assert (await claim(other))[0] == 204

    world.later(hours=1, seconds=5)
    assert (await world.secretary().get(f"/v1/work-items/{first['workItemId']}")).status_code == 403
    status, second = await claim(other)

    assert (status, second["workItemId"]) == (201, first["workItemId"])
    rows = {row.id: row for row in await world.rows("select * from claim")}
    assert [str(row.ended_because) for row in rows.values()] == ["lapsed", "None"]
    lapse = next(entry for entry in await world.log() if entry.act == "claimLapsed")
    assert (lapse.actor.service, lapse.actor.person, lapse.subjects["claimId"]) == ("decision", None, first["claimId"])


async def test_who_let_it_lapse_may_take_it_again(world: World) -> None:
    await world.tell_all(Case())
    _, first = await claim(world.secretary())
    world.later(hours=2)

    assert (await claim(world.secretary()))[1]["workItemId"] == first["workItemId"]


async def test_queues_tell_how_much_waits_and_nothing_else(world: World) -> None:
    for index, kind in enumerate(("renewal", "renewal", "new", "aboveNorm")):
        await world.tell_all(case_of(index, kind=kind, received_at=f"2026-11-1{index}T07:00:00+00:00"))
    await world.tell_all(case_of(5, protected=True))
    await world.tell_all(case_of(6, municipality="0180"))

    async def seen(caller: Caller) -> dict[str, int]:
        answer = await caller.get("/v1/queues")
        assert answer.status_code == 200
        return {row["queue"]: row["waiting"] for row in answer.json()["items"]}

    none = {"payments": 0, "lateAnswers": 0, "lateCompletions": 0}
    assert await seen(world.secretary()) == {"renewals": 2, **none}
    assert await seen(world.social_worker()) == {"new": 2, "protected": 1}
    head = world.service.person(UNIT_HEAD, "unitHead")
    assert await seen(head) == {"renewals": 2, **none, "new": 2, "protected": 1}
    (renewals, *_) = (await head.get("/v1/queues")).json()["items"]
    assert renewals["oldestReceivedAt"] == "2026-11-10T07:00:00Z"
    assert set(renewals) == {"queue", "waiting", "oldestReceivedAt", "oldestAgeHours"}
    for role in ("registrar", "payer", "citizen", "auditor"):
        assert (await world.service.person(SOCIAL_WORKER, role).get("/v1/queues")).status_code == 403

    await claim(world.secretary())
    assert await seen(world.secretary()) == {"renewals": 1, **none}
    world.later(hours=2)
    assert await seen(world.secretary()) == {"renewals": 2, **none}, "a lease that is over waits again"


async def test_a_household_that_becomes_protected_leaves_the_shared_queue(world: World) -> None:
    case = await world.tell_all(Case())
    await world.tell(replace(case, version=2, protected=True).household())

    assert (await claim(world.secretary()))[0] == 204
    assert (await claim(world.social_worker(), "protected"))[0] == 201


async def test_who_a_register_marks_as_protected_is_in_no_shared_queue(world: World) -> None:
    await world.tell_all(Case(marked=True))

    assert (await claim(world.secretary()))[0] == 204
    assert (await claim(world.social_worker(), "protected"))[0] == 201


async def test_what_else_waits_of_whom_a_register_marks_leaves_the_shared_queue(world: World) -> None:
    case = await world.tell_all(Case())
    marked = replace(case, application_id=new_id(), marked=True)
    await world.tell(marked.application())
    await world.tell(marked.verification())

    assert (await claim(world.secretary()))[0] == 204
    assert len(await world.rows("select id from work_item where queue = 'protected'")) == 2


async def test_who_held_it_when_it_became_protected_sees_it_no_more(world: World) -> None:
    case = await world.tell_all(Case())
    _, taken = await claim(world.secretary())
    await world.tell(replace(case, version=2, protected=True).household())

    answer = await world.secretary().get(f"/v1/work-items/{taken['workItemId']}")

    assert (answer.status_code, answer.json()["needed"]) == (403, ["socialWorker"])
    path = f"/v1/claims/{taken['claimId']}/release"
    assert (await world.secretary().post(path, {"reason": "Skyddade uppgifter."})).status_code == 200
