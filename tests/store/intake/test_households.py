"""Households, over intake's HTTP application and its real database."""

from collections.abc import AsyncIterator, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from deploy.local.databases import Database
from deploy.sandbox.persons import number_for
from services.intake.app import SERVICE, build
from shared.controllog.entries import decode
from tests.harness.service import BOX_PUBLIC, ServiceUnderTest, serve

REGISTRAR = number_for(date(1980, 1, 1), 0).digits
ADAM = number_for(date(1990, 2, 2), 1).digits
BERTIL = number_for(date(1991, 3, 3), 2).digits
CHILD = number_for(date(2015, 4, 4), 3).digits


@pytest.fixture
async def intake(fresh_database: Callable[[str], Database], tmp_path: Path) -> AsyncIterator[ServiceUnderTest]:
    (tmp_path / "box.pub").write_text(BOX_PUBLIC)
    settings = {"box_public_key_file": tmp_path / "box.pub", "registers_url": "http://registers"}
    async with serve(SERVICE, build(), fresh_database("intake"), tmp_path / "keys", **settings) as service:
        yield service


def couple() -> dict[str, Any]:
    return {
        "kind": "couple",
        "members": [
            {"personalNumber": ADAM, "name": "Testperson Adam", "role": "applicant"},
            {"personalNumber": BERTIL, "name": "Testperson Bertil", "role": "coApplicant"},
            {"personalNumber": CHILD, "name": "Testbarn Caesar", "role": "child"},
        ],
    }


async def count(intake: ServiceUnderTest, table: str) -> int:
    async with intake.running.engine.connect() as connection:
        return int((await connection.execute(text(f"select count(*) from {table}"))).scalar_one())  # noqa: S608 - our own


async def log(intake: ServiceUnderTest) -> list[Any]:
    async with intake.running.engine.connect() as connection:
        rows = await connection.execute(text("select entry from log_entry order by id"))
        return [decode(row.entry) for row in rows]


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
