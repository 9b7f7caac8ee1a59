"""Calling services that are being killed, as a patient client does: the same request with the same Idempotency-Key,
until somebody answers it."""

import secrets
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

MUNICIPALITY = "1261"
PATIENCE = 300.0
PAUSE = 0.3
NOT_NOW = frozenset({429, 500, 502, 503, 504})


class GaveUp(Exception):
    """Nothing answered a request for `PATIENCE` seconds."""


class Answers:
    """What came back, by status; `none` where nothing did. Shared by all threads. `faults` are those that say that
    something went wrong in a service: whatever is killed, that is told as 503."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.counted: Counter[str] = Counter()
        self.faults: list[str] = []

    def add(self, answer: httpx.Response | None) -> None:
        with self._lock:
            self.counted["none" if answer is None else str(answer.status_code)] += 1
            if answer is not None and answer.status_code == httpx.codes.INTERNAL_SERVER_ERROR:
                self.faults.append(f"{answer.request.method} {answer.request.url.path}: {answer.text}")


@dataclass(frozen=True)
class World:
    """Where everything is. `over` is set when somebody has to stop trying."""

    urls: Mapping[str, str]
    client: httpx.Client
    answers: Answers = field(default_factory=Answers)
    over: threading.Event = field(default_factory=threading.Event)

    def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        """The first answer that is not "not now". Raises GaveUp."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends and not self.over.is_set():
            try:
                answer = self.client.request(method, url, **options)
            except httpx.TransportError:
                self.answers.add(None)
            else:
                self.answers.add(answer)
                if answer.status_code not in NOT_NOW and not _is_busy(answer):
                    return answer
            time.sleep(PAUSE)
        raise GaveUp(f"{method} {httpx.URL(url).path}")


def _is_busy(answer: httpx.Response) -> bool:
    """The same key is under way in another transaction: it may be one of a process that was killed."""
    return answer.status_code == httpx.codes.CONFLICT and "Retry-After" in answer.headers


@dataclass
class Person:
    """One signed-in person; `number` is their personal number."""

    world: World
    number: str
    role: str
    _token: str = ""

    def get(self, service: str, path: str, **params: Any) -> httpx.Response:
        return self._call("GET", service, path, params=params)

    def post(self, service: str, path: str, body: Mapping[str, Any]) -> httpx.Response:
        return self._call("POST", service, path, json=dict(body))

    def once(self, service: str, path: str, body: Mapping[str, Any]) -> httpx.Response:
        """Whatever comes back, without patience."""
        headers = {"Authorization": f"Bearer {self._signed_in()}", "Idempotency-Key": secrets.token_urlsafe(24)}
        return self.world.client.post(f"{self.world.urls[service]}/v1{path}", headers=headers, json=dict(body))

    def _call(self, method: str, service: str, path: str, **options: Any) -> httpx.Response:
        key, url = secrets.token_urlsafe(24), f"{self.world.urls[service]}/v1{path}"
        answer = self._once(method, url, key, **options)
        if answer.status_code == httpx.codes.UNAUTHORIZED:  # the token has lived for its hour
            self._token = ""
            answer = self._once(method, url, key, **options)
        return answer

    def _once(self, method: str, url: str, key: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._signed_in()}", "Idempotency-Key": key}
        return self.world.request(method, url, headers=headers, **options)

    def _signed_in(self) -> str:
        if not self._token:
            wanted = {"personalNumber": self.number, "roles": [self.role], "municipality": MUNICIPALITY}
            answer = self.world.request("POST", f"{self.world.urls['signin']}/token", json=wanted)
            self._token = str(answer.raise_for_status().json()["accessToken"])
        return self._token


def ok(answer: httpx.Response, *statuses: int) -> Any:
    """The JSON of an answer that has to have one of these statuses."""
    assert answer.status_code in statuses, (
        f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}"
    )
    return answer.json() if answer.content else None
