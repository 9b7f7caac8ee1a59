"""Access tokens: a good one is read, every hostile one is refused for the right reason (traps of python-jose)."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jose import jws

from deploy.sandbox.persons import number_for
from shared.auth.callers import Role
from shared.auth.envelope import NotGenuine
from shared.auth.jwks import KeySet, KeysNotReached
from shared.auth.keys import SigningKey, new_signing_key
from shared.auth.tokens import PERSONAL_NUMBER, TokenReader
from shared.clock import Clock
from shared.persons import PersonalNumber, PersonKeys, person_key

SECRET = b"s" * 32
NUMBER = number_for(date(1980, 1, 1), 0).digits
PEM = new_signing_key()
KEY = SigningKey.from_pem(PEM)
OTHER = SigningKey.from_pem(new_signing_key())


def claims(**changes: Any) -> dict[str, Any]:
    now = int(datetime.now(UTC).timestamp())
    content = {
        "iss": "http://signin",
        "aud": "api",
        "sub": "account-1",
        "iat": now,
        "exp": now + 300,
        "jti": "1",
        PERSONAL_NUMBER: NUMBER,
        "roles": ["registrar"],
        "municipality": "1261",
        **changes,
    }
    return {name: value for name, value in content.items() if value is not None}


def signed(content: dict[str, Any], key: SigningKey = KEY, **header: Any) -> str:
    return str(jws.sign(content, key.jose, headers={"typ": "at+jwt", "kid": KEY.kid, **header}, algorithm="ES256"))


def reader(clock: Clock | None = None) -> TokenReader:
    def keys(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"keys": [KEY.public_jwk]})

    client = httpx.AsyncClient(transport=httpx.MockTransport(keys))
    return TokenReader(
        KeySet(client, "http://signin/jwks"), "http://signin", "api", PersonKeys(SECRET), clock or Clock()
    )


def encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


async def test_a_good_token_gives_the_person_and_never_the_number() -> None:
    caller = await reader().read(signed(claims(roles=["registrar", "payer", "unknownRole"])))

    assert caller.person == person_key(PersonalNumber.parse(NUMBER), SECRET)
    assert caller.roles == {Role.REGISTRAR, Role.PAYER}
    assert (caller.municipality, caller.service) == ("1261", None)
    assert NUMBER not in repr(caller)


async def test_two_user_accounts_of_a_person_are_one_person() -> None:
    first, second = [await reader().read(signed(claims(sub=sub))) for sub in ("account-1", "account-2")]
    assert first.person == second.person


async def test_no_person_becomes_a_service_by_a_role() -> None:
    assert (await reader().read(signed(claims(roles=["service"])))).roles == frozenset()


NOW = int(datetime.now(UTC).timestamp())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"exp": NOW - 1}, "expired"),
        ({"exp": NOW + 86_400}, "lives too long"),
        ({"iat": NOW + 86_400, "exp": NOW + 86_500}, "not valid yet"),
        ({"nbf": NOW + 86_400}, "not valid yet"),
        ({"exp": "soon"}, "times are no numbers"),
        ({"exp": True}, "times are no numbers"),
        ({"exp": 10**400}, "lives too long"),
        ({"iss": "http://other"}, "signature or claims"),
        ({"iss": None}, "signature or claims"),
        ({"aud": "another-api"}, "signature or claims"),
        ({"aud": None}, "signature or claims"),
        ({"sub": ""}, "sub is missing or no text"),
        ({"sub": None}, "signature or claims"),
        ({"jti": None}, "signature or claims"),
        ({"iat": None}, "signature or claims"),
        ({"exp": None}, "times are no numbers"),
        ({"municipality": "12611"}, "municipality is no kommunkod"),
        ({"municipality": None}, "municipality is missing or no text"),
        ({PERSONAL_NUMBER: "190001019802"}, "personal number"),
        ({PERSONAL_NUMBER: None}, f"{PERSONAL_NUMBER} is missing or no text"),
        ({"roles": "registrar"}, "roles is no list"),
    ],
)
async def test_a_token_with_a_wrong_claim_is_refused(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(NotGenuine) as refused:
        await reader().read(signed(claims(**change)))
    assert refused.value.reason == reason


async def test_expiry_goes_by_our_clock(tmp_path: Path) -> None:
    offset = tmp_path / "offset"
    offset.write_text(str(int(timedelta(days=1).total_seconds())))
    with pytest.raises(NotGenuine, match="expired"):
        await reader(Clock(offset)).read(signed(claims()))


async def test_a_token_that_was_read_before_expires_all_the_same(tmp_path: Path) -> None:
    offset = tmp_path / "offset"
    offset.write_text("0")
    reading, token = reader(Clock(offset)), signed(claims())
    await reading.read(token)
    offset.write_text("301")
    with pytest.raises(NotGenuine, match="expired"):
        await reading.read(token)


async def test_a_token_that_was_read_before_counts_no_longer_than_its_key() -> None:
    token = signed(claims())
    await reader().read(token)
    replaced = httpx.MockTransport(lambda _: httpx.Response(200, json={"keys": [OTHER.public_jwk | {"kid": KEY.kid}]}))
    keys = KeySet(httpx.AsyncClient(transport=replaced), "http://signin/jwks")
    with pytest.raises(NotGenuine, match="signature"):
        await TokenReader(keys, "http://signin", "api", PersonKeys(SECRET), Clock()).read(token)


def unsigned() -> str:
    header = encoded(json.dumps({"alg": "none", "typ": "at+jwt", "kid": KEY.kid}).encode())
    return f"{header}.{encoded(json.dumps(claims()).encode())}."


def hs256_with_the_public_key() -> str:
    """The classic confusion: the public key used as an HMAC secret."""
    header = encoded(json.dumps({"alg": "HS256", "typ": "at+jwt", "kid": KEY.kid}).encode())
    said = f"{header}.{encoded(json.dumps(claims()).encode())}"
    secret = json.dumps(KEY.public_jwk).encode()
    return f"{said}.{encoded(hmac.new(secret, said.encode(), hashlib.sha256).digest())}"


def with_header(header: bytes) -> str:
    good = signed(claims())
    return ".".join([encoded(header), *good.split(".")[1:]])


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b",
        "a.b.c",
        unsigned(),
        hs256_with_the_public_key(),
        signed(claims(), typ="JWT"),
        signed(claims(), typ="statement+jwt"),
        signed(claims(), kid="unknown"),
        signed(claims(), kid=7),
        signed(claims(), crit=["exp"]),
        signed(claims(), jwk=OTHER.public_jwk),
        signed(claims(), key=OTHER),
        signed(claims()) + "A",
        signed(claims())[:-4] + "AAAA",
        signed(claims()).replace(".", "..", 1),
        signed(claims(padding="x" * 20_000)),
        with_header(b"[" * 1400),
        with_header(b"{" * 1400),
        with_header(b"null"),
        with_header(b"[]"),
        with_header(b"\xff\xfe"),
        with_header(b'{"alg":"ES256","typ":"at+jwt"}'),
    ],
    ids=lambda token: token[:24],
)
async def test_a_hostile_token_is_refused_and_never_an_error(token: str) -> None:
    with pytest.raises(NotGenuine):
        await reader().read(token)


@given(st.text(max_size=300) | st.binary(max_size=200).map(lambda data: f"{encoded(data)}.e30.{'A' * 86}"))
async def test_nothing_that_is_made_up_is_taken_or_breaks_the_reader(token: str) -> None:
    with pytest.raises(NotGenuine):
        await reader().read(token)


@given(st.integers(min_value=0, max_value=10_000), st.integers(min_value=1, max_value=63))
async def test_no_changed_character_goes_unnoticed(position: int, step: int) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    token = GOOD
    place = position % (len(token) - 1)  # the last letter of a signature has bits that carry nothing
    if token[place] == ".":
        return
    other = letters[(letters.index(token[place]) + step) % 64]
    with pytest.raises(NotGenuine):
        await reader().read(token[:place] + other + token[place + 1 :])


GOOD = signed(claims(exp=NOW + 3000))


async def test_made_up_key_ids_do_not_flood_the_sign_in() -> None:
    fetches = 0

    def keys(request: httpx.Request) -> httpx.Response:
        nonlocal fetches
        fetches += 1
        return httpx.Response(200, json={"keys": [KEY.public_jwk, {"kty": "RSA", "kid": "x"}, 7]})

    found = KeySet(httpx.AsyncClient(transport=httpx.MockTransport(keys)), "http://signin/jwks")
    assert [await found.find(f"made-up-{number}") for number in range(50)] == [None] * 50
    assert await found.find(KEY.kid) is not None
    assert fetches == 1


async def test_a_sign_in_that_is_away_is_not_a_wrong_token() -> None:
    away = httpx.AsyncClient(transport=httpx.MockTransport(lambda request: httpx.Response(503)))
    with pytest.raises(KeysNotReached):
        await KeySet(away, "http://signin/jwks").find("any")
