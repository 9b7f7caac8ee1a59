"""What the bank reports: rejected, settled, returned, or something else than was released (C6)."""

from typing import Any

import httpx
import pytest

from services.payout.bank.channel import ChannelUnavailable
from services.payout.releases.sending import StillUnknown
from tests.store.payout.bank import booked
from tests.store.payout.conftest import Tamper
from tests.store.payout.world import BERTIL, GRANTED, OTHER_PAYER, PAYER, REGISTRAR, SECRETARY, World
from tests.unit.payout_bank.bank_files import (
    MESSAGE_ID,
    batch_status,
    camt054,
    details,
    entry,
    pain002,
    payment_status,
)

FROM_ANOTHER = (
    "<Acct><Id><Othr><Id>987654321</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr></Id><Ccy>SEK</Ccy><Svcr><FinInstnId>"
    "<ClrSysMmbId><ClrSysId><Cd>SESBA</Cd></ClrSysId><MmbId>6000</MmbId></ClrSysMmbId></FinInstnId></Svcr></Acct>"
)


async def sent(world: World, count: int = 1) -> tuple[str, list[str]]:
    """(release id, order ids) of payments that the bank has."""
    order_ids = sorted([await world.ready_order() for _ in range(count)])
    release_id = await world.released(*order_ids)
    await world.make_file(release_id)
    return release_id, order_ids


async def state(world: World, order_id: str) -> str:
    return str((await world.order(order_id))["state"])


def status_of(release_id: str, *payments: str, group: str = "<GrpSts>PART</GrpSts>", reason: str = "") -> bytes:
    report = pain002(batch_status("".join(payments), reason=reason), group)
    return report.replace(MESSAGE_ID.encode(), release_id.replace("-", "").encode())


def rejection(order_id: str, reason: str = "AC04") -> str:
    return payment_status(order_id.replace("-", ""), "RJCT", reason)


async def test_a_rejected_payment_ends_and_the_others_go_on(world: World) -> None:
    release_id, (first, second) = await sent(world, 2)
    world.bank.report(status_of(release_id, rejection(first)), "pain.002")
    await world.read_reports()
    order = await world.order(first)
    assert (order["state"], order["bankReason"], await state(world, second)) == ("rejected", "AC04", "sent")
    sums = (await world.about(release_id))["sums"]
    assert (sums["rejectedOre"], sums["openOre"], sums["releasedOre"]) == (GRANTED, GRANTED, 2 * GRANTED)
    (ended,) = await world.handed_over("paymentEnded")
    assert (ended["orderId"], ended["status"], ended["line"]) == (first, "rejected", 1)


async def test_a_whole_file_can_be_rejected_and_a_duplicate_is_no_rejection(world: World) -> None:
    release_id, (order_id,) = await sent(world)
    duplicate = "<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>DUPL</Cd></Rsn></StsRsnInf>"
    world.bank.report(status_of(release_id, group=duplicate), "pain.002")
    await world.read_reports()
    assert await state(world, order_id) == "sent"
    world.bank.report(status_of(release_id, group="<GrpSts>RJCT</GrpSts>"), "pain.002")
    await world.read_reports()
    assert await state(world, order_id) == "rejected"


async def test_acceptance_moves_no_money(world: World) -> None:
    release_id, (order_id,) = await sent(world)
    accepted = payment_status(order_id.replace("-", ""), "ACSC")
    world.bank.report(status_of(release_id, accepted), "pain.002")
    await world.read_reports()
    assert await state(world, order_id) == "sent"


@pytest.mark.parametrize(
    ("other", "difference"),
    [
        ({"amount": "3940.51"}, "amount"),
        ({"amount": "3940.49"}, "amount"),
        ({"account": "804020698"}, "creditorAccount"),
        ({"clearing": "6788"}, "creditorAccount"),
    ],
)
async def test_a_booking_of_something_else_settles_nothing(
    world: World, other: dict[str, str], difference: str
) -> None:
    _, (order_id,) = await sent(world)
    world.bank.book(*world.bank.payments(), **other)
    await world.read_reports()
    assert await state(world, order_id) == "sent"
    assert await world.refusals() == [("paymentBooked", "C6", f"differs: {difference}")]
    assert await world.handed_over("paymentEnded") == []


async def test_a_booking_from_another_account_settles_nothing(world: World) -> None:
    _, (order_id,) = await sent(world)
    world.bank.report(camt054(booked(world.bank.payments()[0]), FROM_ANOTHER))
    await world.read_reports()
    assert await state(world, order_id) == "sent"
    assert await world.refusals() == [("paymentBooked", "C6", "differs: debtorAccount")]


async def test_the_other_payments_booking_settles_only_that_one(world: World) -> None:
    _, order_ids = await sent(world, 2)
    payment = world.bank.payments()[0]
    world.bank.book(payment)
    await world.read_reports()
    settled = next(order_id for order_id in order_ids if order_id.replace("-", "") == payment.end_to_end_id)
    assert {order_id: await state(world, order_id) for order_id in order_ids} == {
        order_id: "settled" if order_id == settled else "sent" for order_id in order_ids
    }


def returned(payment: Any, amount: str = "3940.50") -> str:
    more = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"
    who = {"account": payment.creditor_account, "clearing": payment.creditor_clearing_id}
    return entry(details(payment.end_to_end_id, amount, **who, more=more), amount, direction="CRDT", code="RRTN")


async def test_what_comes_back_is_returned_once_the_credit_is_booked(world: World) -> None:
    release_id, (order_id,) = await sent(world)
    (payment,) = world.bank.payments()
    world.bank.book(payment)
    world.bank.report(camt054(returned(payment, "1.00")))
    await world.read_reports()
    assert await state(world, order_id) == "settled"
    world.bank.report(camt054(returned(payment)))
    await world.read_reports()
    assert await state(world, order_id) == "returned"
    sums = (await world.about(release_id))["sums"]
    assert (sums["returnedOre"], sums["settledOre"], sums["openOre"]) == (GRANTED, 0, 0)
    assert [ended["status"] for ended in await world.handed_over("paymentEnded")] == ["settled", "returned"]


async def test_a_return_that_is_reported_before_its_debit_waits_for_it(world: World) -> None:
    _, (order_id,) = await sent(world)
    (payment,) = world.bank.payments()
    world.bank.report(camt054(returned(payment)))
    await world.read_reports()
    assert (await state(world, order_id), await world.handed_over("paymentEnded")) == ("sent", [])
    world.bank.book(payment)
    await world.read_reports()
    assert (await state(world, order_id), await world.refusals()) == ("returned", [])
    assert [ended["status"] for ended in await world.handed_over("paymentEnded")] == ["settled", "returned"]


async def test_a_payment_is_settled_once_whatever_is_reported_again(world: World) -> None:
    _, (order_id,) = await sent(world)
    (payment,) = world.bank.payments()
    world.bank.book(payment)
    world.bank.report(world.bank.reports[0][2])
    world.bank.report(camt054(booked(payment) + booked(payment)))
    await world.read_reports()
    assert await state(world, order_id) == "settled"
    assert [ended["status"] for ended in await world.handed_over("paymentEnded")] == ["settled"]
    assert await world.refusals() == [], "the bank's own reference says that it is the same booking"
    world.bank.report(camt054(booked(payment).replace("R1", "R2")))
    await world.read_reports()
    assert await world.refusals() == [("paymentBooked", "C6", "differs: bookedBefore")]
    assert [await world.count(table) for table in ("bank_report", "bank_booking")] == [4, 4]
    assert [one.act for one in await world.log()].count("fileSent") == 1
    assert await world.read_reports() == 0


async def test_strangers_and_what_cannot_be_read_are_kept_and_hold_nothing_up(world: World) -> None:
    _, (order_id,) = await sent(world)
    (payment,) = world.bank.payments()
    world.bank.report(b"<not xml")
    world.bank.report(status_of("0194abcd-0000-7000-8000-000000000009"), "pain.002")
    world.bank.report(camt054(entry(details("NOTPROVIDED"), "3940.50") + entry(details(), "3940.50") + booked(payment)))
    assert await world.read_reports() == 3
    assert await state(world, order_id) == "settled"
    async with world.payout.running.engine.connect() as connection:
        rows = await connection.exec_driver_sql("select outcome from bank_booking order by number")
        assert list(rows.scalars()) == ["stranger", "stranger", "settled"]


async def test_a_booking_of_what_was_changed_where_it_is_stored_settles_nothing_and_holds_nothing_up(
    world: World, tamper: Tamper
) -> None:
    _, (first,) = await sent(world)
    tamper("update bank_file set sealed_payments = sealed")
    _, (second,) = await sent(world)
    world.bank.book(*world.bank.payments())
    await world.read_reports()
    assert (await state(world, first), await state(world, second)) == ("sent", "settled")
    assert await world.refusals() == [("paymentBooked", "C6", "differs: releasedPayment")]


async def test_a_report_tells_that_the_bank_has_a_file_of_which_nobody_knew(world: World) -> None:
    order_id = await world.ready_order()
    release_id = await world.released(order_id)
    world.bank.answers = ["lost"]
    with pytest.raises(StillUnknown):
        await world.make_file(release_id)
    world.bank.book(*world.bank.payments())
    await world.read_reports()
    assert (await state(world, order_id), (await world.about(release_id))["file"]) == ("settled", "sent")
    await world.make_file(release_id)
    assert world.bank.sent == 1


async def test_a_bank_that_is_away_is_asked_again(world: World) -> None:
    _, (order_id,) = await sent(world)
    world.bank.book(*world.bank.payments())
    world.silent = {"bank"}
    with pytest.raises(ChannelUnavailable):
        await world.read_reports()
    world.silent = set()
    await world.read_reports()
    assert await state(world, order_id) == "settled"


async def bring(
    world: World, data: bytes, by: str = OTHER_PAYER, key: str = "a-report-brought", **token: str
) -> httpx.Response:
    caller = world.payout.person(by, "payer", **token)
    headers = {**caller.headers, "Idempotency-Key": key, "Content-Type": "application/xml"}
    return await world.payout.client.post("/v1/bank-reports", content=data, headers=headers)


async def test_somebody_who_released_nothing_in_it_may_bring_a_report(world: World) -> None:
    release_id, (order_id,) = await sent(world)
    data = camt054(booked(world.bank.payments()[0]))
    for own in (data, status_of(release_id, rejection(order_id))):
        refused = await bring(world, own, by=PAYER, key=f"own-report-{len(own)}-xx")
        assert (refused.status_code, refused.json()["rule"]) == (403, "C8")
    assert await state(world, order_id) == "sent"

    answer = await bring(world, data)
    assert (answer.status_code, answer.json()["readAs"]) == (201, "notification")
    assert await state(world, order_id) == "settled"
    again = await bring(world, data, key="a-report-once-more")
    assert again.json() == {**answer.json(), "readAs": "duplicate"}
    world.bank.report(data)
    await world.read_reports()
    assert len(await world.handed_over("paymentEnded")) == 1
    assert "paymentBooked" not in [act for act, _, _ in await world.refusals()], "what came twice is no mismatch"
    assert (await bring(world, b"<x/>", key="no-report-at-all")).status_code == 422


@pytest.mark.parametrize(("who", "rule"), [(SECRETARY, "C8"), (REGISTRAR, "C8"), (BERTIL, "C2")])
async def test_who_has_a_hand_in_it_or_is_a_party_does_not_tell_how_it_ended(world: World, who: str, rule: str) -> None:
    """What a report says has come back is paid once more."""
    _, (order_id,) = await sent(world)
    answer = await bring(world, camt054(booked(world.bank.payments()[0])), by=who)
    assert (answer.status_code, answer.json()["rule"]) == (403, rule)
    assert (await state(world, order_id), await world.count("bank_report")) == ("sent", 0)


async def test_nobody_brings_a_report_about_another_municipalitys_payments(world: World) -> None:
    release_id, (order_id,) = await sent(world)
    about_it = (camt054(booked(world.bank.payments()[0])), status_of(release_id, rejection(order_id)))
    for number, data in enumerate(about_it):
        answer = await bring(world, data, key=f"from-elsewhere-{number}", municipality="0180")
        assert answer.status_code == 404
    assert await state(world, order_id) == "sent"
    assert await world.count("bank_report") == 0
