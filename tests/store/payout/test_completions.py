"""Who types in a completion from paper has a hand in the entry of what is paid by a decision that counted with it."""

from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from deploy.local.databases import Database
from tests.harness.service import person
from tests.store.payout.completing import completion
from tests.store.payout.world import PAYER, SECRETARY, TYPIST, Household, World


async def the_order(world: World) -> dict[str, Any]:
    (found,) = await world.orders()
    return dict(found)


async def test_a_payment_waits_for_each_completion_that_the_decision_counted_with(world: World) -> None:
    home = Household()
    await world.tell(*world.chain(home, declaration_version=3))
    assert (await the_order(world))["state"] == "received"
    await world.tell(completion(world, home, 3))
    assert (await the_order(world))["state"] == "received"
    await world.tell(completion(world, home))
    assert (await the_order(world))["state"] == "ready"


@pytest.mark.parametrize("first", ["completion", "decision"])
async def test_who_typed_it_in_has_a_hand_in_entry(world: World, first: str) -> None:
    home = Household()
    typed, chain = completion(world, home, by=TYPIST), world.chain(home, declaration_version=2)
    await world.tell(*([typed, *chain] if first == "completion" else [*chain, typed]))
    found = await the_order(world)
    assert found["state"] == "ready"
    async with world.payout.running.engine.connect() as connection:
        hands = await connection.execute(text("select person from order_hand where link = 'entry'"))
        assert person(TYPIST) in set(hands.scalars())
    assert (await world.release(found["id"], by=TYPIST)).status_code == 403
    assert await world.refusals() == [("paymentReleased", "C1", "broken chain of order")]
    assert (await world.release(found["id"])).status_code == 201


async def test_who_decided_on_what_they_typed_in_pays_nothing(world: World) -> None:
    home = Household()
    await world.tell(*world.chain(home, declaration_version=2), completion(world, home, by=SECRETARY))
    found = await world.order((await the_order(world))["id"])
    assert (found["state"], found["blockedBy"]["rule"], found["blockedBy"]["reason"]) == ("blocked", "C1", "entry")


async def test_what_came_after_the_decision_is_no_part_of_it(world: World) -> None:
    home = Household()
    await world.tell(*world.chain(home), completion(world, home, by=SECRETARY))
    assert (await the_order(world))["state"] == "ready"


async def test_the_bank_file_counts_the_hand_whatever_the_rows_say(world: World, database: Database) -> None:
    """The row says that nobody typed it in, and the payer did: the statement is what counts (C4)."""
    home = Household()
    await world.tell(*world.chain(home, declaration_version=2), completion(world, home, by=PAYER))
    found = (await the_order(world))["id"]
    with psycopg.connect(database.owner_dsn) as owner:
        for statement in (
            "alter table completion disable trigger user",
            "alter table order_hand disable trigger user",
            "update completion set hands = '{}'",
            f"delete from order_hand where link = 'entry' and person = '{person(PAYER)}'",
        ):
            owner.execute(statement)
    release_id = await world.released(found)
    await world.make_file(release_id)
    blocked = await world.order(found)
    assert (blocked["state"], blocked["blockedBy"]["rule"]) == ("blocked", "C1")


async def test_a_completion_is_stated_in_the_evidence(world: World) -> None:
    home = Household()
    await world.tell(*world.chain(home, declaration_version=2), completion(world, home, by=TYPIST))
    path = f"/v1/payment-orders/{(await the_order(world))['id']}/statements"
    given = (await world.payout.service("audit").get(path)).json()["statements"]
    assert [one["object"]["number"] for one in given if "completionId" in one["object"]] == [2]


async def test_what_is_not_as_agreed_is_refused(world: World) -> None:
    home = Household()
    _, paper = completion(world, home, by=TYPIST)
    _, electronic = completion(world, home)
    for event in (paper, electronic):
        event["object"]["channel"] = "paper" if event is electronic else "eService"
    results = await world.tell(("intake", paper), ("intake", electronic), completion(world, home, 1))
    assert {one["outcome"] for one in results} == {"refused"}
