"""A connection that breaks in the middle of an answer."""

from fastapi import Response
from starlette.types import Receive, Scope, Send


class DroppedConnection(Response):
    """Promises more than it sends: the server then closes the connection, and the client has half an answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4096")]})
        await send({"type": "http.response.body", "body": b"<?xml", "more_body": True})
