"""The bank's true reports, however they are cut into messages, repeated and shuffled: the same states and sums, and
nothing that differs (C6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.payout.bank_days import store as bank_days
from services.payout.bank_days.rules import Day
from services.payout.differences import store as differences
from services.payout.differences.store import Which
from services.payout.own_acts import own_act
from services.payout.reports.reading import parse, take_in
from tests.harness.service import MUNICIPALITY
from tests.store.payout.bank import booked
from tests.store.payout.test_reports import returned, sent, status_of
from tests.store.payout.world import GRANTED, World, today
from tests.unit.payout_bank.bank_files import camt054, payment_status

BACK, SETTLED, REJECTED, OPEN = range(4)
STATES = ["returned", "settled", "rejected", "sent"]
FACTS = [
    *(("status", payment) for payment in (BACK, SETTLED, REJECTED, OPEN)),
    *(("debit", payment) for payment in (BACK, SETTLED)),
    ("return", BACK),
]
"""What is true of four payments, each thing that the bank says of one."""
Fact = tuple[str, int]
Message = Sequence[Fact]


@st.composite
def messages(draw: st.DrawFn) -> list[list[Fact]]:
    """Every fact at least once, in messages of one kind each, as the bank's are."""
    facts = draw(st.permutations(FACTS + draw(st.lists(st.sampled_from(FACTS), max_size=6))))
    cut: list[list[Fact]] = []
    for fact in facts:
        fits = cut and (cut[-1][-1][0] == "status") == (fact[0] == "status") and fact not in cut[-1]
        if fits and draw(st.booleans()):
            cut[-1].append(fact)
        else:
            cut.append([fact])
    again: list[list[Fact]] = draw(st.lists(st.sampled_from(cut), max_size=2))
    return cut + again


@dataclass(frozen=True)
class Paid:
    """A file with four payments, which the bank has."""

    world: World
    release_id: str
    payments: list[Any]

    def written(self, number: int, message: Message) -> bytes:
        """As the bank writes it, with an id of its own."""
        if message[0][0] == "status":
            codes = [payment_status(self.payments[one].end_to_end_id, _code(one)) for _, one in message]
            return status_of(self.release_id, *codes).replace(b"S1", f"S{number}".encode())
        entries = [(booked if kind == "debit" else returned)(self.payments[one]) for kind, one in message]
        return camt054("".join(entries)).replace(b"B1", f"B{number}".encode())

    async def take(self, connection: AsyncConnection, told: Sequence[Message]) -> None:
        for number, message in enumerate(told):
            data = self.written(number, message)
            act = own_act(self.world.payout.running, connection, "bankReportRead", "")
            await take_in(act, f"report-{number}", "channel", data, await parse(data))
        await connection.execute(text("set constraints all immediate"))

    async def states(self, connection: AsyncConnection) -> list[str]:
        rows = await connection.execute(text("select replace(id::text, '-', '') as id, state from payment_order"))
        found = {row.id: row.state for row in rows}
        return [found[payment.end_to_end_id] for payment in self.payments]


def _code(payment: int) -> str:
    return "RJCT" if payment == REJECTED else "ACSC"


@pytest.fixture
async def paid(world: World) -> Paid:
    release_id, _ = await sent(world, 4)
    return Paid(world, release_id, world.bank.payments())


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=messages())
async def test_any_order_repetition_and_partition_ends_the_same(paid: Paid, told: list[list[Fact]]) -> None:
    """Each example is rolled back: the next one begins with the same file."""
    async with paid.world.payout.running.engine.connect() as connection:
        await paid.take(connection, told)
        which = Which(MUNICIPALITY, True, date(2020, 1, 1), date(2030, 12, 31), today())
        days = await bank_days.days(connection, which)
        count = await differences.count(connection, which)
        assert await paid.states(connection) == STATES
        await connection.rollback()
    total = sum_of(days.values())
    assert total.agrees()
    due, moved = total.due_by_orders, total.booked_by_orders
    assert (due.booked_ore, due.returned_ore, due.rejected_ore, due.open_ore) == (2 * GRANTED, *[GRANTED] * 3)
    assert (moved.paid_ore, moved.returned_ore, count.found) == (2 * GRANTED, GRANTED, 0)


def sum_of(days: Any) -> Day:
    total = Day()
    for day in days:
        total = total.plus(day)
    return total
