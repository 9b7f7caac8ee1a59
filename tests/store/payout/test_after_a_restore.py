"""After a backup was restored: nothing is released until the control log is whole, and nothing once more (C6)."""

from dataclasses import replace

import httpx
import pytest
from sqlalchemy import text

from services.payout.releases.recovering import hold_lost_releases
from shared.controllog.entries import Entry
from shared.ids import new_id
from tests.store.payout.test_differences import acknowledge, differences
from tests.store.payout.world import World


def kind(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].split("/")[-1]


async def released_entry(world: World, **subjects: str) -> Entry:
    """The log entry of a release, about other things."""
    await world.released(await world.ready_order())
    found = next(entry for entry in await world.log() if entry.act == "orderReleased")
    return replace(found, subjects={**found.subjects, **subjects})


async def remember(world: World, *lost: Entry) -> None:
    async with world.payout.running.transaction() as connection:
        await hold_lost_releases(connection, lost)


async def household_of(world: World, order_id: str) -> str:
    async with world.payout.running.engine.connect() as connection:
        query = text("select household_id from payment_order where id = :id")
        return str((await connection.execute(query, {"id": order_id})).scalar_one())


async def test_nothing_is_released_while_the_log_is_behind_its_witness(world: World) -> None:
    order_id = await world.ready_order()
    async with world.payout.running.transaction() as connection:
        await connection.execute(text("update log_head set cosigned_size = size + 1"))
    answer = await world.release(order_id)
    assert kind(answer) == (503, "control-log-behind")
    assert answer.headers["retry-after"] == "600"
    assert (await world.order(order_id))["state"] == "ready"


@pytest.mark.parametrize("known", [True, False])
async def test_a_household_that_was_paid_before_the_restore_waits_for_somebody_to_look(
    world: World, known: bool
) -> None:
    """Also where the order that was released is lost, and what is ready now is of a decision made anew."""
    order_id = await world.ready_order()
    household = await household_of(world, order_id)
    await remember(
        world, await released_entry(world, householdId=household, orderId=order_id if known else str(new_id()))
    )
    answer = await world.release(order_id)
    assert kind(answer) == (409, "released-before-restore")
    assert (await world.order(order_id))["state"] == "ready"
    assert ("paymentReleased", "C6", "released before restore") in await world.refusals()
    (found,) = await differences(world)
    assert (found["kind"], found["orderId"]) == ("lostRelease", order_id if known else None)
    assert (await acknowledge(world, found)).status_code == 201
    assert (await world.release(order_id)).status_code == 201


async def test_other_acts_and_other_households_are_not_held(world: World) -> None:
    first, second = await world.ready_order(), await world.ready_order()
    lost = await released_entry(world, orderId=first, householdId=await household_of(world, first))
    await remember(world, replace(lost, act="orderReady"), replace(lost, outcome="refused"))
    assert (await world.release(first)).status_code == 201
    await remember(world, lost)
    assert (await world.release(second)).status_code == 201
