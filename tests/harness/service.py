"""One service in this process, on real PostgreSQL, called over its whole HTTP application.

What is not here is other processes: their keys are served to the service as it would fetch them, and a test speaks for
them with statements that are really signed.
"""

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from deploy.local.databases import Database
from deploy.local.keys import ACTS
from shared.auth import tokens
from shared.auth.envelope import sign
from shared.auth.keys import SigningKey, new_signing_key
from shared.auth.service_calls import service_token
from shared.auth.statements import Hands, Subject, state
from shared.boxes import new_box_key
from shared.canonical import to_base64url
from shared.clock import Clock
from shared.database import open_engine
from shared.handover.events import event
from shared.logging import set_up
from shared.person_numbers.changes import NumberChange, read_changes, written
from shared.persons import PersonalNumber, person_key
from shared.running import Running, Service, assemble

MUNICIPALITY = "1261"
SECRET = b"\x07" * 32
BOX_PRIVATE, BOX_PUBLIC = new_box_key()


@cache
def key_of(name: str) -> tuple[bytes, SigningKey]:
    """(PEM, key) of a service or the sign-in, the same all through a test run."""
    pem = new_signing_key()
    return pem, SigningKey.from_pem(pem)


def person(number: str) -> str:
    """The person key of a personal number."""
    return person_key(PersonalNumber.parse(number), SECRET)


def change_number(service: "ServiceUnderTest", earlier: str, later: str, since: date = date(2020, 1, 1)) -> None:
    """Whoever had the earlier number has the later one: the service's list says so from now on."""
    file = service.running.settings.person_numbers_file
    assert file is not None
    known, keys = read_changes(file.read_text()), service.running.persons
    after, before = (keys.of_number(PersonalNumber.parse(number)) for number in (later, earlier))
    file.write_text(written((*known, NumberChange(after, before, since, "a test"))))


def access_token(number: str, *roles: str, municipality: str = MUNICIPALITY, **claims: Any) -> str:
    """An access token as the sign-in makes them. `claims` replaces or adds."""
    now = int(datetime.now(UTC).timestamp())
    content = {
        "iss": "http://signin",
        "aud": "oppet-bistand",
        "sub": secrets.token_hex(8),
        "client_id": "test",
        "iat": now,
        "exp": now + 600,
        "jti": secrets.token_hex(8),
        tokens.PERSONAL_NUMBER: number,
        "roles": list(roles),
        "municipality": municipality,
        **claims,
    }
    return sign(json.dumps(content).encode(), tokens.TYPE, key_of("signin")[1])


class Caller:
    """Calls the service, as one person or service."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self._client = client
        self.headers = {"Authorization": f"Bearer {token}"}

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self._client.get(path, params=params, headers=self.headers)

    async def post(self, path: str, body: Any = None, key: str | None = None, **headers: str) -> httpx.Response:
        """`key`: the Idempotency-Key, a new one unless given."""
        sent = {**self.headers, "Idempotency-Key": key or secrets.token_urlsafe(24), **headers}
        return await self._client.post(path, json={} if body is None else body, headers=sent)


class ServiceUnderTest:
    def __init__(self, app: FastAPI, running: Running, client: httpx.AsyncClient) -> None:
        self.app = app
        self.running = running
        self.client = client

    def person(self, number: str, *roles: str, municipality: str = MUNICIPALITY) -> Caller:
        return Caller(self.client, access_token(number, *roles, municipality=municipality))

    def service(self, name: str) -> Caller:
        return Caller(self.client, service_token(name, self.running.name, key_of(name)[1], self.running.clock))

    def event(
        self,
        sender: str,
        act: str,
        subject: Subject,
        document: dict[str, Any],
        *,
        hands: Hands | None = None,
        sealed: bytes | None = None,
        municipality: str = MUNICIPALITY,
    ) -> dict[str, Any]:
        """One event from another service, stated by it, as it travels."""
        statement = state(
            sender,
            key_of(sender)[1],
            self.running.clock,
            act=act,
            municipality=municipality,
            subject=subject,
            hands=hands or Hands(),
            document=document,
            sealed=sealed,
        )
        box = None if sealed is None else to_base64url(sealed)
        made = event(act, municipality, subject, statement=statement, document=document, sealed=box)
        return made.model_dump(mode="json", by_alias=True, exclude_none=True)

    async def hand_over(
        self, sender: str, act: str, subject: Subject, document: dict[str, Any], **more: Any
    ) -> dict[str, Any]:
        """Hands over one event (see `event`), and returns its result from the inbox."""
        return (await self.hand_over_all(sender, self.event(sender, act, subject, document, **more)))[0]

    async def hand_over_all(self, sender: str, *events: dict[str, Any]) -> list[dict[str, Any]]:
        answer = await self.service(sender).post("/v1/inbox", {"events": list(events)})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["results"])


Others = Callable[[httpx.Request], Coroutine[None, None, httpx.Response]]
"""What answers for other processes. Their key sets are served without it."""


@asynccontextmanager
async def serve(
    service: Service, app: FastAPI, database: Database, folder: Path, *, others: Others | None = None, **settings: Any
) -> AsyncIterator[ServiceUnderTest]:
    """The service on this database. `folder` is for its key files; `others` answers what it asks other processes;
    `settings` are its own, beside the common ones or in place of them."""
    set_up(service.name)
    held = service.settings(**_settings(service.name, database, folder) | settings)
    clock = Clock(held.clock_offset_file)
    engine = open_engine(held.database_url, 5, service.name)
    async with httpx.AsyncClient(transport=httpx.MockTransport(_outwards(others))) as outwards:
        app.state.running = assemble(service, held, clock, engine, outwards)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
            yield ServiceUnderTest(app, app.state.running, client)
    await app.state.running.engine.dispose()


def _settings(name: str, database: Database, folder: Path) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "statement.pem").write_bytes(key_of(name)[0])
    (folder / "log.key").write_text(to_base64url(b"\x01" * 32))
    (folder / "box.key").write_text(BOX_PRIVATE)
    (folder / "box.pub").write_text(BOX_PUBLIC)
    (folder / "person.key").write_text(urlsafe_b64encode(SECRET).decode())
    (folder / "numbers.json").write_text("[]")
    (folder / "trust.json").write_text(json.dumps({"services": [_trusted(other) for other in ACTS]}))
    return {
        "database_url": database.runtime_dsn,
        "listen_port": 1,
        "keys_dir": folder,
        "person_key_file": folder / "person.key",
        "person_numbers_file": folder / "numbers.json",
        "trust_file": folder / "trust.json",
        "log_origin": f"test/{name}",
        "token_issuer": "http://signin",
        "token_jwks_url": "http://signin/.well-known/jwks.json",
        "token_audience": "oppet-bistand",
        **{f"{other}_url": f"http://{other}" for other in ACTS},
    }


def _trusted(name: str) -> dict[str, Any]:
    key = key_of(name)[1]
    return {
        "service": name,
        "acts": ACTS[name],
        "kid": key.kid,
        "thumbprint": key.thumbprint,
        "from": "2020-01-01T00:00:00+00:00",
        "to": None,
    }


def _outwards(others: Others | None) -> Others:
    """Answers for the other processes' key sets; nobody else answers, unless the test says how."""

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/.well-known/jwks.json":
            return httpx.Response(200, json={"keys": [key_of(request.url.host)[1].public_jwk]})
        return httpx.Response(503) if others is None else await others(request)

    return answer
