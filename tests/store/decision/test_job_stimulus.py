"""Whose six months of income support the service knows by its own decisions, and whose a handler enters."""

from dataclasses import replace
from typing import Any

import pytest

from shared.ids import new_id
from shared.months import Month
from tests.store.decision.world import Case, World, decision_on

FIRST = Month(2026, 6)


def of_month(case: Case, month: Month) -> Case:
    """The same household applies for another month."""
    return replace(case, application_id=new_id(), month=str(month))


async def decided(world: World, case: Case, purpose: str = "incomeSupport", **changes: Any) -> str:
    """The id of the decision on what the household applies for."""
    await world.tell(case.application())
    await world.tell(case.verification())
    claim = await world.claimed()
    body = decision_on(case, await world.calculated(claim), **changes)
    body["lines"] = [{**line, "purpose": purpose} for line in body["lines"]]
    answer = await world.decide(claim, body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def wages(case: Case) -> list[dict[str, Any]]:
    return [{"kind": "wage", "memberId": str(case.member_id), "receivedOre": 400_000, "source": "declared"}]


async def with_wages(world: World, case: Case, **said: Any) -> dict[str, Any]:
    """The calculation of the month after six."""
    working = of_month(case, FIRST.plus(6))
    await world.tell(working.application())
    await world.tell(working.verification())
    return await world.calculated(await world.claimed(), incomes=wages(case), **said)


@pytest.fixture
async def known(world: World) -> Case:
    case = Case()
    for fact in case.facts():
        if fact[1] not in ("applicationRegistered", "applicationVerified"):
            assert await world.tell(fact) == "accepted"
    return case


async def test_six_decided_months_give_it_with_their_decisions_as_source(world: World, known: Case) -> None:
    made_by = [await decided(world, of_month(known, FIRST.plus(number))) for number in range(6)]

    made = await with_wages(world, known)

    assert (made["incomesOre"], made["notCountedOre"]) == (300_000, 100_000)
    [line] = made["notCounted"]
    held = {name: line["facts"][name] for name in ("basis", "qualifiedFrom", "holdsFrom", "holdsTo")}
    assert held == {
        "basis": "earlierDecisions",
        "qualifiedFrom": "2026-06",
        "holdsFrom": "2026-12",
        "holdsTo": "2028-11",
    }
    (row,) = await world.rows("select document from calculation where id = :id", id=made["id"])
    assert row.document["facts"]["jobStimulus"][0]["decisions"] == made_by


@pytest.mark.parametrize(
    "gap",
    [
        {"outcome": "rejected", "lines": []},
        {"purpose": "otherLivingCosts"},
    ],
    ids=["rejected", "for other living costs"],
)
async def test_a_month_without_income_support_breaks_the_row(world: World, known: Case, gap: dict[str, Any]) -> None:
    for number in range(6):
        await decided(world, of_month(known, FIRST.plus(number)), **(gap if number == 3 else {}))

    made = await with_wages(world, known)

    assert (made["incomesOre"], made["notCounted"]) == (400_000, [])


async def test_a_handler_says_what_is_known_from_elsewhere(world: World, known: Case) -> None:
    held = {"memberId": str(known.member_id), "qualifiedFrom": "2026-02", "reason": "Beslut från annan kommun."}

    made = await with_wages(world, known, jobStimulus=[held])

    [line] = made["notCounted"]
    assert (line["facts"]["basis"], line["facts"]["basisReason"]) == ("handler", "Beslut från annan kommun.")
    assert any("inte bekräftat av någon myndighet" in text for text in made["explanation"]["sv"])


async def test_what_does_not_hold_in_the_month_is_refused_in_words(world: World, known: Case) -> None:
    held = {"memberId": str(known.member_id), "qualifiedFrom": "2026-07", "reason": "Beslut från annan kommun."}
    working = of_month(known, FIRST.plus(6))
    await world.tell(working.application())
    await world.tell(working.verification())
    claim = await world.claimed()

    path = f"/v1/work-items/{claim['workItemId']}/calculations"
    answer = await world.secretary().post(path, {"incomes": wages(known), "jobStimulus": [held]})

    assert answer.status_code == 422
    assert [(found["problem"], found["at"]) for found in answer.json()["problems"]] == [
        ("jobStimulusNotHeld", "jobStimulus[0].qualifiedFrom")
    ]
