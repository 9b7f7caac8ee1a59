"""The one door to python-jose. Everything signed with ES256 is sealed and opened here, and nowhere else.

The order matters: length and shape before parsing, the header's algorithm, type and key id before any key is chosen,
and exactly one key before the signature is looked at. python-jose itself would take any key, any `typ` and a `crit`
header, and lets a header of nested brackets raise RecursionError.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from typing import Any, TypeGuard

from jose import jws, jwt
from jose.exceptions import JOSEError

from shared.auth.keys import PublicKey, SigningKey

ALGORITHM = "ES256"
MAX_LENGTH = 16_384
_COMPACT = re.compile(r"[A-Za-z0-9_-]{1,2048}\.[A-Za-z0-9_-]{1,14000}\.[A-Za-z0-9_-]{86}", re.ASCII)
_ALLOWED_HEADERS = {"alg", "typ", "kid"}
_BROKEN = (JOSEError, KeyError, TypeError, ValueError, OverflowError, RecursionError)

FindKey = Callable[[str], Awaitable[PublicKey | None]]
"""Gives the one key with that key id, or None where nobody whom we trust has it."""


class NotGenuine(Exception):
    """The token or statement is not what it says it is. `reason` is for the operator's log, never for the caller."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def sign(payload: bytes, typ: str, key: SigningKey) -> str:
    """A compact JWS over the payload's bytes."""
    return str(jws.sign(payload, key.jose, headers={"typ": typ, "kid": key.kid}, algorithm=ALGORITHM))


async def open_payload(token: str, typ: str, find_key: FindKey) -> tuple[str, dict[str, Any]]:
    """(key id, payload) of a statement whose signature holds. Raises NotGenuine."""
    key = await _key_of(token, typ, find_key)
    try:
        payload = json.loads(jws.verify(token, key.jose, [ALGORITHM]))
    except _BROKEN as error:
        raise NotGenuine("signature") from error
    if not isinstance(payload, dict):
        raise NotGenuine("payload is no object")
    return key.kid, payload


async def open_claims(token: str, typ: str, find_key: FindKey, audience: str, issuer: str) -> dict[str, Any]:
    """The claims of a token whose signature, audience and issuer hold and which has the claims that RFC 9068 wants.

    Times are *not* judged here, since python-jose knows only the system's clock: see `check_times`. Raises NotGenuine.
    """
    key = await _key_of(token, typ, find_key)
    try:
        return dict(_claims(token, key, audience, issuer))
    except _BROKEN as error:
        raise NotGenuine("signature or claims") from error


# Requiring exp would make python-jose judge it too, by the system's clock: check_times wants it and judges it.
_REQUIRED = {f"require_{claim}": True for claim in ("iat", "aud", "iss", "sub", "jti")}
_JUDGED_BY_OUR_CLOCK = {"verify_exp": False, "verify_nbf": False}


@lru_cache(maxsize=1000)
def _claims(token: str, key: PublicKey, audience: str, issuer: str) -> Mapping[str, Any]:
    """What just this text says, which just this key has signed: that stays so, and somebody at work sends it hundreds
    of times. Whether the key counts and the times hold is asked anew each time, and what is refused is not kept."""
    return jwt.decode(
        token,
        key.jose,
        algorithms=[ALGORITHM],
        audience=audience,
        issuer=issuer,
        options={**_REQUIRED, **_JUDGED_BY_OUR_CLOCK},
    )


def check_times(claims: dict[str, Any], now: float, longest_life: int, leeway: int = 30) -> None:
    """`iat` is not in the future, `exp` not past, `nbf` reached, and the life between them not longer than allowed.
    Seconds since 1970. Raises NotGenuine."""
    issued, expires, not_before = claims.get("iat"), claims.get("exp"), claims.get("nbf", claims.get("iat"))
    if not (_is_time(issued) and _is_time(expires) and _is_time(not_before)):
        raise NotGenuine("times are no numbers")
    if issued > now + leeway or not_before > now + leeway:
        raise NotGenuine("not valid yet")
    if expires <= now:
        raise NotGenuine("expired")
    if not 0 < expires - issued <= longest_life:
        raise NotGenuine("lives too long")


def _is_time(value: object) -> TypeGuard[float]:
    return type(value) in (int, float)


def text_claim(claims: dict[str, Any], name: str) -> str:
    """A claim that must be a text with something in it. Raises NotGenuine."""
    value = claims.get(name)
    if not isinstance(value, str) or not value or len(value) > 1000:
        raise NotGenuine(f"{name} is missing or no text")
    return value


def type_and_kid(token: str) -> tuple[str, str]:
    """What the header says that it is, unverified: only to choose who verifies it. Raises NotGenuine."""
    if len(token) > MAX_LENGTH or not _COMPACT.fullmatch(token):
        raise NotGenuine("not a compact JWS")
    try:
        header = jws.get_unverified_header(token)
    except _BROKEN as error:
        raise NotGenuine("header") from error
    if header.get("alg") != ALGORITHM:
        raise NotGenuine("algorithm")
    if set(header) - _ALLOWED_HEADERS:  # crit, jwk, jku, x5u …: nothing in a header may choose or bring a key
        raise NotGenuine("header has more than alg, typ and kid")
    typ, kid = header.get("typ"), header.get("kid")
    if not isinstance(typ, str) or not isinstance(kid, str) or not 1 <= len(kid) <= 128:
        raise NotGenuine("type or key id")
    return typ, kid


async def _key_of(token: str, typ: str, find_key: FindKey) -> PublicKey:
    found, kid = type_and_kid(token)
    if found != typ:
        raise NotGenuine("type")
    key = await find_key(kid)
    if key is None:
        raise NotGenuine("unknown key")
    return key
