"""How a service shows another who it is: a JWT that it signs itself, for one receiver, valid for a minute."""

import json
import secrets

from shared.auth.callers import Caller, Role
from shared.auth.envelope import NotGenuine, check_times, open_claims, sign, text_claim
from shared.auth.keys import SigningKey
from shared.auth.trust import TrustList
from shared.clock import Clock
from shared.persons import PersonKeys

TYPE = "service+jwt"
LIFE = 60  # seconds


class OtherPersonKeys(Exception):
    """The service that calls has other person keys than this one: an exchange of them is not finished (ADR 0019)."""


def service_token(service: str, receiver: str, key: SigningKey, clock: Clock, person_keys: str = "") -> str:
    """The bearer token for one call (or a minute of calls) from `service` to `receiver`. `person_keys` is the
    fingerprint of those that the caller has."""
    issued = int(clock.now().timestamp())
    claims = {
        "iss": service,
        "sub": service,
        "aud": receiver,
        "iat": issued,
        "exp": issued + LIFE,
        "jti": secrets.token_urlsafe(12),
        **({"person_keys": person_keys} if person_keys else {}),
    }
    return sign(json.dumps(claims).encode(), TYPE, key)


async def read_service_token(
    token: str, kid: str, receiver: str, trust: TrustList, clock: Clock, *, persons: PersonKeys
) -> Caller:
    """The service whose key on the trust list signed the token for this receiver. Raises NotGenuine, and
    OtherPersonKeys where it would call a person something else than we do."""
    now = clock.now()
    issuer = trust.owner_of(kid, now)
    if issuer is None:
        raise NotGenuine("unknown key")
    claims = await open_claims(token, TYPE, trust.keys_of(issuer, now), receiver, issuer)
    check_times(claims, now.timestamp(), LIFE)
    if text_claim(claims, "sub") != issuer:
        raise NotGenuine("a service speaks for itself")
    _require_same(claims.get("person_keys"), persons)
    return Caller(None, frozenset({Role.SERVICE}), "", service=issuer)


def _require_same(told: object, persons: PersonKeys) -> None:
    """A release from before this was told says nothing, and knows of no exchange."""
    if told is None and persons.before_exchange is None:
        return
    if told != persons.fingerprint:
        raise OtherPersonKeys
