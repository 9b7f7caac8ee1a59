"""A late answer that differs from what a decision counted with is work, for somebody who had no hand in it (C10)."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.harness.service import Caller
from tests.store.decision.late_answers import ANSWERED, HELD_NOTHING, SILENT, answered, decided, why
from tests.store.decision.payout import Payout
from tests.store.decision.world import (
    APPLICANT,
    HOUSING_ALLOWANCE,
    OTHER_SECRETARY,
    PAY_ON,
    SECRETARY,
    SOCIAL_WORKER,
    UNIT_HEAD,
    Case,
    World,
    decision_on,
)

REASON = "Bostadsbidraget betalades efter beslutet och räknas i nästa ansökan."


async def waiting(world: World) -> list[Any]:
    return await world.rows("select * from work_item where task = 'lateAnswer' and ended_at is null")


async def take(by: Caller, queue: str = "lateAnswers") -> httpx.Response:
    return await by.post("/v1/claims", {"queue": queue})


async def on_the_desk(world: World, by: Caller | None = None, queue: str = "lateAnswers") -> dict[str, Any]:
    """The next late answer, claimed and read."""
    by = by or world.secretary(OTHER_SECRETARY)
    item = await by.get(f"/v1/work-items/{(await world.claimed(by, queue))['workItemId']}")
    assert item.status_code == 200, item.text
    return dict(item.json())


async def conclude(by: Caller, item: dict[str, Any], conclusion: str = "nextMonth", **changes: Any) -> httpx.Response:
    said = {"answersVersion": item["answersVersion"], "conclusion": conclusion, "reason": REASON, **changes}
    return await by.post(f"/v1/work-items/{item['id']}/conclusions", said)


def slug(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rsplit("/", 1)[-1]


async def different(world: World, **facts: Any) -> tuple[Case, str]:
    case, decision_id = await decided(world, **facts)
    await answered(world, case, ANSWERED)
    return case, decision_id


async def test_a_difference_waits_in_a_queue_of_its_own_with_what_differs(world: World) -> None:
    case, decision_id = await different(world)
    item = await on_the_desk(world)

    assert {
        name: item[name] for name in ("task", "queue", "decisionId", "caseNumber", "outcome", "answersVersion")
    } == {
        "task": "lateAnswer",
        "queue": "lateAnswers",
        "decisionId": decision_id,
        "caseNumber": case.case_number,
        "outcome": "granted",
        "answersVersion": 2,
    }
    (register,) = item["registers"]
    assert (register["memberId"], register["block"]) == (str(case.member_id), "FK")
    assert (register["before"]["verdict"], register["before"]["reason"]) == ("notVerifiable", "timeOut")
    assert (register["now"]["verdict"], register["now"]["askedAt"]) == ("answered", "2026-11-18T08:00:00Z")
    assert [row["amountOre"] for row in register["now"]["incomes"]] == [185_000]
    assert "hushållet har visat" in register["justification"]
    (deviation,) = register["deviations"]
    assert (deviation["kind"], deviation["income"]) == ("notDeclared", "housingAllowance")
    assert (deviation["declaredOre"], deviation["seenOre"]) == (0, 185_000)


@pytest.mark.parametrize("answers", [HELD_NOTHING, {**SILENT, "SKV": ("answered", [])}])
async def test_an_answer_that_agrees_is_no_work(world: World, answers: Any) -> None:
    case, _ = await decided(world)
    await answered(world, case, answers)
    assert await waiting(world) == []


@pytest.mark.parametrize("block", ["AF", "MIV", "TNS"])
async def test_a_register_without_amounts_that_shows_something_late_is_work_too(world: World, block: str) -> None:
    case = await world.tell_all(Case(answers={block: ("notVerifiable", [])}))
    claim = await world.claimed()
    body = decision_on(case, await world.calculated(claim), justifications=why(case, block))
    assert (await world.decide(claim, body)).status_code == 201
    await answered(world, case, {block: ("answered", [])})

    (register,) = (await on_the_desk(world))["registers"]
    assert (register["block"], register["now"]["verdict"]) == (block, "answered")
    assert [row["kind"] for row in register["deviations"]] == ["shownLate"]


async def test_a_decision_that_departed_from_an_answer_is_compared_when_it_becomes_another(world: World) -> None:
    case, claim, calculation = await world.drafted(answers=ANSWERED)
    departs = [{"memberId": str(case.member_id), "block": "FK", "text": "Bidraget går till en annan person."}]
    made = await world.decide(claim, decision_on(case, calculation, justifications=departs))
    assert made.status_code == 201, made.text
    await answered(world, case, {"FK": ("answered", [{**HOUSING_ALLOWANCE, "amountOre": 200_000}])})

    (register,) = (await on_the_desk(world))["registers"]
    assert (register["before"]["verdict"], register["justification"]) == ("answered", departs[0]["text"])
    assert [row["seenOre"] for row in register["deviations"]] == [200_000]


@pytest.mark.parametrize("conclusion", ["noChange", "recovery", "nextMonth"])
async def test_a_conclusion_ends_the_item_and_is_kept_with_its_reason(world: World, conclusion: str) -> None:
    case, decision_id = await different(world)
    by = world.secretary(OTHER_SECRETARY)
    answer = await conclude(by, await on_the_desk(world, by), conclusion)

    assert answer.status_code == 201, answer.text
    assert (await waiting(world), (await take(by)).status_code) == ([], 204)
    (entry,) = [entry for entry in await world.log() if entry.act == "lateAnswerConcluded"]
    assert (entry.subjects["caseNumber"], entry.subjects["decisionId"]) == (case.case_number, decision_id)
    assert REASON not in entry.encode().decode()
    (late,) = (await by.get(f"/v1/decisions/{decision_id}")).json()["lateAnswers"]
    assert (late["conclusion"]["conclusion"], late["conclusion"]["reason"]) == (conclusion, REASON)


async def test_who_had_a_hand_in_the_decision_is_never_offered_it(world: World) -> None:
    await different(world)
    assert (await take(world.secretary(SECRETARY))).status_code == 204
    assert (await take(world.secretary(OTHER_SECRETARY))).status_code == 201


async def test_neither_a_party_nor_who_declares_a_conflict_takes_it(world: World) -> None:
    case, _ = await different(world)
    assert (await take(world.secretary(APPLICANT))).status_code == 204
    conflict = {"householdId": str(case.household_id), "reason": "Grannar."}
    assert (await world.secretary(OTHER_SECRETARY).post("/v1/conflicts", conflict)).status_code == 201
    assert (await take(world.secretary(OTHER_SECRETARY))).status_code == 204


@pytest.mark.parametrize("protected_when", ["before", "after"])
async def test_a_protected_households_late_answer_is_in_the_closed_queue(world: World, protected_when: str) -> None:
    before = protected_when == "before"
    case, _ = await decided(world, world.social_worker(SECRETARY) if before else None, protected=before)
    if not before:
        assert await world.tell(replace(case, protected=True, version=2).household()) == "accepted"
    await answered(world, case, ANSWERED)
    assert [row.queue for row in await waiting(world)] == ["protected"]
    assert (await take(world.secretary(OTHER_SECRETARY))).status_code == 204
    item = await on_the_desk(world, world.social_worker(SOCIAL_WORKER), "protected")
    assert (await conclude(world.social_worker(SOCIAL_WORKER), item)).status_code == 201


async def test_a_household_that_becomes_protected_takes_its_late_answer_with_it(world: World) -> None:
    case, _ = await different(world)
    assert await world.tell(replace(case, protected=True, version=2).household()) == "accepted"
    assert [row.queue for row in await waiting(world)] == ["protected"]


async def test_revoked_is_said_only_of_a_decision_that_is(world: World, payout: Payout) -> None:
    _, decision_id = await different(world)
    by = world.secretary(OTHER_SECRETARY)
    item = await on_the_desk(world, by)
    assert slug(await conclude(by, item, "revoked")) == (409, "decision-not-revoked")

    revoked = await by.post(f"/v1/decisions/{decision_id}/revocation", {"reason": "Bostadsbidraget var inte räknat."})
    assert revoked.status_code == 201, revoked.text
    assert (await by.get(f"/v1/work-items/{item['id']}")).json()["revocation"]["outcome"] == "stopped"
    assert (await conclude(by, item, "revoked")).status_code == 201


async def test_nothing_is_concluded_on_older_answers_than_the_newest(world: World) -> None:
    case, _ = await different(world)
    by = world.secretary(OTHER_SECRETARY)
    item = await on_the_desk(world, by)
    await answered(world, case, {"FK": ("answered", [{**HOUSING_ALLOWANCE, "amountOre": 200_000}])}, version=3)

    assert len(await waiting(world)) == 1
    refused = await conclude(by, item)
    assert (slug(refused), refused.json()["newest"]) == ((409, "late-answer-newer"), 3)
    again = (await by.get(f"/v1/work-items/{item['id']}")).json()
    assert again["registers"][0]["deviations"][0]["seenOre"] == 200_000
    assert (await conclude(by, again)).status_code == 201


async def test_another_difference_after_a_conclusion_is_new_work(world: World) -> None:
    case, decision_id = await different(world)
    by = world.secretary(OTHER_SECRETARY)
    await conclude(by, await on_the_desk(world, by))
    await answered(world, case, ANSWERED, version=3)
    assert await waiting(world) == [], "the same once more"
    await answered(world, case, {"FK": ("answered", [{**HOUSING_ALLOWANCE, "amountOre": 200_000}])}, version=4)
    assert len(await waiting(world)) == 1
    first, second = (await by.get(f"/v1/decisions/{decision_id}")).json()["lateAnswers"]
    assert (first["conclusion"]["conclusion"], second.get("conclusion")) == ("nextMonth", None)


async def test_who_does_not_hold_it_neither_reads_nor_concludes_it(world: World) -> None:
    await different(world)
    item = await on_the_desk(world)
    for other in (world.secretary(SECRETARY), world.secretary(UNIT_HEAD)):
        assert slug(await other.get(f"/v1/work-items/{item['id']}")) == (403, "claim-needed")
        assert slug(await conclude(other, item)) == (403, "claim-needed")
    refused = [entry for entry in await world.log() if entry.act == "lateAnswerConcluded"]
    assert [entry.outcome for entry in refused] == ["refused", "refused"]


async def test_it_is_neither_calculated_nor_decided_nor_paid(world: World) -> None:
    case, _ = await different(world)
    by, item = world.secretary(OTHER_SECRETARY), await on_the_desk(world)
    calculation = {"id": item["decisionId"], "deficitOre": 1}
    for path, body in (
        ("calculations", {"incomes": []}),
        ("decision", decision_on(case, calculation)),
        ("payment", {"accountId": str(case.account_id), "payOn": PAY_ON}),
    ):
        assert slug(await by.post(f"/v1/work-items/{item['id']}/{path}", body)) == (409, "other-task")


@pytest.mark.parametrize(
    "wrong",
    [{"reason": " "}, {"conclusion": "later"}, {"answersVersion": "2"}, {"answersVersion": 0}, {"amountOre": 1}],
)
async def test_a_conclusion_has_a_reason_and_one_of_four_words(world: World, wrong: dict[str, Any]) -> None:
    await different(world)
    by = world.secretary(OTHER_SECRETARY)
    assert (await conclude(by, await on_the_desk(world, by), **wrong)).status_code == 422
    assert len(await waiting(world)) == 1


async def test_of_two_conclusions_at_once_one_counts(world: World) -> None:
    await different(world)
    by = world.secretary(OTHER_SECRETARY)
    item = await on_the_desk(world, by)
    answers = await asyncio.gather(*(conclude(by, item) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 403, 403]
    assert await world.count("late_answer_conclusion") == 1
