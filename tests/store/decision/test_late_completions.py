"""A completion and a decision that cross each other: what the decision did not count with is work for somebody who had
no hand in it, and nothing of it is lost."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.harness.service import Caller
from tests.store.decision.completions import completed
from tests.store.decision.payments import decided
from tests.store.decision.payout import Payout
from tests.store.decision.withdrawals import withdrawn
from tests.store.decision.world import (
    APPLICANT,
    OTHER_SECRETARY,
    SECRETARY,
    SOCIAL_WORKER,
    UNIT_HEAD,
    Case,
    World,
    decision_on,
)

QUEUE = "lateCompletions"
REASON = "Hyran höjs först från januari och räknas i nästa ansökan."


async def waiting(world: World) -> list[Any]:
    return await world.rows("select * from work_item where task = 'lateCompletion' and ended_at is null")


async def take(by: Caller, queue: str = QUEUE) -> httpx.Response:
    return await by.post("/v1/claims", {"queue": queue})


async def crossed(world: World, **facts: Any) -> tuple[Case, str]:
    """Decided on what was declared first, while a completion was on its way: the case, and the decision's id."""
    case, order = await decided(world, **facts)
    assert await world.tell(completed(case)) == "accepted"
    return case, str(order.decision_id)


async def on_the_desk(world: World, by: Caller | None = None, queue: str = QUEUE) -> dict[str, Any]:
    by = by or world.secretary(OTHER_SECRETARY)
    item = await by.get(f"/v1/work-items/{(await world.claimed(by, queue))['workItemId']}")
    assert item.status_code == 200, item.text
    return dict(item.json())


async def conclude(by: Caller, item: dict[str, Any], conclusion: str = "nextMonth", **changes: Any) -> httpx.Response:
    said = {"declarationVersion": item["declarationVersion"], "conclusion": conclusion, "reason": REASON, **changes}
    return await by.post(f"/v1/work-items/{item['id']}/completion-conclusions", said)


def slug(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rsplit("/", 1)[-1]


async def test_what_a_decision_did_not_count_with_waits_with_what_was_said_before_and_now(world: World) -> None:
    case, decision_id = await crossed(world, costs=[{"kind": "housing", "amountOre": 650_000}])
    item = await on_the_desk(world)

    assert {name: item[name] for name in ("task", "queue", "decisionId", "caseNumber", "declarationVersion")} == {
        "task": "lateCompletion",
        "queue": QUEUE,
        "decisionId": decision_id,
        "caseNumber": case.case_number,
        "declarationVersion": 2,
    }
    assert (item["before"]["number"], item["before"]["costs"][0]["amountOre"]) == (1, 650_000)
    assert (item["now"]["number"], item["now"]["costs"][0]["amountOre"]) == (2, 700_000)
    assert [(one["number"], one["withText"]) for one in item["completions"]] == [(2, True)]
    (entry,) = [entry for entry in await world.log() if entry.act == "completionCameLate"]
    assert (entry.subjects["caseNumber"], entry.subjects["decisionId"]) == (case.case_number, decision_id)


async def test_what_the_decision_counted_with_is_the_version_that_it_rests_on(world: World) -> None:
    """A completion that came in time, and one that did not."""
    case = await world.tell_all(Case())
    await world.tell(completed(case, costs=[{"kind": "housing", "amountOre": 680_000}]))
    claim = await world.claimed()
    assert (await world.decide(claim, decision_on(case, await world.calculated(claim)))).status_code == 201
    assert await waiting(world) == []
    await world.tell(completed(case, number=3))

    item = await on_the_desk(world)
    assert [(one["number"], one["costs"][0]["amountOre"]) for one in (item["before"], item["now"])] == [
        (2, 680_000),
        (3, 700_000),
    ]


async def test_a_completion_before_the_decision_is_no_such_work(world: World) -> None:
    case = await world.tell_all(Case())
    await world.tell(completed(case))
    assert await waiting(world) == []


@pytest.mark.parametrize("conclusion", ["noChange", "recovery", "nextMonth"])
async def test_a_conclusion_ends_the_item_and_is_kept_with_its_reason(world: World, conclusion: str) -> None:
    case, decision_id = await crossed(world)
    by = world.secretary(OTHER_SECRETARY)
    answer = await conclude(by, await on_the_desk(world, by), conclusion)

    assert answer.status_code == 201, answer.text
    assert (await waiting(world), (await take(by)).status_code) == ([], 204)
    (entry,) = [entry for entry in await world.log() if entry.act == "lateCompletionConcluded"]
    assert (entry.subjects["caseNumber"], entry.subjects["decisionId"]) == (case.case_number, decision_id)
    assert REASON not in entry.encode().decode()
    (late,) = (await by.get(f"/v1/decisions/{decision_id}")).json()["lateCompletions"]
    assert (late["conclusion"]["conclusion"], late["conclusion"]["reason"]) == (conclusion, REASON)


async def test_a_stranger_to_the_decision_takes_it_and_no_party(world: World) -> None:
    case, _ = await crossed(world)
    assert (await take(world.secretary(SECRETARY))).status_code == 204, "decided it"
    assert (await take(world.secretary(APPLICANT))).status_code == 204
    assert (await take(world.secretary(OTHER_SECRETARY))).status_code == 201
    assert case.case_number == (await waiting(world))[0].case_number


async def test_who_typed_the_completion_in_from_paper_does_not_judge_it(world: World) -> None:
    case, _ = await decided(world)
    assert await world.tell(completed(case, typed_by=OTHER_SECRETARY)) == "accepted"
    assert (await take(world.secretary(OTHER_SECRETARY))).status_code == 204
    assert (await take(world.secretary(UNIT_HEAD))).status_code == 201


@pytest.mark.parametrize("protected_when", ["before", "after"])
async def test_a_protected_households_is_in_the_closed_queue(world: World, protected_when: str) -> None:
    case = await world.tell_all(Case(protected=protected_when == "before"))
    by, queue = (
        (world.social_worker(SECRETARY), "protected") if case.protected else (world.secretary(SECRETARY), "renewals")
    )
    claim = await world.claimed(by, queue)
    made = await world.decide(claim, decision_on(case, await world.calculated(claim, by)), by)
    assert made.status_code == 201, made.text
    await world.tell(completed(case))
    if not case.protected:
        assert await world.tell(replace(case, protected=True, version=2).household()) == "accepted"
    assert [row.queue for row in await waiting(world)] == ["protected"]
    item = await on_the_desk(world, world.social_worker(SOCIAL_WORKER), "protected")
    assert (await conclude(world.social_worker(SOCIAL_WORKER), item)).status_code == 201


async def test_revoked_is_said_only_of_a_decision_that_is_and_it_is_decided_anew_with_it(
    world: World, payout: Payout
) -> None:
    _, decision_id = await crossed(world)
    by = world.secretary(OTHER_SECRETARY)
    item = await on_the_desk(world, by)
    assert slug(await conclude(by, item, "revoked")) == (409, "decision-not-revoked")

    revoked = await by.post(f"/v1/decisions/{decision_id}/revocation", {"reason": "Hyran är högre."})
    assert revoked.status_code == 201, revoked.text
    assert (await conclude(by, item, "revoked")).status_code == 201
    again = await by.get(f"/v1/work-items/{(await world.claimed(by))['workItemId']}")
    assert (again.json()["task"], again.json()["declarationVersion"]) == ("application", 2)


async def test_what_comes_when_the_decision_is_stopped_is_read_where_it_is_decided_anew(
    world: World, payout: Payout
) -> None:
    case, order = await decided(world)
    head = world.service.person(UNIT_HEAD, "unitHead")
    revoked = await head.post(f"/v1/decisions/{order.decision_id}/revocation", {"reason": "Fel."})
    assert revoked.json()["outcome"] == "stopped"
    await world.tell(completed(case))
    assert await waiting(world) == []
    assert (await on_the_desk(world, queue="renewals"))["declarationVersion"] == 2


async def test_one_that_is_revoked_too_late_is_somebodys_still(world: World, payout: Payout) -> None:
    payout.lines = {1: "tooLate"}
    case, order = await decided(world)
    head = world.service.person(UNIT_HEAD, "unitHead")
    await head.post(f"/v1/decisions/{order.decision_id}/revocation", {"reason": "Fel."})
    await world.tell(completed(case))
    item = await on_the_desk(world)
    assert item["revocation"]["outcome"] == "tooLate"
    assert (await conclude(world.secretary(OTHER_SECRETARY), item, "revoked")).status_code == 201


async def test_one_that_crosses_a_withdrawal_too_is_not_lost(world: World) -> None:
    case, _ = await decided(world)
    assert await world.tell(withdrawn(case)) == "accepted"
    assert await world.tell(completed(case)) == "accepted"
    assert len(await waiting(world)) == 1


async def test_nothing_is_concluded_on_an_older_version_than_the_newest(world: World) -> None:
    case, _ = await crossed(world)
    by = world.secretary(OTHER_SECRETARY)
    item = await on_the_desk(world, by)
    await world.tell(completed(case, number=3))

    assert len(await waiting(world)) == 1
    refused = await conclude(by, item)
    assert (slug(refused), refused.json()["newest"]) == ((409, "late-completion-newer"), 3)
    assert (await conclude(by, (await by.get(f"/v1/work-items/{item['id']}")).json())).status_code == 201
    await world.tell(completed(case, number=4))
    assert len(await waiting(world)) == 1, "new work after a conclusion"


async def test_the_same_completion_twice_is_one_work(world: World) -> None:
    case, _ = await decided(world)
    fact = completed(case)
    assert [await world.tell(fact), await world.tell(fact)] == ["accepted", "accepted"]
    assert len(await waiting(world)) == 1


async def test_who_does_not_hold_it_neither_reads_nor_concludes_it(world: World) -> None:
    await crossed(world)
    item = await on_the_desk(world)
    assert slug(await world.secretary(SECRETARY).get(f"/v1/work-items/{item['id']}")) == (403, "claim-needed")
    assert slug(await conclude(world.secretary(SECRETARY), item)) == (403, "claim-needed")
    assert slug(await conclude(world.service.person(UNIT_HEAD, "unitHead"), item)) == (403, "role-missing")
    refused = [entry for entry in await world.log() if entry.act == "lateCompletionConcluded"]
    assert [entry.outcome for entry in refused] == ["refused", "refused"]


async def test_it_is_neither_decided_nor_concluded_as_a_registers_answer(world: World) -> None:
    case, _ = await crossed(world)
    by, item = world.secretary(OTHER_SECRETARY), await on_the_desk(world)
    answered = {"answersVersion": 2, "conclusion": "noChange", "reason": REASON}
    for path, body in (
        ("conclusions", answered),
        ("decision", decision_on(case, {"id": item["decisionId"], "deficitOre": 1})),
    ):
        assert slug(await by.post(f"/v1/work-items/{item['id']}/{path}", body)) == (409, "other-task")


async def test_of_two_conclusions_at_once_one_counts(world: World) -> None:
    await crossed(world)
    by = world.secretary(OTHER_SECRETARY)
    item = await on_the_desk(world, by)
    answers = await asyncio.gather(*(conclude(by, item) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 403, 403]
    assert await world.count("late_completion_conclusion") == 1
