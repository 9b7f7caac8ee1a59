"""Everything that a bank may do with two payments, from the bank file to where each of them ends (C6).

The bank is the sandbox's, told to behave so; what payout makes of it is the same as it would be of a real bank's.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from deploy.sandbox.bank.behaviours import Kind
from services.payout.bank.channel import ChannelUnavailable
from services.payout.releases.sending import StillUnknown
from tests.store.payout.sandbox_bank import SandboxBank
from tests.store.payout.test_differences import differences
from tests.store.payout.world import GRANTED, World

SETTLED, SENT, BACK, NO = "settled", "sent", "returned", "rejected"


@pytest.fixture
async def bank(world: World) -> AsyncIterator[SandboxBank]:
    world.bank = made = SandboxBank(world)
    async with made.app.router.lifespan_context(made.app):
        yield made


@dataclass(frozen=True)
class Case:
    """What the bank does with the first of two payments, or with their file, and what becomes of the two. `differs` is
    what the control log says of bookings that were refused, `work` what is listed for somebody to look into."""

    does: dict[str, dict[str, Any]]
    first: str
    second: str = SETTLED
    differs: tuple[str, ...] = ()
    work: tuple[str, ...] = ()
    told: list[str] = field(default_factory=list)
    """What intake and decision are told of the first payment; left out where it is told of as it ends."""

    def endings(self) -> list[str]:
        usual = {SETTLED: [SETTLED], BACK: [SETTLED, BACK], NO: [NO], SENT: []}
        return self.told or usual[self.first]


OF_THE_FILE = {"rejectFile", "repeatReport", "tellAgain", "splitReport", "oneSum", "oneSumWithDetails", "statusLast"}
OF_THE_FILE |= {"noStatus", "strangeStatus", "brokenReport"}
BEHAVIOURS = {
    "nothing wrong": Case({}, SETTLED),
    "one payment is rejected": Case({"rejectPayment": {"reason": "AC04"}}, NO),
    "the file is rejected": Case({"rejectFile": {}}, NO, NO),
    "the file is rejected, and nobody says so": Case({"rejectFile": {}, "noStatus": {}}, SENT, SENT),
    "the file is accepted, then one is rejected": Case({"rejectLater": {}}, NO),
    "a status that nobody knows": Case({"strangeStatus": {"reason": "QQQQ"}}, SETTLED),
    "no status ever": Case({"noStatus": {}}, SETTLED),
    "the status after the booking": Case({"statusLast": {}}, SETTLED),
    "a return": Case({"returnPayment": {"bankDays": 1}}, BACK),
    "a return told before its debit": Case({"returnPayment": {}, "tellLater": {"bankDays": 3}}, BACK),
    "a return as a reversal": Case({"returnPayment": {}, "asReversal": {}}, BACK),
    "one now, the other the next day": Case({"bookLater": {"bankDays": 1}}, SETTLED),
    "yesterday's report after today's": Case({"tellLater": {"bankDays": 1}}, SETTLED),
    "the same report under another id of the channel": Case({"repeatReport": {"times": 5}}, SETTLED),
    "the same bookings under another message id": Case({"tellAgain": {}}, SETTLED),
    "a report in pages": Case({"splitReport": {}}, SETTLED),
    "one sum with details": Case({"oneSumWithDetails": {}}, SETTLED),
    "one sum and no details": Case({"oneSum": {}}, SENT, SENT, work=("oneSum",)),
    "booked twice": Case({"bookTwice": {}}, SETTLED, differs=("bookedBefore",), work=("bookedTwice",)),
    "told again, of what has no reference": Case(
        {"noReference": {}, "tellAgain": {}}, SETTLED, differs=("bookedBefore",), work=("bookedTwice",)
    ),
    "another amount": Case({"wrongAmount": {}}, SENT, differs=("amount",), work=("mismatch",)),
    "another creditor": Case({"wrongCreditor": {}}, SENT, differs=("creditorAccount",), work=("mismatch",)),
    "another debtor": Case({"wrongDebtor": {}}, SENT, differs=("debtorAccount",), work=("mismatch",)),
    "nobody's end-to-end id": Case({"wrongEndToEndId": {}}, SENT, work=("stranger",)),
    "no end-to-end id": Case({"noEndToEndId": {}}, SENT, work=("stranger",)),
    "a report that breaks off": Case({"brokenReport": {}}, SETTLED, work=("unreadable",)),
}


_TRIED_APART = {Kind.HANG, Kind.LOSE_FILE, Kind.LOSE_ANSWER, Kind.NO_WORD, Kind.REFUSE_FILE, Kind.NO_REPORTS}
_NOT_OF_PAYMENTS = {Kind.ANSWER_LATE}


def test_each_behaviour_of_the_bank_is_tried() -> None:
    tried = {Kind(kind) for case in BEHAVIOURS.values() for kind in case.does}
    assert tried | _TRIED_APART | _NOT_OF_PAYMENTS == set(Kind)


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in BEHAVIOURS.items()])
async def test_what_the_bank_does_decides_what_becomes_of_a_payment(
    world: World, bank: SandboxBank, case: Case
) -> None:
    first, second = sorted([await world.ready_order() for _ in range(2)])
    for kind, how in case.does.items():
        await bank.behave(kind, None if kind in OF_THE_FILE else first, **how)
    release_id = await world.released(first, second)
    await world.make_file(release_id)
    await bank.settle()
    await world.read_reports()

    states = [(await world.order(order_id))["state"] for order_id in (first, second)]
    assert states == [case.first, case.second]
    refused = [("paymentBooked", "C6", f"differs: {one}") for one in case.differs]
    assert await world.refusals() == refused
    ended = await world.handed_over("paymentEnded")
    assert [one["status"] for one in ended if one["orderId"] == first] == case.endings()
    assert [one["kind"] for one in await differences(world)] == list(case.work)
    sums = (await world.about(release_id))["sums"]
    assert sums.pop("releasedOre") == 2 * GRANTED == sum(sums.values())
    assert bank.posted == [release_id.replace("-", "")]


@pytest.mark.parametrize(
    ("does", "posts"),
    [("loseFile", 2), ("loseAnswer", 1), ("hang", 2)],
    ids=["before the bank got it", "after it got it", "no answer at all"],
)
async def test_a_time_out_is_asked_about_and_never_sent_again_blind(
    world: World, bank: SandboxBank, does: str, posts: int
) -> None:
    order_id = await world.ready_order()
    release_id = await world.released(order_id)
    await bank.behave(does, seconds=0)
    await bank.behave("noWord", times=2)
    for _ in range(3):  # sent once, and asked twice without a word
        with pytest.raises(StillUnknown):
            await world.make_file(release_id)
        assert ((await world.order(order_id))["state"], len(bank.posted)) == ("unknown", 1)
    await world.make_file(release_id)
    assert ((await world.order(order_id))["state"], len(bank.posted)) == (SENT, posts)
    await bank.settle()
    await world.read_reports()
    assert (await world.order(order_id))["state"] == SETTLED


async def test_a_file_that_the_bank_does_not_take_ends_its_payments(world: World, bank: SandboxBank) -> None:
    order_id = await world.ready_order()
    await bank.behave("refuseFile")
    release_id = await world.released(order_id)
    await world.make_file(release_id)
    assert ((await world.order(order_id))["state"], (await world.about(release_id))["file"]) == (NO, "refused")
    await bank.settle()
    assert await world.read_reports() == 0


async def test_reports_that_the_bank_does_not_give_are_asked_for_again(world: World, bank: SandboxBank) -> None:
    order_id = await world.ready_order()
    await world.make_file(await world.released(order_id))
    await bank.settle()
    await bank.behave("noReports")
    with pytest.raises(ChannelUnavailable):
        await world.read_reports()
    await world.read_reports()
    assert (await world.order(order_id))["state"] == SETTLED


async def test_a_rejection_that_is_told_late_is_a_rejection(world: World, bank: SandboxBank) -> None:
    """How late it is told depends on whether today is a bank day: at the latest with what is booked next."""
    for kind in ("rejectFile", "statusLast"):
        await bank.behave(kind)
    rejected, paid = [await world.ready_order() for _ in range(2)]
    await world.make_file(await world.released(rejected))
    await world.read_reports()
    assert (await world.order(rejected))["state"] == SENT
    await bank.settle()
    await world.make_file(await world.released(paid))
    await world.read_reports()
    await bank.settle()
    await world.read_reports()
    assert [(await world.order(order_id))["state"] for order_id in (rejected, paid)] == [NO, SETTLED]


async def test_two_files_of_one_day_are_booked_in_one_report(world: World, bank: SandboxBank) -> None:
    order_ids = [await world.ready_order() for _ in range(2)]
    for order_id in order_ids:
        await world.make_file(await world.released(order_id))
    await bank.settle()
    await world.read_reports()
    assert [(await world.order(order_id))["state"] for order_id in order_ids] == [SETTLED] * 2
    assert len(set(bank.posted)) == 2
