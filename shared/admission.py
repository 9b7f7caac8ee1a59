"""How many requests a process takes on at once. The rest are told when to come back, before anything is done.

Whoever takes on all that comes is late with everything: each request waits for all others, callers give up and ask
again, and memory grows. Here some are at work, some wait in line for a short while, and beyond that the answer is 503
with Retry-After. Services, and whoever reads the control log, have a line of their own, so that hand-overs and the
witness go on whatever citizens do. No token gets more than its share of a process (429). That it lives, and its keys,
a process always tells.

`uvicorn --limit-concurrency` counts connections, idle ones too, and refuses in plain text without Retry-After.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.auth import service_calls
from shared.canonical import from_base64url
from shared.problem_handlers import describe
from shared.problems import Overloaded, TooManyAtOnce
from shared.settings import ServiceSettings

_ALWAYS = ("/health/live", "/.well-known/")
_HEALTH, _CONTROL_LOG = "/health/", "/control-log/"
_NOBODY, _PROBE = 0, 1


class Admission:
    """The layer. A request has its place until its answer is sent to the end, however it ends."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_ALWAYS):
            return await self._app(scope, receive, send)
        doors: Doors = scope["app"].state.running.doors
        try:
            async with doors.place(scope):
                return await self._app(scope, receive, send)
        except (Overloaded, TooManyAtOnce) as full:
            return await describe(full, Request(scope))(scope, receive, send)


class Line:
    """So many at work, and so many who wait for that, in the order in which they came."""

    def __init__(self, most: int, most_waiting: int, longest_wait: float) -> None:
        self._free = asyncio.Semaphore(most)
        self._most_waiting = most_waiting
        self._longest_wait = longest_wait
        self.at_work = self.waiting = self.refused = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Raises Overloaded where the line is full, or does not move."""
        try:
            await self._turn()
        except Overloaded:
            self.refused += 1
            raise
        self.at_work += 1
        try:
            yield
        finally:
            self.at_work -= 1
            self._free.release()

    async def _turn(self) -> None:
        if not self._free.locked():
            await self._free.acquire()  # at once
            return
        if self.waiting >= self._most_waiting:
            raise Overloaded
        self.waiting += 1
        try:
            async with asyncio.timeout(self._longest_wait):
                await self._free.acquire()
        except TimeoutError:
            raise Overloaded from None
        finally:
            self.waiting -= 1

    @property
    def state(self) -> dict[str, int]:
        return {"atWork": self.at_work, "waiting": self.waiting, "refused": self.refused}


class Doors:
    """The lines of one process, and how many places in them each token has."""

    def __init__(self, settings: ServiceSettings) -> None:
        waiting, seconds = settings.requests_waiting, settings.requests_wait_seconds
        self.people = Line(settings.requests_at_work, waiting, seconds)
        self.services = Line(settings.service_requests_at_work, waiting, seconds)
        self._health = Line(1, waiting, seconds)
        self._most_of_one = settings.requests_of_one
        self._of_one: Counter[int] = Counter()
        self.refused = 0

    @asynccontextmanager
    async def place(self, scope: Scope) -> AsyncIterator[None]:
        """Raises Overloaded, TooManyAtOnce."""
        caller, line = self._of(scope)
        if self._of_one[caller] >= self._most_of_one:
            self.refused += 1
            raise TooManyAtOnce
        self._of_one[caller] += 1
        try:
            async with line.place():
                yield
        finally:
            self._of_one[caller] -= 1
            if not self._of_one[caller]:
                del self._of_one[caller]

    @property
    def callers(self) -> int:
        """How many have a place, at work or in line."""
        return len(self._of_one)

    def _of(self, scope: Scope) -> tuple[int, Line]:
        """Who asks, and in which line."""
        if scope["path"].startswith(_HEALTH):
            return _PROBE, self._health
        caller, is_service = _caller(scope)
        return caller, self.services if is_service or scope["path"].startswith(_CONTROL_LOG) else self.people

    @property
    def state(self) -> dict[str, Any]:
        """For operators: how many there are, and how many have been refused since the start."""
        return {"people": self.people.state, "services": self.services.state, "tooManyAtOnce": self.refused}


def _caller(scope: Scope) -> tuple[int, bool]:
    """(Python's keyed hash of the token, whether it says that it is a service's). It is no more than a number in this
    process's memory, and unverified: whoever forges a token gets no further than a place at the door. All who come
    without a token are one caller."""
    header: bytes = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
    said = _type(header.partition(b" ")[2].partition(b".")[0])
    return (_NOBODY if said is None else hash(header)), said == service_calls.TYPE


@lru_cache(maxsize=256)
def _type(head: bytes) -> str | None:
    """What kind of token has this head. One signer's tokens all have the same, so it is seldom read."""
    try:
        said = json.loads(from_base64url(head.decode())).get("typ")
    except (ValueError, AttributeError, RecursionError):
        return None
    return said if isinstance(said, str) else None
