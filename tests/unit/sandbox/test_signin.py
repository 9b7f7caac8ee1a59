import json
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.sandbox.persons import number_for
from deploy.sandbox.signin.app import make_app
from deploy.sandbox.signin.settings import SignInSettings
from shared.auth.callers import Caller, Role
from shared.auth.envelope import NotGenuine
from shared.auth.jwks import KeySet
from shared.auth.keys import new_signing_key
from shared.auth.tokens import PERSONAL_NUMBER, TokenReader
from shared.canonical import from_base64url
from shared.clock import Clock
from shared.persons import PersonKeys, person_key

ISSUER, AUDIENCE, SECRET = "http://sign-in.test", "oppet-bistand", b"k" * 32
NUMBER = number_for(date(1981, 2, 3), 4)
BORN_1840 = "184001010018"  # a valid number outside the test numbers, of nobody who lives
ASKED = {"personalNumber": NUMBER.digits, "roles": ["payer", "registrar"], "municipality": "1261"}


@pytest.fixture
def offset_file(tmp_path: Path) -> Path:
    return tmp_path / "offset"


@pytest.fixture
def http(tmp_path: Path, offset_file: Path) -> httpx.AsyncClient:
    key_file = tmp_path / "key.pem"
    key_file.write_bytes(new_signing_key())
    settings = SignInSettings(
        signin_key_file=key_file, token_issuer=ISSUER, token_audience=AUDIENCE, clock_offset_file=offset_file
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(make_app(settings)), base_url=ISSUER)


def reader(http: httpx.AsyncClient, audience: str = AUDIENCE, clock: Clock | None = None) -> TokenReader:
    keys = KeySet(http, f"{ISSUER}/.well-known/jwks.json")
    return TokenReader(keys, ISSUER, audience, PersonKeys(SECRET), clock or Clock())


async def token(http: httpx.AsyncClient, **changes: Any) -> str:
    answer = await http.post("/token", json=ASKED | changes)
    assert answer.status_code == 200
    assert answer.json()["expiresIn"] == 900
    return str(answer.json()["accessToken"])


def part(given: str, place: int) -> dict[str, Any]:
    return dict(json.loads(from_base64url(given.split(".")[place])))


async def test_the_services_take_the_token_for_the_person_and_the_roles(http: httpx.AsyncClient) -> None:
    caller = await reader(http).read(await token(http))
    assert caller == Caller(person_key(NUMBER, SECRET), frozenset({Role.PAYER, Role.REGISTRAR}), "1261")


async def test_the_token_is_for_one_audience(http: httpx.AsyncClient) -> None:
    with pytest.raises(NotGenuine):
        await reader(http, audience="another").read(await token(http))


async def test_the_form_is_that_of_rfc_9068(http: httpx.AsyncClient) -> None:
    given = await token(http)
    header, claims = part(given, 0), part(given, 1)
    assert header["typ"] == "at+jwt"
    assert header["alg"] == "ES256"
    assert {"iss", "aud", "sub", "client_id", "iat", "exp", "jti"} <= claims.keys()
    assert claims[PERSONAL_NUMBER] == NUMBER.digits
    assert claims["exp"] - claims["iat"] == 900
    assert NUMBER.digits.encode() not in claims["sub"].encode() + from_base64url(claims["sub"])


async def test_two_user_accounts_of_one_person(http: httpx.AsyncClient) -> None:
    first, again, other = await token(http), await token(http), await token(http, account="second")
    sub = [part(one, 1)["sub"] for one in (first, again, other)]
    assert sub[0] == sub[1] != sub[2]
    assert (await reader(http).read(first)).person == (await reader(http).read(other)).person


@pytest.fixture
def forty_days_ahead(offset_file: Path) -> Clock:
    offset_file.write_text(str(40 * 86400))
    return Clock(offset_file)


async def test_the_token_is_issued_at_the_clocks_time(http: httpx.AsyncClient, forty_days_ahead: Clock) -> None:
    given = await token(http)
    await reader(http, clock=forty_days_ahead).read(given)
    with pytest.raises(NotGenuine):
        await reader(http).read(given)


@pytest.mark.parametrize(
    "wrong",
    [
        {"personalNumber": "198102039841"},
        {"personalNumber": BORN_1840},
        {"personalNumber": NUMBER.digits[:8] + "1234"},
        {"municipality": "12"},
        {NUMBER.digits: "x"},
    ],
)
async def test_a_refusal_repeats_nothing_of_what_was_sent(http: httpx.AsyncClient, wrong: dict[str, str]) -> None:
    answer = await http.post("/token", json=ASKED | wrong)
    assert answer.status_code == 422
    assert all(text not in answer.text for text in (*wrong.values(), NUMBER.digits) if len(text) > 2)


async def test_the_service_claim_is_there_when_asked_for(http: httpx.AsyncClient) -> None:
    assert "service" not in part(await token(http), 1)
    assert part(await token(http, service="payout"), 1)["service"] == "payout"


async def test_the_configuration_leads_to_the_keys(http: httpx.AsyncClient) -> None:
    found = (await http.get("/.well-known/openid-configuration")).json()
    assert found["issuer"] == ISSUER
    keys = (await http.get(found["jwks_uri"])).json()["keys"]
    assert [set(key) & {"d", "k"} for key in keys] == [set()]
    assert (await http.get("/health/ready")).status_code == 200
