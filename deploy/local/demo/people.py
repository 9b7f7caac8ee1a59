"""Who takes part in the demonstration, and how they call the services: each with their own sign-in, over HTTP alone."""

import secrets
import ssl
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx

from deploy.local.installation import Installation
from deploy.sandbox.persons import MadeUpPerson, staff

MUNICIPALITY = "1261"
NEIGHBOUR_MUNICIPALITY = "1262"


class Unexpected(Exception):
    """A service did not answer as the demonstration expects. The text holds the problem document."""


@dataclass
class Person:
    """One signed-in person. `account` tells two user accounts of the same person apart."""

    stack: Installation
    made_up: MadeUpPerson
    roles: tuple[str, ...]
    municipality: str = MUNICIPALITY
    account: str | None = None
    _token: str | None = field(default=None, repr=False)

    @property
    def number(self) -> str:
        return self.made_up.number.digits

    def sign_in_again(self) -> None:
        """Tokens live for an hour, and the demonstration turns its clock on by weeks."""
        self._token = None

    def get(self, service: str, path: str, /, **params: Any) -> Any:
        """The JSON of a 200 answer. Raises Unexpected."""
        answer = self.call("GET", service, path, params=params)
        return self.answer(answer, 200)

    def every_page(self, service: str, path: str, /, **filters: str) -> list[dict[str, Any]]:
        """All items of a list."""
        found: list[dict[str, Any]] = []
        for page in count(1):
            listed = self.get(service, path, limit=MOST_ON_A_PAGE, page=page, **filters)
            found += listed["items"]
            if not listed["hasMore"]:
                break
        return found

    def post(self, service: str, path: str, body: dict[str, Any], status: int = 201, **headers: str) -> Any:
        """The JSON of an answer with this status, None for 204. Raises Unexpected."""
        return self.answer(self.try_post(service, path, body, **headers), status)

    def try_post(self, service: str, path: str, body: dict[str, Any], **headers: str) -> httpx.Response:
        return self.call("POST", service, path, json=body, headers=headers)

    def call(self, method: str, service: str, path: str, **options: Any) -> httpx.Response:
        headers = {
            "Authorization": f"Bearer {self.token()}",
            "Idempotency-Key": secrets.token_urlsafe(24),
            **options.pop("headers", {}),
        }
        url = f"{self.stack.urls[service]}/v1{path}"
        for pause in PAUSES:
            answer = CLIENT.request(method, url, headers=headers, **options)
            if answer.status_code not in TRY_AGAIN or "retry-after" not in answer.headers:
                break
            time.sleep(pause)
        return answer

    def token(self) -> str:
        if self._token is None:
            wanted = {"personalNumber": self.number, "roles": list(self.roles), "municipality": self.municipality}
            if self.account is not None:
                wanted["account"] = self.account
            answer = CLIENT.post(f"{self.stack.urls['signin']}/token", json=wanted).raise_for_status()
            self._token = str(answer.json()["accessToken"])
        return self._token

    def answer(self, answer: httpx.Response, status: int) -> Any:
        if answer.status_code != status:
            raise Unexpected(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None


MOST_ON_A_PAGE = 100
TRUSTED = ssl.create_default_context()
"""By whom the certificates of services may be signed; an installation with an authority of its own adds it."""
CLIENT = httpx.Client(timeout=60, trust_env=False, verify=TRUSTED)
TRY_AGAIN, PAUSES = (409, 429, 503), (0.5, 1.0, 2.0, 4.0, 8.0)
"""A service that is too busy, or waits for another, says so. People try again, with the same Idempotency-Key."""


class Staff:
    """The staff of a small municipality, each with one role, so that the chain can be broken between them. But for the
    typist of paper applications, who has three."""

    def __init__(self, stack: Installation) -> None:
        def person(index: int, *roles: str) -> Person:
            return Person(stack, staff(index), roles)

        self.registrars = tuple(person(index, "registrar") for index in (0, 1, 11))
        self.social_workers = tuple(person(index, "socialWorker") for index in (2, 3, 12))
        self.economy_secretaries = tuple(person(index, "economySecretary") for index in (4, 5, 13))
        self.payers = (person(6, "payer"), person(7, "payer"))
        self.auditor = person(8, "auditor")
        self.administrator = person(9, "administrator")
        self.unit_heads = tuple(person(index, "unitHead") for index in (10, 14, 15))
        self.typist = person(22, "registrar", "socialWorker", "payer")

    @property
    def unit_head(self) -> Person:
        return self.unit_heads[0]

    def everyone(self) -> tuple[Person, ...]:
        groups = (self.registrars, self.social_workers, self.economy_secretaries, self.payers)
        return (
            *(person for group in groups for person in group),
            self.auditor,
            self.administrator,
            *self.unit_heads,
            self.typist,
        )
