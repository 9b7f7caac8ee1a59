"""No query per row: what payers, the worker and the bank's reports do takes as many statements for many payments as for
one."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest

from tests.harness.statements import statements
from tests.store.payout.test_reports import rejection, status_of
from tests.store.payout.world import HEAD, Household, World

MANY = 4


async def ready(world: World, count: int) -> list[str]:
    """Orders of as many households, ready for release."""
    before = {order["id"] for order in await world.orders(state="ready", limit=100)}
    homes = [Household() for _ in range(count)]
    chains = [world.chain(home) for home in homes]
    for step in range(len(chains[0])):
        await world.tell(*(chain[step] for chain in chains))
    found = await world.orders(state="ready", limit=100)
    return sorted(order["id"] for order in found if order["id"] not in before)


async def file_of(world: World, order_ids: list[str]) -> str:
    release_id = await world.released(*order_ids)
    await world.make_file(release_id)
    return release_id


async def counted(world: World, act: Callable[[], Awaitable[Any]]) -> list[str]:
    return await statements(world.payout.running.engine, act)


async def test_a_release_takes_as_many_statements_for_many_orders_as_for_one(world: World) -> None:
    one, many = await ready(world, 1), await ready(world, MANY)
    alone = await counted(world, lambda: world.released(*one))
    assert len(await counted(world, lambda: world.released(*many))) == len(alone)


async def test_a_bank_file_takes_as_many_statements_for_many_payments_as_for_one(world: World) -> None:
    one = await world.released(*await ready(world, 1))
    many = await world.released(*await ready(world, MANY))
    alone = await counted(world, lambda: world.make_file(one))
    assert len(await counted(world, lambda: world.make_file(many))) == len(alone)


async def test_what_the_bank_books_takes_as_many_statements_for_many_payments_as_for_one(world: World) -> None:
    counts = []
    for count in (1, MANY):
        await file_of(world, await ready(world, count))
        world.bank.book(*world.bank.payments()[-count:])
        counts.append(len(await counted(world, world.read_reports)))
    assert counts[0] == counts[1]
    assert {order["state"] for order in await world.orders(limit=100)} == {"settled"}


async def test_what_the_bank_rejects_takes_as_many_statements_for_many_payments_as_for_one(world: World) -> None:
    counts = []
    for count in (1, MANY):
        order_ids = await ready(world, count)
        release_id = await file_of(world, order_ids)
        world.bank.report(status_of(release_id, *map(rejection, order_ids)), "pain.002")
        counts.append(len(await counted(world, world.read_reports)))
    assert counts[0] == counts[1]
    assert {order["state"] for order in await world.orders(limit=100)} == {"rejected"}


@pytest.mark.parametrize(
    "path", ["/v1/payment-orders?limit=100", "/v1/releases/{release}", "/v1/payment-orders/{order}"]
)
async def test_a_list_takes_as_many_statements_for_many_rows_as_for_one(world: World, path: str) -> None:
    counts = []
    for count in (1, MANY):
        order_ids = await ready(world, count)
        release_id = await file_of(world, order_ids)
        head = world.payout.person(HEAD, "unitHead")
        at = path.format(release=release_id, order=order_ids[0])
        counts.append(len(await counted(world, partial(head.get, at))))
    assert counts[0] == counts[1]


async def test_one_more_event_in_a_batch_takes_no_more_statements_than_the_first(world: World) -> None:
    """Each event has a savepoint of its own; what it takes must not grow with what came before it."""

    def applications(count: int) -> list[tuple[str, dict[str, Any]]]:
        return [("intake", world.application(Household())) for _ in range(count)]

    one, two, many = (applications(count) for count in (1, 2, MANY))
    counts = [len(await counted(world, partial(world.tell, *some))) for some in (one, two, many)]
    assert counts[2] - counts[0] == (MANY - 1) * (counts[1] - counts[0])
