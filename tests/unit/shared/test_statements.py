"""Statements (C4, C16): the right service, under a key that was trusted then and is now, about just this object."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.auth.envelope import NotGenuine, sign
from shared.auth.jwks import KeySet, KeysNotReached
from shared.auth.keys import SigningKey, new_signing_key
from shared.auth.service_calls import OtherPersonKeys, read_service_token, service_token
from shared.auth.statements import TYPE, Hands, Statement, StatementReader, Subject, state
from shared.auth.trust import TrustList
from shared.canonical import canonical
from shared.clock import Clock
from shared.persons import EarlierSecret, PersonKeys

INTAKE = SigningKey.from_pem(new_signing_key())
DECISION = SigningKey.from_pem(new_signing_key())
THIEF = SigningKey.from_pem(new_signing_key())
PERSONS = PersonKeys(b"one")
EXCHANGED = PersonKeys(b"two", earlier=[EarlierSecret(b"one", frozenset({"somebody"}))])
SUBJECT = Subject("household", "018f0000-0000-7000-8000-000000000001", 1)
DOCUMENT = {"salt": "c2FsdA", "householdId": SUBJECT.id, "version": 1}
DAY = timedelta(days=1)


@dataclass
class World:
    """Who is trusted with what, and what keys their owners serve."""

    folder: Path
    acts: dict[str, list[str]] = field(
        default_factory=lambda: {"intake": ["householdRegistered"], "decision": ["decisionMade"]}
    )
    begins: datetime = field(default_factory=lambda: datetime.now(UTC) - DAY)
    ends: datetime | None = None
    served: dict[str, list[dict[str, str]]] = field(
        default_factory=lambda: {"intake": [INTAKE.public_jwk], "decision": [DECISION.public_jwk]}
    )

    def trust(self) -> TrustList:
        keys = {"intake": INTAKE, "decision": DECISION}
        rows = [
            {
                "service": name,
                "acts": self.acts[name],
                "kid": key.kid,
                "thumbprint": key.thumbprint,
                "from": self.begins.isoformat(),
                "to": self.ends and self.ends.isoformat(),
            }
            for name, key in keys.items()
        ]
        (self.folder / "trust.json").write_text(json.dumps({"services": rows}))
        client = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))
        return TrustList.load(
            self.folder / "trust.json", {name: KeySet(client, f"http://{name}/jwks") for name in keys}
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"keys": self.served[request.url.host]})

    async def read(self, statement: str, **changes: Any) -> Statement:
        asked = {"issuer": "intake", "act": "householdRegistered", "document": DOCUMENT, **changes}
        return await StatementReader(self.trust(), Clock()).read(statement, **asked)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def stated(key: SigningKey = INTAKE, issuer: str = "intake", clock: Clock | None = None, **changes: Any) -> str:
    said: dict[str, Any] = {
        "act": "householdRegistered",
        "municipality": "1261",
        "subject": SUBJECT,
        "hands": Hands(entry=("person-b", "person-a", "person-a")),
        "document": DOCUMENT,
    }
    return state(issuer, key, clock or Clock(), **{**said, **changes})


async def test_a_statement_comes_back_as_it_was_made(world: World) -> None:
    found = await world.read(stated(sealed=b"box"), sealed=b"box")

    assert (found.issuer, found.act, found.municipality, found.subject) == (
        "intake",
        "householdRegistered",
        "1261",
        SUBJECT,
    )
    assert found.hands == Hands(entry=("person-a", "person-b"))


async def test_what_is_not_the_trusted_services_own_is_refused(world: World) -> None:
    refused = [
        stated(key=THIEF),
        stated(key=DECISION),
        stated(issuer="decision", key=DECISION),
        stated(act="decisionMade"),
        stated(act="somethingElse"),
        stated(document={**DOCUMENT, "version": 2}),
        sign(canonical({"iss": "intake"}), TYPE, INTAKE),
        sign(b"[]", TYPE, INTAKE),
        sign(b"no json", TYPE, INTAKE),
        sign(canonical({"iss": "intake"}), "at+jwt", INTAKE),
    ]
    for statement in refused:
        with pytest.raises(NotGenuine):
            await world.read(statement)


async def test_a_service_states_only_its_own_acts(world: World) -> None:
    world.acts["intake"] = ["accountEntered"]
    with pytest.raises(NotGenuine, match="may not state"):
        await world.read(stated())


async def test_a_box_is_the_one_that_was_stated(world: World) -> None:
    with pytest.raises(NotGenuine, match="box"):
        await world.read(stated(sealed=b"box"), sealed=b"another box")
    with pytest.raises(NotGenuine, match="box"):
        await world.read(stated(), sealed=b"a box that nobody stated")


@pytest.mark.parametrize(("begins", "ends"), [(DAY, None), (-2 * DAY, -DAY)], ids=["future key", "ended key"])
async def test_a_key_counts_only_in_its_time(world: World, begins: timedelta, ends: timedelta | None) -> None:
    world.begins = datetime.now(UTC) + begins
    world.ends = None if ends is None else datetime.now(UTC) + ends
    with pytest.raises(NotGenuine, match="unknown key"):
        await world.read(stated())


async def test_a_statement_from_before_its_key_was_trusted_is_refused(world: World, tmp_path: Path) -> None:
    (tmp_path / "offset").write_text(str(-3 * 24 * 3600))
    with pytest.raises(NotGenuine, match="may not state"):
        await world.read(stated(clock=Clock(tmp_path / "offset")))


async def test_a_statement_from_the_future_is_refused(world: World, tmp_path: Path) -> None:
    (tmp_path / "offset").write_text("3600")
    with pytest.raises(NotGenuine, match="future"):
        await world.read(stated(clock=Clock(tmp_path / "offset")))


async def test_a_served_key_that_the_list_does_not_name_is_not_believed(world: World) -> None:
    """Whoever takes over the address that serves the keys cannot bring a key of their own, even under a known id."""
    world.served["intake"] = [{**THIEF.public_jwk, "kid": INTAKE.kid}]
    with pytest.raises(NotGenuine, match="unknown key"):
        await world.read(stated())


async def test_a_listed_key_that_its_owner_does_not_serve_yet_is_waited_for(world: World) -> None:
    """Of the owner's processes, one that was started before the change of keys may answer."""
    world.served["intake"] = []
    with pytest.raises(KeysNotReached):
        await world.read(stated())
    with pytest.raises(NotGenuine, match="unknown key"):
        await world.read(stated(key=THIEF))


def test_an_unsalted_object_is_not_stated() -> None:
    with pytest.raises(ValueError, match="salted"):
        stated(document={"householdId": "x"})


@given(st.dictionaries(st.sampled_from(["salt", "householdId", "version"]), st.integers() | st.text(max_size=5)))
async def test_no_other_object_passes_for_the_stated_one(tmp_path_factory: Any, other: dict[str, Any]) -> None:
    world = World(tmp_path_factory.getbasetemp())
    if {**DOCUMENT, **other} != DOCUMENT:
        with pytest.raises(NotGenuine):
            await world.read(STATED, document={**DOCUMENT, **other})


STATED = stated()


async def test_a_service_call_is_for_one_receiver_and_one_minute(world: World, tmp_path: Path) -> None:
    trust, clock = world.trust(), Clock()
    token = service_token("intake", "payout", INTAKE, clock)

    caller = await read_service_token(token, INTAKE.kid, "payout", trust, clock, persons=PERSONS)
    assert (caller.service, caller.person) == ("intake", None)
    with pytest.raises(NotGenuine):
        await read_service_token(token, INTAKE.kid, "decision", trust, clock, persons=PERSONS)
    as_another = service_token("decision", "payout", INTAKE, clock)
    with pytest.raises(NotGenuine):
        await read_service_token(as_another, INTAKE.kid, "payout", trust, clock, persons=PERSONS)
    (tmp_path / "offset").write_text("61")
    with pytest.raises(NotGenuine, match="expired"):
        await read_service_token(token, INTAKE.kid, "payout", trust, Clock(tmp_path / "offset"), persons=PERSONS)


@pytest.mark.parametrize(
    ("told", "ours"),
    [
        (PersonKeys(b"two").fingerprint, PERSONS),
        (PERSONS.fingerprint, EXCHANGED),
        (PersonKeys(b"two", earlier=[EarlierSecret(b"one", frozenset())]).fingerprint, EXCHANGED),
        ("", EXCHANGED),
    ],
    ids=["another key", "not exchanged yet", "forgot somebody", "an older release"],
)
async def test_a_service_that_calls_persons_something_else_is_not_heard(
    world: World, told: str, ours: PersonKeys
) -> None:
    clock = Clock()
    token = service_token("intake", "payout", INTAKE, clock, told)
    with pytest.raises(OtherPersonKeys):
        await read_service_token(token, INTAKE.kid, "payout", world.trust(), clock, persons=ours)


async def test_one_that_has_exchanged_them_too_is(world: World) -> None:
    clock = Clock()
    token = service_token("intake", "payout", INTAKE, clock, EXCHANGED.fingerprint)
    caller = await read_service_token(token, INTAKE.kid, "payout", world.trust(), clock, persons=EXCHANGED)
    assert caller.service == "intake"
