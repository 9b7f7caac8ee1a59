"""What waits is one thing (C9): for who takes the next one, for the queues' lengths, for the figures, for the index."""

import re
from datetime import datetime

from deploy.sandbox.persons import staff
from services.decision.queues import measures
from services.decision.queues.waiting import UNTAKEN
from tests.harness.service import Caller
from tests.store.decision.completions import asked
from tests.store.decision.test_approvals import HIGH_RENT
from tests.store.decision.world import UNIT_HEAD, Case, World, case_of, decision_on

COSTS = [HIGH_RENT if day == 1 else Case().costs for day in range(7)]
"""The second is above the delegation: it is proposed."""


async def test_what_is_counted_is_what_can_be_taken(world: World) -> None:
    """Three wait: the lease of one is over, one was handed back, and one is nobody's. Four do not."""
    cases = [case_of(day, received_at=f"2026-11-{10 + day}T07:00:00+00:00", costs=COSTS[day]) for day in range(7)]
    for case in cases:
        await world.tell_all(case)
    for case in cases[:2]:
        claim = await world.claimed()
        await world.decide(claim, decision_on(case, await world.calculated(claim)))
    await asked(world, await world.claimed())
    await world.claimed(_handler(world, 1))
    world.later(minutes=50)
    await world.claimed(_handler(world, 2))
    claim = await world.claimed(_handler(world, 3))
    await _handler(world, 3).post(f"/v1/claims/{claim['claimId']}/release", {"reason": "Känner sökanden."})
    world.later(minutes=70)

    lengths, figures = await _lengths(world), await _figures(world)
    taken = [await world.claimed(_handler(world, index)) for index in (4, 5, 6)]

    assert [await world.count(table) for table in ("decision", "proposal", "completion_request")] == [1, 1, 1]
    assert lengths == {"renewals": (3, "2026-11-13T07:00:00Z")}
    assert figures == {"renewals": 3}
    assert [claim["caseNumber"] for claim in taken] == [cases[index].case_number for index in (3, 5, 6)]
    assert (await _handler(world, 7).post("/v1/claims", {"queue": "renewals"})).status_code == 204
    assert (await _lengths(world), await _figures(world)) == ({}, {})


async def test_who_only_watches_is_not_told_that_somebody_protected_has_applied(world: World) -> None:
    await world.tell_all(case_of(0, kind="new"))
    await world.tell_all(case_of(1, protected=True))

    assert {queue: waiting for queue, (waiting, _) in (await _lengths(world)).items()} == {"new": 1, "protected": 1}
    assert await _figures(world) == {"new": 2}


async def test_the_index_has_what_waits_word_for_word(world: World) -> None:
    """What compares tables with migrations does not look at an index's condition."""
    (index,) = await world.rows("""select pg_get_expr(indpred, indrelid) as condition from pg_index
                                    where indexrelid = 'work_item_waiting'::regclass""")
    assert re.sub("[()]", "", index.condition).lower() == UNTAKEN


def _handler(world: World, index: int) -> Caller:
    return world.secretary(staff(index).number.digits)


async def _lengths(world: World) -> dict[str, tuple[int, str]]:
    """Of the queues in which something waits."""
    answer = await world.service.person(UNIT_HEAD, "unitHead").get("/v1/queues")
    items = answer.json()["items"]
    return {item["queue"]: (item["waiting"], item["oldestReceivedAt"]) for item in items if item["waiting"]}


async def _figures(world: World) -> dict[str, float]:
    now: datetime = world.service.app.state.running.clock.now()
    async with world.service.running.engine.connect() as connection:
        counted, ages = await measures.waiting(connection, now)
    assert len(counted.samples) == len(ages.samples)
    return {sample.labels["queue"]: sample.value for sample in counted.samples}
