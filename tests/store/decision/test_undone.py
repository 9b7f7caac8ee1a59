"""A decision that was revoked too late, and of which nothing reached the payee in the end (C6)."""

import pytest

from tests.store.decision.payments import decided
from tests.store.decision.payout import Payout
from tests.store.decision.test_revocations import REASON, path
from tests.store.decision.world import World, decision_on


@pytest.mark.parametrize("ends", [["rejected"], ["settled", "returned"], ["returned", "settled"]])
async def test_what_was_revoked_too_late_and_never_reached_the_payee_is_decided_anew(
    world: World, payout: Payout, ends: list[str]
) -> None:
    """Before, it was nobody's work: the decision did not stand, and its application was not in a queue."""
    case, order = await decided(world)
    payout.lines = {1: "tooLate"}
    await world.secretary().post(path(order.decision_id), REASON)
    assert await world.rows("select id from work_item where ended_at is null") == []

    for status in ends:
        assert await world.tell(order.ended(status)) == "accepted"

    (told,) = await world.rows("select destination, event from outbox where event->>'type' = 'decisionUndone'")
    assert (told.destination, told.event["object"]["decisionId"]) == ("intake", order.decision_id)
    claim = await world.claimed()
    second = await world.decide(claim, decision_on(case, await world.calculated(claim)))
    assert second.status_code == 201, second.text
    assert await world.count("work_item") == 2


async def test_what_the_payee_has_of_a_decision_that_was_revoked_too_late_is_not_decided_anew(
    world: World, payout: Payout
) -> None:
    _, order = await decided(world)
    payout.lines = {1: "tooLate"}
    await world.secretary().post(path(order.decision_id), REASON)
    assert await world.tell(order.ended("settled")) == "accepted"
    assert await world.rows("select id from work_item where ended_at is null") == []
    assert await world.rows("select position from outbox where event->>'type' = 'decisionUndone'") == []


async def test_intake_knows_at_once_of_one_that_could_be_stopped(world: World, payout: Payout) -> None:
    _, order = await decided(world)
    await world.secretary().post(path(order.decision_id), REASON)
    assert len(await world.rows("select id from work_item where ended_at is null")) == 1
    assert await world.rows("select position from outbox where event->>'type' = 'decisionUndone'") == []
