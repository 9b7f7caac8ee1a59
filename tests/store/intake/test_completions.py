"""What a handler asked for, as the applicant sees it, and what they then declare anew."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.auth.statements import Subject
from shared.canonical import from_base64url, new_salt
from shared.ids import new_id
from tests.harness.intake import (
    ADAM,
    BERTIL,
    CHILD,
    REGISTRAR,
    SECOND_REGISTRAR,
    STRANGER,
    Registers,
    applied,
    ask_for,
    change,
    complete,
    completed,
    count,
    couple,
    decide,
    handed_over,
    lapse,
    log,
    register,
    revoke,
    run_jobs,
    sign,
    single,
    slug,
    status,
)
from tests.harness.service import ServiceUnderTest, person


async def read(
    intake: ServiceUnderTest, application: dict[str, Any], number: str = ADAM, language: str = "sv"
) -> dict[str, Any]:
    caller = intake.person(number, "citizen")
    caller.headers["Accept-Language"] = language
    answer = await caller.get(f"/v1/applications/{application['id']}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def claimed_hands(statement: str) -> dict[str, Any]:
    return dict(json.loads(from_base64url(statement.split(".")[1]))["hands"])


async def verified(intake: ServiceUnderTest, registers: Registers) -> dict[str, Any]:
    application = await applied(intake, await register(intake, single()))
    await run_jobs(intake, registers)
    return application


async def test_the_applicant_sees_what_is_missing_in_their_own_language(
    intake: ServiceUnderTest, registers: Registers
) -> None:
    application = await verified(intake, registers)
    assert (await ask_for(intake, application, missing=["housingCost", "newCode"]))["outcome"] == "accepted"
    seen = await read(intake, application)
    assert seen["status"] == "completionRequested"
    (request,) = seen["completionRequests"]
    assert (request["text"], request["waiting"]) == ("Skicka hyresavin.", "open")
    assert [one["text"] for one in request["missing"]] == [
        "Uppgift om hyra eller annan boendekostnad",
        "Annat, se texten",
    ]
    (request,) = (await read(intake, application, language="en"))["completionRequests"]
    assert request["missing"][0]["text"] == "What your home costs"


async def test_an_answer_is_a_new_version_that_decision_gets_without_the_words(
    intake: ServiceUnderTest, registers: Registers
) -> None:
    application = await verified(intake, registers)
    asked = (await ask_for(intake, application))["id"]
    costs = [{"kind": "housing", "amountOre": 700_000}]
    answer = await complete(intake, application, costs=costs, text="Hyran är höjd av Testperson Värd.")
    assert (answer.status_code, answer.json()["number"], answer.json()["status"]) == (201, 2, "queued")
    (event,) = await handed_over(intake, "applicationCompleted", "decision")
    told = event["object"]
    assert (told["number"], told["requestId"], told["costs"], told["withText"]) == (2, asked, costs, True)
    assert told["incomes"][0]["amountOre"] == 1_250_000, "what is left out is as before"
    assert "Värd" not in str(event)
    seen = await read(intake, application)
    assert (seen["declarationVersion"], seen["costs"], seen["incomes"][0]["amountOre"]) == (2, costs, 1_250_000)
    assert seen["completions"][0]["text"] == "Hyran är höjd av Testperson Värd."
    assert [one["waiting"] for one in seen["completionRequests"]] == ["answered"]
    entry = next(one for one in await log(intake) if one.act == "applicationCompleted")
    assert (entry.actor.role, entry.subjects["caseNumber"]) == ("citizen", application["caseNumber"])


async def test_versions_follow_each_other_and_keep_what_they_do_not_change(
    intake: ServiceUnderTest, registers: Registers
) -> None:
    application = await verified(intake, registers)
    await complete(intake, application, incomes=[])
    await complete(intake, application, costs=[])
    await complete(intake, application, text="Inget mer.")
    objects = [event["object"] for event in await handed_over(intake, "applicationCompleted", "decision")]
    assert [(one["number"], one["incomes"], one["costs"]) for one in objects[1:]] == [(3, [], []), (4, [], [])]
    assert {one["requestId"] for one in objects} == {None}, "nobody asked"


async def test_after_the_day_the_case_goes_on_and_an_answer_still_counts(
    intake: ServiceUnderTest, registers: Registers
) -> None:
    application = await verified(intake, registers)
    asked = (await ask_for(intake, application))["id"]
    await lapse(intake, application, asked)
    assert await status(intake, application) == "queued"
    assert (await read(intake, application))["completionRequests"][0]["waiting"] == "lapsed"
    await completed(intake, application, text="Här är den.")
    (event,) = await handed_over(intake, "applicationCompleted", "decision")
    assert event["object"]["requestId"] == asked


async def test_that_a_request_lapsed_may_be_known_before_the_request(
    intake: ServiceUnderTest, registers: Registers
) -> None:
    application = await verified(intake, registers)
    request_id = str(new_id())
    await lapse(intake, application, request_id)
    await ask_for(intake, application, request_id)
    assert await status(intake, application) == "queued"


async def test_a_second_request_is_open_until_it_is_answered(intake: ServiceUnderTest, registers: Registers) -> None:
    application = await verified(intake, registers)
    await ask_for(intake, application)
    await completed(intake, application, text="Svar.")
    now = intake.running.clock.now() + timedelta(minutes=1)
    second = (await ask_for(intake, application, askedAt=now.isoformat()))["id"]
    assert await status(intake, application) == "completionRequested"
    await completed(intake, application, text="Svar igen.")
    events = await handed_over(intake, "applicationCompleted", "decision")
    assert events[1]["object"]["requestId"] == second
    assert await status(intake, application) == "queued"


async def test_after_the_decision_nothing_is_completed_unless_it_is_to_be_made_anew(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    decision = await decide(intake, application, 1)
    answer = await complete(intake, application, text="Vänta!")
    assert (answer.status_code, slug(answer)) == (409, "application-decided")
    await revoke(intake, application, decision)
    assert (await complete(intake, application, text="Vänta!")).status_code == 201


async def test_only_an_adult_who_has_signed_completes(intake: ServiceUnderTest) -> None:
    household = await register(intake, couple())
    application = await applied(intake, household)
    assert slug(await complete(intake, application, BERTIL, text="Hej")) == "not-signed"
    await sign(intake, application, BERTIL)
    assert (await complete(intake, application, BERTIL, text="Hej")).status_code == 201
    for number, role in ((STRANGER, "citizen"), (CHILD, "citizen"), (REGISTRAR, "socialWorker")):
        refused = await complete(intake, application, number, role, text="Hej")
        assert refused.status_code in (403, 404)
    await change(intake, household, single(BERTIL))
    assert (await complete(intake, application, ADAM, text="Hej")).status_code == 404, "no longer in the household"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({}, "nothing-completed"),
        ({"text": "Hej", "attested": False}, "invalid-request"),
        ({"text": "  "}, "invalid-request"),
        ({"costs": [{"kind": "housing", "amountOre": -1}]}, "invalid-request"),
        ({"incomes": [{"memberId": str(new_id()), "kind": "wage", "amountOre": 1}]}, "member-not-in-household"),
    ],
)
async def test_what_is_not_said_is_not_kept(intake: ServiceUnderTest, body: dict[str, Any], problem: str) -> None:
    application = await applied(intake, await register(intake, single()))
    answer = await complete(intake, application, **body)
    assert (answer.status_code, slug(answer)) == (422, problem)
    assert await count(intake, "completion") == 0


async def test_what_is_not_as_agreed_is_refused(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    wrongs: list[dict[str, Any]] = [
        {"missing": []},
        {"text": ""},
        {"applicationId": str(new_id())},
        {"requestId": str(new_id())},
    ]
    for wrong in wrongs:
        assert (await ask_for(intake, application, **wrong))["outcome"] == "refused"
    asked = str(new_id())
    document = {
        "salt": new_salt(),
        "requestId": asked,
        "applicationId": application["id"],
        "lapsedAt": "2026-12-01T00:00:00Z",
    }
    first_version = Subject("completionRequest", asked, 1)
    assert (await intake.hand_over("decision", "completionLapsed", first_version, document))["outcome"] == "refused"
    assert (await intake.hand_over("payout", "completionLapsed", first_version, document))["outcome"] == "refused"
    assert await count(intake, "completion_request") + await count(intake, "completion_lapsed") == 0


async def test_the_same_request_again_answers_the_same(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    caller, path = intake.person(ADAM, "citizen"), f"/v1/applications/{application['id']}/completions"
    answers: list[httpx.Response] = [
        await caller.post(path, {"text": "Hej", "attested": True}, "one-key-for-both-of-them") for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert await count(intake, "completion") == 1


async def test_a_registrar_enters_what_came_on_paper_and_has_a_hand_in_it(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    (signer,) = (await read(intake, application))["signatures"]
    costs = [{"kind": "housing", "amountOre": 812_000}]
    answer = await complete(
        intake, application, SECOND_REGISTRAR, "registrar", costs=costs, memberId=signer["memberId"], text="Hyresavi."
    )
    assert (answer.status_code, answer.json()["channel"]) == (201, "paper"), answer.text

    (seen,) = (await read(intake, application))["completions"]
    assert (seen["channel"], seen["costs"], seen["text"]) == ("paper", costs, "Hyresavi.")
    (to_decision,) = await handed_over(intake, "applicationCompleted", "decision")
    (to_payout,) = await handed_over(intake, "completionRegistered", "payout")
    for event in (to_decision, to_payout):
        hands = claimed_hands(event["statement"])
        assert hands == {"entry": [person(SECOND_REGISTRAR)], "account": [], "decision": [], "release": []}
    assert not {"costs", "incomes", "withText"} & set(to_payout["object"]), "payout needs none of it"
    assert (to_payout["object"]["number"], to_payout["object"]["channel"]) == (2, "paper")


async def test_in_the_e_service_nobody_of_the_staff_has_a_hand(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    await completed(intake, application, text="Svar.")
    (to_payout,) = await handed_over(intake, "completionRegistered", "payout")
    assert claimed_hands(to_payout["statement"])["entry"] == []


async def test_paper_names_an_adult_who_has_signed_and_a_citizen_names_nobody_else(intake: ServiceUnderTest) -> None:
    household = await register(intake, couple())
    application = await applied(intake, household)
    adam, bertil = (member["id"] for member in household["members"][:2])

    async def refused(number: str, role: str, **body: Any) -> tuple[int, str]:
        answer = await complete(intake, application, number, role, text="Ny hyra.", **body)
        return answer.status_code, slug(answer)

    assert await refused(SECOND_REGISTRAR, "registrar") == (422, "completes-for-another")
    assert await refused(SECOND_REGISTRAR, "registrar", memberId=bertil) == (409, "not-signed")
    assert await refused(ADAM, "citizen", memberId=bertil) == (422, "completes-for-another")
    assert await refused(BERTIL, "registrar", memberId=adam) == (403, "broken-payment-chain")
    assert await count(intake, "completion") == 0
    assert (await complete(intake, application, ADAM, text="Ny hyra.", memberId=adam)).status_code == 201
