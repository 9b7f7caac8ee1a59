"""One person with two numbers is one hand, also where it was stored before anybody knew (docs/adr/0009)."""

from datetime import date

from deploy.sandbox.persons import earlier_number_for
from tests.harness.service import change_number
from tests.store.decision.test_approvals import approve, head, proposed
from tests.store.decision.world import SECRETARY, World


async def test_who_proposed_does_not_approve_under_another_number(world: World) -> None:
    """Nor where nobody knew of the earlier number when it was proposed."""
    _, _, made = await proposed(world)
    earlier = earlier_number_for(date(1983, 1, 4), 9).digits
    change_number(world.service, earlier, SECRETARY)

    for number in (earlier, SECRETARY):
        answer = await approve(world, made, head(world, number))
        assert (answer.status_code, answer.json()["earlierAct"]) == (403, "decisionProposed")
    assert await world.count("decision") == 0
