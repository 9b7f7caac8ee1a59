"""No place is ever lost, however what has it ends: a process that loses them ends up refusing everybody."""

import asyncio
import json
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Scope

from shared.admission import Doors
from shared.canonical import to_base64url
from shared.problems import Overloaded, TooManyAtOnce

AT_WORK, SERVICES = 3, 2
EXPECTED = (Overloaded, TooManyAtOnce, ZeroDivisionError, asyncio.CancelledError)
PATHS = st.sampled_from(["/v1/applications", "/control-log/checkpoint", "/health/ready"])
TYPES = st.sampled_from(["at+jwt", "service+jwt", None])
REQUESTS = st.lists(st.tuples(PATHS, TYPES, st.integers(1, 3)), max_size=25)
ENDS = st.lists(st.tuples(st.integers(0, 24), st.sampled_from(["done", "failed", "cancelled"])), max_size=40)


def doors() -> Doors:
    bounds: Any = SimpleNamespace(
        requests_at_work=AT_WORK,
        service_requests_at_work=SERVICES,
        requests_waiting=3,
        requests_wait_seconds=60,
        requests_of_one=2,
    )
    return Doors(bounds)


def scope_of(path: str, kind: str | None = "at+jwt", number: int = 1) -> Scope:
    """A request with the `number`th token of that type; with none where there is no type."""
    head = to_base64url(json.dumps({"alg": "ES256", "typ": kind}).encode())
    sent = [] if kind is None else [(b"authorization", f"Bearer {head}.{number}.x".encode())]
    return {"type": "http", "path": path, "headers": sent}


class Visit:
    """A request that has its place until it is told how to end."""

    def __init__(self, through: Doors, scope: Scope) -> None:
        self._end: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.task = asyncio.create_task(self._stay(through, scope))

    async def _stay(self, through: Doors, scope: Scope) -> None:
        async with through.place(scope):
            await self._end

    def end(self, how: str = "done") -> None:
        """At work or still in line: who waits ends so when its turn has come, unless it is cancelled."""
        if how == "cancelled":
            self.task.cancel()
        elif not self._end.done():
            self._end.set_exception(ZeroDivisionError()) if how == "failed" else self._end.set_result(None)


async def settle() -> None:
    for _ in range(4):
        await asyncio.sleep(0)


async def play(requests: list[tuple[str, str | None, int]], ends: list[tuple[int, str]]) -> None:
    through = doors()
    visits = [Visit(through, scope_of(*one)) for one in requests]
    await settle()
    for number, (place, how) in enumerate(ends):
        if place < len(visits):
            visits[place].end(how)
        if number % 3:  # several things happen before anybody else has a turn, and sometimes not
            await settle()
        assert through.people.at_work <= AT_WORK
        assert through.services.at_work <= SERVICES
    for visit in visits:
        visit.end()
        await settle()
    assert all(visit.task.done() for visit in visits), "somebody waits for a place that nobody has"
    results = await asyncio.gather(*(visit.task for visit in visits), return_exceptions=True)
    assert all(one is None or isinstance(one, EXPECTED) for one in results)
    await everything_is_free(through)


async def everything_is_free(through: Doors) -> None:
    people = [Visit(through, scope_of("/v1/applications", number=number)) for number in range(AT_WORK)]
    services = [Visit(through, scope_of("/v1/inbox", "service+jwt", number)) for number in range(SERVICES)]
    await settle()
    state = through.state
    assert (state["people"]["atWork"], state["people"]["waiting"]) == (AT_WORK, 0)
    assert (state["services"]["atWork"], state["services"]["waiting"]) == (SERVICES, 0)
    for visit in people + services:
        visit.end()
    await asyncio.gather(*(visit.task for visit in people + services))
    assert through.callers == 0


@given(REQUESTS, ENDS)
def test_whatever_happens_every_place_is_free_afterwards(
    requests: list[tuple[str, str | None, int]], ends: list[tuple[int, str]]
) -> None:
    asyncio.run(play(requests, ends))


async def test_who_came_first_is_first_in_line() -> None:
    through, order = doors(), []

    async def visit(number: int) -> None:
        async with through.place(scope_of("/v1/applications", number=number)):
            order.append(number)
            await settle()

    await asyncio.gather(*(visit(number) for number in range(AT_WORK + 3)))
    assert order == list(range(AT_WORK + 3))


async def test_services_and_the_witness_have_a_line_of_their_own() -> None:
    through = doors()
    crowd = [Visit(through, scope_of("/v1/applications", number=number)) for number in range(20)]
    await settle()
    assert through.people.state == {"atWork": AT_WORK, "waiting": 3, "refused": 14}

    for scope in (
        scope_of("/v1/inbox", "service+jwt"),
        scope_of("/v1/checkpoints", "service+jwt"),
        scope_of("/control-log/checkpoint", number=77),
        scope_of("/health/ready", None),
    ):
        async with asyncio.timeout(5), through.place(scope):
            pass
    for visit in crowd:
        visit.end()
    await asyncio.gather(*(visit.task for visit in crowd), return_exceptions=True)


async def test_one_token_has_no_more_than_its_share_and_leaves_the_rest_to_others() -> None:
    through = doors()
    greedy = [Visit(through, scope_of("/v1/applications", number=1)) for _ in range(10)]
    await settle()
    other = Visit(through, scope_of("/v1/applications", number=2))
    await settle()

    assert through.state["people"] == {"atWork": 3, "waiting": 0, "refused": 0}
    assert through.state["tooManyAtOnce"] == 8
    for visit in (*greedy, other):
        visit.end()
    ended = await asyncio.gather(*(visit.task for visit in greedy), return_exceptions=True)
    assert [type(one) for one in ended] == [type(None)] * 2 + [TooManyAtOnce] * 8


async def test_all_who_come_without_a_token_share_one_share() -> None:
    through = doors()
    forged = {"type": "http", "path": "/v1/queues", "headers": [(b"authorization", b"Bearer what.ever.x")]}
    some = [Visit(through, scope) for scope in (scope_of("/v1/queues", None), forged, forged)]
    await settle()
    assert through.state["tooManyAtOnce"] == 1
    for visit in some:
        visit.end()
    await asyncio.gather(*(visit.task for visit in some), return_exceptions=True)
