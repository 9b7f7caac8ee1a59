"""A payment above a limit is in the bank file only with payout's own statement that it was let go (C1, C4)."""

from typing import Any

import pytest

from deploy.local.databases import Database
from tests.harness.service import person
from tests.store.payout.conftest import Tamper
from tests.store.payout.held import ABOVE, a_home, held_order, let_go, own_limit, told
from tests.store.payout.world import HEAD, OTHER_PAYER, PAYER, World

KRONOR = 100


async def released(world: World) -> tuple[str, str]:
    """(release, order) of a payment that was let go and released."""
    order_id = await held_order(world)
    assert (await let_go(world, order_id)).status_code == 200
    return await world.released(order_id), order_id


async def left_out(world: World, release_id: str, order_id: str) -> Any:
    """What stands against the order once the file should be there; None where it was paid."""
    await world.make_file(release_id)
    order = await world.order(order_id)
    paid = [payment.end_to_end_id for payment in world.bank.payments()]
    assert (order["state"] == "blocked") is (order_id.replace("-", "") not in paid)
    return order["blockedBy"]


@pytest.mark.parametrize(
    "statement",
    [
        "delete from order_let_go where order_id = %s",
        "update order_let_go set statement = 'x' || statement where order_id = %s",
        "update order_let_go set document = jsonb_set(document, '{line}', '2') where order_id = %s",
        "update order_let_go set document = jsonb_set(document, '{amountOre}', '1') where order_id = %s",
        "update order_let_go set document = '{}' where order_id = %s",
        "update order_let_go set statement = (select statement from release limit 1) where order_id = %s",
        """update order_let_go set (document, statement) =
             (select document, statement from order_let_go other where other.order_id <> order_let_go.order_id)
           where order_id = %s""",
    ],
)
async def test_what_was_let_go_by_no_genuine_statement_stays_out(world: World, tamper: Tamper, statement: str) -> None:
    release_id, order_id = await released(world)
    other_release, other = await released(world)
    tamper(statement, order_id)
    assert await left_out(world, release_id, order_id) == {"rule": "limit", "reason": "amountAboveLimit"}
    assert await world.refusals() == [("fileMade", "limit", "amountAboveLimit")]
    assert await left_out(world, other_release, other) is None


async def test_a_row_that_was_made_by_hand_lets_nothing_go(world: World, tamper: Tamper) -> None:
    """A superuser makes a held order ready: it gets as far as the file."""
    order_id = await held_order(world)
    tamper(
        """insert into order_let_go
           select id, %s, now(), '{}', 'no statement', entry_id from payment_order where id = %s""",
        person(HEAD),
        order_id,
    )
    tamper("insert into order_hand select id, 'letGo', %s, entry_id from payment_order", person(HEAD))
    tamper("update payment_order set state = 'ready' where id = %s", order_id)
    release_id = await world.released(order_id)
    assert await left_out(world, release_id, order_id) == {"rule": "limit", "reason": "amountAboveLimit"}


async def test_who_let_it_go_is_whom_the_statement_names(world: World, tamper: Tamper) -> None:
    """A superuser puts another person in every row, so that the payer may release what they let go."""
    order_id = await held_order(world)
    assert (await let_go(world, order_id, PAYER)).status_code == 200
    tamper("update order_let_go set let_go_by = %s", person(OTHER_PAYER))
    tamper("update order_hand set person = %s where link = 'letGo'", person(OTHER_PAYER))
    release_id = await world.released(order_id)
    assert await left_out(world, release_id, order_id) == {"rule": "C1", "reason": "letGo"}


async def test_a_households_sum_is_asked_again_too(world: World, tamper: Tamper) -> None:
    home = await a_home(world)
    first = await told(world, home, 40_000 * KRONOR)
    second = await told(world, home, 30_000 * KRONOR)
    assert (await let_go(world, second["id"])).status_code == 200
    release_id = await world.released(first["id"], second["id"])
    tamper("delete from order_let_go")
    for order_id in (first["id"], second["id"]):
        found = await left_out(world, release_id, order_id)
        assert found == {"rule": "limit", "reason": "householdMonthAboveLimit"}


async def test_a_limit_that_is_lowered_after_the_release_keeps_the_payment_out(
    world: World, database: Database
) -> None:
    order_id = await world.ready_order(amounts=(1_000 * KRONOR,))
    let, above = await held_order(world), ABOVE
    assert (await let_go(world, let)).status_code == 200
    release_id = await world.released(order_id, let)
    own_limit(database, "order", 999 * KRONOR)
    assert await left_out(world, release_id, order_id) == {"rule": "limit", "reason": "amountAboveLimit"}
    assert [payment.amount for payment in world.bank.payments()] == [above]
