"""An application that is withdrawn: the work on it ends, whoever holds it; a decision that crossed it is seen."""

from typing import Any

import pytest

from services.decision.payments.rules import Failure
from shared.auth.statements import Subject
from tests.store.decision.completions import asked, completed
from tests.store.decision.payments import Order, paying
from tests.store.decision.payout import Payout
from tests.store.decision.withdrawals import withdrawn
from tests.store.decision.world import OTHER_SECRETARY, UNIT_HEAD, Case, World, decision_on


def slug(answer: Any) -> str:
    return str(answer.json()["type"]).rsplit("/", 1)[-1]


async def item(world: World) -> dict[str, Any]:
    (row,) = await world.rows("""
        select w.ended_at is not null as ended, w.claim_id, w.proposal_id, w.completion_id, e.entry
        from work_item w left join log_entry e on e.id = w.ended_entry_id where w.task = 'application'""")
    return dict(row._mapping)


async def is_over(world: World) -> bool:
    found = await item(world)
    return found["ended"] and not any(found[name] for name in ("claim_id", "proposal_id", "completion_id"))


async def test_what_waits_in_the_queue_is_gone_from_it(world: World) -> None:
    case = await world.tell_all(Case())
    assert await world.tell(withdrawn(case)) == "accepted"
    assert await is_over(world)
    assert b"applicationWithdrawn" in (await item(world))["entry"]
    assert (await world.secretary().post("/v1/claims", {"queue": "renewals"})).status_code == 204


async def test_who_holds_it_is_told_so_and_is_free(world: World) -> None:
    case, claim, calculation = await world.drafted()
    await world.tell(withdrawn(case))
    assert await is_over(world)
    for answer in (
        await world.decide(claim, decision_on(case, calculation)),
        await world.secretary().get(f"/v1/work-items/{claim['workItemId']}"),
        await world.secretary().post(f"/v1/work-items/{claim['workItemId']}/calculations", {"incomes": []}),
    ):
        assert (answer.status_code, slug(answer)) == (409, "application-withdrawn")
    other = await world.secretary(OTHER_SECRETARY).get(f"/v1/work-items/{claim['workItemId']}")
    assert slug(other) == "claim-needed", "who never held it learns nothing"
    assert (await world.secretary().post("/v1/claims", {"queue": "renewals"})).status_code == 204


async def test_what_was_asked_for_is_asked_no_longer(world: World) -> None:
    case, claim, _ = await world.drafted()
    request_id = await asked(world, claim)
    await world.tell(withdrawn(case))
    (row,) = await world.rows("select ended_because from completion_request")
    assert row.ended_because == "withdrawn"
    assert await is_over(world)
    assert await world.tell(completed(case, request_id=request_id)) == "accepted"
    assert await is_over(world)


async def test_a_proposal_is_approved_no_longer(world: World) -> None:
    case, claim, calculation = await world.drafted(costs=[{"kind": "housing", "amountOre": 2_500_000}])
    proposed = await world.decide(claim, decision_on(case, calculation))
    await world.tell(withdrawn(case))
    head = world.service.person(UNIT_HEAD, "unitHead")
    path = f"/v1/proposals/{proposed.json()['proposalId']}"
    assert (await head.get(path)).json()["status"] == "withdrawn"
    assert slug(await head.post(f"{path}/approval", {})) == "proposal-ended"
    assert (await head.get("/v1/proposals")).json()["items"] == []
    assert await is_over(world)


async def test_whatever_comes_first_it_is_never_queued(world: World) -> None:
    case = Case()
    for fact in (withdrawn(case), *case.facts()):
        assert await world.tell(fact) == "accepted"
    assert await world.count("work_item") == 0


async def test_a_decision_that_crossed_it_waits_for_somebody_who_revokes_it(world: World, payout: Payout) -> None:
    case, claim, calculation = await world.drafted()
    made = await world.decide(claim, decision_on(case, calculation))
    assert await world.tell(withdrawn(case)) == "accepted"
    held = await world.claimed(world.secretary(OTHER_SECRETARY), "payments")
    path = f"/v1/work-items/{held['workItemId']}"
    other = world.secretary(OTHER_SECRETARY)
    assert (await other.get(path)).json()["why"]["failure"] == Failure.WITHDRAWN.value
    paid_anew = await other.post(f"{path}/payment", paying(case))
    assert (paid_anew.status_code, slug(paid_anew)) == (409, "application-withdrawn")
    revoked = await other.post(f"/v1/decisions/{made.json()['id']}/revocation", {"reason": "Återkallad ansökan."})
    assert (revoked.status_code, revoked.json()["outcome"]) == (201, "stopped")
    open_items = await world.rows("select id from work_item where ended_at is null")
    assert open_items == [], "it is not decided anew, and there is nothing left to see"


@pytest.mark.parametrize("ends_first", [True, False])
async def test_also_what_was_paid_before_it_was_known_is_seen(world: World, payout: Payout, ends_first: bool) -> None:
    case, claim, calculation = await world.drafted()
    made = (await world.decide(claim, decision_on(case, calculation))).json()["id"]
    facts = [Order(made).ended("settled"), withdrawn(case)]
    for fact in facts if ends_first else reversed(facts):
        assert await world.tell(fact) == "accepted"
    held = await world.claimed(queue="payments")
    assert held["task"] == "payment"
    payout.lines = {1: "tooLate"}
    revoked = await world.secretary().post(f"/v1/decisions/{made}/revocation", {"reason": "Återkallad ansökan."})
    assert revoked.json()["outcome"] == "tooLate"
    assert await world.rows("select id from work_item where ended_at is null") == []


async def test_a_rejection_that_crossed_it_waits_for_nobody(world: World) -> None:
    case, claim, calculation = await world.drafted()
    body = decision_on(case, calculation, outcome="rejected", lines=[])
    assert (await world.decide(claim, body)).status_code == 201
    await world.tell(withdrawn(case))
    assert await world.rows("select id from work_item where ended_at is null") == []


async def test_it_is_about_the_application_it_names(world: World) -> None:
    case = await world.tell_all(Case())
    sender, act, subject, document, hands = withdrawn(case)
    first = Subject("application", subject.id, 1)
    assert await world.tell((sender, act, first, document, hands)) == "refused"
    assert await world.tell(("payout", act, subject, document, hands)) == "refused"
    assert not await is_over(world)
