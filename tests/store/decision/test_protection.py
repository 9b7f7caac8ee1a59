"""What is decided on somebody who then becomes protected, however that is known, is closed to who takes from the pool
(C8)."""

from dataclasses import replace

import pytest

from shared.ids import new_id
from tests.store.decision.completions import completed
from tests.store.decision.payments import decided
from tests.store.decision.test_revocations import REASON, path
from tests.store.decision.world import SOCIAL_WORKER, UNIT_HEAD, Case, World

WAYS = ("household", "register", "otherApplication")


async def _becomes_protected(world: World, case: Case, way: str) -> None:
    """By a new version of the household, by a register that was asked again about the application, or by one that was
    asked about the household's next."""
    marked = replace(case, marked=True)
    facts = [replace(case, version=2, protected=True).household()] if way == "household" else [marked.verification(2)]
    if way == "otherApplication":
        other = replace(marked, application_id=new_id(), month="2027-01")
        facts = [other.application(), other.verification()]
    for fact in facts:
        assert await world.tell(fact) == "accepted"


@pytest.mark.parametrize("way", WAYS)
async def test_whatever_comes_after_its_decision_is_in_the_closed_queue(world: World, way: str) -> None:
    case, order = await decided(world)
    await _becomes_protected(world, case, way)

    assert await world.tell(completed(case)) == "accepted"
    assert await world.tell(order.ended("rejected")) == "accepted"

    items = await world.rows("select task, queue from work_item where ended_at is null and task <> 'application'")
    assert {(row.task, row.queue) for row in items} == {("lateCompletion", "protected"), ("payment", "protected")}


@pytest.mark.parametrize("way", WAYS)
async def test_the_decision_is_neither_read_nor_revoked_by_who_takes_from_the_pool(world: World, way: str) -> None:
    case, order = await decided(world)
    decision = f"/v1/decisions/{order.decision_id}"
    assert (await world.secretary().get(decision)).status_code == 200

    await _becomes_protected(world, case, way)

    assert (await world.secretary().get(decision)).status_code == 404
    assert (await world.secretary().post(path(order.decision_id), REASON)).status_code == 404
    assert (await world.social_worker(SOCIAL_WORKER).get(decision)).status_code == 200
    assert (await world.service.person(UNIT_HEAD, "unitHead").get(decision)).status_code == 200
