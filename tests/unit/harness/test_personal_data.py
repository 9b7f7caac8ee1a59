"""The scan finds what it looks for, wherever it is hidden; and nothing where there is nothing."""

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote

import pytest

from deploy.sandbox.persons import household
from shared.auth.envelope import sign
from shared.auth.keys import SigningKey, new_signing_key
from shared.bank_accounts import BankAccount
from tests.harness.personal_data import Wanted

PERSON = household(0).adults[0]
NUMBER = PERSON.number.digits
ACCOUNT = BankAccount.parse("9029", "5735211")
WANTED = Wanted.of([PERSON.number], [ACCOUNT])

PERSONAL = (
    NUMBER,
    NUMBER[2:],
    f"{NUMBER[:8]}-{NUMBER[8:]}",
    f"{NUMBER[2:8]}-{NUMBER[8:]}",
    f"{NUMBER[2:8]}+{NUMBER[8:]}",
)
OF_ACCOUNT = (ACCOUNT.number, f"9029{ACCOUNT.number}", f"9029-{ACCOUNT.number}", "573 52 11", "573 52-11")

KEY = SigningKey.from_pem(new_signing_key())
PLACES: dict[str, Callable[[str], str | bytes]] = {
    "a log line": lambda said: json.dumps({"event": "request", "route": "/x", "said": said}),
    "a field's name": lambda said: json.dumps({"errors": [{"field": said}]}),
    "a longer word": lambda said: f"member_{said}_x",
    "a path": lambda said: f"/v1/households/{said}?page=1",
    "a percent-encoded query": lambda said: "/v1/applications?q=" + quote(json.dumps(said)),
    "a payload": lambda said: urlsafe_b64encode(json.dumps({"a": said}).encode()).decode().rstrip("="),
    "a statement": lambda said: sign(json.dumps({"sub": said}).encode(), "statement+jwt", KEY),
    "a bundle's bytes": lambda said: "\\x" + (b"\x00\x40" + json.dumps({"a": said}).encode()).hex(),
    "base64 inside base64": lambda said: b64encode(b64encode(json.dumps([said]).encode())).decode(),
    "raw bytes": lambda said: b"\x00\xff\x10" + said.encode() + b"\xfe",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("said", PERSONAL)
def test_a_personal_number_is_found(place: str, said: str) -> None:
    assert WANTED.found_in(PLACES[place](said)) == {"personal number"}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("said", OF_ACCOUNT)
def test_an_account_number_is_found(place: str, said: str) -> None:
    assert WANTED.found_in(PLACES[place](said)) == {"account number"}


@pytest.mark.parametrize("place", PLACES)
def test_a_name_is_found(place: str) -> None:
    assert WANTED.found_in(PLACES[place](PERSON.name)) == {"name"}


@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_found_where_there_is_nothing(place: str) -> None:
    other = household(1).adults[0].number.digits
    assert WANTED.found_in(PLACES[place](other)) == set()
    assert WANTED.found_in(PLACES[place]("01a2025e-6fa9-700a-bf60-fc3b2bf3aef1 2026-11-22T08:27:51.292418Z")) == set()
