"""Statements: what a service says was done, signed where it was done (C4). A worker only carries them.

A compact JWS, header `{alg: ES256, typ: statement+jwt, kid}`, payload in RFC 8785 form:
`{iss, jti, iat, municipality, act, subject {type, id, version}, hands {entry[], account[], decision[], release[]},
digest}` and, for an account, `sealedDigest` of the ciphertext. `digest` is of the salted object that travels beside it.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rfc8785 import CanonicalizationError

from shared.auth.envelope import NotGenuine, open_payload, sign, text_claim, type_and_kid
from shared.auth.keys import SigningKey
from shared.auth.trust import TrustList
from shared.canonical import canonical, digest, digest_bytes, from_base64url
from shared.clock import Clock
from shared.ids import new_id

TYPE = "statement+jwt"
LINKS = ("entry", "account", "decision", "release")


@dataclass(frozen=True, slots=True)
class Subject:
    """The thing that a statement is about: `type` such as "decision", its id, and which version of it."""

    type: str
    id: str
    version: int

    def document(self) -> dict[str, Any]:
        return {"type": self.type, "id": self.id, "version": self.version}


@dataclass(frozen=True, slots=True)
class Hands:
    """Person keys by link of the payment chain (C1)."""

    entry: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    decision: tuple[str, ...] = ()
    release: tuple[str, ...] = ()

    def document(self) -> dict[str, list[str]]:
        return {link: sorted(set(getattr(self, link))) for link in LINKS}


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement whose signature held, whose key was trusted for the act, and whose object was the one it is about."""

    issuer: str
    id: str
    issued_at: datetime
    municipality: str
    act: str
    subject: Subject
    hands: Hands
    digest: str
    sealed_digest: str | None = field(default=None)


def state(
    issuer: str,
    key: SigningKey,
    clock: Clock,
    *,
    act: str,
    municipality: str,
    subject: Subject,
    hands: Hands,
    document: dict[str, Any],
    sealed: bytes | None = None,
) -> str:
    """Signs that `act` was done. `document` is the salted object, `sealed` the ciphertext that goes with it."""
    if "salt" not in document:
        raise ValueError("an object that leaves a service is salted")
    payload = {
        "iss": issuer,
        "jti": str(new_id()),
        "iat": int(clock.now().timestamp()),
        "municipality": municipality,
        "act": act,
        "subject": subject.document(),
        "hands": hands.document(),
        "digest": digest(document),
    }
    if sealed is not None:
        payload["sealedDigest"] = digest_bytes(sealed)
    return sign(canonical(payload), TYPE, key)


class StatementReader:
    """Verifies the statements of others against the trust list."""

    def __init__(self, trust: TrustList, clock: Clock) -> None:
        self._trust = trust
        self._clock = clock

    async def read(
        self, statement: str, issuer: str, act: str, document: dict[str, Any], sealed: bytes | None = None
    ) -> Statement:
        """The statement, if `issuer` made it, might state `act` when it was made and is believed now, and it is about
        `document` (and about `sealed`, for whoever was given the box). Raises NotGenuine."""
        now = self._clock.now()
        kid, payload = await open_payload(statement, TYPE, self._trust.keys_believed_of(issuer, now))
        found = _parse(payload)
        if found.issuer != issuer or found.act != act:
            raise NotGenuine("another service or another act")
        if found.issued_at.timestamp() > now.timestamp() + 30:
            raise NotGenuine("made in the future")
        if not self._trust.may_state(issuer, kid, act, found.issued_at, now):
            raise NotGenuine("this service may not state such an act")
        if found.digest != _digest_or_none(document):
            raise NotGenuine("about another object")
        if sealed is not None and found.sealed_digest != digest_bytes(sealed):
            raise NotGenuine("about another sealed box")
        return found


async def read_past(trust: TrustList, statement: str, issuer: str, document: dict[str, Any]) -> Statement:
    """What was stated once: `issuer` might state the act when it did, whatever has become of the key since. It is for
    evidence; nothing is done on the strength of it. Raises NotGenuine."""
    kid, payload = await open_payload(statement, TYPE, trust.keys_ever_of(issuer))
    found = _parse(payload)
    if found.issuer != issuer or not trust.may_state(issuer, kid, found.act, found.issued_at):
        raise NotGenuine("this service could not state such an act then")
    if found.digest != _digest_or_none(document):
        raise NotGenuine("about another object")
    return found


def claimed(statement: str) -> Statement:
    """What a statement says, believed by nobody: only to look up what it is about. Raises NotGenuine."""
    type_and_kid(statement)
    try:
        payload = json.loads(from_base64url(statement.split(".")[1]))
    except (ValueError, RecursionError) as error:
        raise NotGenuine("payload") from error
    return _parse(payload)


def _digest_or_none(document: dict[str, Any]) -> str | None:
    """None for what has no canonical form, which nobody can have stated."""
    try:
        return digest(document)
    except (CanonicalizationError, RecursionError):
        return None


def _parse(payload: dict[str, Any]) -> Statement:
    try:
        subject, hands = payload["subject"], payload["hands"]
        return Statement(
            issuer=text_claim(payload, "iss"),
            id=text_claim(payload, "jti"),
            issued_at=datetime.fromtimestamp(payload["iat"], UTC),
            municipality=text_claim(payload, "municipality"),
            act=text_claim(payload, "act"),
            subject=Subject(text_claim(subject, "type"), text_claim(subject, "id"), int(subject["version"])),
            hands=Hands(**{link: tuple(str(person) for person in hands[link]) for link in LINKS}),
            digest=text_claim(payload, "digest"),
            sealed_digest=payload.get("sealedDigest"),
        )
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError, OSError) as error:
        raise NotGenuine("not the form of a statement") from error
