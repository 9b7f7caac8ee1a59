"""After a backup was restored: nothing is released until the control log is whole, and nothing once more (C6)."""

from dataclasses import replace

import httpx
import pytest
from sqlalchemy import text

from services.payout.releases.recovering import hold_lost_releases
from shared.controllog.entries import Entry
from tests.store.payout.world import World


def kind(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].split("/")[-1]


async def released_entry(world: World, **changed: object) -> Entry:
    """The log entry of a release, of which `changed` subjects are others."""
    await world.released(await world.ready_order())
    found = next(entry for entry in await world.log() if entry.act == "orderReleased")
    return replace(found, subjects={**found.subjects, **{name: str(value) for name, value in changed.items()}})


async def remember(world: World, *lost: Entry) -> None:
    async with world.payout.running.transaction() as connection:
        await hold_lost_releases(connection, lost)


async def test_nothing_is_released_while_the_log_is_behind_its_witness(world: World) -> None:
    order_id = await world.ready_order()
    async with world.payout.running.transaction() as connection:
        await connection.execute(text("update log_head set cosigned_size = size + 1"))
    answer = await world.release(order_id)
    assert kind(answer) == (503, "control-log-behind")
    assert answer.headers["retry-after"] == "600"
    assert (await world.order(order_id))["state"] == "ready"


@pytest.mark.parametrize("known", [True, False])
async def test_what_was_released_before_the_restore_is_not_released_again(world: World, known: bool) -> None:
    """Nor, where the order itself is lost, another one of its decision."""
    order = await world.order(await world.ready_order())
    other_id = str(order["decisionId"])
    lost = await released_entry(world, decisionId=order["decisionId"], orderId=order["id"] if known else other_id)
    await remember(world, lost)
    answer = await world.release(order["id"])
    assert kind(answer) == (409, "released-before-restore")
    assert (await world.order(order["id"]))["state"] == "ready"
    assert ("paymentReleased", "C6", "released before restore") in await world.refusals()


async def test_other_acts_and_other_orders_are_not_held(world: World) -> None:
    first, second = await world.ready_order(), await world.ready_order()
    order = await world.order(first)
    lost = await released_entry(world, decisionId=order["decisionId"], orderId=first)
    await remember(world, replace(lost, act="orderReady"), replace(lost, outcome="refused"))
    assert (await world.release(first)).status_code == 201
    await remember(world, lost)
    assert (await world.release(second)).status_code == 201
