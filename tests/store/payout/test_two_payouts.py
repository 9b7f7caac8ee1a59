"""Two processes of payout on one database: a file is made and brought once, and a report counts once (C6)."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from services.payout.releases.making import make_file
from services.payout.releases.marking import BegunMeanwhile
from services.payout.releases.sending import StillUnknown
from services.payout.reports.reading import fetch_reports
from tests.store.payout.bank import Bank
from tests.store.payout.world import World


class OvertakenBank(Bank):
    """Says once that it has no such file, and before that is heard, `meanwhile` happens."""

    def __init__(self, meanwhile: Callable[[], Awaitable[None]]) -> None:
        super().__init__()
        self._meanwhile = [meanwhile]

    async def answer(self, request: httpx.Request) -> httpx.Response:
        said = await super().answer(request)
        if request.method == "GET" and said.status_code == 404 and self._meanwhile:
            await self._meanwhile.pop()()
        return said


async def test_two_that_make_the_same_file_at_once_make_one_and_bring_it_once(world: World) -> None:
    """As after a worker that was thought dead, and was only slow."""
    for _ in range(5):
        order_id = await world.ready_order()
        release_id, before = await world.released(order_id), world.bank.sent
        both = (make_file(world.payout.running, release_id=release_id) for _ in range(2))
        await asyncio.gather(*both, return_exceptions=True)
        await world.make_file(release_id)
        assert (await world.order(order_id))["state"] == "sent"
        assert world.bank.sent - before == 1
        assert await world.count(f"bank_file where release_id = '{release_id}'") == 1


async def test_what_the_bank_said_before_another_process_went_on_is_no_reason_to_send(world: World) -> None:
    order_id = await world.ready_order()
    release_id = await world.released(order_id)
    world.bank.answers = [503]
    with pytest.raises(StillUnknown):
        await world.make_file(release_id)

    async def other_process() -> None:
        with pytest.raises(StillUnknown):
            await world.make_file(release_id)

    world.bank = OvertakenBank(other_process)
    world.bank.answers = [503]  # to the other, which so does not know either
    with pytest.raises(BegunMeanwhile):
        await world.make_file(release_id)
    assert world.bank.sent == 1
    await world.make_file(release_id)
    assert (await world.order(order_id))["state"] == "sent"


async def test_two_that_fetch_the_same_reports_take_each_in_once_and_in_order(world: World) -> None:
    order_ids = [await world.ready_order() for _ in range(4)]
    await world.make_file(await world.released(*order_ids))
    for payment in world.bank.payments():
        world.bank.book(payment)
    await asyncio.gather(*(fetch_reports(world.payout.running) for _ in range(2)))
    assert [(await world.order(order_id))["state"] for order_id in order_ids] == ["settled"] * 4
    assert await world.count("bank_report") == len(world.bank.reports)
    ended = [one["orderId"] for one in await world.handed_over("paymentEnded")]
    assert sorted(ended) == sorted(order_ids)
