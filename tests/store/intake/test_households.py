"""Households, over intake's HTTP application and its real database."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from tests.harness.intake import (
    ADAM,
    BERTIL,
    CHILD,
    HANDLER,
    REGISTRAR,
    change,
    count,
    couple,
    log,
    register,
    rows,
    single,
    slug,
)
from tests.harness.service import ServiceUnderTest


async def test_a_registrar_registers_a_household_and_it_is_handed_over(intake: ServiceUnderTest) -> None:
    answer = await intake.person(REGISTRAR, "registrar").post("/v1/households", couple())

    assert answer.status_code == 201, answer.text
    assert [member["role"] for member in answer.json()["members"]] == ["applicant", "coApplicant", "child"]
    assert answer.headers["etag"] == '"1"'
    assert await count(intake, "outbox") == 2
    (entry,) = await log(intake)
    assert (entry.act, entry.outcome, entry.actor.role) == ("householdRegistered", "done", "registrar")
    assert entry.subjects == {"householdId": answer.json()["id"]}


async def test_the_same_request_again_gets_the_first_answer_and_does_nothing_more(intake: ServiceUnderTest) -> None:
    registrar = intake.person(REGISTRAR, "registrar")
    first = await registrar.post("/v1/households", couple(), key="the-same-key-twice")
    again = await registrar.post("/v1/households", couple(), key="the-same-key-twice")

    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["etag"] == first.headers["etag"]
    assert await count(intake, "household") == 1
    other = await registrar.post("/v1/households", {**couple(), "protected": True}, key="the-same-key-twice")
    assert other.status_code == 422
    assert other.json()["type"].endswith("/idempotency-key-reused")


async def test_who_is_no_registrar_is_refused_and_the_refusal_is_all_that_is_left(intake: ServiceUnderTest) -> None:
    answer = await intake.person(REGISTRAR, "payer").post("/v1/households", couple())

    assert (answer.status_code, answer.json()["needed"]) == (403, ["registrar"])
    (entry,) = await log(intake)
    assert (entry.outcome, entry.reason) == ("refused", "role missing")
    assert [await count(intake, table) for table in ("household", "member", "outbox")] == [0, 0, 0]


async def test_nobody_registers_their_own_household(intake: ServiceUnderTest) -> None:
    answer = await intake.person(ADAM, "registrar").post("/v1/households", couple())

    assert answer.status_code == 403
    assert (answer.json()["rule"], answer.json()["earlierAct"]) == ("C2", "householdMember")
    assert await count(intake, "household") == 0


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"kind": "single"}, "coApplicantOnlyInCouple"),
        ({"members": couple()["members"][1:]}, "exactlyOneApplicant"),
        ({"members": [*couple()["members"], couple()["members"][2]]}, "samePersonTwice"),
    ],
)
async def test_what_is_no_household_is_told_in_words(
    intake: ServiceUnderTest, change: dict[str, Any], fault: str
) -> None:
    answer = await intake.person(REGISTRAR, "registrar").post("/v1/households", {**couple(), **change})

    assert answer.status_code == 422
    assert fault in answer.json()["faults"]


async def test_an_unknown_field_is_told_without_its_name_or_value(intake: ServiceUnderTest) -> None:
    answer = await intake.person(REGISTRAR, "registrar").post("/v1/households", {**couple(), ADAM: BERTIL})

    assert answer.status_code == 422
    assert ADAM not in answer.text
    assert BERTIL not in answer.text
    assert answer.json()["errors"] == [{"in": "body", "field": "", "message": "Okänt fält."}]


async def test_only_members_and_staff_of_the_municipality_read_a_household(intake: ServiceUnderTest) -> None:
    made = await intake.person(REGISTRAR, "registrar").post("/v1/households", couple())
    path = f"/v1/households/{made.json()['id']}"

    assert (await intake.person(ADAM, "citizen").get(path)).status_code == 200
    assert (await intake.person(REGISTRAR, "socialWorker").get(path)).status_code == 200
    assert (await intake.person(CHILD, "citizen").get(path)).status_code == 404
    assert (await intake.person(REGISTRAR, "citizen").get(path)).status_code == 404
    assert (await intake.person(REGISTRAR, "registrar", municipality="0180").get(path)).status_code == 404
    assert (await intake.client.get(path)).status_code == 401
    assert (await intake.person(BERTIL, "citizen").get("/v1/households")).json() == {
        "householdIds": [made.json()["id"]]
    }


async def test_a_change_is_a_new_version_of_what_the_caller_has_read(intake: ServiceUnderTest) -> None:
    registrar = intake.person(REGISTRAR, "registrar")
    made = await registrar.post("/v1/households", couple())
    path = f"/v1/households/{made.json()['id']}/versions"

    assert (await registrar.post(path, couple())).status_code == 428
    assert (await registrar.post(path, couple(), **{"If-Match": '"7"'})).status_code == 412
    changed = await registrar.post(path, couple(), **{"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["version"]) == (201, 2)
    assert changed.json()["members"] == made.json()["members"], "a member keeps their id"


async def test_who_was_a_member_is_kept_away_for_ever(intake: ServiceUnderTest) -> None:
    household = await change(intake, await register(intake), single(ADAM))
    path = f"/v1/households/{household['id']}"

    assert (await intake.person(BERTIL, "citizen").get(path)).status_code == 404
    for role in ("registrar", "socialWorker"):
        answer = await intake.person(BERTIL, role).get(path)
        assert (answer.status_code, slug(answer)) == (403, "broken-payment-chain")
    assert (await intake.person(HANDLER, "socialWorker").get(path)).status_code == 200


async def test_who_changes_what_another_is_changing_is_told_that_it_is_late(intake: ServiceUnderTest) -> None:
    household = await register(intake)
    async with intake.running.engine.connect() as other:
        await other.execute(
            text("""insert into household_version
                    select household_id, 2, kind, protected, registered_by, registered_at, document, statement, entry_id
                    from household_version""")
        )
        registrar, path = intake.person(REGISTRAR, "registrar"), f"/v1/households/{household['id']}/versions"
        waiting = asyncio.create_task(registrar.post(path, couple(), **{"If-Match": '"1"'}))
        while not (await other.execute(text("select exists (select from pg_locks where not granted)"))).scalar_one():
            assert not waiting.done()
            await asyncio.sleep(0.02)
        await other.commit()
        answer = await waiting
    assert (answer.status_code, slug(answer)) == (412, "version-stale")
    assert len(await rows(intake, "select version from household_version")) == 2
