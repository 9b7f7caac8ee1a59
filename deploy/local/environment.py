"""What each process is told through its environment. Of the launcher's own environment only a few names are handed on.

The settings are those of `shared/settings.py`, `services/<name>/settings.py` and `deploy/sandbox/<name>`.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.databases import Database
from deploy.local.keys import Keys, log_origin

AUDIENCE = "oppet-bistand"
TOKEN_LIFE_SECONDS = 3600
# The made-up municipality: the account that it pays from, and who asks the registers.
DEBTOR = {"DEBTOR_NAME": "Sandlådans kommun", "DEBTOR_CLEARING": "6000", "DEBTOR_ACCOUNT": "123456789"}
BOARD = {
    "REGISTERS_ACTOR_ID": "026-99",
    "REGISTERS_ORGANISATION_NUMBER": "162120001234",
    "REGISTERS_ORGANISATION": "Sandlådans socialnämnd",
}
# No proxy settings among them: everything is on loopback.
_HANDED_ON = ("HOME", "LANG", "LC_ALL", "PATH", "PYTHONDONTWRITEBYTECODE", "TMPDIR", "TZDIR", "VIRTUAL_ENV")


@dataclass(frozen=True)
class Place:
    """Where things are in one installation: its data folder, keys, databases and addresses."""

    data: Path
    keys: Keys
    databases: Mapping[str, Database]
    urls: Mapping[str, str]
    ports: Mapping[str, int]

    @property
    def clock_offset_file(self) -> Path:
        return self.data / "clock-offset"


def handed_on() -> dict[str, str]:
    """What of the launcher's environment every process gets."""
    return {name: os.environ[name] for name in _HANDED_ON if name in os.environ} | {"PYTHONUNBUFFERED": "1"}


def service_environment(name: str, place: Place) -> dict[str, str]:
    return {
        **_common(name, place),
        "DATABASE_URL": place.databases[name].runtime_dsn,
        "KEYS_DIR": str(place.keys.of(name)),
        "PERSON_KEY_FILE": str(place.keys.person),
        "PERSON_NUMBERS_FILE": str(place.keys.numbers),
        "TRUST_FILE": str(place.keys.trust),
        "LOG_ORIGIN": log_origin(name),
        "LOGS_FILE": str(place.keys.logs),
        "TOKEN_JWKS_URL": f"{place.urls['signin']}/.well-known/jwks.json",
        **{f"{other.upper()}_URL": place.urls[other] for other in place.databases},
        **_of_one_service(name, place),
    }


def sandbox_environment(name: str, place: Place) -> dict[str, str]:
    return _common(name, place) | _of_one_stand_in(name, place)


def _common(name: str, place: Place) -> dict[str, str]:
    return {
        "INSTALLATION": "sandbox",
        "LISTEN_HOST": "127.0.0.1",
        "LISTEN_PORT": str(place.ports[name]),
        "TOKEN_ISSUER": place.urls["signin"],
        "TOKEN_AUDIENCE": AUDIENCE,
        "CLOCK_OFFSET_FILE": str(place.clock_offset_file),
    }


def _of_one_service(name: str, place: Place) -> dict[str, str]:
    if name == "intake":
        registers = {"REGISTERS_URL": f"{place.urls['registers']}/ssbtek/v10", **BOARD}
        return {"BOX_PUBLIC_KEY_FILE": str(place.keys.box), **registers}
    if name == "payout":
        return {"BANK_URL": place.urls["bank"], **DEBTOR}
    return {}


def _of_one_stand_in(name: str, place: Place) -> dict[str, str]:
    if name == "signin":
        return {"SIGNIN_KEY_FILE": str(place.keys.signin), "TOKEN_LIFE_SECONDS": str(TOKEN_LIFE_SECONDS)}
    if name == "bank":
        return {"BANK_ACCOUNTS": json.dumps([_debtor_at_the_bank()]), "BANK_DATABASE": str(place.data / "bank.sqlite")}
    return {}


def _debtor_at_the_bank() -> dict[str, str]:
    names = {"name": "DEBTOR_NAME", "clearingNumber": "DEBTOR_CLEARING", "accountNumber": "DEBTOR_ACCOUNT"}
    return {at_the_bank: DEBTOR[name] for at_the_bank, name in names.items()}
