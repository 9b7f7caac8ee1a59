"""People who go on asking an installation in containers, through its proxy, and what they were answered."""

import secrets
import ssl
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx

from deploy.local.composed import Composed
from deploy.local.roles import SERVICES
from deploy.sandbox.persons import household, staff

MUNICIPALITY = "1290"
READS = {
    "intake": ("registrar", "/v1/applications?limit=5"),
    "decision": ("economySecretary", "/v1/queues"),
    "payout": ("payer", "/v1/payment-orders?limit=5"),
    "audit": ("auditor", "/v1/control-log?limit=5"),
}
READERS_OF_EACH = 2
PAUSE_SECONDS = 0.1
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Answer:
    """`refused`: with which status, or what kept an answer from coming; None where there was a good one. `when`: it
    says when to come back. Times are time.monotonic()'s."""

    service: str
    asked: float
    answered: float
    refused: str | None
    when: bool


@dataclass(frozen=True)
class Seen:
    """What was seen of one service: `slowest` and `refused_for` in seconds, the latter from the first refusal to the
    next answer, for whom it lasted longest. `refused`: how many, by why. `at_a_loss`:
    how many of those were not told when to come back."""

    asked: int
    refused: Counter[str]
    at_a_loss: int
    refused_for: float
    slowest: float


@dataclass
class Load:
    """`registered`: ids of the households whose registration was answered with 201."""

    composed: Composed
    answers: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    registered: list[str] = field(default_factory=list)
    _ends: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._trusted = ssl.create_default_context(cafile=self.composed.authority)
        self._first = int(time.time()) % 2_800 * 12

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Each in a thread of their own, until the block is left."""
        readers = [(service, place) for service in SERVICES for place in range(READERS_OF_EACH)]
        with ThreadPoolExecutor(len(readers) + 1) as pool:
            going = [pool.submit(self._read, *reader) for reader in readers] + [pool.submit(self._register)]
            try:
                yield
            finally:
                self._ends.set()
        for one in going:
            one.result()

    def seen(self, service: str, since: float, until: float) -> Seen:
        """Of what was asked in that time."""
        by_person = [
            [answer for answer in answers if since <= answer.asked <= until and answer.service == service]
            for answers in self.answers.values()
        ]
        all_of_them = [answer for answers in by_person for answer in answers]
        return Seen(
            asked=len(all_of_them),
            refused=Counter(answer.refused for answer in all_of_them if answer.refused),
            at_a_loss=sum(answer.refused is not None and not answer.when for answer in all_of_them),
            refused_for=max(map(_longest_refusal, by_person)),
            slowest=max((answer.answered - answer.asked for answer in all_of_them), default=0.0),
        )

    def works(self, service: str) -> bool:
        """Whether it answers within a second."""
        role, path = READS[service]
        with self._client(role, READERS_OF_EACH) as client, suppress(httpx.TransportError):
            answer = client.get(f"{self.composed.urls[service]}{path}", timeout=1.0)
            return answer.status_code == httpx.codes.OK
        return False

    def lost(self) -> list[str]:
        """Households whose registration was answered, and that are not there."""
        with self._client("registrar", 0) as client:
            paths = {one: f"{self.composed.urls['intake']}/v1/households/{one}" for one in self.registered}
            return [one for one, path in paths.items() if client.get(path).status_code != httpx.codes.OK]

    def _read(self, service: str, place: int) -> None:
        role, path = READS[service]
        with self._client(role, place) as client:
            while not self._ends.is_set():
                self._ask(client, f"{service} {place}", service, "GET", path)
                time.sleep(PAUSE_SECONDS)

    def _register(self) -> None:
        """What is refused is sent again as it was, as a browser would, until it is answered."""
        with self._client("registrar", 0) as client:
            for index in count(self._first):
                person = household(index).adults[0]
                member = {"personalNumber": person.number.digits, "name": person.name, "role": "applicant"}
                body: dict[str, Any] = {"kind": "single", "members": [member]}
                key = secrets.token_hex(16)
                while not self._ends.is_set() and self._registers(client, body, key):
                    time.sleep(PAUSE_SECONDS)
                if self._ends.is_set():
                    return

    def _registers(self, client: httpx.Client, body: dict[str, Any], key: str) -> bool:
        """Whether it has to be sent again."""
        headers = {"Idempotency-Key": key}
        answer = self._ask(client, "registrar", "intake", "POST", "/v1/households", json=body, headers=headers)
        if answer is not None and answer.status_code == httpx.codes.CREATED:
            self.registered.append(answer.json()["id"])
        return answer is None or answer.status_code >= 500

    def _ask(
        self, client: httpx.Client, who: str, service: str, method: str, path: str, **sent: Any
    ) -> httpx.Response | None:
        asked = time.monotonic()
        try:
            answer = client.request(method, f"{self.composed.urls[service]}{path}", **sent)
        except httpx.TransportError as none:
            self.answers[who].append(Answer(service, asked, time.monotonic(), f"no answer ({none!r})", when=False))
            return None
        bad = answer.status_code == httpx.codes.TOO_MANY_REQUESTS or answer.status_code >= 500
        refused = str(answer.status_code) if bad else None
        self.answers[who].append(Answer(service, asked, time.monotonic(), refused, "retry-after" in answer.headers))
        return answer

    def _client(self, role: str, place: int) -> httpx.Client:
        wanted = {"personalNumber": staff(place).number.digits, "roles": [role], "municipality": MUNICIPALITY}
        token = httpx.post(f"{self.composed.urls['signin']}/token", json=wanted, trust_env=False).raise_for_status()
        headers = {"Authorization": f"Bearer {token.json()['accessToken']}"}
        return httpx.Client(headers=headers, timeout=PATIENCE_SECONDS, trust_env=False, verify=self._trusted)


def _longest_refusal(answers: list[Answer]) -> float:
    """Of one person: from the first refusal to the next answer, or to the last thing that is known."""
    longest, since = 0.0, None
    for answer in answers:
        if answer.refused and since is None:
            since = answer.asked
        if since is not None:
            longest = max(longest, answer.answered - since)
        if not answer.refused:
            since = None
    return longest
