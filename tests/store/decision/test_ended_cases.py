"""A case is handled, and its payment followed, without reading all that were handled before it."""

import psycopg

from deploy.local.databases import Database
from deploy.local.postgres import Postgres
from tests.bench.growing.cases import STATEMENTS
from tests.bench.growing.numbering import name_things
from tests.harness.plans import pages_read
from tests.harness.pools import analyze
from tests.store.decision.payments import Order
from tests.store.decision.world import Case, World, decision_on

ENDED = 10_000
MOST_PAGES = 130
"""Of 8 kB. The claims of so many cases are 246, and so are their work items."""


async def test_ended_cases_are_not_read(world: World, database: Database, postgres: Postgres) -> None:
    with psycopg.connect(postgres.dsn(database.name)) as owner:
        owner.execute("set session_replication_role = replica")
        name_things(owner)
        for statement in STATEMENTS["decision"]:
            owner.execute(statement, {"first": 0, "last": ENDED - 1})
    analyze(database.owner_dsn)
    case = Case()

    async def handle() -> None:
        await world.tell_all(case)
        by = world.secretary()
        claim = await world.claimed(by, "renewals")
        await by.get(f"/v1/work-items/{claim['workItemId']}")
        made = await world.decide(claim, decision_on(case, await world.calculated(claim, by)), by)
        order = Order(made.json()["id"])
        assert await world.tell(order.ended("rejected")) == "accepted"

    read = await pages_read(world.service.running.engine, handle)
    assert {statement: pages for statement, pages in read.items() if pages > MOST_PAGES} == {}
