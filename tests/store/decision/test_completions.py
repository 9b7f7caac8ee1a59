"""Asking the applicant: the item waits without a holder, and comes back with an answer, or without one in time."""

from typing import Any

import pytest

from services.decision.completions.watching import end_those_over
from shared.ids import new_id
from tests.harness.service import person
from tests.store.decision.completions import ask, asked, completed
from tests.store.decision.world import (
    OTHER_SECRETARY,
    REGISTRAR,
    SECRETARY,
    UNIT_HEAD,
    Case,
    World,
    case_of,
    decision_on,
)


def slug(answer: Any) -> str:
    return str(answer.json()["type"]).rsplit("/", 1)[-1]


async def claimed(world: World, **facts: Any) -> tuple[Case, dict[str, Any]]:
    return await world.tell_all(Case(**facts)), await world.claimed()


async def read(world: World, claim: dict[str, Any], by: str = SECRETARY) -> dict[str, Any]:
    answer = await world.secretary(by).get(f"/v1/work-items/{claim['workItemId']}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_what_is_asked_for_is_stated_and_handed_over_and_nobody_holds_the_item(world: World) -> None:
    case, claim = await claimed(world)
    answer = await ask(world, claim, text="Skicka hyresavin.")
    assert answer.status_code == 201, answer.text
    (row,) = await world.rows("select event, destination from outbox")
    told = row.event["object"]
    assert (row.destination, row.event["type"], row.event["subject"]["id"]) == (
        "intake",
        "completionRequested",
        answer.json()["id"],
    )
    assert (told["applicationId"], told["missing"], told["text"], told["respondBy"]) == (
        str(case.application_id),
        ["housingCost"],
        "Skicka hyresavin.",
        answer.json()["respondBy"],
    )
    assert person(SECRETARY) not in str(told), "the applicant does not learn who asked (C9)"
    (ended,) = await world.rows("select ended_because from claim")
    assert ended.ended_because == "completionRequested"
    entry = (await world.log())[-1]
    assert (entry.act, entry.outcome, entry.subjects["caseNumber"]) == (
        "completionRequested",
        "done",
        case.case_number,
    )


async def test_an_item_that_waits_for_the_applicant_is_in_no_queue(world: World) -> None:
    _, claim = await claimed(world)
    await asked(world, claim)
    assert (await world.secretary(OTHER_SECRETARY).post("/v1/claims", {"queue": "renewals"})).status_code == 204
    queues = (await world.secretary().get("/v1/queues")).json()["items"]
    assert {queue["waiting"] for queue in queues} == {0}
    assert slug(await world.secretary().get(f"/v1/work-items/{claim['workItemId']}")) == "claim-needed"
    await world.tell_all(case_of(1))
    assert (await world.claimed())["workItemId"] != claim["workItemId"], "who asked is free for the next"


async def test_an_answer_brings_the_item_back_for_whoever_is_free(world: World) -> None:
    case, claim = await claimed(world)
    request_id = await asked(world, claim)
    assert await world.tell(completed(case, request_id=request_id)) == "accepted"
    again = await world.claimed(world.secretary(OTHER_SECRETARY))
    item = await read(world, again, OTHER_SECRETARY)
    assert (item["id"], item["declarationVersion"]) == (claim["workItemId"], 2)
    assert item["costs"] == [{"kind": "housing", "amountOre": 700_000}]
    (request,) = item["completionRequests"]
    assert (request["id"], request["endedBecause"], request["text"]) == (request_id, "answered", "Skicka hyresavin.")
    (version,) = item["completions"]
    assert (version["number"], version["requestId"], version["withText"]) == (2, request_id, True)


async def test_when_the_day_has_passed_the_item_is_back_and_says_so(world: World) -> None:
    case, claim = await claimed(world)
    request_id = await asked(world, claim, days=2)
    world.later(days=2)
    assert await end_those_over(world.service.app.state.running) == 0, "the last day is the applicant's"
    world.later(days=3)
    assert await end_those_over(world.service.app.state.running) == 1
    assert await end_those_over(world.service.app.state.running) == 0
    item = await read(world, await world.claimed())
    assert [one["endedBecause"] for one in item["completionRequests"]] == ["lapsed"]
    event = (await world.rows("select event from outbox order by position desc limit 1"))[0].event
    assert (event["type"], event["subject"]["id"], event["subject"]["version"]) == ("completionLapsed", request_id, 2)
    lapsed = next(entry for entry in await world.log() if entry.act == "completionLapsed")
    assert (lapsed.actor.role, lapsed.subjects["caseNumber"]) == ("service", case.case_number)


async def test_an_answer_after_the_day_still_counts(world: World) -> None:
    case, claim = await claimed(world)
    request_id = await asked(world, claim, days=1)
    world.later(days=2)
    await end_those_over(world.service.app.state.running)
    world.later()  # the other services' clocks are the system's
    claim = await world.claimed()
    old = await world.calculated(claim)
    await world.tell(completed(case, request_id=request_id))
    refused = await world.decide(claim, decision_on(case, old))
    assert (refused.status_code, slug(refused), refused.json()["because"]) == (
        409,
        "calculation-stale",
        "declarationChanged",
    )
    new = await world.calculated(claim)
    assert (old["declarationVersion"], new["declarationVersion"]) == (1, 2)
    assert new["deficitOre"] - old["deficitOre"] == 50_000
    made = await world.decide(claim, decision_on(case, new))
    assert made.status_code == 201, made.text
    handed = (await world.rows("select event from outbox where destination = 'payout'"))[0].event["object"]
    assert handed["declarationVersion"] == 2


async def test_requests_are_repeated_but_only_one_is_open(world: World) -> None:
    case, claim = await claimed(world)
    first = await asked(world, claim)
    await world.tell(completed(case, request_id=first))
    second = await asked(world, await world.claimed())
    await world.tell(completed(case, number=3))
    assert (await world.secretary().post("/v1/claims", {"queue": "renewals"})).status_code == 204, "not what it asks"
    await world.tell(completed(case, number=4, request_id=second))
    assert (await read(world, await world.claimed()))["declarationVersion"] == 4


async def test_the_answer_to_another_case_ends_nothing(world: World) -> None:
    _, claim = await claimed(world)
    request_id = await asked(world, claim)
    assert await world.tell(completed(case_of(1), request_id=request_id)) == "accepted"
    assert (await world.secretary().post("/v1/claims", {"queue": "renewals"})).status_code == 204


async def test_versions_may_come_before_the_application_and_in_any_order(world: World) -> None:
    case = Case()
    for fact in (completed(case, number=3), *case.facts(), completed(case, costs=[])):
        assert await world.tell(fact) == "accepted"
    item = await read(world, await world.claimed())
    assert (item["declarationVersion"], item["costs"][0]["amountOre"]) == (3, 700_000)


async def test_a_proposal_on_what_is_no_longer_declared_is_not_approved(world: World) -> None:
    case, claim = await claimed(world, costs=[{"kind": "housing", "amountOre": 2_500_000}])
    calculation = await world.calculated(claim)
    proposed = await world.decide(claim, decision_on(case, calculation))
    assert proposed.status_code == 202, proposed.text
    await world.tell(completed(case))
    head = world.service.person(UNIT_HEAD, "unitHead")
    path = f"/v1/proposals/{proposed.json()['proposalId']}"
    refused = await head.post(f"{path}/approval", {})
    assert (refused.status_code, slug(refused), refused.json()["because"]) == (
        409,
        "proposal-stale",
        "declarationChanged",
    )
    assert (await head.post(f"{path}/return", {"reason": "Nya uppgifter."})).status_code == 200


@pytest.mark.parametrize("days", [-1, 0, 31])
async def test_the_day_is_after_today_and_not_too_far_off(world: World, days: int) -> None:
    _, claim = await claimed(world)
    refused = await ask(world, claim, days=days)
    assert (refused.status_code, slug(refused)) == (422, "response-day-impossible")
    assert (await ask(world, claim, days=30)).status_code == 201


@pytest.mark.parametrize(
    "wrong", [{"missing": []}, {"missing": ["shoes"]}, {"text": " "}, {"text": "Gäller 19900202-9815."}]
)
async def test_what_is_not_said_plainly_is_not_asked(world: World, wrong: dict[str, Any]) -> None:
    _, claim = await claimed(world)
    refused = await ask(world, claim, **wrong)
    assert refused.status_code == 422
    assert "19900202" not in refused.text
    assert await world.count("completion_request") == 0


async def test_only_who_holds_the_item_asks(world: World) -> None:
    _, claim = await claimed(world)
    assert slug(await ask(world, claim, world.secretary(OTHER_SECRETARY))) == "claim-needed"
    assert slug(await ask(world, claim, world.service.person(SECRETARY, "registrar"))) == "role-missing"
    await asked(world, claim)
    assert slug(await ask(world, claim)) == "claim-needed", "it waits already"


async def test_who_typed_in_the_completion_decides_nothing_on_it(world: World) -> None:
    """C1: an entry hand, as with a paper application."""
    case = await world.tell_all(Case())
    assert await world.tell(completed(case, typed_by=OTHER_SECRETARY)) == "accepted"
    assert (await world.secretary(OTHER_SECRETARY).post("/v1/claims", {"queue": "renewals"})).status_code == 204
    assert (await world.claimed())["caseNumber"] == case.case_number


async def test_the_same_number_twice_is_refused(world: World) -> None:
    case = await world.tell_all(Case())
    assert await world.tell(completed(case)) == "accepted"
    assert await world.tell(completed(case)) == "refused"
    assert await world.tell(completed(case, number=1)) == "refused"


INSERT = """
    insert into completion_request (id, work_item_id, claim_id, application_id, household_id, municipality, rule_id,
      missing, text, respond_by, asked_by, asked_at, document, statement, entry_id)
    select uuidv7(), w.id, w.claim_id, {application}, w.household_id, w.municipality, r.id, '["other"]', 't',
      now()::date + cast(:days as integer), :person, now(), '{{}}', 's', w.entry_id
    from work_item w, completion_rule r"""


async def test_the_database_holds_what_a_request_is(world: World) -> None:
    await claimed(world)
    usual = {"days": 5, "person": person(SECRETARY)}

    async def refused(application: str = "w.application_id", **changes: Any) -> str | None:
        return await world.refused_by(INSERT.format(application=application), **{**usual, **changes})

    assert await refused(person=person(OTHER_SECRETARY)) == "completion_request_by_holder"
    assert await refused(person=person(REGISTRAR)) == "completion_request_apart_from_entry"
    assert await refused(days=0) == "completion_request_within_rule"
    assert await refused(days=40) == "completion_request_within_rule"
    assert await refused(application=f"cast('{new_id()}' as uuid)") == "completion_request_as_claimed"


async def test_the_database_lets_nobody_decide_on_what_is_no_longer_declared(world: World) -> None:
    """A completion that is stored while somebody decides: the two look one after the other."""
    case, claim = await claimed(world)
    calculation = await world.calculated(claim)
    await world.tell(completed(case))
    raw = """insert into decision (id, work_item_id, application_id, case_number, household_id, household_version,
               municipality, kind, month, calculation_id, calculated_by, deficit_ore, delegation_rule_id, outcome,
               granted_ore, reasons, obstacles, justifications, wording, decided_by, decided_role, decided_at, document,
               digest, statement, entry_id)
             select uuidv7(), w.id, w.application_id, w.case_number, k.household_id, k.household_version,
               w.municipality, w.kind, w.month, k.id, k.calculated_by, k.deficit_ore, r.id, 'granted',
               k.deficit_ore, 'r', '[]', '[]', '{}', k.calculated_by, r.role, now(), '{}', 'd', 's', w.entry_id
             from work_item w join calculation k on k.work_item_id = w.id
             join delegation_rule r on r.role = 'economySecretary' and r.kind = w.kind"""
    assert calculation["declarationVersion"] == 1
    assert await world.refused_by(raw) == "decision_newest_declaration"
