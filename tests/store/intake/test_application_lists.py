"""Whose applications are in whose list, over intake's HTTP application and its real database."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from tests.harness.intake import (
    ADAM,
    BERTIL,
    CHILD,
    HANDLER,
    REGISTRAR,
    SECOND_REGISTRAR,
    STRANGER,
    Registers,
    applied,
    change,
    couple,
    handed_over,
    month,
    register,
    run_jobs,
    sign,
    single,
    slug,
)
from tests.harness.service import ServiceUnderTest


async def listed(intake: ServiceUnderTest, number: str, role: str = "citizen", **query: Any) -> list[str]:
    answer = await intake.person(number, role).get("/v1/applications", **query)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


async def test_a_citizen_sees_the_own_households_applications_only(intake: ServiceUnderTest) -> None:
    ours = await applied(intake, await register(intake))
    theirs = await applied(intake, await register(intake, single(STRANGER)), number=STRANGER)

    assert await listed(intake, ADAM) == await listed(intake, BERTIL) == [ours["id"]]
    assert await listed(intake, STRANGER) == [theirs["id"]]
    assert await listed(intake, CHILD) == await listed(intake, REGISTRAR) == []
    for number, code in [(BERTIL, 200), (STRANGER, 404), (CHILD, 404), (HANDLER, 404)]:
        answer = await intake.person(number, "citizen").get(f"/v1/applications/{ours['id']}")
        assert answer.status_code == code
    elsewhere = intake.person(ADAM, "citizen", municipality="0180")
    assert (await elsewhere.get(f"/v1/applications/{ours['id']}")).status_code == 404
    assert (await elsewhere.get("/v1/applications")).json()["items"] == []


async def test_who_comes_or_goes_sees_no_more_than_their_time(intake: ServiceUnderTest) -> None:
    household = await register(intake, single())
    before = await applied(intake, household)
    household = await change(intake, household, couple())
    together = await applied(intake, household, month=month(intake, 1))
    assert await listed(intake, BERTIL) == [together["id"]], "a new partner does not see what was before"
    assert (await intake.person(BERTIL, "citizen").get(f"/v1/applications/{before['id']}")).status_code == 404

    await change(intake, household, single())
    assert await listed(intake, BERTIL) == [], "one who has left sees nothing more"
    assert (await sign(intake, together, BERTIL)).status_code == 404
    assert await listed(intake, ADAM) == [together["id"], before["id"]]


async def test_a_registrar_sees_the_municipalitys_but_protected_persons_and_the_own(intake: ServiceUnderTest) -> None:
    ours = await register(intake, single())
    shown = await applied(intake, ours)
    protected = await register(intake, {**single(STRANGER), "protected": True})
    hidden = await applied(intake, protected, number=STRANGER)

    assert await listed(intake, SECOND_REGISTRAR, "registrar") == [shown["id"]]
    assert await listed(intake, STRANGER) == [hidden["id"]], "they see their own"
    assert await listed(intake, ADAM, "registrar") == [], "C2"
    assert (await intake.person(SECOND_REGISTRAR, "socialWorker").get("/v1/applications")).status_code == 403
    await change(intake, ours, {**single(), "protected": True})
    assert await listed(intake, SECOND_REGISTRAR, "registrar") == []


async def test_whom_a_register_marks_as_protected_is_in_no_list_either(
    intake: ServiceUnderTest, registers: Registers
) -> None:
    await registers.knows("adam", ADAM, protected=True)
    await applied(intake, await register(intake, single()))
    assert len(await listed(intake, REGISTRAR, "registrar")) == 1
    await run_jobs(intake, registers)
    assert await listed(intake, REGISTRAR, "registrar") == []
    assert len(await listed(intake, ADAM)) == 1
    (verified,) = await handed_over(intake, "applicationVerified", "decision")
    assert verified["object"]["protected"] is True


async def test_a_list_is_read_a_page_at_a_time_and_narrowed_by_day(intake: ServiceUnderTest) -> None:
    household = await register(intake, single())
    made = [(await applied(intake, household, month=month(intake, ahead)))["id"] for ahead in (-1, 0, 1)]
    today = intake.running.clock.today()
    registrar = intake.person(REGISTRAR, "registrar")

    first = (await registrar.get("/v1/applications", limit=2)).json()
    assert [one["id"] for one in first["items"]] == [made[2], made[1]]
    assert (first["page"], first["limit"], first["hasMore"]) == (1, 2, True)
    assert await listed(intake, REGISTRAR, "registrar", limit=2, page=2) == [made[0]]
    assert len(await listed(intake, ADAM, **{"from": today.isoformat(), "to": today.isoformat()})) == 3
    assert await listed(intake, ADAM, **{"from": (today + timedelta(days=1)).isoformat()}) == []
    assert await listed(intake, ADAM, to=(today - timedelta(days=1)).isoformat()) == []
    too_far = await registrar.get("/v1/applications", page=501)
    assert (too_far.status_code, slug(too_far)) == (400, "page-too-far")
    assert (await registrar.get("/v1/applications", limit=101)).status_code == 422


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_the_first_and_the_last_day_that_there_are_can_be_asked_for(intake: ServiceUnderTest, day: str) -> None:
    made = await applied(intake, await register(intake, single()))
    assert await listed(intake, ADAM, **{"from": day}) == ([made["id"]] if day < "2000" else [])
    assert await listed(intake, ADAM, to=day) == ([made["id"]] if day > "2000" else [])


async def test_a_page_costs_one_statement_whatever_its_length(intake: ServiceUnderTest) -> None:
    household = await register(intake, single())
    for ahead in (-1, 0, 1):
        await applied(intake, household, month=month(intake, ahead))
    sent: list[str] = []
    engine = intake.running.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
    assert len(await listed(intake, REGISTRAR, "registrar")) == 3
    assert len(await listed(intake, ADAM)) == 3
    assert len(sent) == 2
