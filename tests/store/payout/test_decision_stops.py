"""Decision asks payout before it revokes anything: what is in no bank file is stopped (C4, C6)."""

import asyncio
from typing import Any

import pytest

from services.payout.releases.sending import StillUnknown
from shared.auth.statements import Hands, Subject
from shared.ids import new_id
from tests.harness.service import key_of
from tests.store.payout.stops import stop_asked
from tests.store.payout.world import GRANTED, HEAD, Household, World


async def answered(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """The object that payout states."""
    answer = await world.stop(body)
    assert answer.status_code == 200, answer.text
    said = dict(answer.json()["object"])
    reader = world.payout.running.statements
    read = await reader.read(answer.json()["statement"], "payout", "decisionStopped", said)
    assert read.subject == Subject("decision", said["decisionId"], 1)
    return said


async def test_what_is_in_no_file_is_cancelled_and_the_answer_says_so_line_by_line(world: World) -> None:
    home = Household()
    await world.tell(*world.chain(home, amounts=(300000, 94050)))
    body = stop_asked(world, home)
    said = await answered(world, body)
    assert (said["outcome"], said["decisionId"]) == ("stopped", str(home.decision_id))
    assert said["lines"] == [{"line": 1, "outcome": "stopped"}, {"line": 2, "outcome": "stopped"}]
    assert {(one["state"], one["cancelledBecause"]) for one in await world.orders()} == {("cancelled", "revoked")}
    assert {one["because"] for one in await world.handed_over("paymentEnded", to="decision")} == {"revoked"}
    stopped = next(one for one in await world.log() if one.act == "decisionStopped")
    assert (stopped.subjects["caseNumber"], stopped.digest is not None) == ("EB-2026-000123", True)

    entries = await world.count("order_state")
    assert await answered(world, body) == said
    other = await answered(world, stop_asked(world, home))
    assert (other["outcome"], other["lines"]) == (said["outcome"], said["lines"])
    assert await world.count("order_state") == entries
    contradicting = stop_asked(world, home, body["object"]["stopId"])
    assert (await world.stop(contradicting)).status_code == 409


async def test_what_is_in_a_file_is_too_late_and_what_is_not_is_cancelled_all_the_same(world: World) -> None:
    home = Household()
    await world.tell(*world.chain(home, amounts=(300000, 94050)))
    first, second = sorted(await world.orders(), key=lambda order: order["line"])
    world.silent = {"bank"}
    release_id = await world.released(first["id"])
    with pytest.raises(StillUnknown):
        await world.make_file(release_id)
    for _ in range(2):
        said = await answered(world, stop_asked(world, home))
        assert said["outcome"] == "tooLate"
        assert said["lines"] == [{"line": 1, "outcome": "tooLate"}, {"line": 2, "outcome": "stopped"}]
    await world.tell(("decision", world.revocation(home, "tooLate")))
    world.silent = set()
    await world.make_file(release_id)
    assert [(await world.order(one["id"]))["state"] for one in (first, second)] == ["sent", "cancelled"]


async def test_what_is_released_is_stopped_before_its_file(world: World) -> None:
    home = Household()
    await world.tell(*world.chain(home))
    (order,) = await world.orders()
    release_id = await world.released(order["id"])
    assert (await answered(world, stop_asked(world, home)))["outcome"] == "stopped"
    await world.make_file(release_id)
    assert ((await world.order(order["id"]))["state"], world.bank.sent) == ("cancelled", 0)


async def test_of_a_stop_and_a_file_at_the_same_moment_exactly_one_gets_the_payment(world: World) -> None:
    for _ in range(4):
        home = Household()
        await world.tell(*world.chain(home))
        (order,) = [one for one in await world.orders(limit=100) if one["decisionId"] == str(home.decision_id)]
        release_id = await world.released(order["id"])
        before = world.bank.sent
        said, _ = await asyncio.gather(answered(world, stop_asked(world, home)), world.make_file(release_id))
        state = (await world.order(order["id"]))["state"]
        found = (said["outcome"], state, world.bank.sent - before)
        assert found in (("stopped", "cancelled", 0), ("tooLate", "sent", 1))


async def test_a_stop_is_kept_for_orders_that_come_later(world: World) -> None:
    home = Household()
    *before, decision = world.chain(home)
    said = await answered(world, stop_asked(world, home))
    assert (said["outcome"], said["lines"]) == ("stopped", [])
    await world.tell(*before, decision)
    (order,) = await world.orders()
    assert (order["state"], order["cancelledBecause"]) == ("cancelled", "revoked")
    (ended,) = await world.handed_over("paymentEnded")
    assert (ended["because"], ended["amountOre"]) == ("revoked", GRANTED)


async def test_a_line_that_was_stopped_for_nothing_is_renewed_and_a_later_stop_is_of_that_too(world: World) -> None:
    home = Household()
    await world.tell(*world.chain(home))
    await answered(world, stop_asked(world, home))
    await world.tell(("decision", world.renewal(home)))
    assert sorted(one["state"] for one in await world.orders()) == ["cancelled", "ready"]
    assert (await answered(world, stop_asked(world, home)))["outcome"] == "stopped"
    assert {one["state"] for one in await world.orders()} == {"cancelled"}


async def test_a_revoked_decision_is_paid_neither_now_nor_later(world: World) -> None:
    early, late = Household(), Household()
    await world.tell(*world.chain(early), ("decision", world.revocation(early)), ("decision", world.revocation(late)))
    await world.tell(*world.chain(late))
    assert {(one["state"], one["cancelledBecause"]) for one in await world.orders()} == {("cancelled", "revoked")}
    (result,) = await world.tell(("decision", world.renewal(early)))
    assert result["problem"]["type"].endswith("/decision-revoked")
    assert len(await world.orders()) == 2


async def test_what_the_bank_rejected_was_stopped(world: World) -> None:
    home = Household()
    await world.tell(*world.chain(home))
    (order,) = await world.orders()
    world.bank.answers = [422]
    await world.make_file(await world.released(order["id"]))
    assert (await answered(world, stop_asked(world, home)))["outcome"] == "stopped"
    assert (await world.order(order["id"]))["state"] == "rejected"


@pytest.mark.parametrize(
    ("other", "status"),
    [
        ({"act": "decisionMade"}, 403),
        ({"key": key_of("payout")[1]}, 403),
        ({"municipality": "0180"}, 422),
        ({"subject": Subject("decision", str(new_id()), 1)}, 422),
        ({"subject": Subject("application", str(new_id()), 1)}, 422),
        ({"hands": Hands()}, 422),
        ({}, 200),
    ],
)
async def test_only_what_decision_has_stated_of_this_decision_stops_it(
    world: World, other: dict[str, Any], status: int
) -> None:
    home = Household()
    await world.tell(*world.chain(home))
    answer = await world.stop(stop_asked(world, home, **other))
    assert answer.status_code == status, answer.text
    (order,) = await world.orders()
    assert order["state"] == ("cancelled" if status == 200 else "ready")


async def test_an_altered_question_and_one_of_another_household_are_refused(world: World) -> None:
    home = Household()
    await world.tell(*world.chain(home))
    altered = stop_asked(world, home)
    altered["object"]["askedAt"] = "2026-11-22T12:00:01+01:00"
    foreign = stop_asked(world, Household(decision_id=home.decision_id))
    assert [(await world.stop(body)).status_code for body in (altered, foreign)] == [403, 422]
    assert (await world.stop(stop_asked(world, home), sender="intake")).status_code == 403
    person = world.payout.person(HEAD, "unitHead", "administrator")
    assert (await person.post("/v1/decision-stops", stop_asked(world, home))).status_code == 403
    assert (await world.orders())[0]["state"] == "ready"
