"""Releasing payments: all or none, by nobody who has another hand in them, and once."""

import asyncio

import pytest

from shared.auth.callers import Role
from shared.ids import new_id
from tests.store.payout.world import (
    ADAM,
    BERTIL,
    CHILD,
    GRANTED,
    HEAD,
    OTHER_PAYER,
    PAYER,
    REGISTRAR,
    SECRETARY,
    TYPIST,
    Household,
    World,
    today,
)

EVERY_ROLE = tuple(role.value for role in Role)


async def test_a_release_is_stated_logged_and_named_by_its_digest(world: World) -> None:
    first, second = await world.ready_order(), await world.ready_order()
    answer = await world.release(second, first)
    assert [one["orderId"] for one in answer.json()["payments"]] == sorted([first, second])
    log = {(one.act, one.subjects.get("orderId")): one for one in await world.log()}
    release = log["paymentReleased", None]
    assert (release.digest, release.actor.role) == (answer.json()["digest"], "payer")
    assert dict(release.subjects) == {"releaseId": answer.json()["id"]}, "it is about no single one of them"
    assert {order_id for act, order_id in log if act == "orderReleased"} == {first, second}
    assert log["orderReleased", first].actor == release.actor
    assert answer.headers["location"] == f"/v1/releases/{answer.json()['id']}"
    assert await world.count("procrastinate_jobs") == 1


@pytest.mark.parametrize(("by", "earlier"), [(SECRETARY, "decision"), (REGISTRAR, "account"), (TYPIST, "entry")])
@pytest.mark.parametrize("roles", [("payer",), EVERY_ROLE])
async def test_nobody_releases_what_they_had_another_hand_in(
    world: World, by: str, earlier: str, roles: tuple[str, ...]
) -> None:
    """C1: neither with a second user account (each call signs in anew) nor with every role in one token."""
    home = Household()
    household, *entries, _, decision = world.chain(home)
    await world.tell(household, *entries, ("intake", world.application(home, by=TYPIST)), decision)
    (order,) = await world.orders()
    answer = await world.release(order["id"], by=by, roles=roles)

    assert (answer.status_code, answer.json()["type"].split("/")[-1]) == (403, "broken-payment-chain")
    assert {name: answer.json()[name] for name in ("rule", "earlierAct", "orderId")} == {
        "rule": "C1",
        "earlierAct": earlier,
        "orderId": order["id"],
    }
    assert (await world.order(order["id"]))["state"] == "ready"
    assert [await world.count(table) for table in ("release", "release_order", "procrastinate_jobs")] == [0, 0, 0]
    refused = [one for one in await world.log() if one.outcome == "refused"]
    assert [(one.act, one.rule, one.subjects["orderId"]) for one in refused] == [("paymentReleased", "C1", order["id"])]


@pytest.mark.parametrize("by", [ADAM, BERTIL, CHILD])
async def test_nobody_releases_to_their_own_household(world: World, by: str) -> None:
    order_id = await world.ready_order()
    answer = await world.release(order_id, by=by, roles=EVERY_ROLE)
    assert (answer.status_code, answer.json()["rule"], answer.json()["earlierAct"]) == (403, "C2", "householdMember")


async def test_one_refused_order_refuses_the_whole_release(world: World) -> None:
    first = await world.ready_order()
    home = Household()
    await world.tell(*world.chain(home, by=(PAYER,)))
    orders = await world.orders()
    answer = await world.release(*(order["id"] for order in orders))
    refused = next(order["id"] for order in orders if order["id"] != first)
    assert (answer.status_code, answer.json()["orderId"], answer.json()["earlierAct"]) == (403, refused, "decision")
    assert {order["state"] for order in await world.orders()} == {"ready"}


async def test_what_is_blocked_is_not_released_and_the_answer_says_why(world: World) -> None:
    await world.tell(*world.chain(Household(), by=(REGISTRAR,)))
    (order,) = await world.orders()
    answer = await world.release(order["id"])
    assert (answer.status_code, answer.json()["type"].split("/")[-1]) == (409, "order-not-ready")
    assert {name: answer.json()[name] for name in ("state", "rule", "reason")} == {
        "state": "blocked",
        "rule": "C1",
        "reason": "account",
    }


async def test_the_same_release_twice_is_refused_and_logged(world: World) -> None:
    order_id = await world.ready_order()
    await world.released(order_id)
    again = await world.release(order_id, by=OTHER_PAYER)
    assert (again.status_code, again.json()["type"].split("/")[-1]) == (409, "already-released")
    assert again.json()["orderId"] == order_id
    assert await world.refusals() == [("paymentReleased", "C6", "already released")]
    assert await world.count("release") == 1


async def test_the_same_request_again_gets_the_same_answer(world: World) -> None:
    order_id = await world.ready_order()
    first = await world.release(order_id, key="one-and-the-same-key")
    again = await world.release(order_id, key="one-and-the-same-key")
    assert (again.status_code, again.json()) == (201, first.json())
    assert (await world.count("release"), await world.count("procrastinate_jobs")) == (1, 1)


async def test_of_two_payers_at_the_same_instant_one_releases(world: World) -> None:
    order_ids = [await world.ready_order() for _ in range(3)]
    answers = await asyncio.gather(
        world.release(*order_ids), world.release(*reversed(order_ids), by=OTHER_PAYER), world.release(order_ids[1])
    )
    assert sorted(answer.status_code for answer in answers) in ([201, 409, 409],)
    assert await world.count("release") == 1


async def test_only_payers_of_the_municipality_release(world: World) -> None:
    order_id = await world.ready_order()
    assert (await world.release(order_id, roles=("unitHead", "registrar", "auditor"))).status_code == 403
    body = {"orderIds": [order_id], "dueDate": today().isoformat()}
    elsewhere = world.payout.person(PAYER, "payer", municipality="0180")
    assert (await elsewhere.post("/v1/releases", body)).status_code == 404
    assert (await world.release(str(new_id()))).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"orderIds": []}, 422),
        ({"orderIds": ["x"]}, 422),
        ({"dueDate": "2020-01-01"}, 422),
        ({"dueDate": "tomorrow"}, 422),
        ({"amountOre": 1}, 422),
    ],
)
async def test_what_is_no_release_is_told(world: World, body: dict[str, object], status: int) -> None:
    order_id = await world.ready_order()
    usual = {"orderIds": [order_id], "dueDate": today().isoformat()}
    answer = await world.payout.person(PAYER, "payer").post("/v1/releases", {**usual, **body})
    assert answer.status_code == status
    twice = {**usual, "orderIds": [order_id, order_id]}
    assert (await world.payout.person(PAYER, "payer").post("/v1/releases", twice)).status_code == 422


async def test_a_release_is_read_in_its_own_municipality(world: World) -> None:
    release_id = await world.released(await world.ready_order())
    found = await world.about(release_id)
    assert (found["file"], found["sums"]["openOre"], found["payments"][0]["state"]) == ("making", GRANTED, "released")
    elsewhere = world.payout.person(HEAD, "unitHead", municipality="0180")
    assert (await elsewhere.get(f"/v1/releases/{release_id}")).status_code == 404
    assert (await world.payout.person(HEAD, "unitHead").get(f"/v1/releases/{new_id()}")).status_code == 404
