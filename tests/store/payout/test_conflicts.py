"""Who has declared a conflict of interest, or represents the household, has no hand in it (C2)."""

import pytest

from services.payout.releases.in_force import NotAnswered
from tests.harness.service import person
from tests.store.payout.conftest import Tamper
from tests.store.payout.world import (
    ADAM,
    HEAD,
    PAYER,
    REGISTRAR,
    SECOND_REGISTRAR,
    SECRETARY,
    Household,
    World,
)


async def an_order(world: World, home: Household) -> str:
    await world.tell(*world.chain(home))
    (order,) = await world.orders()
    return str(order["id"])


@pytest.mark.parametrize("who", [REGISTRAR, SECRETARY])
async def test_a_hand_that_declares_a_conflict_blocks_what_is_in_no_file(world: World, who: str) -> None:
    home = Household()
    order_id = await an_order(world, home)
    event = world.conflict(home, who)
    results = await world.tell(("decision", event), ("decision", event))
    assert [one["outcome"] for one in results] == ["accepted", "duplicate"]
    order = await world.order(order_id)
    assert (order["state"], order["blockedBy"]) == ("blocked", {"rule": "C2", "reason": "conflictOfInterest"})
    assert "återkallas" in order["healedBy"]["sv"]
    (told,) = await world.handed_over("orderBlocked", to="decision")
    assert (told["rule"], told["reason"]) == ("C2", "conflictOfInterest")


async def test_a_conflict_that_comes_first_counts_as_much(world: World) -> None:
    home = Household()
    await world.tell(("decision", world.conflict(home, SECRETARY)))
    order_id = await an_order(world, home)
    assert (await world.order(order_id))["blockedBy"] == {"rule": "C2", "reason": "conflictOfInterest"}


async def test_new_hands_heal_what_a_registrars_conflict_has_blocked(world: World) -> None:
    home = Household()
    await an_order(world, home)
    await world.tell(
        ("decision", world.conflict(home, REGISTRAR)),
        ("intake", world.household(home, version=2, by=SECOND_REGISTRAR)),
        *world.new_account(home),
        ("decision", world.renewal(home, account_version=2, household_version=2)),
    )
    assert sorted(one["state"] for one in await world.orders()) == ["cancelled", "ready"]


async def test_nobody_releases_or_stops_where_they_have_a_conflict(world: World) -> None:
    home = Household()
    order_id = await an_order(world, home)
    await world.tell(("decision", world.conflict(home, PAYER)))
    released = await world.release(order_id)
    path = f"/v1/payment-orders/{order_id}/stop"
    stopped = await world.payout.person(PAYER, "payer").post(path, {"reason": "other"})
    for answer in (released, stopped):
        found = (answer.status_code, answer.json()["rule"], answer.json()["earlierAct"])
        assert found == (403, "C2", "conflictOfInterest")
    assert (await world.order(order_id))["state"] == "ready"


async def test_a_payers_conflict_after_the_release_keeps_the_payment_out_of_the_file(world: World) -> None:
    home = Household()
    order_id = await an_order(world, home)
    release_id = await world.released(order_id)
    await world.tell(("decision", world.conflict(home, PAYER)))
    await world.make_file(release_id)
    assert (await world.order(order_id))["blockedBy"] == {"rule": "C2", "reason": "conflictOfInterest"}
    assert world.bank.sent == 0


async def test_a_conflict_that_comes_while_the_file_is_made_keeps_the_payment_out_of_it(world: World) -> None:
    home = Household()
    await world.tell(*world.chain(home))
    order_id = (await world.orders())[0]["id"]
    release_id = await world.released(order_id)
    world.meanwhile = [("decision", world.conflict(home, PAYER))]

    with pytest.raises(NotAnswered):
        await world.make_file(release_id)
    await world.make_file(release_id)

    order = await world.order(order_id)
    assert (order["state"], order["blockedBy"]["rule"], world.bank.sent) == ("blocked", "C2", 0)


async def test_a_conflict_that_a_superuser_alters_does_not_go_away(world: World, tamper: Tamper) -> None:
    home = Household()
    order_id = await an_order(world, home)
    release_id = await world.released(order_id)
    await world.tell(("decision", world.conflict(home, PAYER)))
    tamper("update conflict set document = jsonb_set(document, '{person}', to_jsonb(%s::text))", person(HEAD))
    await world.make_file(release_id)
    assert (await world.order(order_id))["blockedBy"] == {"rule": "C4", "reason": "conflictStatement"}


async def test_an_adult_of_the_household_may_still_enter_their_own_account(world: World) -> None:
    home = Household()
    await world.tell(("decision", world.conflict(home, ADAM)))
    order_id = await an_order(world, home)
    assert (await world.order(order_id))["state"] == "ready"


@pytest.mark.parametrize("who", [SECRETARY, REGISTRAR])
async def test_a_representative_of_any_version_is_in_their_own_case(world: World, who: str) -> None:
    home = Household()
    _, *rest = world.chain(home)
    await world.tell(("intake", world.household(home, representatives=(who,), by=HEAD)), *rest)
    (order,) = await world.orders()
    assert order["blockedBy"] == {"rule": "C2", "reason": "householdMember"}


async def test_a_former_representative_neither_releases_nor_stops(world: World) -> None:
    home = Household()
    _, *rest = world.chain(home)
    first = ("intake", world.household(home, representatives=(PAYER,)))
    second = ("intake", world.household(home, version=2))
    await world.tell(first, second, *rest)
    (blocked,) = await world.orders()
    await world.tell(("decision", world.renewal(home, household_version=2)))
    order = next(one for one in await world.orders() if one["state"] == "ready")
    assert blocked["blockedBy"] == {"rule": "C4", "reason": "householdChanged"}
    released = await world.release(order["id"])
    path = f"/v1/payment-orders/{order['id']}/stop"
    stopped = await world.payout.person(PAYER, "payer").post(path, {"reason": "other"})
    assert [(one.status_code, one.json()["earlierAct"]) for one in (released, stopped)] == [
        (403, "householdMember")
    ] * 2
