"""Orders above the example limits, and a municipality's own limits."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import httpx
import psycopg

from deploy.local.databases import Database
from shared.ids import new_id
from tests.harness import dated_rules
from tests.harness.service import MUNICIPALITY
from tests.store.payout.world import HEAD, TYPIST, Household, World, today

ORDER_LIMIT, MONTH_LIMIT = 5_000_000, 6_000_000
ABOVE = ORDER_LIMIT + 1


async def told(world: World, home: Household, amount: int, **decision: Any) -> dict[str, Any]:
    """One more application of this household and its decision, and the order that comes of it as it stands now."""
    again = replace(home, application_id=new_id(), decision_id=new_id())
    decided = world.decision(again, amounts=(amount,), **decision)
    results = await world.tell(("intake", world.application(again, by=TYPIST)), ("decision", decided))
    assert {result["outcome"] for result in results} == {"accepted"}
    found = await world.orders(limit=100)
    return next(order for order in found if order["decisionId"] == str(again.decision_id))


async def a_home(world: World) -> Household:
    """A household with a payable account, and no payment yet."""
    home = Household()
    household, first, second, *_ = world.chain(home)
    await world.tell(household, first, second)
    return home


async def held_order(world: World, amount: int = ABOVE, **decision: Any) -> str:
    """A new household's order, above a limit."""
    order = await told(world, await a_home(world), amount, **decision)
    assert order["state"] == "held"
    return str(order["id"])


async def let_go(world: World, order_id: str, by: str = HEAD, *roles: str, key: str | None = None) -> httpx.Response:
    head = world.payout.person(by, *(roles or ("unitHead",)))
    return await head.post(f"/v1/payment-orders/{order_id}/let-go", key=key)


def own_limit(
    database: Database,
    kind: str,
    amount: int,
    *,
    municipality: str = MUNICIPALITY,
    valid_from: date | None = None,
) -> None:
    """A limit of the municipality's own, written by the database's owner, in force since yesterday."""
    since = valid_from or today() - timedelta(days=1)
    with psycopg.connect(database.owner_dsn) as owner:
        dated_rules.limit(owner.execute, municipality, kind, amount, since)
