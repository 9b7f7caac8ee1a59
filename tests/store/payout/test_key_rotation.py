"""Keys are exchanged while payments are under way: what was signed and sealed before goes through, as does what comes
after; a key that ended is nobody's."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deploy.local.keys import ACTS
from services.payout.settings import Settings, settings_of
from shared.auth.keys import PublicKey, SigningKey, new_signing_key
from shared.auth.statements import StatementReader
from shared.auth.trust import TrustList
from shared.clock import Clock
from shared.keys import rotating
from shared.keys.kinds import BOX, KINDS, box_public_key
from shared.keys.rotating import Holder
from tests.harness import service
from tests.harness.service import key_of
from tests.store.payout import world as worlds
from tests.store.payout.world import Household, World

BEFORE = {name: key_of(name) for name in ACTS}


@dataclass
class Exchange:
    """Decision's statement key, exchanged: `old` signs until `switched`, `new` from then on."""

    world: World
    folder: Path
    new_pem: bytes
    new: SigningKey

    def believe(self, **of_old: Any) -> None:
        """Payout starts again with both keys on its list, and `of_old` in the row of the earlier one."""
        rows = [_row(name, BEFORE[name][1]) for name in ACTS]
        rows = [row | of_old if row["service"] == "decision" else row for row in rows]
        file = self.folder / "trust-list.json"
        file.write_text(json.dumps({"services": [*rows, _row("decision", self.new)]}))
        running = self.world.payout.running
        served = {name: _Served([BEFORE[name][1], *([self.new] if name == "decision" else [])]) for name in ACTS}
        trust = TrustList.load(file, served)
        _start_again(self.world, trust=trust, statements=StatementReader(trust, running.clock))

    def switch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        after = {"decision": (self.new_pem, self.new)}
        for module in (service, worlds):
            monkeypatch.setattr(module, "key_of", lambda name: after.get(name) or key_of(name))


class _Served:
    def __init__(self, keys: list[SigningKey]) -> None:
        self._keys = {key.kid: PublicKey.from_jwk(dict(key.public_jwk)) for key in keys}

    async def find(self, kid: str) -> PublicKey | None:
        return self._keys.get(kid)


def _row(name: str, key: SigningKey) -> dict[str, Any]:
    listed = {"service": name, "acts": ACTS[name], "kid": key.kid, "thumbprint": key.thumbprint}
    return {**listed, "from": "2020-01-01T00:00:00Z", "to": None}


def _start_again(world: World, **changes: Any) -> None:
    world.payout.running = replace(world.payout.running, **changes)
    world.payout.app.state.running = world.payout.running


def soon() -> str:
    return (datetime.now(UTC) + timedelta(minutes=5)).isoformat()


@pytest.fixture
def exchange(world: World, tmp_path: Path) -> Exchange:
    pem = new_signing_key()
    return Exchange(world, tmp_path, pem, SigningKey.from_pem(pem))


async def test_what_both_keys_state_is_paid_when_an_exchange_was_planned(
    world: World, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange.believe()
    first = await world.ready_order()
    *facts, queued = world.chain(Household())
    await world.tell(*facts)
    exchange.switch(monkeypatch)
    exchange.believe(to=soon(), believedTo=None)
    world.turn_clock(minutes=8)
    (result,) = await world.tell(queued)
    assert result["outcome"] == "accepted", "it waited in decision's outbox while the key was exchanged"
    assert (await world.orders(state="ready"))[0]["id"] == first
    last = await world.ready_order()
    ready = [str(order["id"]) for order in await world.orders(state="ready", limit=100)]
    assert len(ready) == 3
    assert {first, last} < set(ready)
    await world.make_file(await world.released(*ready))
    assert {(await world.order(order))["state"] for order in ready} == {"sent"}


async def test_an_ended_key_states_nothing_new_and_opens_no_door(
    world: World, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange.believe(to=soon(), believedTo=None)
    world.turn_clock(minutes=8)
    *facts, decided = world.chain(Household())
    await world.tell(*facts)
    service_call = await world.payout.service("decision").post("/v1/inbox", {"events": [decided[1]]})
    assert service_call.status_code == 401
    late = datetime.now(UTC) - timedelta(minutes=1)
    exchange.switch(monkeypatch)
    exchange.believe(to=late.isoformat(), believedTo=None)
    (result,) = await world.tell(decided)
    assert result["problem"]["type"].endswith("/statement-refused")
    assert await world.orders() == []


async def test_a_key_that_leaked_takes_with_it_what_it_has_stated(
    world: World, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange.believe()
    before = await world.ready_order()
    exchange.switch(monkeypatch)
    after = await world.ready_order()
    release = await world.released(before, after)
    exchange.believe(to=soon())
    world.turn_clock(minutes=8)
    await world.make_file(release)
    left = await world.order(before)
    assert (left["state"], left["blockedBy"]) == ("blocked", {"rule": "C4", "reason": "decisionStatement"})
    assert (await world.order(after))["state"] == "sent"


def switch_box_key(world: World) -> str:
    """As IT does it: prepare, switch, start again. Gives the new public half, for intake."""
    settings = settings_of(world.payout.running)
    holder = Holder("payout", settings, KINDS)
    rotating.prepare(holder, BOX)
    rotating.switch(holder, BOX, Clock().now())
    _start_again(world, settings=Settings(**settings.model_dump()))
    return box_public_key(holder.file(BOX)).strip()


async def test_accounts_sealed_before_and_after_an_exchange_of_box_keys_are_paid(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, kept = await world.ready_order(), await world.ready_order()
    home = Household()
    household, first, second, application, decision = world.chain(home)
    await world.tell(household, first)
    public = switch_box_key(world)
    await world.tell(second, application, decision)
    monkeypatch.setattr(worlds, "BOX_PUBLIC", public)
    await world.ready_order()
    ready = [str(order["id"]) for order in await world.orders(state="ready", limit=100)]
    assert len(ready) == 4, "one has an entry from before the exchange, and one from after it"
    paid = [order for order in ready if order != kept]
    assert before in paid
    await world.make_file(await world.released(*paid))
    assert {(await world.order(order))["state"] for order in paid} == {"sent"}
    await without_the_earlier_key(world, kept)


async def without_the_earlier_key(world: World, order: str) -> None:
    """It was needed: that is why it is kept."""
    release = await world.released(order)
    settings = settings_of(world.payout.running)
    for file in (settings.keys_dir / "retired").glob("box-*.key"):
        file.unlink()
    _start_again(world, settings=Settings(**settings.model_dump()))
    await world.make_file(release)
    assert (await world.order(order))["state"] == "blocked"
