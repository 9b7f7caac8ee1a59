"""C2: nobody acts in a household where they are or were a member or representative, or have a conflict of interest."""

import json
from typing import Any

import httpx
import pytest

from deploy.local.databases import Database
from shared.canonical import from_base64url
from tests.harness.intake import (
    ADAM,
    HANDLER,
    NUMBER,
    REGISTRAR,
    SECOND_REGISTRAR,
    TRUSTEE,
    applied,
    change,
    count,
    couple,
    declare_conflict,
    entered,
    handed_over,
    log,
    month,
    register,
    send_in,
    single,
    slug,
)
from tests.harness.service import ServiceUnderTest, person
from tests.store.intake.raw_sql import another, refusal

SPEAKS = TRUSTEE["personalNumber"]


async def everything_that_staff_do(
    intake: ServiceUnderTest,
    number: str,
    household: dict[str, Any],
    account: dict[str, Any],
    application: dict[str, Any],
) -> list[httpx.Response]:
    registrar = intake.person(number, "registrar", "socialWorker", "economySecretary")
    here, version = f"/v1/households/{household['id']}", {"If-Match": '"1"'}
    body = {"holderMemberId": household["members"][0]["id"], **NUMBER}
    said = {"householdId": household["id"], "kind": "new", "month": month(intake, 1), "incomes": [], "costs": []}
    return [
        await registrar.get(here),
        await registrar.get(f"{here}/accounts"),
        await registrar.get(f"/v1/applications/{application['id']}"),
        await registrar.get(f"/v1/applications/{application['id']}/evidence"),
        await registrar.post(f"{here}/versions", single(), **version),
        await registrar.post(f"{here}/accounts", body),
        await registrar.post(f"/v1/accounts/{account['id']}/versions", NUMBER, **version),
        await registrar.post(f"/v1/accounts/{account['id']}/entries", NUMBER),
        await registrar.post("/v1/applications", {**said, "attested": True}),
    ]


async def listed(intake: ServiceUnderTest, number: str) -> int:
    return len((await intake.person(number, "registrar").get("/v1/applications")).json()["items"])


async def nothing_is_possible(intake: ServiceUnderTest, number: str, household: dict[str, Any], earlier: str) -> None:
    account, application = await entered(intake, household), await applied(intake, household)
    before = [await count(intake, table) for table in ("household_version", "account_entry", "application", "outbox")]
    for answer in await everything_that_staff_do(intake, number, household, account, application):
        assert answer.status_code == 403, (answer.request.url, answer.text)
        assert (answer.json()["rule"], answer.json()["earlierAct"]) == ("C2", earlier)
        assert person(number) not in answer.text
    assert [entry.rule for entry in await log(intake) if entry.outcome == "refused"] == ["C2"] * 9
    after = [await count(intake, table) for table in ("household_version", "account_entry", "application", "outbox")]
    assert (after, await listed(intake, number), await listed(intake, SECOND_REGISTRAR)) == (before, 0, 1)


async def test_who_declared_a_conflict_is_outside_of_the_household(intake: ServiceUnderTest) -> None:
    household = await register(intake, single())
    assert (await declare_conflict(intake, household, SECOND_REGISTRAR))["outcome"] == "accepted"
    account, application = await entered(intake, household), await applied(intake, household)
    for answer in await everything_that_staff_do(intake, SECOND_REGISTRAR, household, account, application):
        assert (answer.status_code, answer.json()["earlierAct"]) == (403, "conflictOfInterest")
    assert (await listed(intake, SECOND_REGISTRAR), await listed(intake, REGISTRAR)) == (0, 1)
    assert (await intake.person(HANDLER, "socialWorker").get(f"/v1/households/{household['id']}")).status_code == 200
    other = await register(intake, single(HANDLER))
    assert (await intake.person(SECOND_REGISTRAR, "registrar").get(f"/v1/households/{other['id']}")).status_code == 200


async def test_a_conflict_about_no_household_of_ours_or_another_subject_is_refused(intake: ServiceUnderTest) -> None:
    household = await register(intake, single())
    for wrong in (
        {"householdId": "01980a3e-1c5b-7cc3-9d1e-3f5a6b7c8d91"},
        {"person": ADAM},
        {"conflictId": household["id"]},
    ):
        assert (await declare_conflict(intake, household, HANDLER, **wrong))["outcome"] == "refused"
    assert await count(intake, "conflict") == 0


async def test_a_representative_is_outside_of_the_household_for_ever(intake: ServiceUnderTest) -> None:
    household = await register(intake, {**single(), "representatives": [TRUSTEE]})
    await nothing_is_possible(intake, SPEAKS, household, "representative")
    left = await change(intake, household, single())
    answer = await intake.person(SPEAKS, "registrar").get(f"/v1/households/{left['id']}")
    assert (answer.status_code, answer.json()["earlierAct"]) == (403, "representative")


async def test_representatives_are_handed_over_as_keys_and_are_no_members(intake: ServiceUnderTest) -> None:
    other = {"personalNumber": HANDLER, "name": "Testperson Ombud"}
    household = await register(intake, {**couple(), "representatives": [TRUSTEE, other]})
    for to in ("decision", "payout"):
        (event,) = await handed_over(intake, "householdRegistered", to)
        assert event["object"]["representatives"] == sorted([person(SPEAKS), person(HANDLER)])
        assert len(event["object"]["members"]) == 3
    read = await intake.person(ADAM, "citizen").get(f"/v1/households/{household['id']}")
    assert (read.json()["representatives"], len(read.json()["members"])) == ([TRUSTEE["name"], other["name"]], 3)
    assert (await intake.person(SPEAKS, "citizen").get(f"/v1/households/{household['id']}")).status_code == 404
    await change(intake, household, couple())
    assert (await handed_over(intake, "householdChanged", "payout"))[0]["object"]["representatives"] == []


@pytest.mark.parametrize(
    ("representatives", "fault"),
    [
        ([TRUSTEE, TRUSTEE], "samePersonTwice"),
        ([{"personalNumber": ADAM, "name": "Testperson Adam"}], "memberAsRepresentative"),
    ],
)
async def test_who_cannot_be_a_representative(
    intake: ServiceUnderTest, representatives: list[dict[str, str]], fault: str
) -> None:
    body = {**couple(), "representatives": representatives}
    answer = await intake.person(REGISTRAR, "registrar").post("/v1/households", body)
    assert (answer.status_code, answer.json()["faults"]) == (422, [fault])


async def test_nobody_registers_the_household_that_they_speak_for(intake: ServiceUnderTest) -> None:
    body = {**couple(), "representatives": [TRUSTEE]}
    answer = await intake.person(SPEAKS, "registrar").post("/v1/households", body)
    assert (answer.status_code, slug(answer)) == (403, "broken-payment-chain")
    assert await count(intake, "household") == 0


async def test_a_household_is_confirmed_by_the_same_members_anew(intake: ServiceUnderTest) -> None:
    """C1: the version is the confirming registrar's, and its members are who they were."""
    household = await register(intake)
    confirmed = await change(intake, household, couple(), by=SECOND_REGISTRAR)
    assert (confirmed["version"], confirmed["members"]) == (2, household["members"])
    (event,) = await handed_over(intake, "householdChanged", "payout")
    assert _hands(event["statement"])["entry"] == [person(SECOND_REGISTRAR)]


def _hands(statement: str) -> dict[str, list[str]]:
    return dict(json.loads(from_base64url(statement.split(".")[1]))["hands"])


# What the database itself refuses (C5), as the runtime role.


@pytest.fixture
async def household(intake: ServiceUnderTest) -> dict[str, Any]:
    """One where Adam is a member, the trustee speaks, and the handler has a conflict."""
    made = await register(intake, {**couple(), "representatives": [TRUSTEE]})
    await declare_conflict(intake, made, HANDLER)
    return made


@pytest.mark.parametrize("number", [ADAM, SPEAKS, HANDLER])
async def test_the_database_refuses_who_acts_in_their_own_case(
    intake: ServiceUnderTest, database: Database, household: dict[str, Any], number: str
) -> None:
    await entered(intake, household)
    await send_in(intake, household, REGISTRAR, "registrar")
    who = person(number)
    attempts: dict[str, dict[str, object]] = {
        "household_version": {"version": 2, "registered_by": who},
        "account_entry": {"number": 2, "entered_by": who},
        "application": {"number": 2, "case_number": "EB-2026-999999", "received_from": who},
    }
    for table, attempt in attempts.items():
        assert refusal(database, table, await another(intake, table, attempt)) == f"{table}_own_case"
        others: dict[str, object] = {
            name: person(SECOND_REGISTRAR) if value == who else value for name, value in attempt.items()
        }
        assert refusal(database, table, await another(intake, table, others)) == ""


async def test_the_database_lets_a_member_enter_their_account_and_apply(
    intake: ServiceUnderTest, database: Database, household: dict[str, Any]
) -> None:
    await entered(intake, household)
    await send_in(intake, household)
    own = {"number": 2, "entered_by": person(ADAM), "entered_as": "member"}
    assert refusal(database, "account_entry", await another(intake, "account_entry", own)) == ""
    apply = {"number": 2, "case_number": "EB-2026-999999", "received_from": person(ADAM)}
    assert refusal(database, "application", await another(intake, "application", apply)) == ""


async def test_the_database_lets_nobody_into_the_version_that_they_registered(
    intake: ServiceUnderTest, database: Database, household: dict[str, Any]
) -> None:
    who: dict[str, object] = {"person": person(REGISTRAR)}
    member = await another(intake, "member", {**who, "role": "child"})
    assert refusal(database, "member", member) == "member_own_case"
    assert (
        refusal(database, "representative", await another(intake, "representative", who)) == "representative_own_case"
    )


async def test_the_database_knows_no_member_as_representative(
    intake: ServiceUnderTest, database: Database, household: dict[str, Any]
) -> None:
    row = await another(intake, "representative", {"person": person(ADAM)})
    assert refusal(database, "representative", row) == "representative_no_member"
