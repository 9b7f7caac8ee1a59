"""Reading a work item: only who holds it, only what they need, and never without a trace."""

from dataclasses import replace
from typing import Any

from shared.ids import new_id
from tests.harness.service import person
from tests.store.decision.world import (
    APPLICANT,
    HOUSING_ALLOWANCE,
    OTHER_SECRETARY,
    REGISTRAR,
    SECOND_REGISTRAR,
    SECRETARY,
    Case,
    World,
    decision_on,
)


async def read(world: World, claim: dict[str, Any]) -> dict[str, Any]:
    answer = await world.secretary().get(f"/v1/work-items/{claim['workItemId']}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_the_holder_reads_what_there_is_and_it_is_logged(world: World) -> None:
    answers = {
        "FK": ("answered", [HOUSING_ALLOWANCE]),
        "SO": ("notVerifiable", []),
        "CSN": ("answered", [{**HOUSING_ALLOWANCE, "source": "CSN", "kind": "CSN:XYZ"}]),
    }
    case = Case(answers=answers)
    case.incomes = [{"memberId": str(case.member_id), "kind": "wage", "amountOre": 500_000}]
    await world.tell_all(case)
    claim = await world.claimed()

    item = await read(world, claim)

    assert item["members"] == [{"memberId": str(case.member_id), "role": "applicant", "birthDate": "1990-02-02"}]
    assert (item["incomes"][0]["kind"], item["costs"]) == ("wage", [{"kind": "housing", "amountOre": 650_000}])
    assert (item["id"], item["claimId"], item["householdVersion"]) == (claim["workItemId"], claim["claimId"], 1)
    evidence = {row["block"]: row for row in item["evidence"]}
    assert {block: row["verdict"] for block, row in evidence.items()}["SO"] == "notVerifiable"
    assert (evidence["FK"]["incomes"][0]["kind"], evidence["FK"]["incomes"][0]["code"]) == (
        "housingAllowance",
        "FK:BOB",
    )
    assert evidence["CSN"]["incomes"][0]["kind"] is None, "a code that nobody knows is no kind"
    found = {(row["kind"], row["block"]) for row in item["deviations"]}
    assert found == {
        ("notVerifiable", "SO"),
        ("notVerifiable", "CSN"),
        ("notDeclared", "FK"),
        ("started", "FK"),
    }
    (entry,) = [entry for entry in await world.log() if entry.act == "workItemRead"]
    assert (entry.outcome, entry.actor.role) == ("done", "economySecretary")
    assert entry.subjects["caseNumber"] == case.case_number


async def test_accounts_are_shown_without_a_digit_and_in_their_newest_version(world: World) -> None:
    case = await world.tell_all(Case())
    claim = await world.claimed()
    assert (await read(world, claim))["accounts"] == [
        {
            "accountId": str(case.account_id),
            "accountVersion": 1,
            "holderMemberId": str(case.member_id),
            "status": "payable",
        }
    ]

    await world.tell(replace(case, account_version=2).account(1))
    (account,) = (await read(world, claim))["accounts"]
    assert (account["accountVersion"], account["status"]) == (2, "registered")


async def test_nobody_else_reads_it(world: World) -> None:
    await world.tell_all(Case())
    claim = await world.claimed()
    path = f"/v1/work-items/{claim['workItemId']}"

    other = await world.secretary(OTHER_SECRETARY).get(path)
    assert other.status_code == 403
    assert other.json()["type"].endswith("/claim-needed")
    assert ((await world.log())[-1].act, (await world.log())[-1].reason) == ("workItemRead", "claim needed")
    assert (await world.service.person(SECRETARY, "registrar").get(path)).status_code == 403
    elsewhere = world.service.person(SECRETARY, "economySecretary", municipality="0180")
    assert (await elsewhere.get(path)).status_code == 404
    assert (await world.secretary().get(f"/v1/work-items/{new_id()}")).status_code == 404


async def test_who_handed_it_back_reads_it_no_more(world: World) -> None:
    await world.tell_all(Case())
    claim = await world.claimed()
    await world.secretary().post(f"/v1/claims/{claim['claimId']}/release", {"reason": "Jäv."})

    assert (await world.secretary().get(f"/v1/work-items/{claim['workItemId']}")).status_code == 403


async def test_no_name_and_no_person_key_is_shown(world: World) -> None:
    await world.tell_all(Case(channel="paper", typed_by=REGISTRAR))
    claim = await world.claimed()

    shown = (await world.secretary().get(f"/v1/work-items/{claim['workItemId']}")).text

    for number in (APPLICANT, REGISTRAR, SECOND_REGISTRAR):
        assert number not in shown
        assert person(number) not in shown


async def test_a_hand_got_since_the_claim_stops_work_but_not_reading(world: World) -> None:
    case = await world.tell_all(Case())
    claim = await world.claimed()
    await world.tell(replace(case, account_version=2, entered_by=(SECRETARY, APPLICANT)).account(1))

    assert (await read(world, claim))["id"] == claim["workItemId"]
    refused = await world.secretary().post(f"/v1/work-items/{claim['workItemId']}/calculations", {"incomes": []})
    assert (refused.json()["rule"], refused.json()["earlierAct"]) == ("C1", "account")


async def test_becoming_a_member_stops_reading_too(world: World) -> None:
    case = await world.tell_all(Case())
    claim = await world.claimed()
    await world.tell(replace(case, version=2, applicant=SECRETARY).household())

    refused = await world.secretary().get(f"/v1/work-items/{claim['workItemId']}")
    assert (refused.status_code, refused.json()["rule"]) == (403, "C2")


async def test_earlier_decisions_are_shown_with_how_they_were_paid(world: World) -> None:
    case = await world.tell_all(Case())
    claim = await world.claimed()
    made = await world.decide(claim, decision_on(case, await world.calculated(claim)))
    ended = {
        "salt": "c2FsdA",
        "orderId": str(new_id()),
        "decisionId": made.json()["id"],
        "line": 1,
        "applicationId": str(case.application_id),
        "status": "settled",
        "amountOre": 1_172_000,
    }
    await world.tell_payment_end(ended)
    later = replace(case, application_id=new_id(), month="2027-01")
    await world.tell(later.application())
    await world.tell(later.verification())

    (earlier,) = (await read(world, await world.claimed()))["earlierDecisions"]

    assert (earlier["decisionId"], earlier["month"]) == (made.json()["id"], "2026-12")
    assert (earlier["outcome"], earlier["grantedOre"]) == ("granted", 1_172_000)
    assert earlier["payments"] == [{"line": 1, "status": "settled", "amountOre": 1_172_000}]
