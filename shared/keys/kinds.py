"""The keys that a service has: how each is made, what of it is public, and who is told that."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.auth.keys import STATEMENT_KEY, SigningKey, new_signing_key
from shared.boxes import BOX_KEY, box_key_id, new_box_key, public_half
from shared.canonical import to_base64url
from shared.clock import Clock
from shared.controllog.notes import LOG_KEY, KeyType, Signer
from shared.keys.files import SANDBOX, read_key

Row = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of key, in the file `file` of KEYS_DIR. `identify` gives its id, from its file."""

    name: str
    file: str
    new: Callable[[], str]
    identify: Callable[[Path], str]

    @property
    def next_file(self) -> str:
        """Where a key lies that is made and not yet in use."""
        name, _, suffix = self.file.rpartition(".")
        return f"{name}.next.{suffix}"

    def made(self, service: str, *, sandbox: bool) -> str:
        """A new key as its file is written."""
        return _said(f"{self.name} key of {service}", sandbox=sandbox) + self.new().strip() + "\n"


def _seed() -> str:
    return to_base64url(secrets.token_bytes(32))


def _said(what: str, *, sandbox: bool) -> str:
    mark = f"{SANDBOX}\n" if sandbox else ""
    return f"{mark}# {what}, made {Clock().today().isoformat()}\n"


def _signed_id(file: Path) -> str:
    return Signer.load("log", file).verifier.public_key.hex()[:8]


STATEMENT = Kind("statement", STATEMENT_KEY, lambda: new_signing_key().decode(), lambda file: SigningKey.load(file).kid)
LOG = Kind("log", LOG_KEY, _seed, _signed_id)
BOX = Kind("box", BOX_KEY, lambda: new_box_key()[0], lambda file: box_key_id(box_public_key(file).strip()))
KINDS = (STATEMENT, LOG, BOX)


def new_key_for_persons(*, sandbox: bool) -> str:
    """The installation key for person keys, as its file is written."""
    return _said("person key of the installation", sandbox=sandbox) + _seed() + "\n"


def box_public_key(file: Path) -> str:
    """What intake is given, base64url, as its file is written."""
    return public_half(read_key(file)) + "\n"


def trust_row(service: str, acts: Sequence[str], file: Path, begins: str) -> Row:
    """What the trust lists say of a statement key (shared/auth/trust.py)."""
    key = SigningKey.load(file)
    row: Row = {"service": service, "acts": list(acts), "kid": key.kid, "thumbprint": key.thumbprint}
    return {**row, "from": begins, "to": None}


def log_verifier(origin: str, file: Path, *, is_witness: bool) -> str:
    """What audit's list says of a log key (shared/controllog/trusted_keys.py)."""
    kind = KeyType.COSIGNATURE if is_witness else KeyType.NOTE
    return Signer.load(origin, file, kind).verifier.written()
