"""Accounts: two sealed entries by different hands, and never a digit anywhere else (C2, C3, C8)."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from shared.auth.statements import Subject
from shared.boxes import open_sealed
from shared.canonical import digest_bytes, from_base64url, new_salt
from shared.ids import new_id
from tests.harness.intake import (
    ADAM,
    BERTIL,
    CHILD,
    NUMBER,
    REGISTRAR,
    SECOND_REGISTRAR,
    STRANGER,
    change,
    compared,
    count,
    entered,
    handed_over,
    log,
    register,
    rows,
    single,
    slug,
)
from tests.harness.service import BOX_PRIVATE, ServiceUnderTest, person

OTHER_NUMBER = {"clearingNumber": "6000", "accountNumber": "123456789"}


async def enter(
    intake: ServiceUnderTest, household: dict[str, Any], number: dict[str, str] | None = None, **holder: str
) -> httpx.Response:
    body = {"holderMemberId": household["members"][0]["id"], **holder, **(number or NUMBER)}
    return await intake.person(REGISTRAR, "registrar").post(f"/v1/households/{household['id']}/accounts", body)


async def again(
    intake: ServiceUnderTest, account: dict[str, Any], number: str, role: str, body: dict[str, str] | None = None
) -> httpx.Response:
    return await intake.person(number, role).post(f"/v1/accounts/{account['id']}/entries", body or NUMBER)


async def test_a_registrar_enters_an_account_and_only_payout_can_read_the_number(intake: ServiceUnderTest) -> None:
    household = await register(intake)
    answer = await enter(intake, household)

    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["version"], made["status"], answer.headers["etag"]) == (1, "registered", '"1"')
    (event,) = await handed_over(intake, "accountEntered", "payout")
    box = from_base64url(event["sealed"])
    assert json.loads(open_sealed(BOX_PRIVATE, box)) == {
        "entryId": made["entryId"],
        "accountId": made["id"],
        "accountVersion": 1,
        "householdId": household["id"],
        "clearingNumber": "9029",
        "accountNumber": "5735211",
        "holderName": "Testperson Adam",
    }
    assert event["object"]["sealedDigest"] == digest_bytes(box)


async def test_what_is_handed_over_is_what_was_agreed_and_decision_gets_no_box(intake: ServiceUnderTest) -> None:
    household = await register(intake)
    made = await entered(intake, household)

    (to_payout,) = await handed_over(intake, "accountEntered", "payout")
    (to_decision,) = await handed_over(intake, "accountEntered", "decision")
    assert "sealed" not in to_decision
    assert to_decision == {name: value for name, value in to_payout.items() if name != "sealed"} | {
        "id": to_decision["id"]
    }
    assert to_payout["subject"] == {"type": "accountEntry", "id": made["entryId"], "version": 1}
    assert to_payout["object"] == {
        "salt": to_payout["object"]["salt"],
        "entryId": made["entryId"],
        "accountId": made["id"],
        "accountVersion": 1,
        "householdId": household["id"],
        "number": 1,
        "holderMemberId": household["members"][0]["id"],
        "holder": person(ADAM),
        "sealedDigest": to_payout["object"]["sealedDigest"],
    }
    stated = json.loads(from_base64url(to_payout["statement"].split(".")[1]))
    assert (stated["act"], stated["hands"]["account"]) == ("accountEntered", [person(REGISTRAR)])
    assert stated["hands"]["entry"] == stated["hands"]["decision"] == stated["hands"]["release"] == []
    assert stated["sealedDigest"] == to_payout["object"]["sealedDigest"]


@pytest.mark.parametrize(("number", "role"), [(ADAM, "citizen"), (BERTIL, "citizen"), (SECOND_REGISTRAR, "registrar")])
async def test_an_adult_member_or_another_registrar_makes_the_second_entry(
    intake: ServiceUnderTest, number: str, role: str
) -> None:
    account = await entered(intake)
    answer = await again(intake, account, number, role, OTHER_NUMBER)

    assert answer.status_code == 201, answer.text
    assert answer.json() | {"entryId": ""} == {
        "entryId": "",
        "accountId": account["id"],
        "version": 1,
        "number": 2,
        "status": "registered",
    }
    _, second = await handed_over(intake, "accountEntered", "payout")
    assert second["object"]["number"] == 2
    entry = (await log(intake))[-1]
    assert (entry.act, entry.actor.role, entry.outcome) == ("accountEntered", role, "done")
    assert (entry.actor.person is None) is (role == "citizen")


async def test_nobody_makes_two_entries_of_a_version(intake: ServiceUnderTest) -> None:
    account = await entered(intake)
    assert (await again(intake, account, ADAM, "citizen")).status_code == 201

    for number, role in [(REGISTRAR, "registrar"), (ADAM, "citizen")]:
        answer = await again(intake, account, number, role)
        assert (answer.status_code, answer.json()["rule"]) == (403, "C3")
        assert slug(answer) == "broken-payment-chain"
        assert (await log(intake))[-1].outcome == "refused"
    assert await count(intake, "account_entry") == 2


async def test_two_entries_are_never_both_the_households_own_word(intake: ServiceUnderTest) -> None:
    account = await entered(intake)
    assert (await again(intake, account, ADAM, "citizen")).status_code == 201
    answer = await again(intake, account, BERTIL, "citizen")

    assert (answer.status_code, slug(answer), answer.json()["reason"]) == (
        409,
        "account-takes-no-entry",
        "memberHasEntered",
    )
    assert (await again(intake, account, SECOND_REGISTRAR, "registrar")).status_code == 201


@pytest.mark.parametrize("status", ["payable", "locked"])
async def test_what_payout_has_settled_takes_no_more_entries(intake: ServiceUnderTest, status: str) -> None:
    account = await entered(intake)
    assert (await compared(intake, account, status))["outcome"] == "accepted"
    answer = await again(intake, account, ADAM, "citizen")

    assert (answer.status_code, answer.json()["reason"]) == (409, status)


async def test_the_status_is_what_payout_found_whatever_came_first(intake: ServiceUnderTest) -> None:
    household = await register(intake)
    account = await entered(intake, household)
    citizen = intake.person(ADAM, "citizen")
    seen = []
    for status in ("mismatch", "locked", "mismatch"):
        await compared(intake, account, status)
        (shown,) = (await citizen.get(f"/v1/households/{household['id']}/accounts")).json()["items"]
        seen.append(shown["status"])
    assert seen == ["mismatch", "locked", "locked"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "registered"},
        {"status": "fine"},
        {"accountVersion": 2},
        {"accountVersion": "1"},
        {"accountId": str(new_id())},
    ],
)
async def test_a_comparison_that_is_not_as_agreed_is_refused_and_changes_nothing(
    intake: ServiceUnderTest, wrong: dict[str, Any]
) -> None:
    account = await entered(intake)
    result = await compared(intake, account, **{"status": "payable", **wrong})

    assert (result["outcome"], result["problem"]["status"]) == ("refused", 422)
    assert await count(intake, "account_compared") == 0


async def test_a_comparison_of_an_account_that_is_not_ours_is_refused(intake: ServiceUnderTest) -> None:
    account = await entered(intake)
    assert (await compared(intake, {"id": str(new_id())}, "payable"))["outcome"] == "refused"
    assert (await compared(intake, account, "payable", version=2))["outcome"] == "refused"
    document = {"salt": new_salt(), "accountId": account["id"], "accountVersion": 1, "status": "payable"}
    subject = Subject("account", account["id"], 1)
    elsewhere = await intake.hand_over("payout", "accountCompared", subject, document, municipality="0180")
    by_another = await intake.hand_over("decision", "accountCompared", subject, document)
    assert (elsewhere["outcome"], by_another["outcome"]) == ("refused", "refused")
    assert await count(intake, "account_compared") == 0


async def test_a_new_version_supersedes_and_goes_all_the_way_anew(intake: ServiceUnderTest) -> None:
    household = await register(intake)
    account = await entered(intake, household)
    await again(intake, account, ADAM, "citizen")
    await compared(intake, account, "payable")
    registrar, path = intake.person(REGISTRAR, "registrar"), f"/v1/accounts/{account['id']}/versions"

    assert (await registrar.post(path, OTHER_NUMBER)).status_code == 428
    assert (await registrar.post(path, OTHER_NUMBER, **{"If-Match": '"2"'})).status_code == 412
    answer = await registrar.post(path, OTHER_NUMBER, **{"If-Match": '"1"'})
    assert (answer.status_code, answer.headers["etag"]) == (201, '"2"')
    assert answer.json() | {"entryId": ""} == {
        "id": account["id"],
        "version": 2,
        "status": "registered",
        "entryId": "",
    }
    assert (await again(intake, account, ADAM, "citizen")).json()["version"] == 2
    await compared(intake, account, "locked", version=1)
    (shown,) = (await registrar.get(f"/v1/households/{household['id']}/accounts")).json()["items"]
    assert (shown["version"], shown["status"], shown["entries"]) == (2, "registered", 2)


async def test_of_two_new_versions_at_once_there_is_one(intake: ServiceUnderTest) -> None:
    account = await entered(intake)
    path, version = f"/v1/accounts/{account['id']}/versions", {"If-Match": '"1"'}
    callers = [intake.person(number, "registrar") for number in (REGISTRAR, SECOND_REGISTRAR)]
    answers = await asyncio.gather(*(caller.post(path, NUMBER, **version) for caller in callers))

    assert sorted(answer.status_code for answer in answers) in ([201, 409], [201, 412])
    assert await rows(intake, "select version, number from account_entry order by version") == [
        {"version": 1, "number": 1},
        {"version": 2, "number": 1},
    ]


@pytest.mark.parametrize(("version", "number"), [(1, 2), (2, 1)])
async def test_who_comes_while_another_makes_the_same_entry_is_told_to_try_again(
    intake: ServiceUnderTest, version: int, number: int
) -> None:
    account = await entered(intake)
    async with intake.running.engine.connect() as other:
        await other.execute(
            text("""insert into account_entry
                    select uuidv7(), account_id, :version, :number, 'somebody else', 'registrar', entered_at,
                           sealed_digest, document, statement, entry_id from account_entry"""),
            {"version": version, "number": number},
        )
        path, headers = ("entries", {}) if version == 1 else ("versions", {"If-Match": '"1"'})
        caller = intake.person(SECOND_REGISTRAR, "registrar")
        waiting = asyncio.create_task(caller.post(f"/v1/accounts/{account['id']}/{path}", NUMBER, **headers))
        while not (await other.execute(text("select exists (select from pg_locks where not granted)"))).scalar_one():
            assert not waiting.done()
            await asyncio.sleep(0.02)
        await other.commit()
        answer = await waiting
    assert (answer.status_code, slug(answer), answer.headers["retry-after"]) == (409, "busy", "1")
    assert await count(intake, "account_entry") == 2


async def test_nobody_registers_an_account_in_their_own_case(intake: ServiceUnderTest) -> None:
    """C2: also not who was a member before."""
    household = await register(intake)
    account = await entered(intake, household)
    household = await change(intake, household, single())
    for number in (ADAM, BERTIL):
        registrar = intake.person(number, "registrar")
        body = {"holderMemberId": household["members"][0]["id"], **NUMBER}
        for path, headers in [
            (f"/v1/households/{household['id']}/accounts", {}),
            (f"/v1/accounts/{account['id']}/versions", {"If-Match": '"1"'}),
            (f"/v1/accounts/{account['id']}/entries", {}),
        ]:
            sent = body if path.endswith("accounts") else NUMBER
            answer = await registrar.post(path, sent, **headers)
            assert (answer.status_code, answer.json()["rule"]) == (403, "C2"), path
    assert await count(intake, "account_entry") == 1


async def test_the_holder_is_an_adult_of_the_household_as_it_is_now(intake: ServiceUnderTest) -> None:
    household = await register(intake)
    bertil, child = household["members"][1]["id"], household["members"][2]["id"]
    for holder in (child, str(new_id())):
        answer = await enter(intake, household, holderMemberId=holder)
        assert (answer.status_code, slug(answer)) == (422, "holder-not-adult-member")
    account = (await enter(intake, household, holderMemberId=bertil)).json()
    await change(intake, household, single())
    answer = await again(intake, account, ADAM, "citizen")
    assert (answer.status_code, slug(answer)) == (422, "holder-not-adult-member")


@pytest.mark.parametrize(
    ("number", "role", "status"),
    [
        (STRANGER, "citizen", 404),
        (CHILD, "citizen", 404),
        (SECOND_REGISTRAR, "citizen", 404),
        (STRANGER, "payer", 403),
        (STRANGER, "socialWorker", 403),
        (STRANGER, "economySecretary", 403),
        (STRANGER, "administrator", 403),
    ],
)
async def test_who_may_not_come_near_an_account(intake: ServiceUnderTest, number: str, role: str, status: int) -> None:
    household = await register(intake)
    account = await entered(intake, household)
    caller = intake.person(number, role)

    assert (await again(intake, account, number, role)).status_code == status
    assert (await caller.get(f"/v1/households/{household['id']}/accounts")).status_code == status
    elsewhere = intake.person(SECOND_REGISTRAR, "registrar", municipality="0180")
    assert (await elsewhere.post(f"/v1/accounts/{account['id']}/entries", NUMBER)).status_code == 404
    assert (await elsewhere.get(f"/v1/households/{household['id']}/accounts")).status_code == 404


async def test_a_citizen_enters_no_account_of_their_own_and_begins_no_version(intake: ServiceUnderTest) -> None:
    household = await register(intake)
    account = await entered(intake, household)
    citizen = intake.person(ADAM, "citizen")
    body = {"holderMemberId": household["members"][0]["id"], **NUMBER}

    assert (await citizen.post(f"/v1/households/{household['id']}/accounts", body)).status_code == 403
    headers = {"If-Match": '"1"'}
    assert (await citizen.post(f"/v1/accounts/{account['id']}/versions", NUMBER, **headers)).status_code == 403


@pytest.mark.parametrize(
    "number",
    [
        {"clearingNumber": "9029", "accountNumber": "5735214"},
        {"clearingNumber": "90", "accountNumber": "5735211"},
        {"clearingNumber": "9029", "accountNumber": "57A5211"},
        {"clearingNumber": "9029", "accountNumber": 5735211},
        {"clearingNumber": "9029"},
    ],
)
async def test_what_is_no_account_is_refused_without_being_repeated(
    intake: ServiceUnderTest, number: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = await enter(intake, await register(intake), number)

    assert (answer.status_code, slug(answer)) == (422, "invalid-request")
    assert str(number.get("accountNumber", "5735211")) not in answer.text + capsys.readouterr().out


async def test_a_households_accounts_are_listed_a_page_at_a_time_without_a_digit(intake: ServiceUnderTest) -> None:
    household = await register(intake)
    made = [await entered(intake, household) for _ in range(3)]
    registrar = intake.person(REGISTRAR, "registrar")
    path = f"/v1/households/{household['id']}/accounts"

    first, second = (await registrar.get(path, limit=2)).json(), (await registrar.get(path, limit=2, page=2)).json()
    assert [account["id"] for account in first["items"] + second["items"]] == [one["id"] for one in made]
    assert (first["hasMore"], second["hasMore"]) == (True, False)
    assert first["items"][0] == {
        "id": made[0]["id"],
        "version": 1,
        "status": "registered",
        "holderMemberId": household["members"][0]["id"],
        "entries": 1,
    }
    assert (await registrar.get(path, limit=100, page=101)).status_code == 400
    assert (await log(intake))[-1].act == "accountsRead"
