"""Requests that no rule ever sees, to every operation that an API describes: each is refused at the edge, as a problem
that names the place and never repeats what was sent. New routes are tried as soon as they are described."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.auth.service_calls import service_token
from shared.ids import new_id
from shared.openapi import VERSION
from tests.harness.descriptions import Operation, look_up, operations
from tests.harness.requests import JSON, body_of
from tests.harness.routes import PERSONS, SERVICES, listed
from tests.harness.service import access_token, key_of
from tests.harness.worlds.every import SEEDED
from tests.harness.worlds.world import FreshDatabase, SeededWorld

CANARY = "199001019802-canary"
"""Looks like what must never come back: it stands where a value or a name is expected."""
TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
TRACEPARENT = f"00-{TRACE_ID}-b7ad6b7169203331-01"


@pytest.fixture(params=SERVICES)
async def world(
    request: pytest.FixtureRequest, fresh_database: FreshDatabase, tmp_path: Path
) -> AsyncIterator[SeededWorld]:
    async with SEEDED[request.param](fresh_database, tmp_path) as seeded:
        yield seeded


@dataclass(frozen=True)
class Door:
    """An operation, and somebody who may call it."""

    world: SeededWorld
    operation: Operation
    token: str

    async def knock(self, path: str | None = None, **sent: Any) -> httpx.Response:
        """A request that could be right, but for what is `sent`: `headers`, `content`, `params`, another `path`."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Idempotency-Key": str(new_id()),
            "If-Match": '"999"',
            "Content-Type": JSON,
            "traceparent": TRACEPARENT,
        } | sent.pop("headers", {})
        where = path or self.path(**self.world.values)
        return await self.world.service.client.request(self.operation.method, where, headers=headers, **sent)

    def path(self, **values: Any) -> str:
        return VERSION + self.operation.path.format_map(values)

    def body(self) -> dict[str, Any]:
        """The body of the description's example: empty where the operation takes none, or no JSON."""
        document = self.world.service.app.openapi()
        made = body_of(document, self.operation.method, VERSION + self.operation.path, self.world.values)
        return dict(json.loads(made or b"{}"))

    @property
    def takes_json(self) -> bool:
        return JSON in self.operation.says.get("requestBody", {}).get("content", {})


def doors(world: SeededWorld) -> Iterator[Door]:
    """Every operation that is not for anybody."""
    name = world.service.running.name
    for operation in operations():
        if operation.service == name and operation.says["security"]:
            yield Door(world, operation, _token(world, operation))


def _token(world: SeededWorld, operation: Operation) -> str:
    key = (operation.service, operation.method, VERSION + operation.path)
    (line,) = (one for one in listed() if (one.service, one.method, one.path) == key)
    for role in PERSONS:
        if line.may_call(role):
            return access_token(world.people[role], role.value)
    running = world.service.running
    caller = next(name for name in SERVICES if line.may_be_called_by(name))
    return service_token(caller, running.name, key_of(caller)[1], running.clock)


def check(answer: httpx.Response, status: int, slug: str, what: str) -> dict[str, Any]:
    """A problem document of this type, with no word of what was sent. Returns it."""
    told = f"{what}: {answer.status_code} {answer.text}"
    assert answer.status_code == status, told
    assert answer.headers["content-type"] == "application/problem+json", told
    problem: dict[str, Any] = answer.json()
    assert problem["type"].endswith(f"/{slug}"), told
    assert problem["status"] == status, told
    assert "canary" not in answer.text, told
    assert "1990" not in answer.text, told
    return problem


async def test_a_body_in_another_format_or_an_answer_in_another_is_refused(world: SeededWorld) -> None:
    """ARQ.04, AME.02, SAK.29: 415 and 406, where somebody asks who may."""
    for door in doors(world):
        refused = await door.knock(headers={"Accept": "text/html, image/*"}, content=b"{}")
        check(refused, 406, "not-acceptable", door.operation.name)
        if "requestBody" in door.operation.says:
            for kind in ("text/plain", "", "application/x-www-form-urlencoded"):
                answer = await door.knock(headers={"Content-Type": kind}, content=b"canary")
                check(answer, 415, "unsupported-media-type", f"{door.operation.name} {kind}")


async def test_other_methods_are_refused_with_those_that_there_are(world: SeededWorld) -> None:
    """ARP.02: 405, and Allow names what every route of the path takes; OPTIONS asks for just that."""
    here = list(doors(world))
    for path in {door.path(**world.values) for door in here}:
        there = {door.operation.method for door in here if door.path(**world.values) == path} | {"OPTIONS"}
        for method in ("DELETE", "PUT", "PATCH", "HEAD"):
            refused = await world.service.client.request(method, path)
            assert refused.status_code == 405, path
            assert set(refused.headers["allow"].split(", ")) == there, path
        asked = await world.service.client.request("OPTIONS", path)
        assert (asked.status_code, set(asked.headers["allow"].split(", "))) == (204, there)


async def test_every_answer_names_its_place_in_the_trace(world: SeededWorld) -> None:
    """SPA.02, SPA.04: the caller's trace goes on, one that cannot be read is begun anew."""
    for door in doors(world):
        answer = await door.knock(content=b"{")
        assert answer.headers["traceparent"].startswith(f"00-{TRACE_ID}-"), door.operation.name
        assert answer.headers["traceparent"] != TRACEPARENT
        if answer.status_code >= 400:
            assert answer.json()["instance"] == "urn:uuid:0af76519-16cd-43dd-8448-eb211c80319c"
            assert answer.headers["content-language"] == "sv"
            assert "Accept-Language" in answer.headers["vary"]
    for malformed in ("", "00-0-0-00", f"00-{'0' * 32}-b7ad6b7169203331-01", f"ff-{TRACE_ID}-b7ad6b7169203331-01"):
        begun = await door.knock(headers={"traceparent": malformed})
        assert TRACE_ID not in begun.headers["traceparent"]
        assert len(begun.headers["traceparent"]) == len(TRACEPARENT)


async def test_what_is_no_json_too_large_or_cannot_be_written_is_refused(world: SeededWorld) -> None:
    for door in doors(world):
        if not door.takes_json:
            continue
        name = door.operation.name
        check(await door.knock(content=b'{"canary": '), 400, "not-json", name)
        check(await door.knock(content=b'{"x": "canary\\u0000"}'), 400, "unwritable-character", name)
        check(await door.knock(content=b'{"canary\\ud800": 1}'), 400, "unwritable-character", name)
        most = world.service.running.settings.most_hand_over_bytes if "in-force" in name else 1_000_000
        check(await door.knock(content=b"x" * (most + 1)), 413, "body-too-large", name)
        missing = await door.knock(headers={"Idempotency-Key": CANARY[:12]}, content=b"{}")
        check(missing, 400, "idempotency-key-missing", name)


async def test_an_unknown_field_is_told_of_by_what_holds_it(world: SeededWorld) -> None:
    for door in doors(world):
        if door.takes_json:
            answer = await door.knock(content=json.dumps({**door.body(), CANARY: CANARY}))
            problem = check(answer, 422, "invalid-request", door.operation.name)
            assert {"in": "body", "field": "", "message": "Okänt fält."} in problem["errors"], door.operation.name


async def test_every_field_of_a_body_is_named_where_it_is_wrong(world: SeededWorld) -> None:
    """A wrong kind of value in each field: also `"1"` and `1.0` where an integer is meant, since öre are whole."""
    for door in doors(world):
        body = door.body() if door.takes_json else {}
        for field, value in body.items():
            for wrong in _wrong_values(value):
                answer = await door.knock(content=json.dumps({**body, field: wrong}))
                problem = check(answer, 422, "invalid-request", f"{door.operation.name} {field} {wrong!r}")
                assert any(error["field"].split(".")[0] == field for error in problem["errors"])


def _wrong_values(right: Any) -> list[Any]:
    if isinstance(right, bool):
        return ["true", CANARY]
    if isinstance(right, int):
        return [str(right), float(right), 10**30, CANARY]
    return [CANARY if isinstance(right, dict) else {"canary": CANARY}, 1990.5]


async def test_addresses_and_pages_are_checked_too(world: SeededWorld) -> None:
    """FNS.07–FNS.09: the page from 1, at most 100 items, and not too far into a list."""
    for door in doors(world):
        name = door.operation.name
        for parameter in (one for one in door.operation.parameters if one["in"] == "path"):
            answer = await door.knock(path=door.path(**{**world.values, parameter["name"]: "canary"}), content=b"{}")
            problem = check(answer, 422, "invalid-request", name)
            wrong = {"in": "path", "field": parameter["name"]}
            assert any(error | wrong == error for error in problem["errors"]), name
        if "page" in door.operation.parameter_names("query"):
            for wrong_page in ({"page": "0"}, {"limit": "101"}, {"limit": "0"}, {"page": "canary"}, {"page": "1.5"}):
                check(await door.knock(params=wrong_page), 422, "invalid-request", f"{name} {wrong_page}")
            check(await door.knock(params={"page": 101, "limit": 100}), 400, "page-too-far", name)


async def test_the_same_fault_is_told_in_the_language_that_is_wanted(world: SeededWorld) -> None:
    """Swedish unless English is preferred; what cannot be read counts as nothing."""
    door = next(doors(world))
    wanted = {
        "en": "en",
        "sv": "sv",
        "en-GB, sv;q=0.5": "en",
        "fr;q=0.9, en;q=0.1": "en",
        "fr": "sv",
        "*": "sv",
        "en ; q=0.2 , sv ; q=0.1": "en",
        "en;q=nonsense": "sv",
        "en;q=9": "sv",
        ";;;,,,=": "sv",
        "en;q=0": "sv",
    }
    for header, language in wanted.items():
        answer = await door.knock(headers={"Accept-Language": header, "Accept": "text/html"})
        assert (answer.headers["content-language"], answer.status_code) == (language, 406), header


def test_problems_of_every_operation_can_be_looked_up() -> None:
    """Each status that an operation may answer with has its problems as examples."""
    for operation in operations():
        for status, answer in operation.answers.items():
            if status >= 400:
                media = answer["content"]["application/problem+json"]
                assert media["examples"], f"{operation.name} {status}"
                assert look_up(operation.service, media["schema"])["required"]
