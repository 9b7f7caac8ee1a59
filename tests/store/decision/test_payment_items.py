"""A line whose payment failed is one open work item, exactly while it waits for somebody."""

import asyncio
import random
from dataclasses import replace

import pytest

from services.decision.payments.watching import watch
from shared.ids import new_id
from tests.store.decision.payments import Order, decided, failed, payout_refuses, waiting
from tests.store.decision.world import (
    APPLICANT,
    OTHER_SECRETARY,
    PAY_ON,
    REGISTRAR,
    SECRETARY,
    Case,
    Fact,
    World,
    decision_on,
)


async def claimable(world: World, number: str = SECRETARY) -> int:
    return (await world.secretary(number).post("/v1/claims", {"queue": "payments"})).status_code


async def test_a_blocked_order_becomes_work_and_healing_ends_it(world: World) -> None:
    case, order = await decided(world)
    assert await waiting(world) == []

    await world.tell(order.state(3, blocked=True))
    (item,) = await waiting(world)
    assert (str(item.decision_id), item.line, item.queue) == (order.decision_id, 1, "payments")
    assert (item.case_number, item.household_id) == (case.case_number, case.household_id)
    await world.tell(order.state(4, blocked=False))
    assert await waiting(world) == []

    acts = [entry.act for entry in await world.log() if entry.act.startswith("paymentItem")]
    assert acts == ["paymentItemOpened", "paymentItemEnded"]


@pytest.mark.parametrize(
    ("status", "because", "waits"),
    [
        ("rejected", None, True),
        ("returned", None, True),
        ("cancelled", "accountSuperseded", True),
        ("cancelled", "stopped", True),
        ("cancelled", None, True),
        ("cancelled", "renewed", False),
        ("cancelled", "revoked", False),
        ("settled", None, False),
    ],
)
async def test_how_a_payment_ends_says_whether_it_is_work(
    world: World, status: str, because: str | None, waits: bool
) -> None:
    _, order = await decided(world)

    assert await world.tell(order.ended(status, because)) == "accepted"

    assert bool(await waiting(world)) is waits


async def test_an_end_without_a_reason_is_taken_too(world: World) -> None:
    _, order = await decided(world)
    sender, act, subject, document, hands = order.ended("cancelled")
    del document["because"]

    assert await world.tell((sender, act, subject, document, hands)) == "accepted"
    assert len(await waiting(world)) == 1


async def test_what_does_not_fit_is_refused(world: World) -> None:
    _, order = await decided(world)
    sender, act, subject, document, hands = order.state(3, blocked=True)

    for wrong in ({"rule": None}, {"reason": None}, {"number": 0}, {"line": 0}, {"orderId": str(new_id())}):
        assert await world.tell((sender, act, subject, {**document, **wrong}, hands)) == "refused", wrong
    assert await world.tell((sender, "orderHealed", subject, document, hands)) == "refused"
    assert await world.tell(("intake", act, subject, document, hands)) == "refused"
    assert await waiting(world) == []


async def test_the_same_twice_and_late_is_one_item(world: World) -> None:
    _, order = await decided(world)
    second, third = order.state(3, blocked=True), order.state(4, blocked=False)

    for fact in (third, second, third, second):
        assert await world.tell(fact) == "accepted"
    assert await waiting(world) == [], "the highest number is how it is"
    blocked_again = order.state(5, blocked=True)
    for fact in (blocked_again, second, blocked_again):
        await world.tell(fact)
    assert len(await waiting(world)) == 1


async def test_facts_that_come_at_once_make_one_item(world: World) -> None:
    _, order = await decided(world)
    facts = [order.state(number, blocked=number % 2 == 1) for number in range(1, 8)]

    await asyncio.gather(*(world.tell(fact) for fact in facts))

    assert len(await waiting(world)) == 1


async def test_another_municipality_says_nothing_of_it(world: World) -> None:
    _, order = await decided(world)

    await world.tell(order.ended("rejected"), municipality="0180")

    assert await waiting(world) == []


async def test_a_decision_that_is_not_known_is_only_kept(world: World) -> None:
    order = Order(str(new_id()))

    assert await world.tell(order.ended("rejected")) == "accepted"
    assert await world.tell(order.state(1, blocked=True)) == "accepted"
    assert await waiting(world) == []


async def test_whatever_comes_in_whatever_order_a_line_is_one_item_exactly_while_it_waits(world: World) -> None:
    """Twenty lines, each with a story of its own, told twice over and shuffled."""
    luck = random.Random(20261128)
    case = await world.tell_all(Case())
    claim = await world.claimed()
    calculation = await world.calculated(claim)
    body = decision_on(case, calculation)
    line = {**body["lines"][0], "amountOre": 1000}
    lines = [line] * 19 + [{**line, "amountOre": calculation["deficitOre"] - 19_000}]
    made = await world.decide(claim, {**body, "lines": lines})
    assert made.status_code == 201, made.text
    told: list[tuple[int, Fact]] = []
    known: dict[int, list[Fact]] = {number: [] for number in range(1, 21)}
    for number in known:
        order = Order(made.json()["id"], line=number)
        states = [order.state(at, blocked=luck.random() < 0.6) for at in range(1, luck.randint(2, 5))]
        ends = luck.choice([[], [], ["rejected"], ["settled"], ["settled", "returned"], ["cancelled"]])
        story = [*states, *(order.ended(status, luck.choice([None, "renewed"])) for status in ends)]
        told += [(number, fact) for fact in (*story, *story)]
    luck.shuffle(told)

    for number, fact in told:
        known[number].append(fact)
        assert await world.tell(fact) == "accepted"
        if luck.random() < 0.2:
            assert {item.line for item in await waiting(world)} == {n for n in known if _waits(known[n])}

    items = [item.line for item in await waiting(world)]
    assert items == sorted(set(items))
    assert set(items) == {n for n in known if _waits(known[n])}
    assert 3 < len(items) < 17, "both kinds of stories"


def _waits(facts: list[Fact]) -> bool:
    """Told apart from the rules: by the last word of a line's one order."""
    ends = {document["status"]: document["because"] for _, act, _, document, _ in facts if act == "paymentEnded"}
    states = {subject.version: act == "orderBlocked" for _, act, subject, _, _ in facts if act != "paymentEnded"}
    if "settled" in ends or "returned" in ends:
        return "returned" in ends
    if ends:
        return "rejected" in ends or ends["cancelled"] != "renewed"
    return bool(states) and states[max(states)]


async def test_revoking_the_decision_ends_it_also_where_somebody_holds_it(world: World) -> None:
    _, order = await failed(world)
    claim = await world.claimed(queue="payments")

    answer = await world.secretary(OTHER_SECRETARY).post(
        f"/v1/decisions/{order.decision_id}/revocation", {"reason": "Fel."}
    )

    assert answer.status_code == 201, answer.text
    assert await waiting(world) == []
    (row,) = await world.rows("select ended_because from claim where id = cast(:id as uuid)", id=claim["claimId"])
    assert row.ended_because == "resolved"
    assert (await world.secretary().post("/v1/claims", {"queue": "renewals"})).status_code == 201, "they are free"
    await world.tell(Order(order.decision_id).state(2, blocked=True))
    assert await waiting(world) == [], "nothing that comes later makes work of it"


async def test_healing_ends_it_while_somebody_takes_it(world: World) -> None:
    _, order = await decided(world)
    for number in range(1, 12, 2):
        await world.tell(order.state(number, blocked=True))
        _, status = await asyncio.gather(world.tell(order.state(number + 1, blocked=False)), claimable(world))
        assert status in (201, 204, 409)
        assert await waiting(world) == []
    assert await world.rows("select id from claim where ended_at is null") == []


async def test_a_protected_households_payment_is_in_the_closed_queue(world: World) -> None:
    _, order = await failed(world, protected=True, kind="new")
    (item,) = await waiting(world)

    assert item.queue == "protected"
    assert await claimable(world) == 204
    claim = await world.claimed(world.social_worker(), "protected")
    assert claim["task"] == "payment"
    shown = (await world.social_worker().get(f"/v1/work-items/{claim['workItemId']}")).json()
    assert shown["decisionId"] == order.decision_id


async def test_a_household_that_becomes_protected_leaves_the_queue(world: World) -> None:
    case, _ = await failed(world)

    await world.tell(replace(case, version=2, protected=True).household())

    assert [item.queue for item in await waiting(world)] == ["protected"]


async def test_a_payment_of_whom_a_register_marks_is_in_the_closed_queue(world: World) -> None:
    """Also where it was another of the household's applications that the register was asked for."""
    case, order = await decided(world)
    marked = replace(case, application_id=new_id(), marked=True)
    await world.tell(marked.application())
    await world.tell(marked.verification())

    await world.tell(order.ended("rejected"))

    assert [item.queue for item in await waiting(world)] == ["protected"]


async def test_whoever_is_tied_to_the_newest_versions_does_not_get_it(world: World) -> None:
    case, _ = await failed(world)
    for number in (REGISTRAR, APPLICANT):
        assert await claimable(world, number) == 204
    newer = replace(case, account_version=2, entered_by=(SECRETARY, APPLICANT))
    await world.tell(newer.account(1))
    assert await claimable(world, SECRETARY) == 204
    await world.tell(replace(case, version=2, registered_by=OTHER_SECRETARY).household())
    assert await claimable(world, OTHER_SECRETARY) == 204
    assert await claimable(world, REGISTRAR) == 201, "a version entered anew by others frees earlier hands"


async def test_who_hands_it_back_cannot_fish_for_it(world: World) -> None:
    await failed(world)
    claim = await world.claimed(queue="payments")
    assert await claimable(world) == 409, "one at a time"
    await world.secretary().post(f"/v1/claims/{claim['claimId']}/release", {"reason": "Fel konto."})

    assert await claimable(world) == 204
    assert await claimable(world, OTHER_SECRETARY) == 201


async def test_the_lease_falls_back(world: World) -> None:
    await failed(world)
    claim = await world.claimed(queue="payments")

    world.later(hours=2)

    assert (await world.secretary().get(f"/v1/work-items/{claim['workItemId']}")).status_code == 403
    assert await claimable(world, OTHER_SECRETARY) == 201


async def test_the_queue_is_seen_by_who_takes_from_it(world: World) -> None:
    await failed(world)

    queues = (await world.secretary().get("/v1/queues")).json()["items"]
    assert [(queue["queue"], queue["waiting"]) for queue in queues] == [
        ("renewals", 0),
        ("payments", 1),
        ("lateAnswers", 0),
        ("lateCompletions", 0),
    ]
    assert (await world.social_worker().post("/v1/claims", {"queue": "payments"})).status_code == 403


async def test_the_holder_reads_what_happened_and_which_accounts_there_are(world: World) -> None:
    case, order = await decided(world)
    await world.tell(order.state(3, blocked=True))
    claim = await world.claimed(queue="payments")

    answer = await world.secretary().get(f"/v1/work-items/{claim['workItemId']}")

    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert (shown["task"], shown["decisionId"], shown["line"], shown["number"]) == ("payment", order.decision_id, 1, 1)
    assert (shown["amountOre"], shown["purpose"], shown["payOn"]) == (1_172_000, "incomeSupport", PAY_ON)
    assert shown["why"] == {"failure": "blocked", "rule": "C1", "reason": "account"}
    (account,) = shown["accounts"]
    assert (account["accountId"], account["accountVersion"], account["status"]) == (str(case.account_id), 1, "payable")
    assert (await world.log())[-1].act == "workItemRead"
    assert (await world.secretary(OTHER_SECRETARY).get(f"/v1/work-items/{claim['workItemId']}")).status_code == 403


async def test_an_item_is_handled_as_what_it_is(world: World) -> None:
    await failed(world)
    claim = await world.claimed(queue="payments")
    item = f"/v1/work-items/{claim['workItemId']}"

    refused = await world.secretary().post(f"{item}/calculations", {"incomes": []})

    assert (refused.status_code, refused.json()["task"]) == (409, "payment")
    assert refused.json()["type"].endswith("/other-task")


async def test_a_stop_without_a_revocation_becomes_work_after_a_while(world: World) -> None:
    _, order = await decided(world)
    await world.tell(order.ended("cancelled", "revoked"))
    assert await watch(world.service.running) == 0
    world.later(minutes=4)
    assert await watch(world.service.app.state.running) == 0
    world.later(minutes=6)

    assert await watch(world.service.app.state.running) == 1

    assert len(await waiting(world)) == 1
    assert await watch(world.service.app.state.running) == 0
    claim = await world.claimed(queue="payments")
    shown = (await world.secretary().get(f"/v1/work-items/{claim['workItemId']}")).json()
    assert (shown["why"]["failure"], shown["why"]["reason"]) == ("cancelled", "revoked")


async def test_a_stop_with_its_revocation_never_does(world: World) -> None:
    _, order = await decided(world)
    await world.tell(order.ended("cancelled", "revoked"))
    await world.secretary().post(f"/v1/decisions/{order.decision_id}/revocation", {"reason": "Fel."})
    world.later(hours=1)

    assert await watch(world.service.app.state.running) == 0
    assert await waiting(world) == []


async def test_a_decision_that_payout_refused_becomes_work(world: World) -> None:
    _, order = await decided(world)
    await payout_refuses(world, "decisionMade")

    assert await watch(world.service.running) == 1
    assert await watch(world.service.running) == 0

    (item,) = await waiting(world)
    assert str(item.decision_id) == order.decision_id
    claim = await world.claimed(queue="payments")
    path = f"/v1/work-items/{claim['workItemId']}"
    why = (await world.secretary().get(path)).json()["why"]
    assert (why["failure"], why["reason"]) == ("refused", "payment-order-live")
    (entry,) = [entry for entry in await world.log() if entry.act == "handOverRefused"]
    assert entry.subjects["decisionId"] == order.decision_id
    accounts = (await world.secretary().get(path)).json()["accounts"]
    refused = await world.secretary().post(f"{path}/payment", {"accountId": accounts[0]["accountId"], "payOn": PAY_ON})
    assert (refused.status_code, refused.json()["because"]) == (409, "decisionRefused")


async def test_what_a_receiver_wrote_in_its_refusal_is_not_repeated(world: World) -> None:
    await decided(world)
    await payout_refuses(world, "decisionMade", f"https://problems.example/{APPLICANT}")
    await watch(world.service.running)

    (row,) = await world.rows("select problem from line_refusal")
    assert row.problem == "unknown"


async def test_a_refusal_by_intake_is_no_payment(world: World) -> None:
    await decided(world)
    await world.run(("update outbox set outcome = 'refused', ended_at = now() where destination = 'intake'", {}))

    assert await watch(world.service.running) == 0
    assert await waiting(world) == []
