"""C16: whose statements count is a dated list. What is stated under a key that is unknown, ended or not yet begun moves
no money, and a key that ends before the bank file is made takes what it signed with it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deploy.local.keys import ACTS
from shared.auth.jwks import KeySet
from shared.auth.statements import StatementReader
from shared.auth.trust import TrustList
from tests.harness.service import key_of
from tests.store.payout.world import Household, World

HOUR = timedelta(hours=1)


def start_again(world: World, folder: Path, *of_decision: dict[str, Any]) -> None:
    """Payout as it is after a start with a list that says this of decision's key, an entry each."""
    file = folder / "trust-list.json"
    others = [_listed(name) for name in ACTS if name != "decision"]
    file.write_text(json.dumps({"services": [*others, *(_listed("decision") | said for said in of_decision)]}))
    running = world.payout.running
    keys = {name: KeySet(running.client, f"http://{name}/.well-known/jwks.json") for name in ACTS}
    trust = TrustList.load(file, keys)
    world.payout.running = replace(running, trust=trust, statements=StatementReader(trust, running.clock))
    world.payout.app.state.running = world.payout.running


def _listed(name: str) -> dict[str, Any]:
    key = key_of(name)[1]
    listed = {"service": name, "acts": ACTS[name], "kid": key.kid, "thumbprint": key.thumbprint}
    return {**listed, "from": "2020-01-01T00:00:00Z", "to": None}


def at(when: timedelta) -> str:
    return (datetime.now(UTC) + when).isoformat()


@pytest.mark.parametrize(
    ("begins", "ends", "accepted"),
    [(-HOUR, None, True), (-2 * HOUR, -HOUR, False), (HOUR, None, False), (HOUR, 2 * HOUR, False)],
    ids=["in its time", "ended", "not yet begun", "all in the future"],
)
async def test_a_decision_counts_under_a_key_in_its_time(
    world: World, tmp_path: Path, begins: timedelta, ends: timedelta | None, accepted: bool
) -> None:
    """The service token that brings it stands for the same key: where that is refused, nothing gets in at all."""
    *facts, decided = world.chain(Household())
    await world.tell(*facts)
    start_again(world, tmp_path, {"from": at(begins), "to": None if ends is None else at(ends)})
    answer = await world.payout.service("decision").post("/v1/inbox", {"events": [decided[1]]})
    if accepted:
        assert answer.json()["results"][0]["outcome"] == "accepted"
    else:
        assert answer.status_code == 401
    assert len(await world.orders()) == accepted


async def test_a_decision_under_a_key_that_nobody_knows_is_refused(world: World, tmp_path: Path) -> None:
    *facts, decided = world.chain(Household())
    await world.tell(*facts)
    start_again(world, tmp_path, {"kid": "another-key-id-x", "thumbprint": key_of("intake")[1].thumbprint})
    assert (await world.payout.service("decision").post("/v1/inbox", {"events": [decided[1]]})).status_code == 401
    assert await world.orders() == []


async def test_a_decision_from_before_its_key_was_trusted_is_refused(world: World, tmp_path: Path) -> None:
    """The door is open and the key is trusted with decisions now; it was not when this one was stated."""
    *facts, decided = world.chain(Household())
    await world.tell(*facts)
    start_again(
        world, tmp_path, {"acts": ["inForceStated"]}, {"acts": ["decisionMade"], "from": at(timedelta(minutes=5))}
    )
    world.turn_clock(minutes=8)
    (result,) = await world.payout.hand_over_all("decision", decided[1])
    assert result["outcome"] == "refused"
    assert result["problem"]["type"].endswith("/statement-refused")
    assert await world.orders() == []


async def test_a_service_states_only_the_acts_that_are_listed(world: World, tmp_path: Path) -> None:
    *facts, decided = world.chain(Household())
    await world.tell(*facts)
    start_again(world, tmp_path, {"acts": ["inForceStated"]})
    (result,) = await world.payout.hand_over_all("decision", decided[1])
    assert result["outcome"] == "refused"
    assert await world.orders() == []


async def test_a_key_that_ends_between_release_and_file_keeps_its_payments_out(world: World, tmp_path: Path) -> None:
    """A leaked key is ended: what it signed counts no more, whatever decision says today under another."""
    order = await world.ready_order()
    release = await world.released(order)
    start_again(
        world, tmp_path, {"acts": ["decisionMade"], "to": at(timedelta(minutes=5))}, {"acts": ["inForceStated"]}
    )
    world.turn_clock(minutes=8)
    await world.make_file(release)
    left = await world.order(order)
    assert (left["state"], left["blockedBy"]) == ("blocked", {"rule": "C4", "reason": "decisionStatement"})
    assert world.bank.sent == 0
