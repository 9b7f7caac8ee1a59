"""A list reads its page, however many orders a municipality has."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from deploy.local.databases import Database
from services.payout.limits import store as limits
from services.payout.orders import store
from shared.ids import new_id
from tests.harness.plans import pages_read
from tests.harness.pools import analyze
from tests.store.payout.conftest import Tamper
from tests.store.payout.world import HEAD, PAYER, World, today

MOST_PAGES = 1_000
"""Of 8 kB. The 100 000 orders alone are several thousand."""

_COPIES = (
    """insert into payment_order (id, municipality, decision_id, line, line_version, application_id, case_number,
         household_id, household_version, account_id, account_version, purpose, amount_ore, pay_on, state, entry_id)
       select md5('order' || n)::uuid, o.municipality, md5('decision' || n)::uuid, 1, 1, o.application_id,
         o.case_number, md5('household' || n)::uuid, 1, o.account_id, 1, o.purpose, o.amount_ore, o.pay_on + n % 400,
         case when n % 100 = 0 then 'ready' else 'settled' end, o.entry_id
       from payment_order o, generate_series(1, 100000) n""",
    """insert into household_version (household_id, version, municipality, act, hands, document, statement, received_at,
         entry_id, protected)
       select md5('household' || n)::uuid, 1, v.municipality, v.act, v.hands, v.document, v.statement, v.received_at,
         v.entry_id, n % 49 = 0
       from household_version v, generate_series(1, 100000) n""",
    """insert into order_state (order_id, number, state, at, entry_id)
       select id, 1, state, now(), entry_id from payment_order o where not exists (
         select from order_state s where s.order_id = o.id)""",
)


async def test_a_page_of_a_long_list_is_all_that_is_read(world: World, database: Database, tamper: Tamper) -> None:
    await world.ready_order()
    _copy(database, tamper, _COPIES)
    for who in (world.payout.person(PAYER, "payer"), world.payout.person(HEAD, "unitHead")):
        for asked in ({}, {"state": "ready"}, {"from": str(today()), "to": str(today() + timedelta(days=30))}):
            listed = partial(who.get, "/v1/payment-orders", limit=20, **asked)
            read = await pages_read(world.payout.running.engine, listed)
            assert {statement: pages for statement, pages in read.items() if pages > MOST_PAGES} == {}


async def test_whether_payments_have_a_successor_is_asked_of_no_other(
    world: World, database: Database, tamper: Tamper
) -> None:
    """With each report of the bank."""
    order = UUID(await world.ready_order())
    _copy(database, tamper, _COPIES[:1])

    async def ask(connection: AsyncConnection) -> None:
        assert await store.successor(connection, order) is None
        assert await store.succeeded(connection, [order, new_id()]) == set()

    read = await _pages_read(world, ask)
    assert len(read) == 2
    assert max(read.values()) <= 5, read


async def test_what_is_paid_beside_is_asked_of_the_households_orders_alone(
    world: World, database: Database, tamper: Tamper
) -> None:
    """Of each payment that is released, against the limits."""
    order = UUID(await world.ready_order())
    _copy(database, tamper, _COPIES[:1])

    async def ask(connection: AsyncConnection) -> None:
        some = (await connection.execute(text("select id from payment_order limit 50"))).scalars().all()
        await limits.reserved(connection, [order, *some])
        await limits.with_let_go(connection, [order, *some])

    read = await _pages_read(world, ask)
    assert {statement: pages for statement, pages in read.items() if pages > MOST_PAGES} == {}


def _copy(database: Database, tamper: Tamper, copies: Sequence[str]) -> None:
    for statement in copies:
        tamper(statement)
    analyze(database.owner_dsn)


async def _pages_read(world: World, ask: Callable[[AsyncConnection], Awaitable[None]]) -> dict[str, int]:
    """By statement, in a transaction of payout's."""
    engine = world.payout.running.engine

    async def once() -> None:
        async with engine.begin() as connection:
            await ask(connection)

    return await pages_read(engine, once)
