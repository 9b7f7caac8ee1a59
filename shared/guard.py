"""The outermost layer of every service: a bound on bodies, headers that keep personal data out of caches, the request's
place in a trace, and one log line per request that names the route's pattern, never the path."""

import asyncio
import time
from contextlib import suppress

import structlog
from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import tracing
from shared.problem_handlers import describe
from shared.problems import BodyTooLarge
from shared.watching import counts

log = structlog.get_logger(__name__)

_HEADERS = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]

_BETWEEN_SERVICES = ("/v1/inbox", "/v1/in-force")
"""What services send each other is about many things at once: 500 events, all payments of a bank file."""

MOST_DROPPED = 16_000_000
DROPPING_SECONDS = 5.0


class _TooLarge(Exception):
    """More was sent than is accepted."""


class Guard:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        given = _header(scope, b"traceparent")
        with tracing.span(scope["method"], tracing.SERVER, after=given, collected=_is_work(scope, given)):
            answer = _Answer(send, _Body(scope, receive), tracing.here())
            await self._answer(scope, receive, answer)
        return None

    async def _answer(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        started, body = time.perf_counter(), answer.body
        try:
            if _declared(scope) > body.limit:
                raise _TooLarge
            await self._app(scope, body, answer)
        except _TooLarge:
            if not answer.status:
                await describe(BodyTooLarge(), Request(scope))(scope, receive, answer)
        finally:
            _told(scope, answer.status, time.perf_counter() - started)


class _Body:
    """What is sent, counted as it comes, since a chunked body declares nothing. An answer that is there before all of
    it has come waits for the rest, and drops it: a connection that is closed meanwhile is reset, and loses the answer.
    Not for ever, and not from who asks first whether to send at all."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.limit = _limit(scope)
        self._receive = receive
        self._comes = _header(scope, b"expect") is None
        self._seen = 0

    async def __call__(self) -> Message:
        message = await self._part()
        if self._seen > self.limit:
            raise _TooLarge
        return message

    async def drop(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(DROPPING_SECONDS):
                while self._comes and self._seen <= MOST_DROPPED:
                    await self._part()

    async def _part(self) -> Message:
        message = await self._receive()
        self._comes = message.get("more_body", False)
        self._seen += len(message.get("body", b""))
        return message


class _Answer:
    """Passes the answer on, with our headers where it has none of its own, and remembers its status."""

    def __init__(self, send: Send, body: _Body, traceparent: str) -> None:
        self._send = send
        self.body = body
        self._ours = [*_HEADERS, (b"traceparent", traceparent.encode())]
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            await self.body.drop()
            present = {name.lower() for name, _ in message["headers"]}
            ours = [header for header in self._ours if header[0] not in present]
            message["headers"] = [*message["headers"], *ours]
        await self._send(message)


def _limit(scope: Scope) -> int:
    settings = scope["app"].state.running.settings
    return int(settings.most_hand_over_bytes if scope["path"] in _BETWEEN_SERVICES else settings.most_body_bytes)


def _declared(scope: Scope) -> int:
    value = _header(scope, b"content-length") or ""
    return int(value) if value.isdecimal() and value.isascii() and len(value) < 16 else 0


def _header(scope: Scope, wanted: bytes) -> str | None:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), None)


def _is_work(scope: Scope, given: str | None) -> bool:
    """Whether its trace is worth collecting: no health probes, and no looking whether a log has grown."""
    path = scope["path"]
    return not path.startswith("/health/") and (given is not None or not path.startswith("/control-log/"))


def _route(scope: Scope) -> str:
    """The route's pattern, never the path, which somebody has written."""
    return str(getattr(scope.get("route"), "path", "unknown"))


def _told(scope: Scope, status: int, seconds: float) -> None:
    """To the log and the trace."""
    if scope["path"].startswith("/health/"):
        return
    told = {"method": scope["method"], "route": _route(scope), "status": status}
    counts.answered(told["method"], told["route"], status, seconds)
    tracing.answered(f"{scope['method']} {_route(scope)}", failed=status >= 500)
    tracing.tell(**told)
    log.info("request", **told, milliseconds=round(seconds * 1000, 1))
