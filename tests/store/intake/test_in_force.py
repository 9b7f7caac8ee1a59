"""What intake states of a release's households, account entries and applications (C4)."""

from typing import Any

import pytest
from sqlalchemy import event

from shared.canonical import digest
from shared.ids import new_id
from tests.harness.intake import (
    ADAM,
    NUMBER,
    REGISTRAR,
    STRANGER,
    applied,
    change,
    couple,
    entered,
    handed_over,
    log,
    register,
    single,
    slug,
)
from tests.harness.service import ServiceUnderTest


def item(handed: dict[str, Any]) -> dict[str, Any]:
    """What payout asks about the thing that this event handed over."""
    return {**handed["subject"], "digest": digest(handed["object"])}


async def a_release(intake: ServiceUnderTest) -> list[dict[str, Any]]:
    """A household, two entries of its account, and an application, as payout got them."""
    household = await register(intake, single())
    account = await entered(intake, household)
    await intake.person(ADAM, "citizen").post(f"/v1/accounts/{account['id']}/entries", NUMBER)
    await applied(intake, household)
    acts = ("householdRegistered", "accountEntered", "applicationRegistered")
    return [item(event) for act in acts for event in await handed_over(intake, act, "payout")]


async def ask(intake: ServiceUnderTest, items: list[dict[str, Any]], release: str | None = None) -> dict[str, Any]:
    body = {"releaseId": release or str(new_id()), "items": items}
    answer = await intake.service("payout").post("/v1/in-force", body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def reasons(answer: dict[str, Any]) -> dict[str, str]:
    return {one["id"]: one["reason"] for one in answer["object"]["notInForce"]}


async def test_what_is_in_force_is_stated_about_the_release(intake: ServiceUnderTest) -> None:
    items, release = await a_release(intake), str(new_id())
    answer = await ask(intake, items, release)

    assert answer["object"] | {"salt": "", "statedAt": ""} == {
        "salt": "",
        "releaseId": release,
        "statedAt": "",
        "inForce": items,
        "notInForce": [],
    }
    statement = await intake.running.statements.read(answer["statement"], "intake", "inForceStated", answer["object"])
    assert (statement.subject.type, statement.subject.id, statement.subject.version) == ("release", release, 1)
    assert statement.municipality == "1261"
    entry = (await log(intake))[-1]
    assert (entry.act, entry.actor.service, entry.subjects) == ("inForceStated", "payout", {"releaseId": release})
    assert entry.digest == digest(answer["object"])


async def test_what_was_superseded_is_not_in_force(intake: ServiceUnderTest) -> None:
    items = await a_release(intake)
    household, first, second, application = items
    await change(intake, household, couple())
    (changed,) = await handed_over(intake, "householdChanged", "payout")
    account = (await intake.person(REGISTRAR, "registrar").get(f"/v1/households/{household['id']}/accounts")).json()
    path = f"/v1/accounts/{account['items'][0]['id']}/versions"
    await intake.person(REGISTRAR, "registrar").post(path, NUMBER, **{"If-Match": '"1"'})

    answer = await ask(intake, [*items, item(changed)])
    assert reasons(answer) == {thing["id"]: "superseded" for thing in (household, first, second)}
    assert answer["object"]["inForce"] == [application, item(changed)]


@pytest.mark.parametrize("which", range(4))
async def test_another_object_or_another_thing_is_not_in_force(intake: ServiceUnderTest, which: int) -> None:
    items = await a_release(intake)
    right = items[which]
    wrong = [
        {**right, "digest": "A" * 43},
        {**right, "version": 2},
        {**right, "id": str(new_id())},
        {**right, "type": "decision"},
    ]
    for one, reason in zip(wrong, ["otherObject", "unknown", "unknown", "notOurs"], strict=True):
        answer = await ask(intake, [items[which - 1], one])
        assert answer["object"]["inForce"] == [items[which - 1]]
        assert reasons(answer) == {one["id"]: reason}


async def test_a_release_is_one_municipalitys(intake: ServiceUnderTest) -> None:
    items = await a_release(intake)
    elsewhere = await register(intake, single(STRANGER), municipality="0180")
    other = (await handed_over(intake, "householdRegistered", "payout"))[-1]

    assert reasons(await ask(intake, [*items, item(other)])) == {elsewhere["id"]: "otherMunicipality"}
    unknown = {**items[0], "id": str(new_id())}
    assert reasons(await ask(intake, [unknown])) == {unknown["id"]: "unknown"}


@pytest.mark.parametrize("name", ["decision", "audit", "intake"])
async def test_no_other_service_and_no_person_is_told(intake: ServiceUnderTest, name: str) -> None:
    body = {"releaseId": str(new_id()), "items": await a_release(intake)}
    answer = await intake.service(name).post("/v1/in-force", body)
    assert (answer.status_code, slug(answer)) == (403, "role-missing")
    assert (await intake.person(STRANGER, "payer", "registrar").post("/v1/in-force", body)).status_code == 403


async def test_a_large_release_costs_one_statement_for_each_kind(intake: ServiceUnderTest) -> None:
    items = await a_release(intake)
    many = [*items, *({**thing, "id": str(new_id())} for thing in items for _ in range(2000))]
    sent: list[str] = []
    event.listen(intake.running.engine.sync_engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
    answer = await ask(intake, many)
    assert answer["object"]["inForce"] == items
    assert len(answer["object"]["notInForce"]) == 8000
    assert len(sent) == 6, "the key, three kinds, the log, the answer"
