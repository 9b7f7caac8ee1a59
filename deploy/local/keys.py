"""Every key that an installation on one machine needs, made once and kept in the data folder.

keys/<service>/statement.pem    ES256, PKCS 8: statements and calls to other services
keys/<service>/retired/*.json   public keys (JWK) that the service signed with before, served beside the present one
keys/<service>/log.key          Ed25519 seed, base64url: checkpoints of the control log, audit's cosignatures
keys/payout/box.key             X25519, base64url: opens sealed accounts; keys/box.pub seals them
keys/person.key                 32 bytes, base64url: the installation's key for person keys
keys/signin/signin.pem          ES256, PKCS 8: the sandbox's access tokens
keys/persons/numbers.json       number changes: keys of persons who had another number before (docs/adr/0009)
keys/trust.json                 whose statements are believed, for which acts (C16)
keys/logs.json                  the control logs' public keys, which audit follows, and audit's own as witness

In production each service's folder is on its own host, and the trust list is written by hand when a key is exchanged.
"""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.local.roles import SERVICES
from deploy.local.secret_files import write_private
from shared.auth.keys import SigningKey, new_signing_key
from shared.boxes import new_box_key, public_half
from shared.canonical import to_base64url
from shared.controllog.notes import KeyType, Signer
from shared.person_numbers.changes import written

ACTS = {
    "intake": (
        "householdRegistered",
        "householdChanged",
        "accountEntered",
        "applicationRegistered",
        "applicationVerified",
        "applicationCompleted",
        "completionRegistered",
        "applicationWithdrawn",
        "inForceStated",
    ),
    "decision": (
        "decisionMade",
        "decisionExplained",
        "completionRequested",
        "completionLapsed",
        "decisionStopAsked",
        "decisionRevoked",
        "decisionUndone",
        "lineRenewed",
        "conflictDeclared",
        "inForceStated",
    ),
    "payout": (
        "accountCompared",
        "fileMade",
        "orderBlocked",
        "orderHealed",
        "orderLetGo",
        "paymentReleased",
        "decisionStopped",
        "paymentEnded",
        "paymentSent",
    ),
    "audit": (),
}
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
        return self.folder / "person.key"

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
    """The keys of a data folder; those that are missing are made, the others are left as they are."""
    keys = Keys(data / "keys")
    for service in SERVICES:
        _keep(keys.of(service) / "statement.pem", new_signing_key().decode())
        _keep(keys.of(service) / "log.key", to_base64url(secrets.token_bytes(32)))
    _keep(keys.of("payout") / "box.key", new_box_key()[0])
    write_private(keys.box, public_half((keys.of("payout") / "box.key").read_text()))
    _keep(keys.person, to_base64url(secrets.token_bytes(32)))
    _keep(keys.numbers, written(()))
    _keep(keys.signin, new_signing_key().decode())
    write_private(keys.trust, json.dumps(trust_list(keys), indent=2) + "\n")
    write_private(keys.logs, json.dumps(log_list(keys), indent=2) + "\n")
    return keys


def trust_list(keys: Keys) -> dict[str, Any]:
    return {"services": [_trusted(service, keys) for service in SERVICES]}


def log_origin(service: str) -> str:
    """What a service's control log is called in its checkpoints; for audit, what its cosignatures are signed with."""
    return f"localhost/{service}"


def log_list(keys: Keys) -> dict[str, Any]:
    """Who checks the control logs needs no more than this file."""
    logs = [{"service": name, "verifier": _log_key(name, keys, KeyType.NOTE)} for name in SERVICES if name != "audit"]
    return {"logs": logs, "witness": _log_key("audit", keys, KeyType.COSIGNATURE)}


def _log_key(service: str, keys: Keys, kind: KeyType) -> str:
    return Signer.load(log_origin(service), keys.of(service) / "log.key", kind).verifier.written()


def _trusted(service: str, keys: Keys) -> dict[str, Any]:
    key = SigningKey.load(keys.of(service) / "statement.pem")
    return {
        "service": service,
        "acts": list(ACTS[service]),
        "kid": key.kid,
        "thumbprint": key.thumbprint,
        "from": TRUSTED_FROM,
        "to": None,
    }


def _keep(file: Path, content: str) -> None:
    if not file.exists():
        write_private(file, content)
