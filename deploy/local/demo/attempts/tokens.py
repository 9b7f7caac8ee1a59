"""Tickets that are old, unsigned, or signed in a way that we do not take; and input that is no input."""

import hashlib
import hmac
import json
from typing import Any

import httpx

from deploy.local.demo.attempts.kept import Attempts
from deploy.local.demo.people import CLIENT, Person
from deploy.local.installation import Installation
from shared.auth.envelope import sign
from shared.auth.keys import SigningKey
from shared.auth.tokens import TYPE
from shared.canonical import from_base64url, to_base64url


def with_bad_tickets(tried: Attempts, stack: Installation, payer: Person) -> None:
    """The payer's own ticket, changed. The expired one is really the sign-in's."""
    header, payload, _ = payer.token().split(".")
    claims = json.loads(from_base64url(payload))
    key = SigningKey.load(stack.place.keys.signin)
    old = {**claims, "iat": claims["iat"] - 7200, "exp": claims["iat"] - 3600}
    refused = {
        "En biljett som har gått ut": sign(json.dumps(old).encode(), TYPE, key),
        "En biljett utan underskrift (alg: none)": f"{_part({'alg': 'none', 'typ': TYPE})}.{payload}.",
        "En biljett signerad med den publika nyckeln (HS256)": _with_public_key(key, header, payload),
    }
    for what, token in refused.items():
        tried.over_http(what, "inloggning", _ask(stack, token), "unauthenticated")


def with_bad_input(tried: Attempts, payer: Person, registrar: Person) -> None:
    body = {"orderIds": [], "dueDate": "2026-12-01"}
    number = registrar.made_up.number.digits
    tried.over_http(
        "Ett personnummer som fältnamn",
        "C8",
        payer.try_post("payout", "/releases", {**body, number: 1}),
        "invalid-request",
    )
    for what, character in (("Tecknet NUL i en text", "\x00"), ("Ett halvt teckenpar i en text", "\ud800")):
        answer = payer.call(
            "POST", "payout", "/releases", content=json.dumps({**body, "dueDate": character}), headers=_JSON
        )
        tried.over_http(what, "indata", answer, "unwritable-character")
    long = payer.try_post("payout", "/releases", {**body, "dueDate": "9" * 3_000_000})
    tried.over_http("En begäran på tre miljoner tecken", "indata", long, "body-too-large")


_JSON = {"Content-Type": "application/json"}


def _ask(stack: Installation, token: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return CLIENT.get(f"{stack.urls['payout']}/v1/payment-orders", headers=headers)


def _with_public_key(key: SigningKey, header: str, payload: str) -> str:
    """What a verifier takes that lets the ticket choose the algorithm, and the public key for a shared secret."""
    head = _part({**json.loads(from_base64url(header)), "alg": "HS256"})
    secret = json.dumps(key.public_jwk, separators=(",", ":")).encode()
    return f"{head}.{payload}.{to_base64url(hmac.new(secret, f'{head}.{payload}'.encode(), hashlib.sha256).digest())}"


def _part(content: dict[str, Any]) -> str:
    return to_base64url(json.dumps(content).encode())
