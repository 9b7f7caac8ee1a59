"""Whatever is sent, each API answers as its own description says: no fault of ours, no undocumented answer.

Schemathesis makes the requests from the description, as it should be and as it should not; callers, keys, versions and
the ids of what there really is are ours, so that requests get past the door. `make fuzz` runs it for long.
"""

import asyncio
import json
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CheckContext, CheckFunction, load_all_checks
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response
from schemathesis.specs.openapi import checks as described

from shared.auth.service_calls import service_token
from shared.openapi import VERSION
from tests.harness.requests import body_of
from tests.harness.routes import PERSONS, SERVICES, Listed, listed
from tests.harness.service import access_token, key_of
from tests.harness.worlds.every import SEEDED
from tests.harness.worlds.world import FreshDatabase, SeededWorld

QUICK = 10
"""Examples of each operation in `make test`, the same ones every time."""
LONG = 400
"""As many at most in `make fuzz`."""
NEEDS_ANOTHER = {"/decisions/{decisionId}/revocation"}
"""What asks another service, of which there is none here, and may say that it is unavailable."""


@pytest.fixture(params=SERVICES)
def world(
    request: pytest.FixtureRequest, fresh_database: FreshDatabase, tmp_path: Path
) -> Iterator[tuple[SeededWorld, asyncio.Runner]]:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        yield runner.run(stack.enter_async_context(SEEDED[request.param](fresh_database, tmp_path))), runner
        runner.run(stack.aclose())


def no_fault(ctx: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    may_lack = case.path in NEEDS_ANOTHER
    assert response.status_code < 500 or (response.status_code == 503 and may_lack), "a fault of ours"
    return None


def every_problem_is_told_as_one(ctx: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    if response.status_code >= 400:
        assert response.headers["content-type"] == ["application/problem+json"]
        assert response.json()["status"] == response.status_code
    return None


CHECKS: list[CheckFunction] = [
    no_fault,
    every_problem_is_told_as_one,
    described.status_code_conformance,
    described.content_type_conformance,
    described.response_headers_conformance,
    described.response_schema_conformance,
]


def test_every_answer_is_as_described(world: tuple[SeededWorld, asyncio.Runner]) -> None:
    seeded, runner = world
    load_all_checks()
    document = seeded.service.app.openapi()
    seen: set[int] = set()
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))

        @as_many_as_wanted
        @given(cases, senders(seeded, operation.method.upper(), VERSION + operation.path), st.data())
        def try_it(case: Case[Any], headers: dict[str, str], data: st.DataObject) -> None:
            answer = runner.run(send(seeded, meant(seeded, document, case, data), headers))
            seen.add(answer.status_code)
            case.validate_response(answer, checks=CHECKS)

        try_it()
    assert {200, 403} <= seen, "requests that all fail in the same way try nothing"
    assert len(seen) > 3


def as_many_as_wanted(test: Any) -> Any:
    quick, wanted = settings.get_current_profile_name() == "quick", settings().max_examples
    return settings(
        max_examples=QUICK if quick else min(wanted, LONG),
        derandomize=quick,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate] if quick else list(Phase),
    )(test)


def senders(world: SeededWorld, method: str, path: str) -> st.SearchStrategy[dict[str, str]]:
    """Headers: mostly of somebody who may do it, with a key and a version, each of them sometimes missing or wrong."""
    (line,) = (one for one in listed() if (one.service, one.method, one.path) == (_name(world), method, path))
    allowed = _tokens(world, line)
    others = [access_token(world.people[role], role.value) for role in PERSONS]
    return st.fixed_dictionaries(
        {"Authorization": st.sampled_from([*allowed * 4, *others, "nobodys"]).map(lambda token: f"Bearer {token}")},
        optional={
            "Idempotency-Key": st.uuids().map(str) | st.sampled_from(["the-same-key-each-time", "short"]),
            "If-Match": st.sampled_from(['"1"', '"2"', "1", "*", 'W/"1"']),
            "Accept-Language": st.sampled_from(["en", "sv", "fi;q=0.3, en"]),
        },
    )


def _tokens(world: SeededWorld, line: Listed) -> list[str]:
    running = world.service.running
    services = [name for name in SERVICES if line.may_be_called_by(name)]
    persons = [access_token(world.people[role], role.value) for role in PERSONS if line.may_call(role)]
    return persons + [service_token(name, running.name, key_of(name)[1], running.clock) for name in services]


def meant(world: SeededWorld, document: dict[str, Any], case: Case[Any], data: st.DataObject) -> Case[Any]:
    """The case with the ids of what there is in half of the cases, and with a body that could be right in a third."""
    if data.draw(st.booleans()):
        for name in case.path_parameters or {}:
            case.path_parameters[name] = world.values.get(name, case.path_parameters[name])
    path = VERSION + case.path
    body = world.bodies.get(f"{case.method} {path}") or body_of(document, case.method, path, world.values)
    if body and data.draw(st.integers(0, 2)) == 0:
        case.body = json.loads(body) if case.media_type == "application/json" else body.decode()
    return case


async def send(world: SeededWorld, case: Case[Any], headers: dict[str, str]) -> httpx.Response:
    made = case.as_transport_kwargs(base_url=f"http://service{VERSION}")
    sent = {**made["headers"], **headers}
    return await world.service.client.request(
        made["method"],
        made["url"],
        params=made["params"],
        headers=[(name, str(value).encode("utf-8", "replace")) for name, value in sent.items()],
        content=_bytes(made),
    )


def _bytes(made: dict[str, Any]) -> bytes:
    if "json" in made:
        return json.dumps(made["json"]).encode()
    data = made.get("data", b"")
    return data if isinstance(data, bytes) else str(data).encode("utf-8", "surrogatepass")


def _name(world: SeededWorld) -> str:
    return world.service.running.name
