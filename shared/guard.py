"""The outermost layer of every service: a bound on bodies, headers that keep personal data out of caches, the request's
place in a trace, and one log line per request that names the route's pattern, never the path."""

import time

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
            answer = _Answer(send, tracing.here())
            await self._answer(scope, receive, answer)
        return None

    async def _answer(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        started, limit = time.perf_counter(), _limit(scope)
        try:
            if _declared(scope) > limit:
                raise _TooLarge
            await self._app(scope, _bounded(receive, limit), answer)
        except _TooLarge:
            if not answer.status:
                await describe(BodyTooLarge(), Request(scope))(scope, receive, answer)
        finally:
            _told(scope, answer.status, time.perf_counter() - started)


class _Answer:
    """Passes the answer on, with our headers where it has none of its own, and remembers its status."""

    def __init__(self, send: Send, traceparent: str) -> None:
        self._send = send
        self._ours = [*_HEADERS, (b"traceparent", traceparent.encode())]
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
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


def _bounded(receive: Receive, limit: int) -> Receive:
    """Counts what really comes, since a chunked body declares nothing."""
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise _TooLarge
        return message

    return bounded


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
