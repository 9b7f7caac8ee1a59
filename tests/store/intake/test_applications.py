"""Applications, over intake's HTTP application and its real database."""

import asyncio
import json
import re
from typing import Any

import pytest
from sqlalchemy import event

from shared.canonical import from_base64url
from shared.ids import new_id
from tests.harness.intake import (
    ADAM,
    BERTIL,
    CHILD,
    HANDLER,
    REGISTRAR,
    STRANGER,
    Registers,
    applied,
    change,
    count,
    decide,
    end_payment,
    handed_over,
    jobs,
    log,
    month,
    register,
    rows,
    run_jobs,
    send_in,
    sign,
    single,
    slug,
    status,
)
from tests.harness.service import ServiceUnderTest, person


async def test_a_citizen_applies_and_it_is_handed_over_as_agreed(intake: ServiceUnderTest) -> None:
    household = await register(intake, single())
    made = await applied(intake, household)

    assert re.fullmatch(r"EB-20\d\d-\d{6}", made["caseNumber"])
    assert (made["channel"], made["status"]) == ("eService", "received")
    (to_decision,) = await handed_over(intake, "applicationRegistered", "decision")
    (to_payout,) = await handed_over(intake, "applicationRegistered", "payout")
    assert to_decision["object"] == to_payout["object"]
    assert to_decision["subject"] == {"type": "application", "id": made["id"], "version": 1}
    assert to_decision["object"] == {
        "salt": to_decision["object"]["salt"],
        "applicationId": made["id"],
        "caseNumber": made["caseNumber"],
        "householdId": household["id"],
        "householdVersion": 1,
        "kind": "new",
        "month": month(intake),
        "channel": "eService",
        "receivedAt": made["receivedAt"].replace("Z", "+00:00"),
    }
    assert stated(to_payout)["hands"]["entry"] == []
    entry = (await log(intake))[-1]
    assert (entry.act, entry.actor.role, entry.actor.person) == ("applicationRegistered", "citizen", None)
    assert entry.subjects["caseNumber"] == made["caseNumber"]


def stated(event: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads(from_base64url(event["statement"].split(".")[1])))


async def test_who_types_in_a_paper_application_has_a_hand_in_it(intake: ServiceUnderTest) -> None:
    household = await register(intake)
    made = await applied(intake, household, number=REGISTRAR, role="registrar")

    assert made["channel"] == "paper"
    (handed,) = await handed_over(intake, "applicationRegistered", "payout")
    assert stated(handed)["hands"] == {"entry": [person(REGISTRAR)], "account": [], "decision": [], "release": []}
    signed = await rows(intake, "select person, channel from application_signature")
    assert {(row["person"], row["channel"]) for row in signed} == {(person(ADAM), "paper"), (person(BERTIL), "paper")}
    assert len(await jobs(intake)) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": "paper"},
        {"attested": False},
        {"attested": 1},
        {"kind": "belowNorm"},
        {"month": "2026-13"},
        {"month": 202612},
        {"costs": [{"kind": "housing", "amountOre": "1"}]},
        {"costs": [{"kind": "housing", "amountOre": 1.0}]},
        {"costs": [{"kind": "housing", "amountOre": -1}]},
        {"costs": [{"kind": "rent", "amountOre": 1}]},
        {"costs": [{"kind": "housing", "amountOre": 1}] * 101},
        {"incomes": [{"memberId": str(new_id()), "kind": "childAllowance", "amountOre": 1}]},
        {"householdId": "1"},
    ],
)
async def test_what_is_no_application_is_refused(intake: ServiceUnderTest, wrong: dict[str, Any]) -> None:
    household = await register(intake, single())
    answer = await send_in(intake, household, **wrong)

    assert (answer.status_code, slug(answer)) == (422, "invalid-request")
    assert await count(intake, "application") == 0


async def test_an_application_above_the_norm_needs_no_earlier_one(intake: ServiceUnderTest) -> None:
    await applied(intake, await register(intake, single()), kind="aboveNorm")

    (handed,) = await handed_over(intake, "applicationRegistered", "payout")
    assert handed["object"]["kind"] == "aboveNorm"


async def test_only_the_months_around_now_can_be_applied_for(intake: ServiceUnderTest) -> None:
    household = await register(intake, single())
    for ahead in (-4, 2):
        answer = await send_in(intake, household, month=month(intake, ahead))
        assert (answer.status_code, slug(answer)) == (422, "month-not-open")
        assert (answer.json()["first"], answer.json()["last"]) == (month(intake, -3), month(intake, 1))
    for ahead in (-3, 1):
        await applied(intake, household, month=month(intake, ahead))


async def test_an_income_of_somebody_else_is_refused(intake: ServiceUnderTest) -> None:
    household = await register(intake, single())
    answer = await send_in(intake, household, incomes=[{"memberId": str(new_id()), "kind": "wage", "amountOre": 1}])
    assert (answer.status_code, slug(answer)) == (422, "member-not-in-household")


async def test_a_renewal_needs_that_somebody_of_the_household_was_granted_a_new_one(intake: ServiceUnderTest) -> None:
    household = await register(intake, single())
    assert slug(await send_in(intake, household, kind="renewal")) == "renewal-not-possible"
    new = await applied(intake, household)
    assert (await send_in(intake, household, kind="renewal")).status_code == 409, "not decided yet"
    await decide(intake, new)
    assert (await send_in(intake, household, kind="renewal")).status_code == 409, "rejected"

    again = await applied(intake, household)
    await decide(intake, again, 1, outcome="partlyGranted")
    await applied(intake, household, kind="renewal")


async def test_a_grant_follows_the_adults_and_not_the_children_or_the_municipality(intake: ServiceUnderTest) -> None:
    both = await register(intake)
    granted = await applied(intake, both, number=REGISTRAR, role="registrar")
    await decide(intake, granted, 1)

    await change(intake, both, single(ADAM))
    alone = await register(intake, single(BERTIL))
    await applied(intake, alone, number=BERTIL, kind="renewal")
    stranger = await register(intake, single(STRANGER))
    assert (await send_in(intake, stranger, STRANGER, kind="renewal")).status_code == 409
    elsewhere = await register(intake, single(ADAM), municipality="0180")
    citizen = intake.person(ADAM, "citizen", municipality="0180")
    body = {"householdId": elsewhere["id"], "kind": "renewal", "month": month(intake), "incomes": [], "costs": []}
    answer = await citizen.post("/v1/applications", {**body, "attested": True})
    assert slug(answer) == "renewal-not-possible"


async def test_there_is_one_open_application_of_a_kind_for_a_month(intake: ServiceUnderTest) -> None:
    household = await register(intake, single())
    first = await applied(intake, household)

    answer = await send_in(intake, household)
    assert (answer.status_code, slug(answer)) == (409, "application-already-open")
    await applied(intake, household, month=month(intake, 1))
    await decide(intake, first)
    await applied(intake, household)
    assert (await send_in(intake, household)).status_code == 409


async def test_of_two_that_come_at_once_there_is_one(intake: ServiceUnderTest) -> None:
    household = await register(intake)
    answers = await asyncio.gather(*(send_in(intake, household, number) for number in (ADAM, BERTIL, ADAM)))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert {slug(answer) for answer in answers if answer.status_code == 409} == {"application-already-open"}
    assert await count(intake, "application") == 1


async def test_an_application_goes_all_the_way(intake: ServiceUnderTest, registers: Registers) -> None:
    household = await register(intake, single())
    application = await applied(intake, household)
    seen = [await status(intake, application)]
    await run_jobs(intake, registers)
    seen.append(await status(intake, application))
    decision = await decide(intake, application, 1, 2)
    seen.append(await status(intake, application))
    await end_payment(intake, application, decision, 1, "rejected")
    await end_payment(intake, application, decision, 1, "settled")
    seen.append(await status(intake, application))
    order = str(new_id())
    await end_payment(intake, application, decision, 2, "settled", orderId=order)
    seen.append(await status(intake, application))
    await end_payment(intake, application, decision, 2, "returned", orderId=order)
    seen.append(await status(intake, application))
    assert seen == ["received", "queued", "decided", "decided", "paid", "decided"]


async def test_what_pays_before_the_decision_is_known_counts_once_it_is(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    decision_id = str(new_id())
    await end_payment(intake, application, {"decisionId": decision_id}, 1, "settled")
    assert await status(intake, application) == "received"
    await decide(intake, application, 1, about=decision_id)
    assert await status(intake, application) == "paid"


async def test_a_decision_is_kept_once_and_the_latest_one_counts(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    first = await decide(intake, application, 1, decidedAt="2026-11-01T10:00:00+00:00")
    again = await decide(intake, application, 1, 2, about=first["decisionId"])
    assert again["result"]["problem"]["type"].endswith("/fact-contradicted")
    await decide(intake, application, decidedAt="2026-11-02T10:00:00+00:00")
    await decide(intake, application, 1, decidedAt="2026-10-30T10:00:00+00:00")
    assert await status(intake, application) == "closed"


async def test_a_rejection_closes(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    await decide(intake, application)
    assert await status(intake, application) == "closed"


@pytest.mark.parametrize(
    "wrong",
    [
        {"decisionId": str(new_id())},
        {"outcome": "approved"},
        {"decidedAt": "2026-11-22T10:00:00"},
        {"lines": [{"number": "1"}]},
        {"applicationId": "x"},
    ],
)
async def test_a_decision_that_is_not_as_agreed_is_refused(intake: ServiceUnderTest, wrong: dict[str, Any]) -> None:
    application = await applied(intake, await register(intake, single()))
    told = await decide(intake, application, 1, **wrong)
    assert (told["result"]["outcome"], told["result"]["problem"]["status"]) == ("refused", 422)
    assert await count(intake, "decision_made") == 0


async def test_facts_about_what_is_not_ours_are_refused(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    elsewhere = {"id": str(new_id())}
    assert (await decide(intake, elsewhere, 1))["result"]["outcome"] == "refused"
    decision = await decide(intake, application, 1)
    assert (await end_payment(intake, elsewhere, decision, 1, "settled"))["outcome"] == "refused"
    assert (await end_payment(intake, application, decision, 1, "lost"))["outcome"] == "refused"
    assert (await end_payment(intake, application, decision, 0, "settled"))["outcome"] == "refused"
    assert await count(intake, "payment_ended") == 0


async def test_the_co_applicant_signs_too_and_only_then_is_asked_about(intake: ServiceUnderTest) -> None:
    household = await register(intake)
    application = await applied(intake, household)
    adam, bertil, _ = (member["id"] for member in household["members"])
    assert [job["args"]["member_id"] for job in await jobs(intake)] == [adam]

    answer = await sign(intake, application, BERTIL)
    assert answer.status_code == 201, answer.text
    assert (answer.json()["memberId"], answer.json()["status"]) == (bertil, "received")
    assert [job["args"]["member_id"] for job in await jobs(intake)] == [adam, bertil]
    entry = (await log(intake))[-1]
    assert (entry.act, entry.actor.person) == ("applicationSigned", None)
    for number in (ADAM, BERTIL):
        again = await sign(intake, application, number)
        assert (again.status_code, slug(again)) == (409, "already-signed")


async def test_who_signs_twice_at_once_signs_once(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake))
    answers = await asyncio.gather(*(sign(intake, application, BERTIL) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(await jobs(intake)) == 2


@pytest.mark.parametrize(
    ("number", "role", "code"),
    [(STRANGER, "citizen", 404), (CHILD, "citizen", 404), (BERTIL, "registrar", 403), (REGISTRAR, "citizen", 404)],
)
async def test_who_may_not_sign(intake: ServiceUnderTest, number: str, role: str, code: int) -> None:
    application = await applied(intake, await register(intake))
    assert (await sign(intake, application, number, role)).status_code == code


async def test_nobody_signs_for_a_paper_or_without_attesting(intake: ServiceUnderTest) -> None:
    household = await register(intake)
    paper = await applied(intake, household, number=REGISTRAR, role="registrar")
    assert (await sign(intake, paper, BERTIL)).status_code == 409
    path = f"/v1/applications/{paper['id']}/signatures"
    assert (await intake.person(BERTIL, "citizen").post(path, {"attested": False})).status_code == 422


async def test_an_application_is_read_whole_and_the_reading_is_logged(intake: ServiceUnderTest) -> None:
    household = await register(intake)
    made = await applied(intake, household)
    answer = await intake.person(HANDLER, "economySecretary").get(f"/v1/applications/{made['id']}")

    assert answer.status_code == 200, answer.text
    assert answer.json() | {"signatures": []} == {
        **made,
        "householdId": household["id"],
        "householdVersion": 1,
        "kind": "new",
        "month": month(intake),
        "incomes": [{"memberId": household["members"][0]["id"], "kind": "wage", "amountOre": 1_250_000}],
        "costs": [{"kind": "housing", "amountOre": 785_000}],
        "signatures": [],
        "declarationVersion": 1,
        "completionRequests": [],
        "completions": [],
        "withdrawals": [],
        "statusText": "Ansökan har kommit in.",
        "progress": None,
        "decisions": [],
    }
    (signature,) = answer.json()["signatures"]
    assert (signature["memberId"], signature["channel"]) == (household["members"][0]["id"], "eService")
    entry = (await log(intake))[-1]
    assert (entry.act, entry.actor.role) == ("applicationRead", "economySecretary")
    assert (await intake.person(HANDLER, "payer").get(f"/v1/applications/{made['id']}")).status_code == 403


async def test_nobody_acts_or_looks_in_their_own_case(intake: ServiceUnderTest) -> None:
    household = await register(intake)
    made = await applied(intake, household)
    for number in (ADAM, BERTIL, CHILD):
        answer = await send_in(intake, household, number, "registrar", month=month(intake, 1))
        assert (answer.status_code, answer.json()["rule"]) == (403, "C2")
        assert (await intake.person(number, "socialWorker").get(f"/v1/applications/{made['id']}")).status_code == 403
    assert await count(intake, "application") == 1


@pytest.mark.parametrize(("number", "role", "code"), [(STRANGER, "citizen", 404), (STRANGER, "payer", 403)])
async def test_who_may_not_apply(intake: ServiceUnderTest, number: str, role: str, code: int) -> None:
    household = await register(intake)
    assert (await send_in(intake, household, number, role)).status_code == code
    elsewhere = await register(intake, single(STRANGER), municipality="0180")
    assert (await send_in(intake, elsewhere, REGISTRAR, "registrar")).status_code == 404


async def test_an_application_costs_few_statements_whatever_it_holds(intake: ServiceUnderTest) -> None:
    """The key and its answer are two; then household, what was before, log, application, hand-over, jobs."""
    household = await register(intake)
    incomes = [{"memberId": household["members"][0]["id"], "kind": "other", "amountOre": 1}] * 50
    costs = [{"kind": "medicine", "amountOre": 1}] * 50
    sent: list[str] = []
    engine = intake.running.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
    await applied(intake, household, number=REGISTRAR, role="registrar", incomes=incomes, costs=costs)
    assert len(sent) == 8, sent
