"""The day's bookings balance against the orders to the öre, or each difference is listed (C6)."""

from datetime import date
from typing import Any

import pytest

from services.payout.releases.sending import StillUnknown
from tests.store.payout.test_reports import rejection, returned, sent, state, status_of
from tests.store.payout.world import GRANTED, HEAD, World, today
from tests.unit.payout_bank.bank_files import BOOKED_ON, camt054, details, entry, payment_status


async def day(world: World, which: date | str, **params: Any) -> dict[str, Any]:
    answer = await world.payout.person(HEAD, "unitHead").get(f"/v1/bank-days/{which}", **params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def sums(released: int, booked: int, returned: int = 0, rejected: int = 0) -> dict[str, int]:
    return {
        "releasedOre": released,
        "bookedOre": booked,
        "returnedOre": returned,
        "rejectedOre": rejected,
        "unknownOre": 0,
        "openOre": released - booked - rejected,
        "leftOutOre": 0,
    }


async def test_a_day_balances_whatever_came_of_its_payments(world: World) -> None:
    release_id, order_ids = await sent(world, 4)
    rejected, settled, back, _ = world.bank.payments()
    refused = str(next(id_ for id_ in order_ids if id_.replace("-", "") == rejected.end_to_end_id))
    world.bank.report(camt054(returned(back)))
    world.bank.book(settled, back)
    world.bank.report(status_of(release_id, rejection(refused)), "pain.002")
    await world.read_reports()
    due = await day(world, today())
    both = sums(4 * GRANTED, 2 * GRANTED, GRANTED, GRANTED)
    assert due["due"] == {"byOrders": both, "byBookings": both}
    moved = {"paidOre": 2 * GRANTED, "returnedOre": GRANTED}
    on_the_day = await day(world, BOOKED_ON)
    assert on_the_day["booked"] == {"byOrders": moved, "byBookings": moved}
    assert [(one["balanced"], one["differences"]) for one in (due, on_the_day)] == [(True, [])] * 2


async def test_each_difference_is_listed(world: World) -> None:
    _, order_ids = await sent(world, 3)
    wrong, early, mistaken = world.bank.payments()
    world.bank.book(wrong, amount="3940.51")
    world.bank.report(camt054(returned(early)))
    world.bank.report(camt054(entry(details("NOTPROVIDED", account=mistaken.creditor_account), "3940.50")))
    world.bank.report(b"<not xml")
    await world.read_reports()
    found = await day(world, BOOKED_ON, limit=2)
    more = await day(world, BOOKED_ON, limit=2, page=2)
    unreadable = [one for one in more["differences"] if one["kind"] == "unreadable"]
    listed = [
        (one["kind"], one["amountOre"], one["direction"], one["differences"])
        for one in (*found["differences"], *more["differences"])
    ]
    assert listed == [
        ("mismatch", GRANTED + 1, "debit", ["amount"]),
        ("waitsForDebit", GRANTED, "credit", []),
        ("stranger", GRANTED, "debit", []),
    ]
    assert (found["balanced"], found["hasMore"], more["hasMore"]) == (False, True, False)
    assert found["booked"]["byBookings"] == {"paidOre": GRANTED + 1, "returnedOre": GRANTED}
    assert found["booked"]["byOrders"] == {"paidOre": 0, "returnedOre": 0}
    due = await day(world, today())
    assert (due["due"]["byOrders"], unreadable, due["differenceCount"]) == (sums(3 * GRANTED, 0), [], 3)
    assert due["due"]["byBookings"] == sums(3 * GRANTED, GRANTED + 1, GRANTED)
    assert {await state(world, order_id) for order_id in order_ids} == {"sent"}


async def test_what_the_bank_books_after_it_rejected_it_has_left_the_account(world: World) -> None:
    release_id, (order_id,) = await sent(world)
    world.bank.report(status_of(release_id, rejection(order_id)), "pain.002")
    world.bank.book(*world.bank.payments())
    await world.read_reports()
    assert await state(world, order_id) == "settled"
    assert (await day(world, today()))["balanced"]


async def test_a_code_that_nobody_knows_is_kept_and_shown_and_is_no_success(world: World) -> None:
    release_id, (order_id,) = await sent(world)
    e2e = order_id.replace("-", "")
    for code in ("ZZZZ", "PDNG"):
        world.bank.report(status_of(release_id, payment_status(e2e, code, "AB12")), "pain.002")
    world.bank.report(status_of(release_id, group="<GrpSts>ACTC</GrpSts>"), "pain.002")
    await world.read_reports()
    order = await world.order(order_id)
    assert [(one["status"], one["level"], one["outcome"]) for one in order["bankSaid"]] == [
        ("ZZZZ", "payment", "notUnderstood"),
        ("PDNG", "payment", "pending"),
        ("ACTC", "file", "pending"),
    ]
    assert order["state"] == "sent"


async def test_another_municipality_sees_none_of_it(world: World) -> None:
    await sent(world)
    world.bank.book(*world.bank.payments(), amount="3940.51")
    await world.read_reports()
    other = world.payout.person(HEAD, "unitHead", municipality="0180")
    for which in (today(), BOOKED_ON):
        found = (await other.get(f"/v1/bank-days/{which}")).json()
        assert (found["balanced"], found["differences"], found["due"]["byOrders"]) == (True, [], sums(0, 0))


async def days(world: World, first: date | str, last: date | str, **params: Any) -> dict[str, Any]:
    answer = await world.payout.person(HEAD, "unitHead").get("/v1/bank-days", **{"from": first, "to": last}, **params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_month_is_the_sum_of_its_days_and_every_ore_of_it_is_told(world: World) -> None:
    release_id, order_ids = await sent(world, 3)
    rejected, settled, _ = world.bank.payments()
    refused = str(next(id_ for id_ in order_ids if id_.replace("-", "") == rejected.end_to_end_id))
    world.bank.report(status_of(release_id, rejection(refused)), "pain.002")
    world.bank.book(settled)
    left_out = await world.ready_order()
    other = await world.released(left_out)
    world.not_in_force = {"household"}
    await world.make_file(other)
    world.not_in_force = set()
    unknown = await world.released(await world.ready_order())
    world.bank.answers = ["lost"]
    with pytest.raises(StillUnknown):
        await world.make_file(unknown)
    await world.read_reports()

    month = await days(world, today().replace(day=1), BOOKED_ON)
    due = month["total"]["due"]["byOrders"]
    assert month["total"]["due"]["byBookings"] == due
    assert {name: amount // GRANTED for name, amount in due.items()} == {
        "releasedOre": 5,
        "bookedOre": 1,
        "returnedOre": 0,
        "rejectedOre": 1,
        "unknownOre": 1,
        "openOre": 1,
        "leftOutOre": 1,
    }
    assert [one["date"] for one in month["items"]] == [today().isoformat(), BOOKED_ON]
    assert (month["items"][0]["due"], month["items"][1]["booked"]) == (month["total"]["due"], month["total"]["booked"])
    assert (month["total"]["balanced"], month["total"]["differenceCount"]) == (False, 1), "one is unknown"
    page = await days(world, today(), BOOKED_ON, page=2, limit=1)
    assert ([one["date"] for one in page["items"]], page["hasMore"]) == ([BOOKED_ON], False)
    assert page["total"] == month["total"]


@pytest.mark.parametrize(("first", "last"), [("2026-12-02", "2026-12-01"), ("2026-01-01", "2027-01-02")])
async def test_days_are_listed_for_a_year_at_most(world: World, first: str, last: str) -> None:
    answer = await world.payout.person(HEAD, "unitHead").get("/v1/bank-days", **{"from": first, "to": last})
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[-1]) == (400, "too-many-days")
