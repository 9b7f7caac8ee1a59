"""The load generator's calls: one connection a thread and service, kept open, with as little work as can be."""

import http.client
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from deploy.local.stack import Stack
from deploy.sandbox.persons import MadeUpPerson

MUNICIPALITY = "1261"
MOST_TRIES = 30
_open = threading.local()
_ever: list[http.client.HTTPConnection] = []


class Unexpected(Exception):
    """A service did not answer as it should. The text holds the problem document."""


@dataclass
class Person:
    """A signed-in person. Tokens live an hour, longer than any measurement."""

    stack: Stack
    made_up: MadeUpPerson
    roles: tuple[str, ...]
    municipality: str = MUNICIPALITY
    _token: str = field(default="", repr=False)

    def get(self, service: str, path: str) -> Any:
        return self._expect(self.call("GET", service, path), (200,))

    def post(self, service: str, path: str, body: Any) -> Any:
        """The JSON of a 200 or 201 answer, None for 204. Raises Unexpected."""
        return self._expect(self.call("POST", service, path, body), (200, 201, 204))

    def call(self, method: str, service: str, path: str, body: Any = None) -> tuple[int, bytes]:
        """Who is told to come back does so, with the same key."""
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": secrets.token_urlsafe(24)}
        for _ in range(MOST_TRIES):
            answer = call(method, f"{self.stack.urls[service]}/v1{path}", body, headers)
            if answer[0] not in (409, 429, 503):
                break
            time.sleep(1)
        return answer

    @property
    def token(self) -> str:
        if not self._token:
            self._token = self.stack.token(self.made_up.number.digits, self.roles, self.municipality)
        return self._token

    def _expect(self, answer: tuple[int, bytes], statuses: tuple[int, ...]) -> Any:
        status, content = answer
        if status not in statuses:
            raise Unexpected(f"{status} {content.decode()}")
        return json.loads(content) if content else None


class Calls(Protocol):
    """Somebody who calls services. Both raise Unexpected for what is neither 200, 201 nor 204."""

    def get(self, service: str, path: str) -> Any: ...

    def post(self, service: str, path: str, body: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """`retry_after`: seconds, where the answer has some."""

    status: int
    content: bytes
    retry_after: int | None


def call(method: str, url: str, body: Any = None, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    """(status, content)."""
    answer = exchange(method, url, body, headers)
    return answer.status, answer.content


def exchange(method: str, url: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
    parts = urlsplit(url)
    content = None if body is None else json.dumps(body).encode()
    sent = {"Content-Type": "application/json", **(headers or {})}
    connection = _connection(parts.netloc)
    try:
        connection.request(method, f"{parts.path}?{parts.query}" if parts.query else parts.path, content, sent)
        answer = connection.getresponse()
        wait = answer.getheader("Retry-After")
        return Answer(answer.status, answer.read(), None if wait is None else int(wait))
    except BaseException:
        connection.close()
        raise


def _connection(place: str) -> http.client.HTTPConnection:
    """A server closes what has been silent for five seconds."""
    held = _open.__dict__.setdefault("held", {})
    connection: http.client.HTTPConnection | None
    connection, last = held.get(place, (None, 0.0))
    if connection is not None and time.monotonic() - last > 2:
        connection.close()
    if connection is None:
        connection = http.client.HTTPConnection(place, timeout=60)
        _ever.append(connection)
    held[place] = connection, time.monotonic()
    return connection


def hang_up() -> None:
    """Closes all connections, also those of threads that have ended."""
    while _ever:
        _ever.pop().close()
