"""Declared conflicts of interest (FL 16–18 §§): who declares one is outside of that household, for good (C2)."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest

from shared.auth.statements import Hands
from shared.canonical import digest
from shared.ids import new_id
from tests.harness.service import person
from tests.store.decision.raw import CALCULATION, CLAIM, decision, of
from tests.store.decision.world import (
    APPLICANT,
    OTHER_SECRETARY,
    SECRETARY,
    UNIT_HEAD,
    Case,
    World,
    case_of,
    decision_on,
)

REASON = "Den sökande är min kusin."
ROLES = ("registrar", "economySecretary", "socialWorker", "unitHead", "payer")


async def declare(
    world: World, number: str = SECRETARY, role: str = "economySecretary", **named: Any
) -> httpx.Response:
    named = {name: str(value) for name, value in named.items()}
    return await world.service.person(number, role).post("/v1/conflicts", {"reason": REASON, **named})


async def test_a_conflict_is_kept_logged_and_handed_over_without_its_reason(world: World) -> None:
    case = await world.tell_all(Case())

    answer = await declare(world, householdId=case.household_id)

    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert set(made) == {"id", "householdId", "declaredAt"}
    sent = {row.destination: row.event for row in await world.rows("select * from outbox")}
    assert set(sent) == {"intake", "payout"}
    document = sent["payout"]["object"]
    assert {name: value for name, value in document.items() if name != "salt"} == {
        "conflictId": made["id"],
        "householdId": str(case.household_id),
        "person": person(SECRETARY),
    }
    stated = await world.service.running.statements.read(
        sent["intake"]["statement"], "decision", "conflictDeclared", document
    )
    assert (stated.subject.type, stated.subject.id, stated.hands) == ("conflict", made["id"], Hands())
    entry = (await world.log())[-1]
    assert (entry.act, entry.outcome, entry.rule) == ("conflictDeclared", "done", "FL 18 §")
    assert (entry.subjects["conflictId"], entry.digest) == (made["id"], digest(document))
    (row,) = await world.rows("select reason from conflict")
    assert row.reason == REASON
    elsewhere = f"{sent} {await world.log()} {answer.text}"
    assert "kusin" not in elsewhere


@pytest.mark.parametrize("role", ROLES)
async def test_everybody_in_the_chain_can_say_so(world: World, role: str) -> None:
    case = await world.tell_all(Case())

    assert (await declare(world, role=role, caseNumber=case.case_number)).status_code == 201
    (tie,) = await world.rows("select * from household_tie where kind = 'conflictOfInterest'")
    assert (tie.household_id, tie.person) == (case.household_id, person(SECRETARY))


@pytest.mark.parametrize("role", ["citizen", "auditor", "administrator"])
async def test_nobody_outside_of_the_chain_does(world: World, role: str) -> None:
    case = await world.tell_all(Case())

    assert (await declare(world, role=role, householdId=case.household_id)).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {"reason": REASON},
        {"reason": REASON, "householdId": str(new_id()), "caseNumber": "EB-2026-000001"},
        {"householdId": str(new_id())},
        {"reason": " ", "householdId": str(new_id())},
        {"reason": REASON, "householdId": str(new_id()), "person": person(OTHER_SECRETARY)},
        {"reason": REASON, "caseNumber": APPLICANT},
    ],
)
async def test_one_household_a_reason_and_nobody_else(world: World, body: dict[str, Any]) -> None:
    answer = await world.secretary().post("/v1/conflicts", body)

    assert answer.status_code == 422
    assert APPLICANT not in answer.text


@pytest.mark.parametrize("protected", [False, True])
async def test_what_the_municipality_has_not_is_not_found(world: World, protected: bool) -> None:
    """A protected household is found, and not found, as any other."""
    case = await world.tell_all(Case(protected=protected, municipality="0180"))
    mine = await world.tell_all(case_of(1, protected=protected))
    wrong = [
        await declare(world, householdId=new_id()),
        await declare(world, householdId=case.household_id),
        await declare(world, caseNumber=case.case_number),
        await declare(world, caseNumber="EB-2026-999999"),
    ]

    assert [answer.status_code for answer in wrong] == [404] * 4
    assert len({tuple(sorted({**answer.json(), "instance": ""}.items())) for answer in wrong}) == 1
    assert await world.count("conflict") == 0
    assert (await declare(world, householdId=mine.household_id)).status_code == 201


async def test_declared_again_it_is_the_first(world: World) -> None:
    case = await world.tell_all(Case())
    first = await declare(world, householdId=case.household_id)

    again = await declare(world, householdId=case.household_id)

    assert (again.status_code, again.json()) == (200, first.json())
    assert (await world.count("conflict"), await world.count("outbox")) == (1, 2)
    assert len([entry for entry in await world.log() if entry.act == "conflictDeclared"]) == 1


async def test_declared_many_times_at_once_it_is_one(world: World) -> None:
    case = await world.tell_all(Case())

    answers = await asyncio.gather(*(declare(world, householdId=case.household_id) for _ in range(4)))

    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    assert sorted(answer.status_code for answer in answers).count(201) == 1
    assert await world.count("conflict") == 1


async def test_nobody_learns_which_household_a_case_is_of(world: World) -> None:
    case = await world.tell_all(Case())
    by_id = await declare(world, householdId=case.household_id)

    by_case = await declare(world, caseNumber=case.case_number)

    assert by_case.status_code == 201
    assert set(by_case.json()) == {"id", "caseNumber", "declaredAt"}
    assert by_case.json()["id"] != by_id.json()["id"]
    listed = (await world.secretary().get("/v1/conflicts")).json()
    assert listed["items"] == [by_case.json(), by_id.json()]


async def test_one_sees_ones_own_page_by_page(world: World) -> None:
    cases = [await world.tell_all(case_of(index)) for index in range(3)]
    made = [(await declare(world, householdId=case.household_id)).json() for case in cases]
    await declare(world, OTHER_SECRETARY, householdId=cases[0].household_id)
    mine = world.service.person(SECRETARY, "payer")

    first = (await mine.get("/v1/conflicts", limit=2)).json()
    second = (await mine.get("/v1/conflicts", limit=2, page=2)).json()

    assert (first["items"], first["hasMore"]) == ([made[2], made[1]], True)
    assert (second["items"], second["page"], second["hasMore"]) == ([made[0]], 2, False)
    elsewhere = world.service.person(SECRETARY, "payer", municipality="0180")
    assert (await elsewhere.get("/v1/conflicts")).json()["items"] == []


async def test_who_declared_is_passed_by_in_the_pool(world: World) -> None:
    case = await world.tell_all(Case())
    await declare(world, caseNumber=case.case_number)

    assert (await world.secretary().post("/v1/claims", {"queue": "renewals"})).status_code == 204
    assert (await world.secretary(OTHER_SECRETARY).post("/v1/claims", {"queue": "renewals"})).status_code == 201


async def test_no_new_version_of_anything_frees(world: World) -> None:
    case = await world.tell_all(Case())
    await declare(world, householdId=case.household_id)
    await world.tell(replace(case, version=2).household())
    await world.tell(replace(case, account_version=2).account(1))
    next_month = replace(case, application_id=new_id(), month="2027-01")
    await world.tell(next_month.application())
    await world.tell(next_month.verification())

    assert (await world.secretary().post("/v1/claims", {"queue": "renewals"})).status_code == 204


async def test_who_holds_the_item_can_hand_it_back_and_do_nothing_else(world: World) -> None:
    case, claim, calculation = await world.drafted()
    await declare(world, householdId=case.household_id)
    item, secretary = f"/v1/work-items/{claim['workItemId']}", world.secretary()

    refused = [
        await secretary.get(item),
        await secretary.post(f"{item}/calculations", {"incomes": []}),
        await world.decide(claim, decision_on(case, calculation)),
    ]
    for answer in refused:
        assert (answer.status_code, answer.json()["rule"]) == (403, "C2")
        assert answer.json()["earlierAct"] == "conflictOfInterest"
    logged = [entry.act for entry in await world.log() if entry.outcome == "refused"]
    assert logged == ["workItemRead", "calculationMade", "decisionMade"]

    path = f"/v1/claims/{claim['claimId']}/release"
    assert (await secretary.post(path, {"reason": "Jäv."})).status_code == 200
    other = world.secretary(OTHER_SECRETARY)
    second = await world.claimed(other)
    stale = await world.decide(second, decision_on(case, calculation), other)
    assert (stale.status_code, stale.json()["because"]) == (409, "otherHands"), "who calculated has no part in it"


async def test_a_decision_on_the_household_is_not_read_either(world: World) -> None:
    case, claim, calculation = await world.drafted()
    made = (await world.decide(claim, decision_on(case, calculation))).json()
    await declare(world, UNIT_HEAD, "unitHead", householdId=case.household_id)

    answer = await world.service.person(UNIT_HEAD, "unitHead").get(f"/v1/decisions/{made['id']}")
    assert (answer.status_code, answer.json()["earlierAct"]) == (403, "conflictOfInterest")
    assert (await world.secretary().get(f"/v1/decisions/{made['id']}")).status_code == 200


DECLARED = """
    insert into conflict (id, municipality, household_id, case_number, person, reason, declared_at, document, statement,
                          entry_id)
    select :id, municipality, household_id, null, :person, 'r', now(), '{}', 's', entry_id
    from application where id = :application"""


async def test_the_database_makes_the_tie_and_holds_it(world: World) -> None:
    case, _, _ = await world.drafted()
    await world.run((DECLARED, of(case, id=new_id())))

    assert await world.refused_by(DECLARED, **of(case, id=new_id())) == "conflict_once"
    assert await world.refused_by(CALCULATION, **of(case)) == "calculation_own_case"
    assert await world.refused_by(decision(), **of(case, id=new_id())) == "decision_own_case"
    await world.run((DECLARED, of(case, OTHER_SECRETARY, id=new_id())))
    assert await world.refused_by(CLAIM, **of(case, OTHER_SECRETARY)) == "claim_own_case"
    (ties,) = await world.rows("select count(*) from household_tie where kind = 'conflictOfInterest'")
    assert ties[0] == 2


async def test_a_representative_is_outside_of_the_household_for_ever(world: World) -> None:
    case = await world.tell_all(Case(representatives=(SECRETARY,)))
    await world.tell(replace(case, version=2, representatives=()).household())

    assert (await world.secretary().post("/v1/claims", {"queue": "renewals"})).status_code == 204
    assert await world.refused_by(CLAIM, **of(case)) == "claim_own_case"
    (tie,) = await world.rows("select * from household_tie where kind = 'representative'")
    assert (tie.source_id, tie.source_version, tie.person) == (case.household_id, 1, person(SECRETARY))


async def test_who_becomes_a_representative_stops_at_once(world: World) -> None:
    case, claim, calculation = await world.drafted()
    await world.tell(replace(case, version=2, representatives=(SECRETARY,)).household())

    refused = await world.decide(claim, decision_on(case, calculation))

    assert (refused.status_code, refused.json()["rule"]) == (403, "C2")
    assert refused.json()["earlierAct"] == "representative"


async def test_a_household_object_of_before_has_no_representatives(world: World) -> None:
    sender, act, subject, document, hands = Case().household()
    del document["representatives"]

    assert await world.tell((sender, act, subject, document, hands)) == "accepted"
