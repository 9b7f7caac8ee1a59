"""How a service shows another who it is: a JWT that it signs itself, for one receiver, valid for a minute."""

import json
import secrets

from shared.auth.callers import Caller, Role
from shared.auth.envelope import NotGenuine, check_times, open_claims, sign, text_claim
from shared.auth.keys import SigningKey
from shared.auth.trust import TrustList
from shared.clock import Clock

TYPE = "service+jwt"
LIFE = 60  # seconds


def service_token(service: str, receiver: str, key: SigningKey, clock: Clock) -> str:
    """The bearer token for one call (or a minute of calls) from `service` to `receiver`."""
    issued = int(clock.now().timestamp())
    claims = {
        "iss": service,
        "sub": service,
        "aud": receiver,
        "iat": issued,
        "exp": issued + LIFE,
        "jti": secrets.token_urlsafe(12),
    }
    return sign(json.dumps(claims).encode(), TYPE, key)


async def read_service_token(token: str, kid: str, receiver: str, trust: TrustList, clock: Clock) -> Caller:
    """The service whose key on the trust list signed the token for this receiver. Raises NotGenuine."""
    now = clock.now()
    issuer = trust.owner_of(kid, now)
    if issuer is None:
        raise NotGenuine("unknown key")
    claims = await open_claims(token, TYPE, trust.keys_of(issuer, now), receiver, issuer)
    check_times(claims, now.timestamp(), LIFE)
    if text_claim(claims, "sub") != issuer:
        raise NotGenuine("a service speaks for itself")
    return Caller(None, frozenset({Role.SERVICE}), "", service=issuer)
