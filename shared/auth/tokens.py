"""Access tokens of persons: RFC 9068 (`at+jwt`), ES256, from the municipality's sign-in (OIDC Sweden's claims)."""

import re
from collections.abc import Iterable

from shared.auth.callers import Caller, Role
from shared.auth.envelope import NotGenuine, check_times, open_claims, text_claim
from shared.auth.jwks import KeySet
from shared.clock import Clock
from shared.persons import NotAPersonalNumber, PersonalNumber, PersonKeys

TYPE = "at+jwt"
PERSONAL_NUMBER = "https://id.oidc.se/claim/personalIdentityNumber"
LONGEST_LIFE = 3600  # seconds
_MUNICIPALITY = re.compile(r"\d{4}", re.ASCII)


class TokenReader:
    """Turns an access token into the caller it is about."""

    def __init__(self, keys: KeySet, issuer: str, audience: str, persons: PersonKeys, clock: Clock) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._persons = persons
        self._clock = clock

    async def read(self, token: str) -> Caller:
        """Raises NotGenuine for a token that does not hold, KeysNotReached where the sign-in's keys cannot be had."""
        claims = await open_claims(token, TYPE, self._keys.find, self._audience, self._issuer)
        check_times(claims, self._clock.now().timestamp(), LONGEST_LIFE)
        text_claim(claims, "sub")
        text_claim(claims, "jti")
        municipality = text_claim(claims, "municipality")
        if not _MUNICIPALITY.fullmatch(municipality):
            raise NotGenuine("municipality is no kommunkod")
        try:
            number = PersonalNumber.parse(text_claim(claims, PERSONAL_NUMBER))
        except NotAPersonalNumber as error:
            raise NotGenuine("personal number") from error
        return Caller(self._persons.of(number), _roles(claims.get("roles")), municipality)


def _roles(value: object) -> frozenset[Role]:
    """The roles that we know. An unknown one grants nothing, and no person's token makes its bearer a service."""
    if not isinstance(value, Iterable) or isinstance(value, str):
        raise NotGenuine("roles is no list")
    known = {role.value: role for role in Role if role is not Role.SERVICE}
    return frozenset(known[name] for name in value if isinstance(name, str) and name in known)
