"""The pool under many hands, and at full length (C9)."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Row

from deploy.local.databases import Database
from deploy.sandbox.persons import staff
from services.decision.claims import store
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
        await _be_done_with(world, UUID(answer.json()["claimId"]))
    assert answer.status_code == 204, answer.text
    return done


async def _be_done_with(world: World, claim: UUID) -> None:
    running = world.service.running
    async with running.transaction() as connection:
        entry = await add_entry(connection, an_entry("decisionMade"))
        assert await end(connection, claim, EndedBecause.DECIDED, now=running.clock.now(), entry_id=entry)


async def test_none_is_taken_twice_or_lost_where_some_hand_back_some_leave_and_some_are_cut_off(world: World) -> None:
    """Until all are done. Whoever is cut off in the middle of a request may hold an item: its lease is over in time."""
    for index in range(12):
        await world.tell_all(case_of(index))
    open_items = "select id from work_item where ended_at is null"
    for lap in range(20):
        await asyncio.gather(*(_one_turn(world, index, lap) for index in range(8)))
        world.later(hours=2 * (lap + 1))
        if not await world.rows(open_items):
            break

    assert await world.rows(open_items) == []
    assert await world.count("work_item") == 12
    assert await world.rows(_AT_THE_SAME_TIME) == []
    assert await world.rows(_AGAIN) == []
    done = await world.rows("select work_item_id from claim where ended_because = 'decided'")
    assert len(done) == len({row.work_item_id for row in done}) == 12
    ways = {row.ended_because for row in await world.rows("select ended_because from claim")}
    assert ways == {"decided", "released", "lapsed"}
    assert world.service.running.doors.callers == 0


_AT_THE_SAME_TIME = """
    select a.id from claim a join claim b on b.work_item_id = a.work_item_id and b.id <> a.id
    where b.claimed_at >= a.claimed_at and b.claimed_at < coalesce(a.ended_at, 'infinity')"""
_AGAIN = """
    select a.id from claim a join claim b on b.work_item_id = a.work_item_id and b.person = a.person
    where a.ended_because = 'released' and b.claimed_at > a.claimed_at"""


async def _one_turn(world: World, index: int, lap: int) -> None:
    """In turns: is done with it, hands it back, leaves it, or is cut off while asking for it."""
    caller = world.secretary(staff(index).number.digits)
    asking = asyncio.create_task(caller.post("/v1/claims", {"queue": "renewals"}))
    way = (index + lap) % 4
    if way == 3:
        await asyncio.sleep(0.005 * (index + 1))
        asking.cancel()
        await asyncio.wait([asking])
        return
    answer = await asking
    if answer.status_code != 201 or way == 2:
        return
    claim = answer.json()["claimId"]
    if way == 1:
        handed_back = await caller.post(f"/v1/claims/{claim}/release", {"reason": "Jag känner den sökande."})
        assert handed_back.status_code == 200
    else:
        await _be_done_with(world, UUID(claim))


async def test_nobody_has_it_before_who_had_it_has_handed_it_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it is handed back while the next one's request is under way: by what is stored, and by the log."""
    world.later(seconds=0)  # all requests go by one clock from here, also those that have begun
    await world.tell_all(case_of(0))
    first, second = (world.secretary(staff(index).number.digits) for index in range(2))
    held = (await first.post("/v1/claims", {"queue": "renewals"})).json()["claimId"]
    look = store.next_item

    async def look_later(*asked: Any) -> Row[Any] | None:
        world.later(minutes=1)
        handed_back = await first.post(f"/v1/claims/{held}/release", {"reason": "Jag känner den sökande."})
        assert handed_back.status_code == 200
        return await look(*asked)

    monkeypatch.setattr(store, "next_item", look_later)
    assert (await second.post("/v1/claims", {"queue": "renewals"})).status_code == 201
    assert await world.count("claim") == 2
    assert await world.rows(_AT_THE_SAME_TIME) == []


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
