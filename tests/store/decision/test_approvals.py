"""Above the delegation: proposed by who holds the item, approved or returned by a unit head with no part in it."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest

from shared.auth.statements import Hands
from shared.canonical import digest
from shared.ids import new_id
from tests.harness.service import Caller, person
from tests.store.decision.world import (
    APPLICANT,
    CO_APPLICANT,
    OTHER_SECRETARY,
    REGISTRAR,
    SECOND_REGISTRAR,
    SECRETARY,
    SOCIAL_WORKER,
    UNIT_HEAD,
    Case,
    World,
    case_of,
    decision_on,
)

HIGH_RENT = [{"kind": "housing", "amountOre": 2_500_000}]
EVERY_ROLE = ("registrar", "economySecretary", "socialWorker", "unitHead", "payer")
OTHER_HEAD = CO_APPLICANT
Proposed = tuple[Case, dict[str, Any], dict[str, Any]]
"""The case, the claim, and what was answered."""


def head(world: World, number: str = UNIT_HEAD, *roles: str, **more: Any) -> Caller:
    return world.service.person(number, *(roles or ("unitHead",)), **more)


async def proposed(world: World, **facts: Any) -> Proposed:
    case, claim, calculation = await world.drafted(**{"costs": HIGH_RENT, **facts})
    answer = await world.decide(claim, decision_on(case, calculation))
    assert answer.status_code == 202, answer.text
    return case, claim, dict(answer.json())


async def approve(
    world: World, made: dict[str, Any], by: Caller | None = None, key: str | None = None
) -> httpx.Response:
    return await (by or head(world)).post(f"/v1/proposals/{made['proposalId']}/approval", {}, key)


async def give_back(world: World, made: dict[str, Any], by: Caller | None = None) -> httpx.Response:
    path = f"/v1/proposals/{made['proposalId']}/return"
    return await (by or head(world)).post(path, {"reason": "Hyreskontraktet saknas."})


def kind_of(answer: httpx.Response) -> str:
    return str(answer.json()["type"].rsplit("/", 1)[1])


async def test_above_the_delegation_it_waits_for_a_unit_head(world: World) -> None:
    _, claim, made = await proposed(world)

    assert (made["workItemId"], made["status"]) == (claim["workItemId"], "awaitingApproval")
    assert [await world.count(table) for table in ("decision", "outbox", "proposal")] == [0, 0, 1]
    (row,) = await world.rows("select ended_because from claim")
    assert row.ended_because == "proposed"
    entry = (await world.log())[-1]
    assert (entry.act, entry.outcome, entry.subjects["proposalId"]) == ("decisionProposed", "done", made["proposalId"])
    assert entry.actor.role == "economySecretary"


async def test_while_it_waits_nobody_has_it_and_nobody_is_offered_it(world: World) -> None:
    case, claim, _ = await proposed(world)

    for number in (SECRETARY, OTHER_SECRETARY):
        assert (await world.secretary(number).post("/v1/claims", {"queue": "renewals"})).status_code == 204
    assert (await world.secretary().get("/v1/queues")).json()["items"][0]["waiting"] == 0
    item = f"/v1/work-items/{claim['workItemId']}"
    assert kind_of(await world.secretary().get(item)) == "claim-needed"
    assert kind_of(await world.secretary().post(f"{item}/calculations", {"incomes": []})) == "claim-needed"
    await world.tell_all(case_of(1))
    assert (await world.claimed())["workItemId"] != claim["workItemId"], "the holder is free to take the next one"
    assert case.case_number


async def test_approved_it_is_a_decision_with_three_hands(world: World) -> None:
    case, claim, made = await proposed(world)

    answer = await approve(world, made)

    assert answer.status_code == 201, answer.text
    decided = answer.json()
    assert answer.headers["Location"] == f"/v1/decisions/{decided['id']}"
    assert (decided["grantedOre"], decided["decidedRole"], decided["approvedRole"]) == (
        3_022_000,
        "economySecretary",
        "unitHead",
    )
    assert decided["proposalId"] == made["proposalId"]
    sent = {row.destination: row.event for row in await world.rows("select * from outbox")}
    assert set(sent) == {"payout", "intake"}
    document = sent["payout"]["object"]
    stated = await world.service.running.statements.read(
        sent["payout"]["statement"], "decision", "decisionMade", document
    )
    assert stated.hands == Hands(decision=tuple(sorted((person(SECRETARY), person(UNIT_HEAD)))))
    assert (document["decisionId"], document["grantedOre"]) == (decided["id"], 3_022_000)
    assert document["caseNumber"] == case.case_number
    (row,) = await world.rows("select w.*, p.ended_because from work_item w join proposal p on p.work_item_id = w.id")
    assert (row.ended_because, row.proposal_id) == ("approved", None)
    assert row.ended_at is not None
    read = await head(world).get(f"/v1/decisions/{decided['id']}")
    assert (read.json()["approvedRole"], read.json()["proposalId"]) == ("unitHead", made["proposalId"])
    assert "av en enhetschef på socialnämndens uppdrag, efter förslag av en ekonomisekreterare" in read.text
    assert claim["workItemId"] == decided["workItemId"]


async def test_both_the_approval_and_the_decision_are_logged_as_the_unit_heads(world: World) -> None:
    _, _, made = await proposed(world)
    decided = (await approve(world, made)).json()

    entries = {entry.act: entry for entry in await world.log() if entry.outcome == "done"}
    rule = (await world.rows("select id from delegation_rule where role = 'unitHead' and kind = 'renewal'"))[0].id
    (sent,) = await world.rows("select event from outbox where destination = 'payout'")
    for act in ("decisionApproved", "decisionMade"):
        assert (entries[act].actor.role, entries[act].rule) == ("unitHead", str(rule))
        assert entries[act].subjects["decisionId"] == decided["id"]
        assert entries[act].subjects["proposalId"] == made["proposalId"]
    assert entries["decisionMade"].digest == digest(sent.event["object"])


async def test_all_three_are_named_where_another_calculated(world: World) -> None:
    case, first, calculation = await world.drafted(costs=HIGH_RENT)
    await world.secretary().post(f"/v1/claims/{first['claimId']}/release", {"reason": "Slutar för dagen."})
    other = world.secretary(OTHER_SECRETARY)
    made = (await world.decide(await world.claimed(other), decision_on(case, calculation), other)).json()

    refused = await approve(world, made, head(world, SECRETARY))
    assert (refused.status_code, refused.json()["earlierAct"]) == (403, "calculationMade")
    assert (await approve(world, made)).status_code == 201
    (row,) = await world.rows("select event from outbox where destination = 'payout'")
    stated = await world.service.running.statements.read(
        row.event["statement"], "decision", "decisionMade", row.event["object"]
    )
    assert set(stated.hands.decision) == {person(number) for number in (SECRETARY, OTHER_SECRETARY, UNIT_HEAD)}


async def test_who_proposed_does_not_approve_with_all_roles_there_are(world: World) -> None:
    _, _, made = await proposed(world)

    refused = await approve(world, made, head(world, SECRETARY, *EVERY_ROLE, "administrator"))

    assert (refused.status_code, refused.json()["rule"]) == (403, "C1")
    assert refused.json()["earlierAct"] == "decisionProposed"
    entry = (await world.log())[-1]
    assert (entry.act, entry.outcome, entry.rule, entry.reason) == ("decisionApproved", "refused", "C1", "broken chain")
    assert await world.count("decision") == 0


@pytest.mark.parametrize("role", ["economySecretary", "socialWorker", "registrar", "payer", "administrator", "auditor"])
async def test_only_unit_heads_see_approve_and_return(world: World, role: str) -> None:
    _, _, made = await proposed(world)
    caller = head(world, OTHER_HEAD, role)

    answers = [
        await caller.get("/v1/proposals"),
        await caller.get(f"/v1/proposals/{made['proposalId']}"),
        await approve(world, made, caller),
        await give_back(world, made, caller),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4


async def test_another_municipality_has_no_such_proposal(world: World) -> None:
    _, _, made = await proposed(world)
    elsewhere = head(world, municipality="0180")

    answers = [
        await elsewhere.get(f"/v1/proposals/{made['proposalId']}"),
        await approve(world, made, elsewhere),
        await give_back(world, made, elsewhere),
        await approve(world, {"proposalId": str(new_id())}),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert (await elsewhere.get("/v1/proposals")).json()["items"] == []


@pytest.mark.parametrize(
    ("number", "rule", "act", "reads"),
    [
        (REGISTRAR, "C1", "entry", 200),
        (SECOND_REGISTRAR, "C1", "account", 200),
        (APPLICANT, "C2", "householdMember", 403),
    ],
)
async def test_who_is_tied_to_the_household_does_not_approve(
    world: World, number: str, rule: str, act: str, reads: int
) -> None:
    _, _, made = await proposed(world)
    tied = head(world, number)

    refused = await approve(world, made, tied)

    assert (refused.status_code, refused.json()["rule"], refused.json()["earlierAct"]) == (403, rule, act)
    assert (await tied.get("/v1/proposals")).json()["items"] == []
    assert (await tied.get(f"/v1/proposals/{made['proposalId']}")).status_code == reads
    assert (await give_back(world, made, tied)).status_code == reads


async def test_a_declared_conflict_keeps_the_unit_head_from_it(world: World) -> None:
    case, _, made = await proposed(world)
    await head(world).post("/v1/conflicts", {"householdId": str(case.household_id), "reason": "Grannar."})

    for answer in (await approve(world, made), await give_back(world, made)):
        assert (answer.status_code, answer.json()["earlierAct"]) == (403, "conflictOfInterest")
    assert (await approve(world, made, head(world, OTHER_HEAD))).status_code == 201


async def test_a_unit_head_reads_all_of_it_and_that_is_logged(world: World) -> None:
    case, claim, made = await proposed(world)

    answer = await head(world).get(f"/v1/proposals/{made['proposalId']}")

    assert answer.status_code == 200
    read = answer.json()
    assert (read["status"], read["outcome"], read["grantedOre"]) == ("awaitingApproval", "granted", 3_022_000)
    assert (read["caseNumber"], read["workItemId"], read["queue"]) == (
        case.case_number,
        claim["workItemId"],
        "renewals",
    )
    assert read["lines"][0]["accountId"] == str(case.account_id)
    assert read["obstacles"] == [{"memberId": str(case.member_id), "code": "unemployedNoBenefit"}]
    assert any("30 220,00" in line.replace("\u00a0", " ") for line in read["explanation"]["sv"])
    assert (await world.log())[-1].act == "proposalRead"
    for key in map(person, (SECRETARY, APPLICANT, UNIT_HEAD)):
        assert key not in answer.text


async def test_the_list_is_what_one_may_approve_page_by_page(world: World) -> None:
    first, second = [(await proposed(world, received_at=f"2026-11-1{day}T07:00:00+00:00"))[2] for day in (0, 1)]

    one = (await head(world).get("/v1/proposals", limit=1)).json()
    two = (await head(world).get("/v1/proposals", limit=1, page=2)).json()

    assert [row["proposalId"] for row in (*one["items"], *two["items"])] == [first["proposalId"], second["proposalId"]]
    assert (one["hasMore"], two["hasMore"]) == (True, False)
    assert (await head(world, SECRETARY).get("/v1/proposals")).json()["items"] == [], "proposed them"
    await approve(world, first)
    assert len((await head(world).get("/v1/proposals")).json()["items"]) == 1


async def test_protected_persons_are_in_no_shared_list(world: World) -> None:
    case, _, made = await proposed(world)
    await world.tell(replace(case, version=2, protected=True).household())
    before = len(await world.log())

    assert (await head(world).get("/v1/proposals")).json()["items"] == []
    assert (await head(world).get("/v1/proposals", queue="renewals")).json()["items"] == []
    assert len(await world.log()) == before
    (row,) = (await head(world).get("/v1/proposals", queue="protected")).json()["items"]
    assert row["proposalId"] == made["proposalId"]
    assert (await world.log())[-1].act == "proposalsListed"


async def test_returned_it_is_back_in_its_queue_and_no_longer_approved(world: World) -> None:
    case, claim, made = await proposed(world)

    answer = await give_back(world, made)

    assert (answer.status_code, answer.json()["status"]) == (200, "returned")
    assert "kontraktet" not in str(await world.log())
    assert (await approve(world, made)).status_code == 409
    assert kind_of(await give_back(world, made)) == "proposal-ended"
    again = await world.claimed()
    assert again["workItemId"] == claim["workItemId"]
    item = (await world.secretary().get(f"/v1/work-items/{again['workItemId']}")).json()
    (returned,) = item["returnedProposals"]
    assert (returned["proposalId"], returned["reason"]) == (made["proposalId"], "Hyreskontraktet saknas.")
    calculation = await world.calculated(again)
    second = await world.decide(again, decision_on(case, calculation))
    assert second.status_code == 202, "the same item can be proposed anew"
    assert (await approve(world, second.json())).status_code == 201


async def test_the_same_request_again_approves_once(world: World) -> None:
    _, _, made = await proposed(world)

    first = await approve(world, made, key="the-same-key-twice")
    again = await approve(world, made, key="the-same-key-twice")

    assert (again.status_code, again.json()) == (201, first.json())
    assert kind_of(await approve(world, made)) == "proposal-ended"
    assert (await world.count("decision"), await world.count("outbox")) == (1, 3)


async def test_of_approving_and_returning_at_once_one_is_done(world: World) -> None:
    _, _, made = await proposed(world)
    by = (head(world), head(world, OTHER_HEAD))

    answers = await asyncio.gather(
        approve(world, made, by[0]),
        approve(world, made, by[1]),
        give_back(world, made, by[0]),
        give_back(world, made, by[1]),
    )

    done = [answer for answer in answers if answer.status_code < 300]
    assert len(done) == 1, [answer.text for answer in answers]
    assert {answer.status_code for answer in answers if answer not in done} == {409}
    decided = await world.count("decision")
    assert decided == (1 if done[0].status_code == 201 else 0)


@pytest.mark.parametrize(
    ("facts", "because"),
    [
        ({"version": 2}, "householdChanged"),
        ({"account_version": 2}, "accountChanged"),
        ({"version": 2, "registered_by": SECRETARY}, "otherHands"),
        ({"account_version": 2, "entered_by": (SECRETARY, APPLICANT)}, "otherHands"),
        ({"version": 2, "applicant": SECRETARY}, "otherHands"),
    ],
)
async def test_what_has_changed_since_is_returned_not_approved(
    world: World, facts: dict[str, Any], because: str
) -> None:
    case, _, made = await proposed(world)
    changed = replace(case, **facts)
    for fact in (
        [changed.household()] if "version" in facts else [changed.account(1), changed.account(2), changed.compared()]
    ):
        await world.tell(fact)

    refused = await approve(world, made)

    assert (refused.status_code, kind_of(refused), refused.json()["because"]) == (409, "proposal-stale", because)
    assert "Lämna tillbaka" in refused.json()["detail"]
    entry = (await world.log())[-1]
    assert (entry.act, entry.outcome, entry.reason) == ("decisionApproved", "refused", "proposal stale")
    assert [await world.count(table) for table in ("decision", "outbox")] == [0, 0]
    assert (await give_back(world, made)).status_code == 200


async def test_an_account_that_is_no_longer_payable_is_not_approved(world: World) -> None:
    case, _, made = await proposed(world)
    await world.tell(case.compared("locked"))

    assert (await approve(world, made)).json()["because"] == "accountChanged"


async def test_a_pay_day_that_has_passed_is_not_approved(world: World) -> None:
    case, claim, calculation = await world.drafted(costs=HIGH_RENT)
    body = decision_on(case, calculation)
    body["lines"][0]["payOn"] = world.service.running.clock.today().isoformat()
    made = (await world.decide(claim, body)).json()

    world.later(days=1)
    assert (await approve(world, made)).json()["because"] == "payDay"


async def test_above_the_unit_heads_delegation_nobody_proposes(world: World) -> None:
    case, claim, calculation = await world.drafted(costs=[{"kind": "housing", "amountOre": 9_600_000}])

    refused = await world.decide(claim, decision_on(case, calculation))

    assert (refused.status_code, kind_of(refused)) == (403, "above-delegation")
    assert refused.json()["maxGrantedOre"] == 10_000_000
    assert await world.count("proposal") == 0
    assert (await world.log())[-1].reason == "above delegation"


async def test_a_social_worker_proposes_what_is_above_theirs(world: World) -> None:
    case = await world.tell_all(Case(kind="aboveNorm", costs=[{"kind": "dentalCare", "amountOre": 1_600_000}]))
    worker = world.social_worker()
    claim = await world.claimed(worker, "new")
    approved = {"kind": "dentalCare", "approvedOre": 1_600_000, "reason": "Behöver lagas nu enligt tandläkaren."}
    calculation = await world.calculated(claim, worker, costs=[approved])
    made = await world.decide(claim, decision_on(case, calculation), worker)

    assert made.status_code == 202, made.text
    assert (await approve(world, made.json(), head(world, SOCIAL_WORKER))).status_code == 403
    decided = await approve(world, made.json())
    assert (decided.status_code, decided.json()["decidedRole"]) == (201, "socialWorker")


async def test_nothing_is_said_with_an_approval(world: World) -> None:
    _, _, made = await proposed(world)

    path = f"/v1/proposals/{made['proposalId']}/approval"
    assert (await head(world).post(path, {"grantedOre": 1})).status_code == 422
    assert await world.count("decision") == 0
