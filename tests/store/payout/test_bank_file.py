"""The bank file is made of statements alone (C4), and reaches the bank once (C6)."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from services.payout.releases import making
from services.payout.releases.in_force import NotAnswered
from services.payout.releases.sending import FileAltered, StillUnknown
from services.payout.releases.verifying import Verified, verify
from shared.auth.statements import Hands, Subject, state
from shared.boxes import seal
from shared.canonical import canonical
from shared.ids import new_id
from shared.running import LARGE_AT_ONCE
from tests.harness.service import BOX_PUBLIC, MUNICIPALITY, person
from tests.store.payout.conftest import Tamper
from tests.store.payout.raw_sql import Connection, somebody_waits
from tests.store.payout.world import (
    GRANTED,
    HEAD,
    OTHER_ACCOUNT,
    PAYER,
    REGISTRAR,
    SECRETARY,
    TYPIST,
    Household,
    World,
)

FORGED_BOX = seal(
    BOX_PUBLIC,
    canonical({"clearingNumber": OTHER_ACCOUNT[0], "accountNumber": OTHER_ACCOUNT[1], "holderName": "Testperson Zäta"}),
)


async def left_out(world: World, release_id: str) -> Any:
    """What stands against the only order of the release once the file should be there; None where it was paid."""
    await world.make_file(release_id)
    (order,) = await world.orders()
    paid = [payment.end_to_end_id for payment in world.bank.payments()]
    assert (order["state"] == "blocked") is (order["id"].replace("-", "") not in paid)
    return order["blockedBy"]


@pytest.mark.parametrize(
    ("statement", "params", "rule", "reason"),
    [
        ("update payment_order set amount_ore = %s", [999999], "C3", "orderAltered"),
        ("update payment_order set account_version = %s", [2], "C3", "orderAltered"),
        ("update payment_order set household_id = gen_random_uuid()", [], "C3", "orderAltered"),
        ("update payment_order set purpose = 'other'", [], "C3", "orderAltered"),
        (
            "update decision set document = jsonb_set(document, '{lines,0,amountOre}', '999999')",
            [],
            "C4",
            "decisionStatement",
        ),
        ("update decision set document = '{}'", [], "C4", "statementMissing"),
        ("update decision set statement = 'x' || statement", [], "C4", "decisionStatement"),
        ("update decision set statement = (select statement from application)", [], "C4", "decisionStatement"),
        ("update decision set act = 'inForceStated'", [], "C4", "decisionStatement"),
        ("update application set document = document || %s", [Jsonb({"x": 1})], "C4", "applicationStatement"),
        (
            "update household_version set document = jsonb_set(document, '{members,0,role}', '\"child\"')",
            [],
            "C4",
            "householdStatement",
        ),
        ("update household_version set document = '{}'", [], "C4", "householdStatement"),
        ("update account_entry set sealed = %s", [FORGED_BOX], "C4", "accountEntryStatement"),
        ("update account_entry set document = '[]'", [], "C4", "statementMissing"),
        (
            "update account_entry set document = jsonb_set(document, '{number}', '1'), number = 7 where number = 2",
            [],
            "C4",
            "accountEntryStatement",
        ),
        ("delete from account_entry where number = 2", [], "C4", "statementMissing"),
        ("delete from application", [], "C4", "statementMissing"),
        (
            "update release set document = jsonb_set(document, '{orders,0,amountOre}', '999999')",
            [],
            "C4",
            "releaseStatement",
        ),
        ("update release set statement = (select statement from decision)", [], "C4", "releaseStatement"),
        ("update release set municipality = municipality, due_date = due_date", [], None, None),
    ],
)
async def test_what_a_superuser_changes_between_decision_and_file_stays_out_of_it(
    world: World, tamper: Tamper, statement: str, params: list[Any], rule: str | None, reason: str | None
) -> None:
    release_id = await world.released(await world.ready_order())
    tamper(statement, *params)
    found = await left_out(world, release_id)
    assert found == (None if rule is None else {"rule": rule, "reason": reason})
    if rule is not None:
        assert await world.refusals() == [("fileMade", rule, reason)]
        about = await world.about(release_id)
        assert (about["file"], about["sums"]["openOre"]) == ("empty", 0)
        assert about["sums"]["blockedOre"] == about["sums"]["releasedOre"]
        assert world.bank.sent == 0


async def test_a_line_that_a_release_states_twice_is_not_paid(world: World, sql: Connection, tamper: Tamper) -> None:
    """Somebody who has payout's own key states it so: not even then twice, and nobody knows which of them is meant."""
    release_id = await world.released(await world.ready_order())
    document = (sql.execute("select document from release").fetchone() or ({},))[0]
    twice = {**document, "orders": [*document["orders"], {**document["orders"][0], "orderId": str(new_id())}]}
    running, subject = world.payout.running, Subject("release", release_id, 1)
    made: Any = {"act": "paymentReleased", "municipality": MUNICIPALITY, "subject": subject, "document": twice}
    stated = state(running.name, running.key, running.clock, hands=Hands(release=(person(PAYER),)), **made)
    tamper("update release set document = %s, statement = %s", Jsonb(twice), stated)
    assert await left_out(world, release_id) == {"rule": "C6", "reason": "lineTwice"}


async def test_hands_are_those_of_the_statements_not_of_the_rows(world: World, tamper: Tamper) -> None:
    """A superuser takes the payer's earlier hand out of every row: the statements still tell."""
    await world.tell(*world.chain(Household(), by=(SECRETARY, PAYER)))
    (order,) = await world.orders()
    tamper("update decision set hands = %s", [person(SECRETARY)])
    tamper("delete from order_hand where person = %s", person(PAYER))
    release_id = await world.released(order["id"])
    assert await left_out(world, release_id) == {"rule": "C1", "reason": "decision"}


async def test_equal_is_what_the_boxes_hold_not_what_a_row_says(world: World, tamper: Tamper) -> None:
    home = Household()
    await world.tell(
        ("intake", world.household(home)),
        ("intake", world.application(home)),
        ("intake", world.entry(home, by=REGISTRAR)),
        ("intake", world.entry(home, by=TYPIST, number=2, account=OTHER_ACCOUNT)),
    )
    tamper("update account_comparison set equal = true, status = 'payable'")
    await world.tell(("decision", world.decision(home)))
    (order,) = await world.orders()
    release_id = await world.released(order["id"])
    assert await left_out(world, release_id) == {"rule": "C3", "reason": "accountMismatch"}


async def test_an_altered_payment_takes_no_other_with_it(world: World, tamper: Tamper) -> None:
    first, second = await world.ready_order(), await world.ready_order()
    release_id = await world.released(first, second)
    tamper("update payment_order set amount_ore = 1 where id = %s", first)
    await world.make_file(release_id)
    assert [payment.end_to_end_id for payment in world.bank.payments()] == [second.replace("-", "")]
    assert {order["id"]: order["state"] for order in await world.orders()} == {first: "blocked", second: "sent"}


async def test_a_name_that_no_bank_can_write_keeps_only_its_own_payment_out(world: World) -> None:
    home, unwritable = Household(), {"holderName": "Иван"}
    household, _, _, application, decision = world.chain(home)
    entries = [
        ("intake", world.entry(home, by=by, number=number, inside=unwritable))
        for number, by in ((1, REGISTRAR), (2, TYPIST))
    ]
    await world.tell(household, *entries, application, decision)
    (named,) = await world.orders()
    other = await world.ready_order()
    release_id = await world.released(named["id"], other)
    await world.make_file(release_id)
    found = {order["id"]: (order["state"], order["blockedBy"]) for order in await world.orders()}
    assert found == {named["id"]: ("blocked", {"rule": "ISO 20022", "reason": "notWritable"}), other: ("sent", None)}


@pytest.mark.parametrize("kind", ["household", "accountEntry", "application", "decision"])
async def test_what_is_no_longer_in_force_is_not_paid(world: World, kind: str) -> None:
    release_id = await world.released(await world.ready_order())
    world.not_in_force = {kind}
    assert await left_out(world, release_id) == {"rule": "C4", "reason": f"{kind}NotInForce"}


async def test_owners_are_asked_about_every_object_by_id_version_and_digest(world: World) -> None:
    release_id = await world.released(await world.ready_order(), await world.ready_order())
    await world.make_file(release_id)
    asked = {one["service"]: one for one in world.asked}
    kinds = {service: sorted(item["type"] for item in one["items"]) for service, one in asked.items()}
    assert kinds == {
        "intake": ["accountEntry"] * 4 + ["application"] * 2 + ["household"] * 2,
        "decision": ["decision"] * 2,
    }
    assert {one["releaseId"] for one in world.asked} == {release_id}
    assert not any(letter.isdigit() for one in world.asked for letter in one["key"])


@pytest.mark.parametrize("service", ["intake", "decision"])
async def test_nothing_is_paid_while_an_owner_is_away(world: World, service: str) -> None:
    order_id = await world.ready_order()
    release_id = await world.released(order_id)
    world.silent = {service}
    with pytest.raises(NotAnswered):
        await world.make_file(release_id)
    assert ((await world.order(order_id))["state"], world.bank.sent) == ("released", 0)
    world.silent = set()
    await world.make_file(release_id)
    assert (await world.order(order_id))["state"] == "sent"


async def test_what_an_owner_states_counts_for_five_minutes(world: World) -> None:
    order_id = await world.ready_order()
    release_id = await world.released(order_id)
    world.in_force_age = timedelta(minutes=5, seconds=1)
    with pytest.raises(NotAnswered):
        await world.make_file(release_id)
    assert world.bank.sent == 0
    keys = [one["key"] for one in world.asked]
    assert len(set(keys)) == len(keys), "an old answer is not asked for again"

    world.in_force_age = timedelta(minutes=4)
    await world.make_file(release_id)
    assert (await world.order(order_id))["state"] == "sent"


async def test_a_fresh_answer_is_kept_and_an_old_one_is_asked_for_anew(world: World) -> None:
    """The job is killed after it has asked, and runs again: at once, or much later."""
    release_id = await world.released(await world.ready_order())
    world.silent = {"bank"}
    with pytest.raises(StillUnknown):
        await world.make_file(release_id)
    assert len(world.asked) == 2

    second = await world.released(await world.ready_order())
    world.silent = {"intake"}
    with pytest.raises(NotAnswered):
        await world.make_file(second)
    world.silent = set()
    await world.make_file(second)
    assert [one["service"] for one in world.asked[2:]] == ["decision", "intake"], "decision is not asked twice"

    third = await world.released(await world.ready_order())
    world.silent = {"intake"}
    with pytest.raises(NotAnswered):
        await world.make_file(third)
    world.silent = set()
    world.turn_clock(minutes=6)
    await world.make_file(third)
    assert [one["service"] for one in world.asked[4:]] == ["decision", "decision", "intake"]


async def test_what_grows_old_while_the_job_waits_is_asked_for_anew_and_blocks_nothing(
    world: World, sql: Connection
) -> None:
    order_id = await world.ready_order()
    release_id = await world.released(order_id)
    sql.execute("select id from payment_order for update")
    making = asyncio.create_task(world.make_file(release_id))
    await somebody_waits(sql)
    world.turn_clock(minutes=6)
    sql.rollback()
    with pytest.raises(NotAnswered):
        await making
    await world.make_file(release_id)
    assert ((await world.order(order_id))["state"], len(world.asked)) == ("sent", 4)


async def test_a_stored_answer_that_was_changed_is_asked_for_anew(world: World, tamper: Tamper) -> None:
    order_id = await world.ready_order()
    release_id = await world.released(order_id)
    world.silent = {"intake"}
    with pytest.raises(NotAnswered):
        await world.make_file(release_id)
    tamper("update in_force set document = jsonb_set(document, '{statedAt}', '\"2099-01-01T00:00:00Z\"')")
    world.silent = set()
    await world.make_file(release_id)
    assert [one["service"] for one in world.asked] == ["decision", "decision", "intake"]
    assert (await world.order(order_id))["state"] == "sent"


async def test_an_answer_that_its_owner_did_not_sign_does_not_count(world: World) -> None:
    release_id = await world.released(await world.ready_order())
    world.forged = True
    with pytest.raises(NotAnswered):
        await world.make_file(release_id)
    assert world.bank.sent == 0


async def test_an_account_entered_anew_after_the_release_is_not_paid(world: World) -> None:
    home = Household()
    await world.tell(*world.chain(home))
    (order,) = await world.orders()
    release_id = await world.released(order["id"])
    await world.tell(("intake", world.entry(home, by=REGISTRAR, version=2)))
    await world.make_file(release_id)
    assert ((await world.order(order["id"]))["state"], world.bank.sent) == ("cancelled", 0)
    assert (await world.about(release_id))["sums"]["cancelledOre"] == GRANTED


async def test_once_the_file_is_made_an_account_entered_anew_comes_too_late(world: World) -> None:
    home = Household()
    await world.tell(*world.chain(home))
    (order,) = await world.orders()
    release_id = await world.released(order["id"])
    world.silent = {"bank"}
    with pytest.raises(StillUnknown):
        await world.make_file(release_id)
    await world.tell(("intake", world.entry(home, by=REGISTRAR, version=2)))
    assert (await world.order(order["id"]))["state"] == "unknown"
    world.silent = set()
    await world.make_file(release_id)
    assert (await world.order(order["id"]))["state"] == "sent"


async def test_the_job_again_makes_no_second_file_and_sends_nothing_twice(world: World) -> None:
    release_id = await world.released(await world.ready_order())
    for _ in range(3):
        await world.make_file(release_id)
    assert (world.bank.sent, len(world.bank.files), len(world.asked)) == (1, 1, 2)


async def test_after_no_clear_answer_the_bank_is_asked_before_anything_is_sent_again(world: World) -> None:
    order_id = await world.ready_order()
    release_id = await world.released(order_id)
    world.bank.answers = ["lost"]
    with pytest.raises(StillUnknown):
        await world.make_file(release_id)
    assert ((await world.order(order_id))["state"], (await world.about(release_id))["file"]) == ("unknown", "unknown")
    assert (await world.about(release_id))["sums"]["openOre"] == GRANTED
    stopped = await world.payout.person(HEAD, "unitHead").post(
        f"/v1/payment-orders/{order_id}/stop", {"reason": "wrongPayee"}
    )
    assert stopped.status_code == 409, "nobody knows whether it can still be stopped"

    await world.make_file(release_id)
    assert ((await world.order(order_id))["state"], world.bank.sent) == ("sent", 1)


@pytest.mark.parametrize("status", [500, 503, 401, 409, 429])
async def test_a_file_that_the_bank_does_not_know_is_sent_again_under_the_same_id(world: World, status: int) -> None:
    order_id = await world.ready_order()
    release_id = await world.released(order_id)
    world.bank.answers = [status]
    with pytest.raises(StillUnknown):
        await world.make_file(release_id)
    await world.make_file(release_id)
    assert ((await world.order(order_id))["state"], world.bank.sent) == ("sent", 2)
    assert list(world.bank.files) == [release_id.replace("-", "")]


async def test_a_file_that_the_bank_refuses_ends_its_payments(world: World) -> None:
    order_id = await world.ready_order()
    release_id = await world.released(order_id)
    world.bank.answers = [422]
    await world.make_file(release_id)
    assert (await world.about(release_id))["file"] == "refused"
    order = await world.order(order_id)
    assert (order["state"], order["bankReason"]) == ("rejected", "fileRefused")
    (ended,) = await world.handed_over("paymentEnded", to="decision")
    assert (ended["status"], ended["amountOre"]) == ("rejected", GRANTED)
    await world.make_file(release_id)
    assert world.bank.sent == 1


async def test_a_file_that_was_changed_where_it_is_stored_is_not_sent(world: World, tamper: Tamper) -> None:
    order_id = await world.ready_order()
    release_id = await world.released(order_id)
    world.silent = {"bank"}
    with pytest.raises(StillUnknown):
        await world.make_file(release_id)
    tamper("update bank_file set sealed = %s", seal(BOX_PUBLIC, b"<Document/>"))
    world.silent = set()
    with pytest.raises(FileAltered):
        await world.make_file(release_id)
    assert (world.bank.files, (await world.order(order_id))["state"]) == ({}, "unknown")


async def test_no_more_than_two_releases_are_held_in_memory_at_a_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many a payer of a large city releases, one after the other."""
    releases = [await world.released(await world.ready_order()) for _ in range(LARGE_AT_ONCE + 1)]
    too_many = asyncio.Event()
    held: set[int] = set()

    async def verify_when_the_others_have_come(running: Any, facts: Any, municipality: str) -> Verified:
        held.add(id(facts))
        if len(held) > LARGE_AT_ONCE:
            too_many.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(too_many.wait(), 0.5)
        held.remove(id(facts))
        return await verify(running, facts, municipality)

    monkeypatch.setattr(making, "verify", verify_when_the_others_have_come)
    await asyncio.gather(*map(world.make_file, releases))
    assert not too_many.is_set()
    assert world.bank.sent == len(releases)
