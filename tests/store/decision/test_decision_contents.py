"""What a decision may say: to which accounts, how much, when, and with which reasons (C3, C10, C13)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.store.decision.world import (
    APPLICANT,
    HOUSING_ALLOWANCE,
    SOCIAL_WORKER,
    UNIT_HEAD,
    Case,
    World,
    decision_on,
)


@pytest.mark.parametrize("status", ["registered", "mismatch", "locked"])
async def test_an_account_that_is_not_found_equal_is_not_paid_to(world: World, status: str) -> None:
    case = Case()
    for fact in case.facts():
        if fact[1] != "accountCompared":
            await world.tell(fact)
    if status != "registered":
        await world.tell(case.compared(status))
    claim = await world.claimed()

    refused = await world.decide(claim, decision_on(case, await world.calculated(claim)))

    assert (refused.status_code, refused.json()["lines"]) == (403, [1])
    assert refused.json()["type"].endswith("/account-not-payable")
    entry = (await world.log())[-1]
    assert (entry.outcome, entry.rule) == ("refused", "C3")


async def test_only_the_newest_version_of_an_account_counts(world: World) -> None:
    case, claim, calculation = await world.drafted()
    await world.tell(replace(case, account_version=2).account(1))

    assert (await world.decide(claim, decision_on(case, calculation))).status_code == 403


async def test_another_households_account_is_not_paid_to(world: World) -> None:
    case, claim, calculation = await world.drafted()
    other = await world.tell_all(Case())
    body = decision_on(case, calculation)
    body["lines"][0]["accountId"] = str(other.account_id)

    refused = await world.decide(claim, body)
    assert refused.json()["type"].endswith("/account-not-payable")


async def test_more_than_is_short_is_an_attempt_that_is_logged(world: World) -> None:
    case, claim, calculation = await world.drafted()
    body = decision_on(case, calculation)
    body["lines"][0]["amountOre"] += 1

    refused = await world.decide(claim, body)

    assert refused.status_code == 403
    assert refused.json()["type"].endswith("/above-deficit")
    entry = (await world.log())[-1]
    assert (entry.outcome, entry.rule, entry.reason) == ("refused", "C3", "above deficit")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"reasons": None, "outcome": "rejected", "lines": []}, "reasonsMissing"),
        ({"obstacles": []}, "obstacleMissing"),
        ({"outcome": "rejected", "grounds": [], "lines": []}, "groundMissing"),
        ({"grounds": ["ownMeans"]}, "groundOfGrant"),
        ({"outcome": "rejected", "grounds": ["incomesCover"], "lines": []}, "groundNotSo"),
        ({"outcome": "rejected", "grounds": ["notCompleted"], "lines": []}, "completionNotLapsed"),
        ({"outcome": "rejected"}, "linesWithRejection"),
        ({"outcome": "partlyGranted"}, "notAPart"),
        ({"lines": []}, "notTheWholeNeed"),
    ],
)
async def test_what_does_not_agree_is_told_in_words(world: World, changes: dict[str, Any], fault: str) -> None:
    case, claim, calculation = await world.drafted()

    answer = await world.decide(claim, decision_on(case, calculation, **changes))

    assert answer.status_code == 422
    assert fault in [found["fault"] for found in answer.json()["faults"]]
    assert await world.count("decision") == 0


async def test_a_pay_day_is_neither_past_nor_far_ahead(world: World) -> None:
    case, claim, calculation = await world.drafted()
    today = world.service.running.clock.today()

    for day, status in ((-1, 422), (367, 422), (0, 201)):
        body = decision_on(case, calculation)
        body["lines"][0]["payOn"] = (today + timedelta(days=day)).isoformat()
        assert (await world.decide(claim, body)).status_code == status, day


async def test_a_rejection_pays_nothing_and_is_handed_over(world: World) -> None:
    case, claim, calculation = await world.drafted()
    body = decision_on(case, calculation, outcome="rejected", lines=[])

    answer = await world.decide(claim, body)

    assert (answer.status_code, answer.json()["grantedOre"]) == (201, 0)
    (row,) = await world.rows("select event from outbox where destination = 'payout'")
    assert row.event["object"]["lines"] == []


async def test_a_part_is_granted_in_two_payments(world: World) -> None:
    case, claim, _ = await world.drafted()
    reduced = [{"kind": "housing", "approvedOre": 600_000, "reason": "Högsta godtagbara hyra."}]
    calculation = await world.calculated(claim, costs=reduced)
    body = decision_on(case, calculation, outcome="partlyGranted")
    (line,) = body["lines"]
    body["lines"] = [{**line, "amountOre": 1_000_000}, {**line, "amountOre": 122_000, "purpose": "otherLivingCosts"}]

    made = (await world.decide(claim, body)).json()

    assert (made["grantedOre"], [line["number"] for line in made["lines"]]) == (1_122_000, [1, 2])


@pytest.mark.parametrize("block", ["AF", "CSN", "FK", "MIV", "SKV", "SO", "TNS"])
async def test_no_answer_is_not_no_income(world: World, block: str) -> None:
    """C10: a decision that rests on what no register answered says why."""
    case, claim, calculation = await world.drafted(answers={block: ("unknownCode", [])})

    silent = await world.decide(claim, decision_on(case, calculation))
    assert silent.status_code == 422
    (found,) = silent.json()["faults"]
    assert (found["fault"], found["about"]) == ("unjustifiedNotVerifiable", f"{case.member_id}/{block}")

    said = decision_on(case, calculation, notVerifiableReason="Registret svarar inte; kontoutdrag visar inget.")
    made = await world.decide(claim, said)
    assert made.status_code == 201, made.text
    assert made.json()["justifications"] == [
        {"memberId": str(case.member_id), "block": block, "text": "Registret svarar inte; kontoutdrag visar inget."}
    ]


async def test_a_departure_from_a_register_answer_says_why(world: World) -> None:
    case, claim, calculation = await world.drafted(answers={"FK": ("answered", [HOUSING_ALLOWANCE])})

    silent = await world.decide(claim, decision_on(case, calculation))
    assert [found["fault"] for found in silent.json()["faults"]] == ["unjustifiedDeparture"]

    why = {"memberId": str(case.member_id), "block": "FK", "text": "Utbetalningen gick tillbaka."}
    assert (await world.decide(claim, decision_on(case, calculation, justifications=[why]))).status_code == 201


async def test_a_decision_is_read_by_those_who_decide_and_logged(world: World) -> None:
    case, claim, calculation = await world.drafted()
    made = (await world.decide(claim, decision_on(case, calculation))).json()
    path = f"/v1/decisions/{made['id']}"

    for role in ("economySecretary", "socialWorker", "unitHead"):
        answer = await world.service.person(UNIT_HEAD, role).get(path)
        assert (answer.status_code, answer.json()) == (200, made)
        entry = (await world.log())[-1]
        assert (entry.act, entry.actor.role, entry.subjects["decisionId"]) == ("decisionRead", role, made["id"])
    for role in ("registrar", "payer", "citizen", "auditor", "administrator"):
        assert (await world.service.person(UNIT_HEAD, role).get(path)).status_code == 403
    elsewhere = world.service.person(UNIT_HEAD, "unitHead", municipality="0180")
    assert (await elsewhere.get(path)).status_code == 404
    own = await world.service.person(APPLICANT, "socialWorker").get(path)
    assert (own.status_code, own.json()["rule"]) == (403, "C2")
    assert made["wording"]["sv"][2] == "Din ansökan beviljas."
    assert any("tre veckor" in line for line in made["wording"]["sv"])


async def test_a_protected_persons_decision_is_read_by_social_workers_and_unit_heads(world: World) -> None:
    case = await world.tell_all(Case(protected=True))
    worker = world.social_worker()
    claim = await world.claimed(worker, "protected")
    made = await world.decide(claim, decision_on(case, await world.calculated(claim, worker)), worker)
    assert made.status_code == 201, made.text
    path = f"/v1/decisions/{made.json()['id']}"

    assert (await world.secretary().get(path)).status_code == 404
    assert (await world.social_worker(SOCIAL_WORKER).get(path)).status_code == 200
    assert (await world.service.person(UNIT_HEAD, "unitHead").get(path)).status_code == 200


async def test_a_declared_income_is_counted_or_left_out_with_a_reason(world: World) -> None:
    case = Case()
    said = {"memberId": str(case.member_id), "kind": "deposit", "amountOre": 100_000}
    case = await world.tell_all(replace(case, incomes=[said]))
    claim = await world.claimed()
    body = decision_on(case, await world.calculated(claim))

    refused = await world.decide(claim, body)

    assert refused.status_code == 422
    about = f"{case.member_id}/deposit"
    assert [(found["fault"], found["about"]) for found in refused.json()["faults"]] == [("declaredLeftOut", about)]
    gift = {**said, "receivedOre": 100_000, "source": "declared", "disregardedOre": 100_000, "reason": "Gåva."}
    del gift["amountOre"]
    body = decision_on(case, await world.calculated(claim, incomes=[gift]))
    assert (await world.decide(claim, body)).status_code == 201
