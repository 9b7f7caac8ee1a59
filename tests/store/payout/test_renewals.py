"""A payment that failed goes on as a successor, of a renewed line, through the same walls (C1, C3, C4, C6)."""

import asyncio
from itertools import permutations
from random import Random
from typing import Any

import pytest

from tests.harness.service import person
from tests.store.payout.conftest import Tamper
from tests.store.payout.stops import stop_asked
from tests.store.payout.world import (
    GRANTED,
    HEAD,
    PAYER,
    REGISTRAR,
    RENEWER,
    SECOND_REGISTRAR,
    SECRETARY,
    Household,
    World,
)

ENDED = ("cancelled", "rejected", "returned")


async def by_version(world: World) -> list[dict[str, Any]]:
    return sorted(await world.orders(limit=100), key=lambda order: order["lineVersion"])


async def superseded(world: World) -> Household:
    """Whose account has been entered anew, so that the order is cancelled."""
    home = Household()
    await world.tell(*world.chain(home), *world.new_account(home))
    return home


async def refused(world: World, event: dict[str, Any]) -> str:
    (result,) = await world.tell(("decision", event))
    assert result["outcome"] == "refused"
    return str(result["problem"]["type"].split("/")[-1])


async def test_a_renewed_line_is_paid_to_the_new_account_by_statements_alone(world: World) -> None:
    home = await superseded(world)
    renewal = world.renewal(home, account_version=2)
    assert [one["outcome"] for one in await world.tell(("decision", renewal), ("decision", renewal))] == [
        "accepted",
        "duplicate",
    ]
    first, second = await by_version(world)
    assert (first["state"], first["cancelledBecause"]) == ("cancelled", "accountSuperseded")
    assert (second["state"], second["lineVersion"], second["amountOre"]) == ("ready", 2, GRANTED)
    read = [await world.order(order["id"]) for order in (first, second)]
    assert (read[0]["successor"], read[1]["predecessor"]) == (second["id"], first["id"])
    assert (read[0]["predecessor"], read[1]["successor"]) == (None, None)

    release_id = await world.released(second["id"])
    await world.make_file(release_id)
    asked = next(one for one in world.asked if one["service"] == "decision")
    kinds = {(item["type"], item["id"], item["version"]) for item in asked["items"]}
    assert kinds == {("decision", str(home.decision_id), 1), ("lineRenewal", renewal["object"]["renewalId"], 1)}
    (payment,) = world.bank.payments()
    assert payment.end_to_end_id == second["id"].replace("-", "")


async def test_a_blocked_order_is_cancelled_by_the_renewal_that_replaces_it(world: World) -> None:
    home = Household()
    changed = ("intake", world.household(home, version=2, by=SECOND_REGISTRAR))
    await world.tell(*world.chain(home), changed)
    (blocked,) = await world.orders()
    healed_by = (await world.order(blocked["id"]))["healedBy"]
    assert (blocked["state"], "förnya" in healed_by["sv"], "renew" in healed_by["en"]) == ("blocked", True, True)
    await world.tell(("decision", world.renewal(home, household_version=2)))
    first, second = await by_version(world)
    assert (first["state"], first["cancelledBecause"], second["state"]) == ("cancelled", "renewed", "ready")
    assert (await world.order(first["id"]))["healedBy"] is None
    (ended,) = await world.handed_over("paymentEnded")
    assert (ended["orderId"], ended["status"], ended["because"]) == (first["id"], "cancelled", "renewed")

    given = await world.payout.service("audit").get(f"/v1/payment-orders/{second['id']}/statements")
    ends = [one["object"] for one in given.json()["statements"] if "status" in one["object"]]
    assert [(end["orderId"], end["number"], end["status"]) for end in ends] == [(first["id"], 1, "cancelled")], (
        "the evidence of a payment tells what became of those before it (C6)"
    )


@pytest.mark.parametrize("state", ["received", "ready", "released", "sent", "settled"])
async def test_a_line_is_not_renewed_while_its_order_lives(world: World, state: str) -> None:
    home = Household()
    chain = world.chain(home)
    await world.tell(*(chain[1:] if state == "received" else chain))
    (order,) = await world.orders()
    if state in ("released", "sent", "settled"):
        release_id = await world.released(order["id"])
        if state != "released":
            await world.make_file(release_id)
        if state == "settled":
            world.bank.book(*world.bank.payments())
            await world.read_reports()
    assert (await world.order(order["id"]))["state"] == state
    assert await refused(world, world.renewal(home)) == "line-has-a-live-order"
    assert (await world.refusals())[-1] == ("lineRenewed", "C6", "predecessor live")
    assert (len(await world.orders()), await world.count("line_renewal")) == (1, 0)


async def test_what_was_left_out_of_the_file_rejected_or_stopped_is_renewed(world: World, tamper: Tamper) -> None:
    homes = [Household() for _ in range(3)]
    for home in homes:
        await world.tell(*world.chain(home))
    ids = [next(one["id"] for one in await world.orders() if one["decisionId"] == str(h.decision_id)) for h in homes]
    world.not_in_force = {"household"}
    await world.make_file(await world.released(ids[0]))
    world.not_in_force = set()
    world.bank.answers = [422]
    await world.make_file(await world.released(ids[1]))
    await world.payout.person(HEAD, "unitHead").post(f"/v1/payment-orders/{ids[2]}/stop", {"reason": "other"})
    assert [(await world.order(id_))["state"] for id_ in ids] == ["blocked", "rejected", "cancelled"]

    await world.tell(*(("decision", world.renewal(home)) for home in homes))
    first, *_ = [await world.order(id_) for id_ in ids]
    assert (first["state"], first["cancelledBecause"]) == ("cancelled", "renewed")
    successors = [order["id"] for order in await world.orders(state="ready")]
    await world.make_file(await world.released(*successors))
    assert {(await world.order(id_))["state"] for id_ in successors} == {"sent"}


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        ({"amount": GRANTED - 1}, "renewal-differs"),
        ({"purpose": "other"}, "renewal-differs"),
        ({"line": 2}, "renewal-differs"),
    ],
)
async def test_a_renewal_that_pays_something_else_is_refused(world: World, other: dict[str, Any], problem: str) -> None:
    home = await superseded(world)
    assert await refused(world, world.renewal(home, account_version=2, **other)) == problem
    assert len(await world.orders()) == 1


async def test_renewals_wait_for_their_decision_and_for_each_other(world: World) -> None:
    """Whatever comes first. Each of the orders but the last is replaced, since its account is too old."""
    for chosen in permutations(range(3)):
        home = Household()
        household, *entries, application, decision = world.chain(home)
        accounts = [*world.new_account(home), *world.new_account(home, version=3)]
        late = [
            decision,
            ("decision", world.renewal(home, account_version=2)),
            ("decision", world.renewal(home, 3, account_version=3)),
        ]
        await world.tell(household, application, *entries, *accounts)
        results = await world.tell(*(late[n] for n in chosen))
        assert [one["outcome"] for one in results] == ["accepted"] * 3
        mine = [one for one in await by_version(world) if one["decisionId"] == str(home.decision_id)]
        states = [(one["lineVersion"], one["state"]) for one in mine]
        assert states == [(1, "cancelled"), (2, "cancelled"), (3, "ready")], chosen


@pytest.mark.parametrize(
    ("by", "reason"), [(REGISTRAR, "account"), (SECOND_REGISTRAR, "account"), (PAYER, None), (SECRETARY, None)]
)
async def test_who_renews_has_a_hand_in_the_decision(world: World, by: str, reason: str | None) -> None:
    """Of the versions that the order uses alone: who entered the first account is free for the second, but that the
    household is theirs too."""
    home = await superseded(world)
    await world.tell(("decision", world.renewal(home, account_version=2, by=by)))
    order = (await by_version(world))[-1]
    if by == REGISTRAR:
        assert order["blockedBy"] == {"rule": "C1", "reason": "entry"}
    elif reason:
        assert order["blockedBy"] == {"rule": "C1", "reason": reason}
    else:
        answer = await world.release(order["id"], by=by)
        assert (answer.status_code, answer.json()["earlierAct"]) == (403, "decision")


async def test_earlier_hands_are_free_where_the_versions_are_new(world: World) -> None:
    """REGISTRAR entered the first household and account version, and neither of the second: they may renew."""
    home = await superseded(world)
    changed = ("intake", world.household(home, version=2, by=SECOND_REGISTRAR))
    renewal = world.renewal(home, account_version=2, household_version=2, by=REGISTRAR)
    await world.tell(changed, ("decision", renewal))
    order = (await by_version(world))[-1]
    assert order["state"] == "ready"
    answer = await world.release(order["id"], by=RENEWER)
    assert answer.status_code == 201


async def test_hands_of_a_successor_are_those_of_the_statements(world: World, tamper: Tamper) -> None:
    home = await superseded(world)
    await world.tell(("decision", world.renewal(home, account_version=2, by=PAYER)))
    order = (await by_version(world))[-1]
    tamper("update line_renewal set hands = '{somebody}'")
    tamper("delete from order_hand where person = %s", person(PAYER))
    await world.make_file(await world.released(order["id"]))
    assert (await world.order(order["id"]))["blockedBy"] == {"rule": "C1", "reason": "decision"}


@pytest.mark.parametrize(
    ("statement", "rule", "reason"),
    [
        (
            "update line_renewal set document = jsonb_set(document, '{payOn}', '\"2020-01-01\"')",
            "C4",
            "lineRenewalStatement",
        ),
        ("update line_renewal set statement = (select statement from decision)", "C4", "lineRenewalStatement"),
        ("update line_renewal set document = document || '{\"amountOre\": 1}'", "C4", "statementMissing"),
        ("delete from line_renewal", "C4", "statementMissing"),
        ("update payment_order set line_version = 7 where line_version = 2", "C3", "orderAltered"),
        ("update payment_order set household_version = 7 where line_version = 2", "C3", "orderAltered"),
    ],
)
async def test_what_a_superuser_changes_of_a_renewal_stays_out_of_the_file(
    world: World, tamper: Tamper, statement: str, rule: str, reason: str
) -> None:
    home = await superseded(world)
    await world.tell(("decision", world.renewal(home, account_version=2)))
    (order,) = await world.orders(state="ready")
    release_id = await world.released(order["id"])
    tamper(statement)
    await world.make_file(release_id)
    found = await world.order(order["id"])
    assert (found["state"], found["blockedBy"]) == ("blocked", {"rule": rule, "reason": reason})
    assert world.bank.sent == 0


async def test_a_renewal_that_is_no_longer_in_force_is_not_paid(world: World) -> None:
    home = await superseded(world)
    await world.tell(("decision", world.renewal(home, account_version=2)))
    (order,) = await world.orders(state="ready")
    release_id = await world.released(order["id"])
    world.not_in_force = {"lineRenewal"}
    await world.make_file(release_id)
    assert (await world.order(order["id"]))["blockedBy"] == {"rule": "C4", "reason": "lineRenewalNotInForce"}


async def test_decision_is_told_what_is_blocked_and_what_has_healed(world: World) -> None:
    home = Household()
    *before, (_, decision) = world.chain(home)
    household, entry, _, application = before
    other = ("intake", world.entry(home, by=SECOND_REGISTRAR, number=2, account=("6000", "000000000")))
    await world.tell(household, entry, other, application, ("decision", decision))
    (blocked,) = await world.handed_over("orderBlocked", to="decision")
    (order,) = await world.orders()
    assert {name: blocked[name] for name in ("orderId", "decisionId", "line", "number", "rule", "reason")} == {
        "orderId": order["id"],
        "decisionId": str(home.decision_id),
        "line": 1,
        "number": 1,
        "rule": "C3",
        "reason": "accountMismatch",
    }
    mending = world.entry(home, by=SECOND_REGISTRAR, number=3)
    await world.tell(("intake", mending))
    (healed,) = await world.handed_over("orderHealed", to="decision")
    assert (healed["orderId"], healed["number"]) == (order["id"], 1)
    acts = {one.act: one for one in await world.log()}
    assert {acts[name].subjects["caseNumber"] for name in ("orderBlocked", "orderHealed")} == {"EB-2026-000123"}

    world.not_in_force = {"decision"}
    await world.make_file(await world.released(order["id"]))
    again = (await world.handed_over("orderBlocked", to="decision"))[-1]
    assert (again["rule"], again["reason"]) == ("C4", "decisionNotInForce")
    async with world.payout.running.engine.connect() as connection:
        rows = await connection.exec_driver_sql(
            "select event from outbox where destination = 'decision' and event->>'type' like 'order%' order by position"
        )
        numbers = [row.event["subject"]["version"] for row in rows]
    assert numbers == [2, 3, 5]


async def test_renewals_at_the_same_moment_make_one_successor(world: World) -> None:
    home = await superseded(world)
    events = [world.renewal(home, account_version=2) for _ in range(3)]
    results = await asyncio.gather(*(world.tell(("decision", event)) for event in events))
    assert sorted(result["outcome"] for (result,) in results) == ["accepted", "refused", "refused"]
    assert [order["state"] for order in await by_version(world)] == ["cancelled", "ready"]


async def test_money_of_a_line_is_never_live_twice(world: World) -> None:
    """Whatever happens to it, in whatever order: at most one order of a line lives, and its sum is the granted one."""
    random = Random(20261122)
    for _ in range(12):
        home, number = Household(), 2
        await world.tell(*world.chain(home))
        for _ in range(7):
            mine = [one for one in await by_version(world) if one["decisionId"] == str(home.decision_id)]
            number = await a_step(world, random, home, mine, number)
            mine = [one for one in await by_version(world) if one["decisionId"] == str(home.decision_id)]
            assert sum(one["amountOre"] for one in mine if one["state"] not in ENDED) in (0, GRANTED)
            assert [one["lineVersion"] for one in mine] == list(range(1, len(mine) + 1))
    assert len({payment.end_to_end_id for payment in world.bank.payments()}) == len(world.bank.payments())


async def a_step(world: World, random: Random, home: Household, mine: list[dict[str, Any]], number: int) -> int:
    """One of the things that can happen to a line. Returns the account's next version."""
    step = random.choice(("renew", "renew", "renew", "account", "stop", "stopDecision", "pay", "conflict"))
    newest = mine[-1]
    if step == "renew":
        version = random.choice((newest["lineVersion"] + 1, newest["lineVersion"] + 2))
        await world.tell(("decision", world.renewal(home, version, account_version=number - 1)))
    elif step == "account":
        await world.tell(*world.new_account(home, number))
        return number + 1
    elif step == "stop":
        path = f"/v1/payment-orders/{newest['id']}/stop"
        await world.payout.person(HEAD, "unitHead").post(path, {"reason": "other"})
    elif step == "stopDecision":
        assert (await world.stop(stop_asked(world, home))).status_code == 200
    elif step == "conflict" and random.random() < 0.3:
        await world.tell(("decision", world.conflict(home, RENEWER)))
    elif newest["state"] == "ready":
        world.not_in_force = {"household"} if random.random() < 0.5 else set()
        await world.make_file(await world.released(newest["id"]))
        world.not_in_force = set()
    return number
