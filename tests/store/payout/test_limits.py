"""What is above the municipality's limits waits for a unit head with no other hand in it (C1, C13)."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from deploy.local.databases import Database
from shared.auth.statements import Hands
from shared.ids import new_id
from tests.harness.service import person
from tests.store.payout.held import ABOVE, MONTH_LIMIT, ORDER_LIMIT, a_home, held_order, let_go, own_limit, told
from tests.store.payout.raw_sql import Connection
from tests.store.payout.world import (
    ADAM,
    BERTIL,
    HEAD,
    PAYER,
    REGISTRAR,
    SECRETARY,
    TYPIST,
    World,
    today,
)

KRONOR = 100
ABOVE_ORDER = {"rule": "limit", "reason": "amountAboveLimit"}
ABOVE_MONTH = {"rule": "limit", "reason": "householdMonthAboveLimit"}


async def test_a_payment_above_the_limit_is_held_and_not_released(world: World) -> None:
    order_id = await held_order(world)
    (held,) = await world.orders(state="held")
    assert (held["id"], held["blockedBy"]) == (order_id, ABOVE_ORDER)
    assert await world.orders(state="ready") == []
    answer = await world.release(order_id)
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (409, "order-held")
    assert (answer.json()["reason"], answer.json()["orderId"]) == ("amountAboveLimit", order_id)
    assert (await world.order(order_id))["state"] == "held"
    (logged,) = [one for one in await world.log() if one.act == "orderHeld"]
    assert (logged.rule, logged.subjects["orderId"], logged.actor.service) == ("limit", order_id, "payout")


async def test_a_payment_at_the_limit_is_ready(world: World) -> None:
    assert (await told(world, await a_home(world), ORDER_LIMIT))["state"] == "ready"


async def test_a_households_payments_of_a_month_are_held_above_their_sum(world: World) -> None:
    home = await a_home(world)
    first = await told(world, home, 40_000 * KRONOR)
    second = await told(world, home, 20_000 * KRONOR)
    third = await told(world, home, 1)
    assert [order["state"] for order in (first, second, third)] == ["ready", "ready", "held"]
    assert third["blockedBy"] == ABOVE_MONTH
    next_month = await told(world, home, 1, pay_on=today().replace(day=1) + timedelta(days=32))
    assert next_month["state"] == "ready"
    assert (await told(world, await a_home(world), 1))["state"] == "ready"
    assert (await world.order(first["id"]))["state"] == "ready"


async def test_a_unit_head_lets_it_go_and_it_is_released_and_paid(world: World, sql: Connection) -> None:
    order_id = await held_order(world)
    answer = await let_go(world, order_id)
    assert (answer.status_code, answer.json()) == (200, {"id": order_id, "state": "ready"})
    states = [one["state"] for one in (await world.order(order_id))["history"]]
    assert states == ["received", "held", "ready"]
    (logged,) = [one for one in await world.log() if one.act == "orderLetGo"]
    assert (logged.actor.role, logged.subjects["orderId"]) == ("unitHead", order_id)

    document, statement = sql.execute("select document, statement from order_let_go").fetchone() or ({}, "")
    assert (document["person"], document["amountOre"]) == (person(HEAD), ABOVE)
    read = await world.payout.running.statements.read(statement, "payout", "orderLetGo", document)
    assert (read.subject.id, read.hands) == (order_id, Hands())

    release_id = await world.released(order_id)
    await world.make_file(release_id)
    assert [payment.amount for payment in world.bank.payments()] == [ABOVE]


async def test_it_is_let_go_once_and_for_that_payment_alone(world: World) -> None:
    home = await a_home(world)
    first = await told(world, home, ABOVE)
    assert (await let_go(world, first["id"], key="the-same-request-again")).status_code == 200
    assert (await let_go(world, first["id"], key="the-same-request-again")).status_code == 200
    again = await let_go(world, first["id"])
    assert (again.status_code, again.json()["type"].rsplit("/", 1)[1]) == (409, "order-not-held")
    assert (await told(world, home, ABOVE))["blockedBy"] == ABOVE_ORDER
    small = await told(world, home, MONTH_LIMIT - ABOVE + 1)
    assert small["blockedBy"] == ABOVE_MONTH
    assert (await world.order(first["id"]))["state"] == "ready", "it was let go, whatever comes"
    assert await world.count("order_let_go") == 1


@pytest.mark.parametrize(
    ("by", "rule", "earlier"),
    [
        (REGISTRAR, "C1", "account"),
        (SECRETARY, "C1", "decision"),
        (TYPIST, "C1", "entry"),
        (ADAM, "C2", "householdMember"),
        (BERTIL, "C2", "householdMember"),
    ],
)
async def test_nobody_with_another_hand_in_it_or_in_their_own_case_lets_it_go(
    world: World, by: str, rule: str, earlier: str
) -> None:
    order_id = await held_order(world)
    answer = await let_go(world, order_id, by, "unitHead", "payer", "administrator")
    assert (answer.status_code, answer.json()["rule"], answer.json()["earlierAct"]) == (403, rule, earlier)
    assert answer.json()["type"].endswith("/broken-payment-chain")
    assert await world.refusals() == [("orderLetGo", rule, "broken chain")]
    assert (await world.order(order_id))["state"] == "held"
    assert await world.count("order_let_go") == 0


async def test_whoever_let_it_go_does_not_release_it(world: World) -> None:
    order_id = await held_order(world)
    assert (await let_go(world, order_id, PAYER)).status_code == 200
    answer = await world.release(order_id, by=PAYER, roles=("payer", "unitHead"))
    assert (answer.status_code, answer.json()["rule"], answer.json()["earlierAct"]) == (403, "C1", "letGo")


async def test_only_a_unit_head_of_the_municipality_lets_go_what_is_held(world: World) -> None:
    order_id = await held_order(world)
    assert (await let_go(world, order_id, PAYER, "payer", "administrator", "auditor")).status_code == 403
    assert (await let_go(world, str(new_id()))).status_code == 404
    elsewhere = world.payout.person(HEAD, "unitHead", municipality="0180")
    assert (await elsewhere.post(f"/v1/payment-orders/{order_id}/let-go")).status_code == 404
    ready = await world.ready_order()
    assert (await let_go(world, ready)).status_code == 409
    assert {order["id"]: order["state"] for order in await world.orders()} == {order_id: "held", ready: "ready"}


async def test_what_is_held_can_be_stopped_and_blocked(world: World) -> None:
    stopped = await held_order(world)
    head = world.payout.person(HEAD, "unitHead")
    answer = await head.post(f"/v1/payment-orders/{stopped}/stop", {"reason": "wrongAmount"})
    assert (answer.status_code, (await world.order(stopped))["state"]) == (200, "cancelled")

    home = await a_home(world)
    order = await told(world, home, ABOVE)
    await world.tell(("intake", world.household(home, version=2)))
    assert (await world.order(order["id"]))["blockedBy"] == {"rule": "C4", "reason": "householdChanged"}
    assert (await let_go(world, order["id"])).status_code == 409


async def test_what_is_weighed_anew_is_ready_where_there_is_room_again(world: World) -> None:
    home = await a_home(world)
    first = await told(world, home, 40_000 * KRONOR)
    second = await told(world, home, 30_000 * KRONOR)
    assert second["state"] == "held"
    head = world.payout.person(HEAD, "unitHead")
    await head.post(f"/v1/payment-orders/{first['id']}/stop", {"reason": "other"})
    third = await told(world, home, 1_000 * KRONOR)
    assert (third["state"], (await world.order(second["id"]))["state"]) == ("ready", "ready")


async def test_who_was_ready_first_keeps_its_room_when_another_one_is_let_go(world: World) -> None:
    home = await a_home(world)
    first = await told(world, home, 40_000 * KRONOR)
    second = await told(world, home, 30_000 * KRONOR)
    assert (await let_go(world, second["id"])).status_code == 200
    third = await told(world, home, 1)
    states = [(await world.order(order["id"]))["state"] for order in (first, second, third)]
    assert states == ["ready", "ready", "held"]
    release_id = await world.released(first["id"], second["id"])
    await world.make_file(release_id)
    assert len(world.bank.payments()) == 2


async def test_a_municipalitys_own_limit_replaces_the_example_from_its_day(world: World, database: Database) -> None:
    own_limit(database, "order", 1, valid_from=today() + timedelta(days=1))
    own_limit(database, "order", 2, municipality="0180")
    own_limit(database, "order", ABOVE)
    home = await a_home(world)
    assert (await told(world, home, ABOVE))["state"] == "ready"
    assert (await told(world, await a_home(world), ABOVE + 1))["state"] == "held"


async def test_a_limit_that_is_lowered_holds_what_was_ready(world: World, database: Database) -> None:
    """At the release, and when the next fact comes. A unit head lets it go without waiting for one."""
    home = await a_home(world)
    order = await told(world, home, 1_000 * KRONOR)
    own_limit(database, "order", 999 * KRONOR)
    answer = await world.release(order["id"])
    assert (answer.status_code, answer.json()["reason"]) == (409, "amountAboveLimit")
    other = await told(world, await a_home(world), 500 * KRONOR)
    assert (await let_go(world, order["id"])).status_code == 200
    states = [one["state"] for one in (await world.order(order["id"]))["history"]]
    assert states == ["received", "ready", "held", "ready"]

    own_limit(database, "order", 100 * KRONOR, valid_from=today())
    await told(world, home, 1)
    assert (await world.order(order["id"]))["state"] == "ready", "what was let go stays so"
    assert (await world.release(other["id"])).status_code == 409
    assert (await world.release(order["id"])).status_code == 201


@pytest.mark.parametrize("amounts", [*permutations((50_000, 20_000, 15_000))])
async def test_whatever_order_they_come_in_what_is_ready_stays_within_the_limits(
    world: World, amounts: tuple[int, ...]
) -> None:
    home = await a_home(world)
    for amount in amounts:
        await told(world, home, amount * KRONOR)
        ready = [order["amountOre"] for order in await world.orders(state="ready")]
        assert sum(ready) <= MONTH_LIMIT
        assert max(ready) <= ORDER_LIMIT
    assert len(await world.orders()) == 3
    assert await world.orders(state="held") != []


async def test_two_that_come_at_once_do_not_slip_under_the_sum(world: World) -> None:
    home = await a_home(world)
    both = [replace(home, application_id=new_id(), decision_id=new_id()) for _ in range(2)]
    for one in both:
        await world.tell(("decision", world.decision(one, amounts=(40_000 * KRONOR,))))
    events = [world.application(one, by=TYPIST) for one in both]
    await asyncio.gather(*(world.tell(("intake", event)) for event in events))
    assert sorted(order["state"] for order in await world.orders()) == ["held", "ready"]
