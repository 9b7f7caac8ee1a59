"""Telling payout which decisions are in force (C4)."""

from typing import Any

import pytest

from shared.canonical import digest
from shared.ids import new_id
from tests.store.decision.world import OTHER_SECRETARY, SECRETARY, Case, World, decision_on

OTHER_DIGEST = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"


async def decided(world: World, **facts: Any) -> dict[str, Any]:
    """The event of a decision, as payout got it."""
    by = world.service.person(SECRETARY, "economySecretary", municipality=facts.get("municipality", "1261"))
    case = await world.tell_all(Case(**facts))
    claim = await world.claimed(by)
    made = await world.decide(claim, decision_on(case, await world.calculated(claim, by)), by)
    query = "select event from outbox where destination = 'payout' and event->'subject'->>'id' = :id"
    (row,) = await world.rows(query, id=made.json()["id"])
    return dict(row.event)


def asked(event: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "type": "decision",
        "id": event["subject"]["id"],
        "version": 1,
        "digest": digest(event["object"]),
        **changes,
    }


async def ask(world: World, *items: dict[str, Any]) -> dict[str, Any]:
    body = {"releaseId": str(new_id()), "items": list(items)}
    answer = await world.service.service("payout").post("/v1/in-force", body)
    assert answer.status_code == 200, answer.text
    return {**answer.json(), "releaseId": body["releaseId"]}


async def test_a_decision_as_it_was_handed_over_is_in_force(world: World) -> None:
    event = await decided(world)

    answer = await ask(world, asked(event))

    document = answer["object"]
    assert (document["inForce"], document["notInForce"]) == ([asked(event)], [])
    stated = await world.service.running.statements.read(answer["statement"], "decision", "inForceStated", document)
    assert (stated.subject.type, stated.subject.id, stated.municipality) == ("release", answer["releaseId"], "1261")
    entry = (await world.log())[-1]
    assert (entry.act, entry.actor.service, entry.digest) == ("inForceStated", "payout", digest(document))
    assert entry.subjects["releaseId"] == document["releaseId"] == answer["releaseId"]


async def test_anything_else_is_not(world: World) -> None:
    event = await decided(world)
    elsewhere = await decided(world, municipality="0180")
    unknown = {**asked(event), "id": str(new_id())}

    answer = await ask(
        world,
        asked(event),
        asked(event, digest=OTHER_DIGEST),
        asked(event, version=2),
        unknown,
        asked(elsewhere),
        asked(event, type="household"),
    )

    reasons = [item["reason"] for item in answer["object"]["notInForce"]]
    assert reasons == ["otherObject", "unknown", "unknown", "otherMunicipality", "notOurs"]
    assert len(answer["object"]["inForce"]) == 1


async def test_even_where_nothing_is_known_there_is_an_answer(world: World) -> None:
    answer = await ask(world, {"type": "decision", "id": str(new_id()), "version": 1, "digest": OTHER_DIGEST})

    (item,) = answer["object"]["notInForce"]
    assert item["reason"] == "unknown"
    document = answer["object"]
    stated = await world.service.running.statements.read(answer["statement"], "decision", "inForceStated", document)
    assert stated.municipality == "0000"


@pytest.mark.parametrize("name", ["intake", "audit"])
async def test_other_services_and_people_do_not_ask(world: World, name: str) -> None:
    body = {
        "releaseId": str(new_id()),
        "items": [{"type": "decision", "id": str(new_id()), "version": 1, "digest": OTHER_DIGEST}],
    }

    assert (await world.service.service(name).post("/v1/in-force", body)).status_code == 403
    assert (await world.secretary(OTHER_SECRETARY).post("/v1/in-force", body)).status_code == 403
