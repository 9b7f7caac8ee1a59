"""Anyone in the chain may stop a payment, until the bank file is made."""

import pytest

from services.payout.releases.sending import StillUnknown
from shared.ids import new_id
from tests.store.payout.world import BERTIL, GRANTED, HEAD, PAYER, REGISTRAR, SECRETARY, Household, World


async def stop(world: World, order_id: str, by: str = HEAD, role: str = "unitHead", reason: str = "wrongPayee") -> int:
    path = f"/v1/payment-orders/{order_id}/stop"
    return (await world.payout.person(by, role).post(path, {"reason": reason})).status_code


@pytest.mark.parametrize(
    ("by", "role"),
    [(REGISTRAR, "registrar"), (SECRETARY, "economySecretary"), (SECRETARY, "socialWorker"), (PAYER, "payer")],
)
async def test_anyone_in_the_chain_stops_a_payment_whatever_hand_they_had_in_it(
    world: World, by: str, role: str
) -> None:
    order_id = await world.ready_order()
    assert await stop(world, order_id, by, role, "suspectedFraud") == 200
    order = await world.order(order_id)
    assert (order["state"], order["stoppedBecause"], order["blockedBy"]) == ("cancelled", "suspectedFraud", None)
    (ended,) = await world.handed_over("paymentEnded", to="decision")
    assert (ended["status"], ended["amountOre"]) == ("cancelled", GRANTED)
    stopped = next(one for one in await world.log() if one.act == "orderStopped")
    assert (stopped.actor.role, stopped.subjects["orderId"]) == (role, order_id)
    assert (await world.release(order_id)).status_code == 409
    assert await stop(world, order_id) == 409


async def test_what_is_released_is_stopped_until_its_file_is_made(world: World) -> None:
    first, second = await world.ready_order(), await world.ready_order()
    release_id = await world.released(first, second)
    assert await stop(world, first) == 200
    world.silent = {"bank"}
    with pytest.raises(StillUnknown):
        await world.make_file(release_id)
    assert await stop(world, second) == 409
    world.silent = set()
    await world.make_file(release_id)
    assert [payment.end_to_end_id for payment in world.bank.payments()] == [second.replace("-", "")]
    sums = (await world.about(release_id))["sums"]
    assert (sums["cancelledOre"], sums["openOre"]) == (GRANTED, GRANTED)
    assert await world.refusals() == [("orderStopped", None, "too late")]


async def test_what_is_blocked_or_waits_can_be_stopped(world: World) -> None:
    await world.tell(*world.chain(Household(), by=(REGISTRAR,)), ("decision", world.decision(Household())))
    assert {order["state"] for order in await world.orders()} == {"blocked", "received"}
    assert {await stop(world, order["id"]) for order in await world.orders()} == {200}


async def test_nobody_stops_a_payment_in_their_own_case_or_of_another_municipality(world: World) -> None:
    order_id = await world.ready_order()
    assert await stop(world, order_id, BERTIL) == 403
    assert await stop(world, order_id, role="auditor") == 403
    assert await stop(world, order_id, reason="because of a person") == 422
    assert await stop(world, str(new_id())) == 404
    elsewhere = world.payout.person(HEAD, "unitHead", municipality="0180")
    answer = await elsewhere.post(f"/v1/payment-orders/{order_id}/stop", {"reason": "other"})
    assert answer.status_code == 404
    assert (await world.order(order_id))["state"] == "ready"
