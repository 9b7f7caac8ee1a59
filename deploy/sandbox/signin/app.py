"""A sign-in service for the sandbox: gives an access token to whoever asks, for the test person that they name.

The tokens are what a municipality's real sign-in would give (RFC 9068 `at+jwt`, ES256, OIDC Sweden's claims); that
nobody has to show who they are is what makes this a stand-in.
"""

import hmac
import json
from hashlib import sha256
from typing import Annotated, Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from deploy.sandbox.signin.settings import SignInSettings
from deploy.sandbox.web import TEST_NUMBER, sandbox_app
from shared.auth.envelope import sign
from shared.auth.keys import SigningKey
from shared.auth.tokens import PERSONAL_NUMBER, TYPE
from shared.canonical import to_base64url
from shared.clock import Clock
from shared.ids import new_id

CLIENT = "sandbox-e-service"


class Camel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class TokenRequest(Camel):
    """`account` names one of a person's user accounts: another name gives another `sub` for the same person."""

    personal_number: Annotated[str, TEST_NUMBER]
    roles: list[Annotated[str, Field(pattern=r"^[a-zA-Z]{1,40}$")]] = Field(max_length=20)
    municipality: str = Field(pattern=r"^[0-9]{4}$")
    account: str = Field("main", max_length=40)
    service: str | None = Field(None, max_length=40)


class TokenAnswer(Camel):
    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - a kind of token, not a secret
    expires_in: int


def make_app(settings: SignInSettings) -> FastAPI:
    """Raises where the key file is missing or holds another kind of key."""
    app = sandbox_app("Sign-in (sandbox)")
    key = SigningKey.load(settings.signin_key_file)
    account_secret = sha256(settings.signin_key_file.read_bytes()).digest()
    clock = Clock(settings.clock_offset_file)

    @app.post("/token")
    async def token(request: TokenRequest) -> TokenAnswer:
        claims = _claims(request, settings, int(clock.now().timestamp()), account_secret)
        return TokenAnswer(
            access_token=sign(json.dumps(claims).encode(), TYPE, key), expires_in=settings.token_life_seconds
        )

    @app.get("/.well-known/jwks.json")
    async def jwks() -> dict[str, Any]:
        return {"keys": [key.public_jwk]}

    @app.get("/.well-known/openid-configuration")
    async def configuration() -> dict[str, Any]:
        return _configuration(settings.token_issuer)

    return app


def _claims(request: TokenRequest, settings: SignInSettings, now: int, account_secret: bytes) -> dict[str, Any]:
    claims: dict[str, Any] = {
        "iss": settings.token_issuer,
        "aud": settings.token_audience,
        "sub": _user_account(request, account_secret),
        "client_id": CLIENT,
        "iat": now,
        "exp": now + settings.token_life_seconds,
        "jti": str(new_id()),
        PERSONAL_NUMBER: request.personal_number,
        "roles": request.roles,
        "municipality": request.municipality,
    }
    return claims if request.service is None else claims | {"service": request.service}


def _user_account(request: TokenRequest, secret: bytes) -> str:
    """The same after a restart, and keyed: a `sub` is met in logs, where the number must not be found out from it."""
    text = f"{request.personal_number}/{request.account}"
    return to_base64url(hmac.new(secret, text.encode(), sha256).digest())[:22]


def _configuration(issuer: str) -> dict[str, Any]:
    return {
        "issuer": issuer,
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "token_endpoint": f"{issuer}/token",
        "response_types_supported": ["token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "claims_supported": ["sub", "iat", "exp", "jti", "roles", "municipality", PERSONAL_NUMBER],
    }
