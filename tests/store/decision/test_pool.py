"""The pool under many hands, and at full length (C9)."""

import asyncio
from uuid import UUID

from deploy.local.databases import Database
from deploy.sandbox.persons import staff
from services.decision.claims.rules import EndedBecause
from services.decision.claims.store import NEXT, end
from shared.controllog.store import add_entry
from tests.harness.control_logs import an_entry
from tests.harness.pools import Pool, analyze, fill
from tests.harness.service import MUNICIPALITY, person
from tests.store.decision.world import SECRETARY, World, case_of

CLAIMERS, ITEMS = 20, 50


async def test_many_at_once_take_each_item_once_and_lose_none(world: World) -> None:
    for index in range(ITEMS):
        await world.tell_all(case_of(index))

    taken = await asyncio.gather(*(_work_through(world, staff(index).number.digits) for index in range(CLAIMERS)))

    items = [item for mine in taken for item in mine]
    assert len(items) == len(set(items)) == ITEMS
    assert len([mine for mine in taken if mine]) > CLAIMERS / 2, "they did work side by side"
    assert await world.rows("select id from work_item where ended_at is null") == []


async def _work_through(world: World, number: str) -> list[str]:
    """Takes the next one, is done with it, and goes on until there is none."""
    caller, done = world.secretary(number), []
    while (answer := await caller.post("/v1/claims", {"queue": "renewals"})).status_code == 201:
        done.append(answer.json()["workItemId"])
        running = world.service.running
        async with running.transaction() as connection:
            entry = await add_entry(connection, an_entry("decisionMade"))
            claim = UUID(answer.json()["claimId"])
            assert await end(connection, claim, EndedBecause.DECIDED, now=running.clock.now(), entry_id=entry)
    assert answer.status_code == 204, answer.text
    return done


async def test_one_person_asking_many_times_at_once_gets_one(world: World) -> None:
    for index in range(5):
        await world.tell_all(case_of(index))

    answers = await asyncio.gather(*(world.secretary().post("/v1/claims", {"queue": "renewals"}) for _ in range(5)))

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201, 409, 409, 409, 409]
    assert await world.count("claim") == 1


async def test_the_next_one_is_found_on_the_index_however_long_the_queue(world: World, database: Database) -> None:
    """10 000 wait. Of the first 150 who asks registered 100, and handed back 50: no scan, no sort, no list of hands."""
    pool = Pool(last=10_000, municipality=MUNICIPALITY, person=person(SECRETARY), own=100, handed_back=50)
    fill(database.runtime_dsn, pool)
    analyze(database.owner_dsn)

    plan = await _plan(world)

    assert "Index Scan using work_item_waiting" in plan
    assert "Seq Scan" not in plan, plan
    assert "Sort" not in plan, plan
    assert "actual rows=1.00 loops=1" in plan.splitlines()[0], plan
    answer = await world.secretary().post("/v1/claims", {"queue": "renewals"})
    assert answer.json()["caseNumber"] == "EB-151"


async def _plan(world: World) -> str:
    query = str(NEXT.text)
    for name, value in {"municipality": "1261", "queue": "renewals", "person": person(SECRETARY)}.items():
        query = query.replace(f":{name}", f"'{value}'")
    async with world.service.running.engine.begin() as connection:
        explain = f"explain (analyze, costs off, timing off, summary off) {query}"
        return "\n".join(str(row[0]) for row in await connection.exec_driver_sql(explain))
