"""The worker can be killed at any point: what is left is finished by the next one, once (C6, C15)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from services.payout.releases.making import make_file
from services.payout.reports.reading import fetch_reports
from shared.running import Running
from tests.store.payout.world import World


class Killed(Exception):
    """The process is gone: nothing after this point has happened."""


@dataclass(frozen=True)
class Dying(Running):
    """A process that dies in its transaction number `at`: before it is committed, or just after."""

    at: int = 0
    committed: bool = False
    begun: list[None] = field(default_factory=list)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        self.begun.append(None)
        dies = len(self.begun) == self.at
        async with self.engine.begin() as connection:
            yield connection
            if dies and not self.committed:
                raise Killed
        if dies:
            raise Killed


def dying(running: Running, at: int, committed: bool) -> Dying:
    same = {one.name: getattr(running, one.name) for one in fields(Running)}
    return Dying(**same, at=at, committed=committed)


@pytest.mark.parametrize("committed", [False, True])
async def test_wherever_the_job_is_killed_the_next_one_pays_once(world: World, committed: bool) -> None:
    at, survived = 0, False
    while not survived:
        at += 1
        order_id = await world.ready_order()
        release_id = await world.released(order_id)
        before = world.bank.sent
        try:
            await make_file(dying(world.payout.running, at, committed), release_id=release_id)
            survived = True
        except Killed:
            await world.make_file(release_id)
        assert (await world.order(order_id))["state"] == "sent", f"killed in transaction {at}"
        assert world.bank.sent - before == 1, f"killed in transaction {at}"
        assert await world.count(f"bank_file where release_id = '{release_id}'") == 1
    assert at > 5


@pytest.mark.parametrize("committed", [False, True])
async def test_wherever_the_reading_of_reports_is_killed_each_counts_once(world: World, committed: bool) -> None:
    at, survived = 0, False
    while not survived:
        at += 1
        order_ids = [await world.ready_order() for _ in range(2)]
        await world.make_file(await world.released(*order_ids))
        for payment in world.bank.payments()[-2:]:
            world.bank.book(payment)
        try:
            await fetch_reports(dying(world.payout.running, at, committed))
            survived = True
        except Killed:
            await world.read_reports()
        assert [(await world.order(order_id))["state"] for order_id in order_ids] == ["settled"] * 2
    assert at > 2
    ended = await world.handed_over("paymentEnded")
    assert len({one["orderId"] for one in ended}) == len(ended) == 2 * at
