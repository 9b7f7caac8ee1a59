"""Every route of docs/routes.md, tried as every role, as every service, as nobody, and from another municipality."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from shared.auth.callers import Role
from shared.auth.service_calls import service_token
from shared.controllog.entries import decode
from shared.ids import new_id
from tests.harness.requests import body_of
from tests.harness.routes import ANYBODY, PERSONS, SERVICES, Listed, listed
from tests.harness.service import MUNICIPALITY, access_token, key_of
from tests.harness.worlds.every import SEEDED
from tests.harness.worlds.world import FreshDatabase, SeededWorld

ELSEWHERE = "0180"
ROLE_MISSING, OWN_CLAIM, INVALID = "role-missing", "claim-held", "invalid-request"
STALE = '"999"'
"""A change of what is there is answered 412, and changes nothing that the next route needs."""
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
"""One for all requests, so that answers about the same thing are the same."""
XML = ("/v1/bank-reports",)
NOT_READ = ("alembic_version",)
FILLERS = {"place": "000.p/1", "path": "0/000.p/1"}
"""For the paths of the control log, which name no thing of anybody's."""


@pytest.fixture(params=SERVICES)
async def world(
    request: pytest.FixtureRequest, fresh_database: FreshDatabase, tmp_path: Path
) -> AsyncIterator[SeededWorld]:
    async with SEEDED[request.param](fresh_database, tmp_path) as seeded:
        yield seeded


def lines(world: SeededWorld) -> list[Listed]:
    found = [line for line in listed() if line.service == world.service.running.name]
    assert found
    return found


def token_of(world: SeededWorld, role: Role, **claims: Any) -> str:
    return access_token(world.people[role], role.value, **claims)


async def call(world: SeededWorld, line: Listed, token: str | None, values: dict[str, Any], body: bytes = b"") -> Any:
    headers = {"Idempotency-Key": str(new_id()), "If-Match": STALE, "traceparent": TRACE}
    headers["Content-Type"] = "application/xml" if line.path in XML else "application/json"
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    path = line.path.format_map({**FILLERS, **values})
    return await world.service.client.request(line.method, path, headers=headers, content=body or b"{}")


def slug(answer: httpx.Response) -> str:
    """Which problem the answer tells of; empty where it tells of none."""
    if answer.status_code < 400:
        return ""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return str(answer.json()["type"]).rsplit("/", 1)[-1]


async def refused(world: SeededWorld) -> Counter[tuple[str, str]]:
    """(act, role or service) of the attempts that the control log tells were refused for want of a role."""
    async with world.service.running.engine.connect() as connection:
        rows = await connection.execute(text("select entry from log_entry"))
    entries = [decode(row.entry) for row in rows]
    return Counter(
        (entry.act, entry.actor.service or entry.actor.role)
        for entry in entries
        if entry.reason == ROLE_MISSING.replace("-", " ")
    )


async def test_nobody_calls_what_is_not_for_anybody(world: SeededWorld) -> None:
    for line in lines(world):
        answer = await call(world, line, None, dict(world.values))
        expected = "" if ANYBODY in line.callers else "unauthenticated"
        assert (slug(answer), answer.status_code) == (expected, 401 if expected else 200), line.name


async def test_only_the_listed_roles_and_services_may_call_and_the_log_tells_of_the_others(world: SeededWorld) -> None:
    expected: Counter[tuple[str, str]] = Counter()
    for line in lines(world):
        for role in PERSONS:
            answer = await call(world, line, token_of(world, role), dict(world.values))
            check(line, role.value, line.may_call(role), answer)
            expected[line.act, role.value] += slug(answer) == ROLE_MISSING
        for service in SERVICES:
            answer = await call(world, line, token_of_service(world, service), dict(world.values))
            check(line, service, line.may_be_called_by(service), answer)
            expected[line.act, service] += slug(answer) == ROLE_MISSING
    if world.service.running.service.keeps_log:
        acts = Counter({(act, caller): times for (act, caller), times in expected.items() if act != "–"})
        assert +acts == await refused(world)


def check(line: Listed, caller: str, may: bool, answer: httpx.Response) -> None:
    """Who may not is told who may. Who may can still be refused for want of a narrower role: that of the queue."""
    what = f"{line.name} as {caller}: {answer.status_code} {answer.text}"
    persons = {role.value for role in PERSONS if line.may_call(role)}
    refused_at_the_door = (
        slug(answer) == ROLE_MISSING and set(answer.json()["needed"]) - {Role.SERVICE.value} == persons
    )
    assert answer.status_code not in (401, 500), what
    assert refused_at_the_door is not may, what


def token_of_service(world: SeededWorld, name: str) -> str:
    running = world.service.running
    return service_token(name, running.name, key_of(name)[1], running.clock)


async def test_from_another_municipality_nothing_is_to_be_seen_or_done(world: SeededWorld) -> None:
    """The same people with the same roles, signed in for another municipality, are answered as if there were nothing;
    and at home somebody is answered otherwise, or the test would try nothing."""
    document = world.service.app.openapi()
    here = [line for line in lines(world) if line.reaches in ("own", "municipality")]
    before = await rows(world)
    for line in here:
        for role in (role for role in PERSONS if line.may_call(role)):
            await _try_from_elsewhere(world, line, role, document)
    after = await rows(world)
    assert before - after == set()
    assert [row for row in after - before if f'"municipality":"{MUNICIPALITY}"' in row] == []
    naming = [line for line in here if names_something(world, line, _body(world, line, document))]
    for line in sorted(naming, key=lambda line: "{" not in line.path):  # what only a body names, begins something new
        answers = [
            (await call(world, line, token_of(world, role), dict(world.values), _body(world, line, document)))
            for role in PERSONS
            if line.may_call(role)
        ]
        assert any(answer.status_code != 404 and slug(answer) != INVALID for answer in answers), (
            line.name,
            answers[0].text,
        )


async def _try_from_elsewhere(world: SeededWorld, line: Listed, role: Role, document: dict[str, Any]) -> None:
    token = token_of(world, role, municipality=ELSEWHERE)
    body = _body(world, line, document)
    answer = await call(world, line, token, dict(world.values), body)
    told = answer.text
    if slug(answer) != OWN_CLAIM:  # one at a time, wherever: it names the caller's own
        assert not any(one in told for one in world.secret_ids if one.encode() not in body), f"{line.name} as {role}"
    if names_something(world, line, body):
        assert answer.status_code == 404, f"{line.name} as {role}: {told}"
        nothing = {name: str(new_id()) if _is_id(value) else value for name, value in world.values.items()}
        unknown = await call(world, line, token, nothing, _body(replace(world, values=nothing), line, document))
        assert (unknown.status_code, unknown.text) == (answer.status_code, told), f"{line.name} as {role}"


def names_something(world: SeededWorld, line: Listed, body: bytes) -> bool:
    """By its id: a day is nobody's."""
    return "Id}" in line.path or any(one.encode() in body for one in world.secret_ids)


def _body(world: SeededWorld, line: Listed, document: dict[str, Any]) -> bytes:
    given = world.bodies.get(f"{line.method} {line.path}")
    return given or body_of(document, line.method, line.path, world.values)


def _is_id(value: Any) -> bool:
    try:
        UUID(value)
    except (TypeError, ValueError, AttributeError):
        return False
    return True


async def rows(world: SeededWorld) -> set[str]:
    """Every row of every table, as text."""
    tables = "select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
    found: set[str] = set()
    async with world.service.running.engine.connect() as connection:
        for table in (await connection.execute(text(tables))).scalars().all():
            if table not in NOT_READ:
                there = await connection.execute(text(f"select row_to_json(one)::text from {table} one"))
                found |= {f"{table} {row}" for row in there.scalars()}
    return found
