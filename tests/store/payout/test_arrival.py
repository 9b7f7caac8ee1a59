"""Facts come in any order, may come twice, and nobody is taken at their word (C4)."""

import asyncio
from itertools import permutations
from typing import Any

import pytest

from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt
from shared.ids import new_id
from tests.harness.service import key_of
from tests.store.payout.raw_sql import Connection, somebody_waits
from tests.store.payout.world import (
    ADAM,
    BERTIL,
    CHILD,
    GRANTED,
    HEAD,
    PAYER,
    REGISTRAR,
    SECRETARY,
    TYPIST,
    Household,
    World,
)


async def test_the_order_of_arrival_changes_nothing(world: World) -> None:
    """Every twelfth of the 120 orders, and every event twice."""
    for chosen in list(permutations(range(5)))[::12]:
        chain = world.chain(Household())
        results = await world.tell(*(chain[n] for n in chosen for _ in range(2)))
        assert [result["outcome"] for result in results] == ["accepted", "duplicate"] * 5
    found = await world.orders(limit=100)
    assert [order["state"] for order in found] == ["ready"] * 10


async def test_the_same_fact_in_a_new_event_changes_nothing_and_another_one_is_refused(world: World) -> None:
    home = Household()
    *before, (_, decision) = world.chain(home)
    await world.tell(*before, ("decision", decision))
    entries = await world.count("log_entry")
    for sender, event in (*before, ("decision", decision)):
        (again,) = await world.payout.hand_over_all(sender, {**event, "id": str(new_id())})
        assert again["outcome"] == "accepted"
    assert await world.count("log_entry") == entries

    (contradicting,) = await world.tell(("decision", world.decision(home, amounts=(1,))))
    assert contradicting["problem"]["type"].endswith("/fact-contradicted")
    assert [order["amountOre"] for order in await world.orders()] == [GRANTED]


async def test_facts_that_come_at_the_same_moment_do_not_miss_each_other(world: World, sql: Connection) -> None:
    """Of two batches, each in one transaction, neither makes an order ready alone: the later must see the earlier."""
    homes = [Household() for _ in range(3)]
    for home in homes:
        await world.tell(*world.chain(home)[:3])
    applications = [("intake", world.application(home)) for home in homes]
    decisions = [("decision", world.decision(home)) for home in homes]
    await world.tell(("intake", world.application(Household())))
    held_up = """
        insert into application
        select (jsonb_populate_record(a, jsonb_build_object('id', %s::uuid))).* from application a"""
    sql.execute(held_up, [applications[-1][1]["object"]["applicationId"]])
    first = asyncio.create_task(world.tell(*applications))
    await somebody_waits(sql)
    second = asyncio.create_task(world.tell(*decisions))
    await somebody_waits(sql, at_least=2)
    sql.rollback()
    await asyncio.gather(first, second)
    assert [order["state"] for order in await world.orders()] == ["ready"] * 3


@pytest.mark.parametrize("missing", [0, 1, 2, 3])
async def test_an_order_waits_for_what_has_not_come(world: World, missing: int) -> None:
    chain = world.chain(Household())
    await world.tell(*(event for n, event in enumerate(chain) if n != missing))
    (order,) = await world.orders()
    waits_for = ["household", "accountEntry", "accountEntry", "application"][missing]
    assert (order["state"], (await world.order(order["id"]))["waitsFor"]) == ("received", waits_for)

    await world.tell(chain[missing])
    assert (await world.order(order["id"]))["state"] == "ready"


async def test_each_line_of_a_decision_becomes_an_order(world: World) -> None:
    await world.tell(*world.chain(Household(), amounts=(300000, 94050)))
    found = [(order["line"], order["amountOre"], order["state"]) for order in await world.orders()]
    assert sorted(found) == [(1, 300000, "ready"), (2, 94050, "ready")]


async def test_lines_above_what_was_granted_are_refused(world: World) -> None:
    (result,) = await world.tell(("decision", world.decision(Household(), granted=GRANTED - 1)))
    assert (result["outcome"], result["problem"]["type"].split("/")[-1]) == ("refused", "above-granted")
    assert await world.orders() == []
    assert await world.refusals() == [("decisionMade", "C3", "above granted")]


def altered(event: dict[str, Any]) -> dict[str, Any]:
    event["object"]["lines"][0]["amountOre"] = 1
    return event


def re_salted(event: dict[str, Any]) -> dict[str, Any]:
    event["object"]["salt"] = new_salt()
    return event


def about_another(event: dict[str, Any]) -> dict[str, Any]:
    event["subject"]["version"] = 2
    return event


def of_another_municipality(event: dict[str, Any]) -> dict[str, Any]:
    event["municipality"] = "0180"
    return event


def with_a_foreign_statement(event: dict[str, Any]) -> dict[str, Any]:
    event["statement"] = event["statement"][:-8] + "AAAAAAAA"
    return event


@pytest.mark.parametrize(
    "forge", [altered, re_salted, about_another, of_another_municipality, with_a_foreign_statement]
)
async def test_a_forged_or_altered_statement_is_refused(world: World, forge: Any) -> None:
    home = Household()
    *before, (_, decision) = world.chain(home)
    results = await world.tell(*before, ("decision", forge(decision)))
    assert results[-1]["outcome"] == "refused"
    assert results[-1]["problem"]["type"].endswith("/statement-refused")
    assert await world.orders() == []
    assert ("decisionMade", "C4", "statement refused") in await world.refusals()


async def test_a_statement_about_another_thing_than_its_object_is_refused(world: World) -> None:
    """Well signed by its owner, and yet the object is not the one that the statement names."""
    known = world.household(Household())["object"]
    subject = Subject("household", known["householdId"], 2)
    event = world.payout.event("intake", "householdChanged", subject, known, hands=Hands(entry=("k" * 43,)))
    (result,) = await world.tell(("intake", event))
    assert result["problem"]["type"].endswith("/object-not-as-agreed")
    assert await world.count("household_version") == 0


async def test_a_service_states_only_what_is_its_own(world: World) -> None:
    """Intake makes no decision, and decision's key does not sign for intake."""
    home = Household()
    decision, household = world.decision(home), world.household(home)
    by_intake = (await world.payout.hand_over_all("intake", decision))[0]
    by_decision = (await world.payout.hand_over_all("decision", household))[0]
    assert by_intake["problem"]["type"].endswith("/hand-over-not-expected")
    assert by_decision["problem"]["type"].endswith("/hand-over-not-expected")
    assert key_of("intake") != key_of("decision")


async def test_a_decision_by_who_entered_the_account_blocks_the_order(world: World) -> None:
    await world.tell(*world.chain(Household(), by=(SECRETARY, REGISTRAR)))
    (order,) = await world.orders()
    assert (order["state"], order["blockedBy"]) == ("blocked", {"rule": "C1", "reason": "account"})
    blocked = next(one for one in await world.log() if one.act == "orderBlocked")
    assert (blocked.rule, blocked.subjects["orderId"]) == ("C1", order["id"])


async def test_a_decision_by_who_typed_in_the_paper_application_blocks_the_order(world: World) -> None:
    home = Household()
    household, *entries, _, _ = world.chain(home)
    paper = ("intake", world.application(home, by=TYPIST))
    await world.tell(household, *entries, paper, ("decision", world.decision(home, by=(TYPIST,))))
    (order,) = await world.orders()
    assert order["blockedBy"] == {"rule": "C1", "reason": "entry"}


@pytest.mark.parametrize("by", [CHILD, BERTIL])
async def test_a_decision_in_the_own_case_blocks_the_order(world: World, by: str) -> None:
    await world.tell(*world.chain(Household(), by=(by,)))
    (order,) = await world.orders()
    assert order["blockedBy"] == {"rule": "C2", "reason": "householdMember"}


async def test_who_was_a_member_before_is_in_their_own_case(world: World) -> None:
    home = Household()
    await world.tell(*world.chain(home))
    left = world.household(home, version=2, members=(ADAM, CHILD, SECRETARY))
    await world.tell(("intake", left))
    (order,) = await world.orders()
    assert order["blockedBy"] == {"rule": "C2", "reason": "householdMember"}


async def test_a_household_that_has_changed_blocks_what_rests_on_its_old_version(world: World) -> None:
    home = Household()
    await world.tell(*world.chain(home), ("intake", world.household(home, version=2, members=(ADAM, CHILD))))
    (order,) = await world.orders()
    assert order["blockedBy"] == {"rule": "C4", "reason": "householdChanged"}


async def test_an_account_entered_anew_cancels_the_order(world: World) -> None:
    home = Household()
    await world.tell(*world.chain(home), ("intake", world.entry(home, by=REGISTRAR, version=2)))
    (order,) = await world.orders()
    assert (order["state"], order["blockedBy"]["reason"]) == ("cancelled", "accountSuperseded")
    (ended,) = await world.handed_over("paymentEnded")
    assert (ended["status"], ended["amountOre"], ended["orderId"]) == ("cancelled", GRANTED, order["id"])


async def test_a_protected_household_is_in_no_shared_list(world: World) -> None:
    home = Household()
    _, *rest = world.chain(home)
    await world.tell(("intake", world.household(home, protected=True)), *rest)
    payer = world.payout.person(PAYER, "payer")
    assert (await payer.get("/v1/payment-orders")).json()["items"] == []
    (order,) = await world.orders()
    assert (await payer.get(f"/v1/payment-orders/{order['id']}")).status_code == 200
    assert (await world.release(order["id"])).status_code == 201


async def test_orders_are_listed_by_page_state_and_day_for_payers_and_heads_of_the_municipality(world: World) -> None:
    for _ in range(3):
        await world.tell(*world.chain(Household()))
    await world.tell(*world.chain(Household(), by=(REGISTRAR,)))
    payer = world.payout.person(PAYER, "payer")
    first = (await payer.get("/v1/payment-orders", limit=2, state="ready")).json()
    second = (await payer.get("/v1/payment-orders", limit=2, page=2, state="ready")).json()
    assert (len(first["items"]), first["hasMore"], len(second["items"]), second["hasMore"]) == (2, True, 1, False)
    day = first["items"][0]["payOn"]
    assert len((await payer.get("/v1/payment-orders", **{"from": day, "to": day})).json()["items"]) == 4
    assert (await payer.get("/v1/payment-orders", **{"from": "2099-01-01"})).json()["items"] == []
    assert (await payer.get("/v1/payment-orders", page=101, limit=100)).status_code == 400

    elsewhere = world.payout.person(HEAD, "unitHead", municipality="0180")
    assert (await elsewhere.get("/v1/payment-orders")).json()["items"] == []
    assert (await elsewhere.get(f"/v1/payment-orders/{first['items'][0]['id']}")).status_code == 404
    assert (await world.payout.person(REGISTRAR, "registrar").get("/v1/payment-orders")).status_code == 403
    assert {"householdId", "accountId", "holder"} & set(first["items"][0]) == set()
