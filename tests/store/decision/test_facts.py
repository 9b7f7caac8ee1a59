"""What decision does with what it is told: any order, twice, at once, and what does not fit."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from shared.auth.statements import Hands, Subject
from shared.ids import new_id
from tests.harness.service import person
from tests.store.decision.world import (
    APPLICANT,
    REGISTRAR,
    SECOND_REGISTRAR,
    Case,
    Fact,
    World,
)


@pytest.mark.parametrize("first", range(6))
async def test_a_work_item_comes_of_the_facts_in_whatever_order(world: World, first: int) -> None:
    case = Case()
    facts = case.facts()
    for fact in (*facts[first:], *facts[:first]):
        assert await world.tell(fact) == "accepted"

    (item,) = await world.rows("select * from work_item")
    assert (item.application_id, item.household_id, item.queue) == (case.application_id, case.household_id, "renewals")
    assert (item.claim_id, item.ended_at, item.case_number) == (None, None, case.case_number)


async def test_backwards_too(world: World) -> None:
    for fact in reversed(Case().facts()):
        assert await world.tell(fact) == "accepted"

    assert await world.count("work_item") == 1


@pytest.mark.parametrize("missing", ["householdRegistered", "applicationRegistered", "applicationVerified"])
async def test_nothing_waits_in_a_queue_before_all_is_known(world: World, missing: str) -> None:
    for fact in Case().facts():
        if fact[1] != missing:
            await world.tell(fact)

    assert await world.count("work_item") == 0


async def test_another_version_of_the_household_is_not_the_one_applied_with(world: World) -> None:
    case = Case()
    newer = replace(case, version=2)
    for fact in (case.application(), case.verification(), newer.household()):
        await world.tell(fact)

    assert await world.count("work_item") == 0
    await world.tell(case.household())
    assert await world.count("work_item") == 1


async def test_told_twice_is_known_once(world: World) -> None:
    facts = Case().facts()
    for fact in (*facts, *facts):
        assert await world.tell(fact) == "accepted"

    tables = ("household_version", "application", "verification", "account_comparison", "work_item")
    assert [await world.count(table) for table in tables] == [1] * 5
    assert await world.count("account_entry") == 2
    assert len([entry for entry in await world.log() if entry.outcome == "done"]) == 6, "one trace for each fact (C7)"


async def test_facts_that_arrive_at_once_do_not_miss_each_other(world: World) -> None:
    """Two transactions that each see only their own half would leave an application in no queue."""
    cases = [Case() for _ in range(8)]
    for case in cases:
        await world.tell(case.household())
    told = (world.tell(fact) for case in cases for fact in (case.application(), case.verification()))
    assert set(await asyncio.gather(*told)) == {"accepted"}

    assert await world.count("work_item") == len(cases)


async def test_the_first_object_of_a_version_stays(world: World) -> None:
    case = Case()
    await world.tell(case.household())
    other = replace(case, protected=True)

    sender, act, subject, document, hands = other.household()
    result = await world.service.hand_over(sender, act, subject, document, hands=hands)

    assert (result["outcome"], result["problem"]["status"]) == ("refused", 409)
    assert result["problem"]["type"].endswith("/fact-contradicted")
    (row,) = await world.rows("select protected from household_version")
    assert row.protected is False
    assert [(entry.outcome, entry.reason) for entry in await world.log()] == [
        ("done", None),
        ("refused", "fact contradicted"),
    ]


def _with(fact: Fact, **changes: Any) -> Fact:
    sender, act, subject, document, hands = fact
    return sender, act, subject, {**document, **changes}, hands


CASE = Case()
ANOTHER = str(new_id())


@pytest.mark.parametrize(
    "fact",
    [
        pytest.param(_with(CASE.household(), householdId=ANOTHER), id="another household"),
        pytest.param(_with(CASE.household(), version=2), id="another version"),
        pytest.param(_with(CASE.application(), applicationId=ANOTHER), id="another application"),
        pytest.param(_with(CASE.verification(), applicationId=ANOTHER), id="another verification"),
        pytest.param(_with(CASE.account(1), entryId=ANOTHER), id="another entry"),
        pytest.param(_with(CASE.compared(), accountVersion=2), id="another account version"),
        pytest.param((*CASE.household()[:4], Hands()), id="a household that nobody registered"),
        pytest.param((*CASE.account(1)[:4], Hands()), id="an account that nobody entered"),
        pytest.param(_with(CASE.application(), channel="paper"), id="a paper that nobody typed in"),
        pytest.param(_with(CASE.application(), kind="other"), id="a kind that does not exist"),
        pytest.param(_with(CASE.application(), caseNumber=APPLICANT), id="a case number like a person's"),
        pytest.param(_with(CASE.compared(), status="fine"), id="a status that does not exist"),
        pytest.param(_with(CASE.verification(), incomes=[{"kind": "wage"}]), id="an income without amount"),
        pytest.param(_with(CASE.household(), members=[]), id="a household of nobody"),
    ],
)
async def test_what_does_not_fit_is_refused_and_leaves_only_that(world: World, fact: Fact) -> None:
    sender, act, subject, document, hands = fact
    result = await world.service.hand_over(sender, act, subject, document, hands=hands)

    assert result["outcome"] == "refused"
    assert result["problem"]["type"].endswith("/object-not-as-agreed")
    (entry,) = await world.log()
    assert (entry.outcome, entry.actor.service, entry.reason) == ("refused", sender, "object not as agreed")
    for table in ("household_version", "application", "verification", "account_entry", "household_tie"):
        assert await world.count(table) == 0


async def test_only_its_owner_states_a_fact(world: World) -> None:
    sender, act, subject, document, hands = Case().compared()
    result = await world.service.hand_over("intake", act, subject, document, hands=hands)

    assert (sender, result["outcome"]) == ("payout", "refused")
    assert result["problem"]["type"].endswith("/hand-over-not-expected")


async def test_ties_are_kept_by_person(world: World) -> None:
    case = await world.tell_all(Case(channel="paper", typed_by=REGISTRAR))

    ties = {(row.kind, row.person) for row in await world.rows("select * from household_tie")}
    assert ties == {
        ("householdMember", person(APPLICANT)),
        ("accountHolder", person(APPLICANT)),
        ("entry", person(REGISTRAR)),
        ("account", person(SECOND_REGISTRAR)),
        ("account", person(APPLICANT)),
    }
    sources = {row.source_id for row in await world.rows("select * from household_tie where kind = 'entry'")}
    assert sources == {case.household_id, case.application_id}


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ([], "registered"),
        (["mismatch"], "mismatch"),
        (["mismatch", "payable"], "payable"),
        (["payable", "mismatch"], "payable"),
        (["mismatch", "locked"], "locked"),
        (["locked", "mismatch"], "locked"),
    ],
)
async def test_what_payout_found_of_an_account_in_whatever_order(world: World, told: list[str], status: str) -> None:
    case = Case()
    for outcome in told:
        assert await world.tell(case.compared(outcome)) == "accepted"

    query = "select account_status(:account, 1, :household) as status"
    (found,) = await world.rows(query, account=case.account_id, household=case.household_id)
    assert found.status == status


async def test_a_settled_payment_can_still_come_back(world: World) -> None:
    order = new_id()
    document = {"salt": "c2FsdA", "orderId": str(order), "decisionId": ANOTHER, "line": 1, "amountOre": 394_000}
    for status in ("settled", "returned", "settled"):
        ended = ("payout", "paymentEnded", Subject("order", str(order), 1), {**document, "status": status}, Hands())
        assert await world.tell(ended) == "accepted"

    rows = await world.rows("select status from payment_end order by status")
    assert [row.status for row in rows] == ["returned", "settled"]
