"""Answers that go wrong on their way."""

import asyncio
import contextlib

from fastapi import Response
from starlette.types import Receive, Scope, Send

_PROMISED = 4096  # bytes


class DroppedConnection(Response):
    """Promises more than it sends: the server then closes the connection, and the client has half an answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await _begin(send)
        await send({"type": "http.response.body", "body": b"<?xml", "more_body": True})


class Trickle(Response):
    """A byte now and then, so that no time-out for reading is met."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await _begin(send)
        with contextlib.suppress(OSError):  # the client has gone
            for _ in range(_PROMISED - 1):
                await send({"type": "http.response.body", "body": b" ", "more_body": True})
                await asyncio.sleep(0.05)


async def _begin(send: Send) -> None:
    length = str(_PROMISED).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
