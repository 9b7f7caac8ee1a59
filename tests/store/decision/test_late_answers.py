"""A register's answer that comes late: to who holds the item, to a calculation, to a decision (C10)."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from shared.ids import new_id
from tests.harness.service import person
from tests.store.decision.late_answers import ANSWERED, HELD_NOTHING, SILENT, Answers, answered, decided, why
from tests.store.decision.raw import decision
from tests.store.decision.world import MONTH, SECRETARY, Case, World, decision_on


async def late_answers(world: World, decision_id: str) -> list[dict[str, Any]]:
    answer = await world.secretary().get(f"/v1/decisions/{decision_id}")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["lateAnswers"])


@pytest.mark.parametrize("order", [(1, 2), (2, 1), (1, 2, 2, 1)])
async def test_whoever_holds_the_item_sees_the_newest_answers(world: World, order: tuple[int, ...]) -> None:
    case = Case(answers=SILENT)
    versions = {1: case.verification(), 2: replace(case, answers=ANSWERED).verification(2)}
    for fact in (*case.facts()[:-1], *(versions[version] for version in order)):
        assert await world.tell(fact) == "accepted"

    assert (await world.count("work_item"), await world.count("verification")) == (1, 2)
    claim = await world.claimed()
    item = (await world.secretary().get(f"/v1/work-items/{claim['workItemId']}")).json()
    assert {row["block"]: row["verdict"] for row in item["evidence"]}["FK"] == "answered"
    assert [row["kind"] for row in item["deviations"] if row["block"] == "FK"] == ["notDeclared", "started"]


async def test_a_version_told_otherwise_is_refused_and_the_first_stays(world: World) -> None:
    case = await world.tell_all(Case(answers=SILENT))
    await answered(world, case, ANSWERED)
    assert await world.tell(replace(case, answers=HELD_NOTHING).verification(2)) == "refused"
    assert await world.count("verification") == 2


async def test_a_calculation_is_stale_once_an_answer_that_it_used_has_changed(world: World) -> None:
    case, claim, calculation = await world.drafted(answers=SILENT)
    await answered(world, case, ANSWERED)
    body = decision_on(case, calculation, justifications=why(case))
    refused = await world.decide(claim, body)
    assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[-1]) == (409, "calculation-stale")
    assert "evidenceChanged" in refused.text

    income = {"kind": "housingAllowance", "memberId": str(case.member_id), "receivedOre": 185_000, "source": "register"}
    again = await world.calculated(claim, incomes=[income])
    assert (await world.decide(claim, decision_on(case, again))).status_code == 201
    assert await world.count("late_answer") == 0, "it was made with the answer"


async def test_a_calculation_stands_when_a_register_that_it_does_not_use_answers(world: World) -> None:
    case, claim, calculation = await world.drafted(answers={"TNS": ("notVerifiable", [])})
    await answered(world, case, {"TNS": ("answered", [])})
    assert (await world.decide(claim, decision_on(case, calculation))).status_code == 201


async def test_a_late_answer_that_differs_is_listed_on_the_decision_and_logged(world: World) -> None:
    case, decision_id = await decided(world)
    assert await late_answers(world, decision_id) == []
    await answered(world, case, ANSWERED)

    (late,) = await late_answers(world, decision_id)
    (deviation,) = late["deviations"]
    assert {name: deviation[name] for name in ("kind", "block", "income", "seenOre", "declaredOre")} == {
        "kind": "notDeclared",
        "block": "FK",
        "income": "housingAllowance",
        "seenOre": 185_000,
        "declaredOre": 0,
    }
    (entry,) = [entry for entry in await world.log() if entry.act == "lateAnswerDiffered"]
    assert (entry.actor.service, entry.subjects["decisionId"]) == ("decision", decision_id)
    assert entry.subjects["caseNumber"] == case.case_number
    assert str(case.member_id) not in entry.encode().decode()


async def test_the_same_difference_is_told_once(world: World) -> None:
    case, decision_id = await decided(world)
    await answered(world, case, ANSWERED, version=3)
    await answered(world, case, ANSWERED, version=2)
    await answered(world, case, {**ANSWERED, "SKV": ("answered", [])}, version=4)
    assert len(await late_answers(world, decision_id)) == 1


@pytest.mark.parametrize("answers", [HELD_NOTHING, {**SILENT, "SKV": ("answered", [])}])
async def test_a_late_answer_that_agrees_is_no_difference(world: World, answers: Answers) -> None:
    case, decision_id = await decided(world)
    await answered(world, case, answers)
    assert await late_answers(world, decision_id) == []
    assert "lateAnswerDiffered" not in [entry.act for entry in await world.log()]


async def test_a_household_that_a_late_answer_marks_leaves_the_shared_queue(world: World) -> None:
    case = await world.tell_all(Case(answers=SILENT, month=MONTH))
    await world.tell(replace(case, marked=True, answers=ANSWERED).verification(2))
    (item,) = await world.rows("select queue from work_item")
    assert item.queue == "protected"


async def test_an_answer_in_the_very_moment_of_the_decision_is_before_it_or_compared_with_it(world: World) -> None:
    """Whichever is first: no answer slips between."""
    case, claim, calculation = await world.drafted(answers=SILENT)
    late = replace(case, answers=ANSWERED).verification(2)
    body = decision_on(case, calculation, justifications=why(case))
    made, told = await asyncio.gather(world.decide(claim, body), world.tell(late))

    assert told == "accepted"
    assert await world.count("late_answer") == (1 if made.status_code == 201 else 0)
    assert made.status_code in (201, 409, 503)


async def test_the_database_refuses_a_decision_on_older_answers(world: World) -> None:
    case, _, _ = await world.drafted(answers=SILENT)
    await answered(world, case, {**SILENT, "TNS": ("answered", [])})
    assert await world.refused_by(
        decision(), id=new_id(), person=person(SECRETARY), application=case.application_id
    ) == ("decision_newest_answers")
