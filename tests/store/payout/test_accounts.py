"""Two separately sealed entries of an account version, compared by payout alone (C3, C8)."""

from typing import Any
from uuid import UUID

import pytest

from shared.auth.statements import Subject
from tests.store.payout.world import (
    ADAM,
    BERTIL,
    OTHER_ACCOUNT,
    REGISTRAR,
    SECOND_REGISTRAR,
    Household,
    World,
)


async def statuses(world: World) -> list[str]:
    told = await world.handed_over("accountCompared")
    assert told == await world.handed_over("accountCompared", to="decision")
    return [one["status"] for one in told]


async def test_equal_entries_by_two_persons_make_it_payable(world: World) -> None:
    home = Household()
    await world.tell(("intake", world.entry(home, by=REGISTRAR)))
    assert await statuses(world) == []
    await world.tell(("intake", world.entry(home, by=ADAM, number=2)))
    assert await statuses(world) == ["payable"]
    (told,) = await world.handed_over("accountCompared")
    assert {name: told[name] for name in ("accountId", "accountVersion", "householdId")} == {
        "accountId": str(home.account_id),
        "accountVersion": 1,
        "householdId": str(home.id),
    }


async def test_one_person_with_two_user_accounts_confirms_nothing(world: World) -> None:
    home = Household()
    await world.tell(("intake", world.entry(home, by=REGISTRAR)), ("intake", world.entry(home, by=REGISTRAR, number=2)))
    assert await statuses(world) == []


async def test_unequal_entries_are_a_mismatch_that_a_third_person_mends(world: World) -> None:
    home = Household()
    await world.tell(
        ("intake", world.household(home)),
        ("intake", world.application(home)),
        ("decision", world.decision(home)),
        ("intake", world.entry(home, by=REGISTRAR)),
        ("intake", world.entry(home, by=ADAM, number=2, account=OTHER_ACCOUNT)),
    )
    (order,) = await world.orders()
    assert (order["state"], order["blockedBy"]) == ("blocked", {"rule": "C3", "reason": "accountMismatch"})

    await world.tell(("intake", world.entry(home, by=SECOND_REGISTRAR, number=3)))
    assert await statuses(world) == ["mismatch", "payable"]
    assert (await world.order(order["id"]))["state"] == "ready"


async def test_three_unequal_tries_lock_it(world: World) -> None:
    home = Household()
    tries = [("intake", world.entry(home, by=ADAM, number=n, account=OTHER_ACCOUNT)) for n in (2, 3, 4)]
    await world.tell(("intake", world.entry(home, by=REGISTRAR)), *tries)
    assert await statuses(world) == ["mismatch", "mismatch", "locked"]
    await world.tell(("intake", world.entry(home, by=ADAM, number=5)))
    assert await statuses(world) == ["mismatch", "mismatch", "locked"]


async def test_entries_count_in_the_order_of_their_numbers_whenever_they_come(world: World) -> None:
    home = Household()
    late = [("intake", world.entry(home, by=ADAM, number=n, account=OTHER_ACCOUNT)) for n in (2, 3, 4)]
    await world.tell(("intake", world.entry(home, by=BERTIL, number=5)), *reversed(late))
    assert await statuses(world) == []
    await world.tell(("intake", world.entry(home, by=REGISTRAR)))
    assert await statuses(world) == ["mismatch", "mismatch", "locked"]


async def test_two_members_alone_do_not_make_a_payment_ready(world: World) -> None:
    """One entry is by a registrar from a document, or by a second one: not both by the family."""
    home = Household()
    await world.tell(
        ("intake", world.household(home)),
        ("intake", world.application(home)),
        ("decision", world.decision(home)),
        ("intake", world.entry(home, by=BERTIL)),
        ("intake", world.entry(home, by=ADAM, number=2)),
    )
    (order,) = await world.orders()
    assert order["blockedBy"] == {"rule": "C3", "reason": "accountConfirmedByMembersAlone"}


async def test_an_account_of_another_household_is_not_paid(world: World) -> None:
    home, other = Household(), Household()
    foreign = [world.entry(home, by=by, number=n, household_id=other.id) for n, by in ((1, REGISTRAR), (2, ADAM))]
    await world.tell(
        ("intake", world.household(home)),
        ("intake", world.application(home)),
        ("decision", world.decision(home)),
        *(("intake", event) for event in foreign),
    )
    (order,) = await world.orders()
    assert order["blockedBy"] == {"rule": "C3", "reason": "accountOfAnotherHousehold"}


@pytest.mark.parametrize(
    "inside",
    [
        {"accountId": str(UUID(int=1))},
        {"entryId": str(UUID(int=1))},
        {"accountVersion": 2},
        {"householdId": str(UUID(int=1))},
        {"accountNumber": "1"},
    ],
)
async def test_a_box_that_is_not_the_entrys_own_is_refused(world: World, inside: dict[str, Any]) -> None:
    (result,) = await world.tell(("intake", world.entry(Household(), by=REGISTRAR, inside=inside)))
    assert (result["outcome"], result["problem"]["type"].split("/")[-1]) == ("refused", "sealed-box-refused")
    assert await world.count("account_entry") == 0


async def test_an_entry_without_a_box_is_refused(world: World) -> None:
    event = world.entry(Household(), by=REGISTRAR)
    del event["sealed"]
    (result,) = await world.tell(("intake", event))
    assert (result["outcome"], result["problem"]["type"].split("/")[-1]) == ("refused", "sealed-box-missing")


async def test_a_box_moved_from_one_entry_to_another_is_refused(world: World) -> None:
    first, second = (world.entry(Household(), by=REGISTRAR) for _ in range(2))
    second["sealed"] = first["sealed"]
    (result,) = await world.tell(("intake", second))
    assert result["problem"]["type"].endswith("/statement-refused")


async def test_what_payout_found_is_stated_by_payout(world: World) -> None:
    home = Household()
    await world.tell(("intake", world.entry(home, by=REGISTRAR)), ("intake", world.entry(home, by=ADAM, number=2)))
    async with world.payout.running.engine.connect() as connection:
        rows = await connection.exec_driver_sql("select event from outbox where destination = 'intake'")
        event = rows.one().event
    read = await world.payout.running.statements.read(event["statement"], "payout", "accountCompared", event["object"])
    assert read.subject == Subject("account", str(home.account_id), 1)
