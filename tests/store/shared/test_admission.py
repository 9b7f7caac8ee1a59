"""More than a process can take on: over real connections, on a small service of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import httpx
import pytest
import uvicorn
from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from pydantic import ValidationError
from sqlalchemy import text

from deploy.local.databases import Database
from deploy.local.ports import free_port
from deploy.sandbox.persons import staff
from shared.acts import Act, ActBy, act_router
from shared.api_models import Input
from shared.auth.callers import Role
from shared.auth.statements import Subject
from shared.problems import Text
from shared.running import Running, Service
from shared.settings import ServiceSettings
from shared.web import build_app
from tests.harness.service import Caller, ServiceUnderTest, access_token, serve

AT_WORK, WAITING = 3, 2
BOUNDS = {
    "requests_at_work": AT_WORK,
    "requests_waiting": WAITING,
    "requests_of_one": 2,
    "service_requests_at_work": 1,
    "database_pool": 5,
}
router, acts = APIRouter(), act_router()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.01)


class Gate:
    """Holds whoever comes to /v1/held until it is opened."""

    def __init__(self) -> None:
        self.opened, self.inside = asyncio.Event(), 0

    async def __call__(self) -> None:
        self.inside += 1
        await self.opened.wait()

    async def until(self, count: int) -> None:
        await until(lambda: self.inside >= count)


@router.get("/held", include_in_schema=False)
async def held(request: Request) -> None:
    await request.app.state.gate()


@router.get("/failing", include_in_schema=False)
async def failing(request: Request) -> None:
    await request.app.state.gate()
    raise ZeroDivisionError


@router.get("/streamed", include_in_schema=False)
async def streamed(request: Request) -> StreamingResponse:
    async def parts() -> AsyncIterator[bytes]:
        yield b"begun "
        await request.app.state.gate()
        yield b"and ended"

    return StreamingResponse(parts())


class Note(Input):
    what: str


@acts.post("/notes", status_code=201)
async def note(body: Note, act: Annotated[Act, Depends(ActBy("noted", Role.REGISTRAR))]) -> dict[str, str]:
    if body.what == "slow":
        await act.connection.execute(text("set local statement_timeout = '1ms'"))
        await act.connection.execute(text("select pg_sleep(10)"))
    return {"entryId": str(await act.record({"salt": "x"}))}


class Server:
    """The service behind a real socket, and clients with tokens of their own."""

    def __init__(self, service: ServiceUnderTest, client: httpx.AsyncClient, listening: uvicorn.Server) -> None:
        self.service, self.client, self.listening = service, client, listening
        self.gate = service.app.state.gate = Gate()

    @property
    def running(self) -> Running:
        return self.service.running

    @property
    def connections(self) -> int:
        return len(self.listening.server_state.connections)

    def person(self, number: int) -> Caller:
        return Caller(self.client, access_token(staff(number).number.digits, "registrar"))

    def ask(self, path: str, count: int, first: int = 0) -> list[asyncio.Task[httpx.Response]]:
        """As many people ask at once."""
        return [asyncio.create_task(self.person(first + number).get(path)) for number in range(count)]

    async def fill(self, waiting: int = WAITING) -> list[asyncio.Task[httpx.Response]]:
        asked = self.ask("/v1/held", AT_WORK)
        await self.gate.until(AT_WORK)
        asked += self.ask("/v1/held", waiting, first=AT_WORK)
        await self.until_waiting(waiting)
        return asked

    async def until_waiting(self, count: int) -> None:
        await until(lambda: self.running.doors.people.waiting == count)

    async def until_empty(self) -> None:
        await until(lambda: not self.running.doors.callers)


@pytest.fixture
def database(fresh_database: Callable[[str], Database]) -> Database:
    return fresh_database("intake")


@asynccontextmanager
async def serving(database: Database, folder: Path, **settings: Any) -> AsyncIterator[Server]:
    parts = Service(
        name="intake",
        title="Admission",
        description=Text("", ""),
        settings=ServiceSettings,
        routers=(router, acts),
        receivers={("decision", "decisionMade"): _store_nothing},
    )
    async with serve(parts, build_app(parts), database, folder, **{**BOUNDS, **settings}) as service:
        config = uvicorn.Config(service.app, port=(port := free_port()), log_config=None, access_log=False)
        listening = uvicorn.Server(config)
        answering = asyncio.create_task(listening.serve())
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as client:
            await until(lambda: listening.started)
            server = Server(service, client, listening)
            yield server
            server.gate.opened.set()
        listening.should_exit = True
        await answering


@pytest.fixture
async def server(database: Database, tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(database, tmp_path) as one:
        yield one


async def test_the_next_one_is_told_to_come_back_and_nothing_is_cut_off(server: Server) -> None:
    asked = await server.fill()

    refused = await server.person(50).get("/v1/held")
    english = await server.client.get("/v1/held", headers={**server.person(51).headers, "Accept-Language": "en"})

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["cache-control"] == "no-store"
    assert refused.json()["type"].endswith("/overloaded")
    assert "Försök igen" in refused.json()["detail"]
    assert "Try again" in english.json()["detail"]
    server.gate.opened.set()
    assert [answer.status_code for answer in await asyncio.gather(*asked)] == [200] * (AT_WORK + WAITING)
    assert (await server.person(50).get("/v1/held")).status_code == 200


async def test_one_token_cannot_have_all(server: Server) -> None:
    greedy = server.person(0)
    asked = [asyncio.create_task(greedy.get("/v1/held")) for _ in range(2)]
    await server.gate.until(2)

    refused = await greedy.get("/v1/held")

    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert refused.json()["type"].endswith("/too-many-at-once")
    asked += server.ask("/v1/held", 1, first=1)
    await server.gate.until(3)
    server.gate.opened.set()
    assert {answer.status_code for answer in await asyncio.gather(*asked)} == {200}


async def test_hand_overs_the_control_log_and_health_are_answered_meanwhile(server: Server) -> None:
    asked = await server.fill()
    decision = Caller(server.client, server.service.service("decision").headers["Authorization"].split()[1])

    assert (await server.client.get("/health/live")).json() == {"status": "live"}
    ready = await server.client.get("/health/ready")
    assert ready.status_code == 200
    assert ready.json()["requests"]["people"] == {"atWork": AT_WORK, "waiting": WAITING, "refused": 0}
    assert (await server.client.get("/.well-known/jwks.json")).status_code == 200
    assert (await decision.get("/control-log/checkpoint")).status_code == 404
    assert (await server.person(60).get("/control-log/checkpoint")).status_code == 403
    server.gate.opened.set()
    await asyncio.gather(*asked)


async def test_what_fails_gives_its_place_back(server: Server) -> None:
    asked = server.ask("/v1/failing", AT_WORK)
    await server.gate.until(AT_WORK)
    server.gate.opened.set()
    assert {answer.status_code for answer in await asyncio.gather(*asked)} == {500}
    await server.until_empty()


async def test_who_leaves_the_line_or_their_place_leaves_it_to_others(server: Server) -> None:
    """Who waits no more has done nothing, and is no fault of ours."""
    asked = await server.fill(waiting=1)
    leaving = asyncio.create_task(server.person(70).post("/v1/notes", {"what": "x"}))
    await server.until_waiting(2)
    connected = server.connections
    for one in (asked[0], leaving):
        one.cancel()
    await asyncio.gather(asked[0], leaving, return_exceptions=True)
    await until(lambda: server.connections == connected - 2)
    server.gate.opened.set()
    assert {answer.status_code for answer in await asyncio.gather(*asked[1:])} == {200}
    await server.until_empty()
    async with server.running.transaction() as connection:
        assert (await connection.execute(text("select count(*) from log_entry"))).scalar_one() == 0


async def test_an_answer_that_is_sent_in_parts_has_its_place_to_the_end(server: Server) -> None:
    asked = [asyncio.create_task(server.person(number).get("/v1/streamed")) for number in range(AT_WORK)]
    await server.gate.until(AT_WORK)
    assert server.running.doors.people.at_work == AT_WORK
    server.gate.opened.set()
    assert {answer.text for answer in await asyncio.gather(*asked)} == {"begun and ended"}
    await server.until_empty()


async def test_a_line_that_does_not_move_sends_away(database: Database, tmp_path: Path) -> None:
    async with serving(database, tmp_path, requests_wait_seconds=0.05) as server:
        asked = server.ask("/v1/held", AT_WORK)
        await server.gate.until(AT_WORK)
        refused = await server.person(50).get("/v1/held")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
        server.gate.opened.set()
        await asyncio.gather(*asked)


async def test_a_database_that_has_no_connection_left_is_told_as_such(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everywhere, also for hand-overs and who reads the control log."""
    monkeypatch.setattr(server.running.engine.sync_engine.pool, "_timeout", 0.05)
    decision = Caller(server.client, server.service.service("decision").headers["Authorization"].split()[1])
    held_by_others = [await server.running.engine.connect() for _ in range(5)]
    try:
        for answer in (
            await server.person(0).post("/v1/notes", {"what": "x"}),
            await decision.post("/v1/inbox", {"events": [an_event(server)]}),
            await decision.get("/control-log/checkpoint"),
        ):
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5"), answer.text
            assert answer.json()["type"].endswith("/unavailable")
        assert (await server.client.get("/health/ready")).status_code == 503
        assert (await server.client.get("/health/live")).status_code == 200
    finally:
        for connection in held_by_others:
            await connection.close()


async def _store_nothing(*_: Any) -> None:
    """A hand-over that changes nothing."""


def an_event(server: Server) -> dict[str, Any]:
    subject = Subject("decision", "018f0000-0000-7000-8000-000000000001", 1)
    return server.service.event("decision", "decisionMade", subject, {"salt": "x"})


async def test_a_statement_that_takes_too_long_is_told_as_such(server: Server) -> None:
    answer = await server.person(0).post("/v1/notes", {"what": "slow"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["type"].endswith("/unavailable")


@pytest.mark.parametrize("settings", [{"database_pool": AT_WORK + 1}, {"requests_of_one": AT_WORK}])
async def test_a_process_that_would_take_on_more_than_it_can_do_does_not_start(
    database: Database, tmp_path: Path, settings: dict[str, int]
) -> None:
    with pytest.raises(ValidationError, match="must be"):
        async with serving(database, tmp_path, **settings):
            pass
