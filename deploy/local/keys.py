"""Every key that an installation on one machine needs, made once and kept in the data folder.

keys/<service>/statement.pem    ES256, PKCS 8: statements and calls to other services
keys/<service>/retired/         keys that were exchanged: see shared/keys/rotating.py
keys/<service>/log.key          Ed25519 seed, base64url: checkpoints of the control log, audit's cosignatures
keys/payout/box.key             X25519, base64url: opens sealed accounts; keys/box.pub seals them
keys/signin/signin.pem          ES256, PKCS 8: the sandbox's access tokens
keys/persons/person.key         32 bytes, base64url: the installation's key for person keys; beside it those before it
keys/persons/numbers.json       number changes: keys of persons who had another number before (docs/adr/0009)
keys/trust.json                 whose statements are believed, for which acts (C16)
keys/logs.json                  the control logs' public keys, which audit follows, and audit's own as witness

In production each service's folder is on its own host, and the trust list is written by hand when a key is exchanged.
"""

import importlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.local.roles import SERVICES
from shared.keys.files import write_private
from shared.keys.kinds import BOX, KINDS, LOG, STATEMENT, box_public_key, log_verifier, new_key_for_persons, trust_row
from shared.person_numbers.changes import written

ACTS: dict[str, tuple[str, ...]] = {name: importlib.import_module(f"services.{name}.acts").STATED for name in SERVICES}
# Before any month that a demonstration may turn its clock back to.
TRUSTED_FROM = "2025-01-01T00:00:00Z"


@dataclass(frozen=True)
class Keys:
    """Where the keys of a data folder lie."""

    folder: Path

    def of(self, service: str) -> Path:
        return self.folder / service

    @property
    def person(self) -> Path:
        """In a folder of its own: those that it is exchanged for come to lie beside it."""
        return self.folder / "persons" / "person.key"

    @property
    def numbers(self) -> Path:
        """In a folder of its own: a file that is mounted by itself is not seen again once it is replaced."""
        return self.folder / "persons" / "numbers.json"

    @property
    def box(self) -> Path:
        """Payout's public key."""
        return self.folder / "box.pub"

    @property
    def signin(self) -> Path:
        return self.folder / "signin" / "signin.pem"

    @property
    def trust(self) -> Path:
        return self.folder / "trust.json"

    @property
    def logs(self) -> Path:
        return self.folder / "logs.json"


def make_keys(data: Path) -> Keys:
    """The keys of a data folder; those that are missing are made, the others are left as they are. Keys that were
    exchanged stay on the lists with their dates."""
    keys = Keys(data / "keys")
    for service in SERVICES:
        for kind in KINDS if service == "payout" else (STATEMENT, LOG):
            _keep(keys.of(service) / kind.file, kind.made(service, sandbox=True))
    write_private(keys.box, box_public_key(keys.of("payout") / BOX.file))
    _keep(keys.person, new_key_for_persons(sandbox=True))
    _keep(keys.numbers, written(()))
    _keep(keys.signin, STATEMENT.made("signin", sandbox=True))
    _write_list(keys.trust, trust_list(keys))
    _write_list(keys.logs, log_list(keys))
    return keys


def trust_list(keys: Keys) -> dict[str, Any]:
    rows = [_trusted(service, keys) for service in SERVICES]
    return {"services": [*_earlier(keys.trust, "services", "kid", rows), *rows]}


def log_origin(service: str) -> str:
    """What a service's control log is called in its checkpoints; for audit, what its cosignatures are signed with."""
    return f"localhost/{service}"


def log_list(keys: Keys) -> dict[str, Any]:
    """Who checks the control logs needs no more than this file."""
    logs = [{"service": name, "verifier": _log_key(name, keys)} for name in SERVICES if name != "audit"]
    witness = [{"verifier": _log_key("audit", keys)}]
    return {
        "logs": [*_earlier(keys.logs, "logs", "verifier", logs), *logs],
        "witness": [*_earlier(keys.logs, "witness", "verifier", witness), *witness],
    }


def _log_key(service: str, keys: Keys) -> str:
    return log_verifier(log_origin(service), keys.of(service) / LOG.file, is_witness=service == "audit")


def _trusted(service: str, keys: Keys) -> dict[str, Any]:
    return trust_row(service, ACTS[service], keys.of(service) / STATEMENT.file, TRUSTED_FROM)


def _earlier(file: Path, name: str, by: str, present: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of keys that are not in use any more, as the list has them."""
    rows = json.loads(file.read_text())[name] if file.exists() else []
    known = {row[by] for row in present}
    return [row for row in rows if isinstance(row, dict) and row[by] not in known]


def _write_list(file: Path, document: dict[str, Any]) -> None:
    write_private(file, json.dumps(document, indent=2) + "\n")


def _keep(file: Path, content: str) -> None:
    if not file.exists():
        write_private(file, content)
