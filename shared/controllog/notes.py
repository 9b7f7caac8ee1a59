"""C2SP signed notes with Ed25519: a text, an empty line, and signature lines.

A verifier key is written on one line, `name+key id+base64(type || public key)`. The type says what the key may sign:
notes (0x01) or, as a witness, timestamped cosignatures of checkpoints (0x04).
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from shared.canonical import from_base64url
from shared.keys.files import read_key

MAX_SIZE = 1_000_000
MAX_SIGNATURES = 100
LOG_KEY = "log.key"
_DASH = "— "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")


class BadNote(ValueError):
    """The text is not a signed note, a key is not a note key, or a signature does not hold."""


class KeyType(IntEnum):
    NOTE = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line. `blob` is what follows the key id: its form depends on the key's type."""

    name: str
    key_id: bytes
    blob: bytes

    def line(self) -> str:
        return f"{_DASH}{self.name} {b64encode(self.key_id + self.blob).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """`text` ends with a newline. The signatures are as read: none of them is checked by reading."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, written: str) -> "Note":
        """Raises BadNote."""
        if len(written) > MAX_SIZE or _CONTROL.search(written):
            raise BadNote("not a note: too long or with control characters")
        text, empty_line, lines = written.rpartition("\n\n")
        if not empty_line or not lines.endswith("\n") or lines.count("\n") > MAX_SIGNATURES:
            raise BadNote("not a note: without an empty line and signatures")
        return cls(text + "\n", tuple(_signature(line) for line in lines[:-1].split("\n")))

    @classmethod
    def parse_bytes(cls, written: bytes) -> "Note":
        """Raises BadNote, also for what is not UTF-8."""
        try:
            return cls.parse(written.decode())
        except UnicodeDecodeError as error:
            raise BadNote("not a note: not UTF-8") from error

    def written(self) -> str:
        return self.text + "\n" + "".join(signature.line() for signature in self.signatures)

    def with_signature(self, added: Signature) -> "Note":
        """The note with one more signature, in place of an earlier one by the same key."""
        kept = tuple(s for s in self.signatures if (s.name, s.key_id) != (added.name, added.key_id))
        return Note(self.text, (*kept, added))

    def names(self, key: "Verifier") -> bool:
        """Whether it says that this key has signed it: the signature is not looked at."""
        return any((s.name, s.key_id) == (key.name, key.key_id) for s in self.signatures)

    def by(self, key: "Verifier") -> Signature:
        """The signature by this key, not yet checked. Raises BadNote where there is none, or more than one."""
        found = [s for s in self.signatures if (s.name, s.key_id) == (key.name, key.key_id)]
        if len(found) != 1:
            raise BadNote("not signed by this key" if not found else "signed twice by this key")
        return found[0]


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with its name."""

    name: str
    public_key: bytes
    type: KeyType

    @classmethod
    def parse(cls, written: str) -> "Verifier":
        """Raises BadNote."""
        name, _, rest = written.partition("+")
        _, _, encoded = rest.partition("+")
        _check_name(name)
        data = _decode(encoded)
        if len(data) != 33 or data[0] not in set(KeyType):
            raise BadNote("not a verifier key")
        verifier = cls(name, data[1:], KeyType(data[0]))
        if verifier.written() != written:
            raise BadNote("not a verifier key: the key id is another key's")
        return verifier

    @property
    def key_id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.public_key).digest()[:4]

    def written(self) -> str:
        material = b64encode(bytes([self.type]) + self.public_key).decode()
        return f"{self.name}+{self.key_id.hex()}+{material}"

    def check(self, message: bytes, signature: bytes) -> None:
        """Raises BadNote unless `signature` (64 bytes) is this key's over the message."""
        try:
            VerifyKey(self.public_key).verify(message, signature)
        except (BadSignatureError, ValueError) as error:
            raise BadNote("the signature does not hold") from error


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with its name. Never shown by repr()."""

    name: str
    seed: bytes
    type: KeyType

    @classmethod
    def load(cls, name: str, file: Path, type: KeyType = KeyType.NOTE) -> "Signer":
        """From a file with the 32-byte seed in base64url, which only its service reads. Raises BadNote."""
        _check_name(name)
        try:
            seed = from_base64url(read_key(file))
        except ValueError as error:
            raise BadNote("not a private key: not base64url") from error
        if len(seed) != 32:
            raise BadNote("not a private key: a seed has 32 bytes")
        return cls(name, seed, type)

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, bytes(SigningKey(self.seed).verify_key), self.type)

    def sign(self, message: bytes) -> bytes:
        return SigningKey(self.seed).sign(message).signature

    def __repr__(self) -> str:
        return f"Signer({self.name!r}, …)"


def retired_log_keys(keys_dir: Path) -> tuple[Verifier, ...]:
    """The public halves (`retired/log-*.pub`) of keys that a service's log was signed with before. Raises BadNote."""
    return tuple(Verifier.parse(read_key(file)) for file in sorted((keys_dir / "retired").glob("log-*.pub")))


def sign(text: str, signer: Signer) -> Note:
    """A note of this text with one signature. `text` ends with a newline. Raises BadNote where it cannot be a note."""
    if signer.type is not KeyType.NOTE:
        raise BadNote("a witness key does not sign notes")
    if not text.endswith("\n") or _CONTROL.search(text):
        raise BadNote("the text of a note ends with a newline and holds no control characters")
    return Note(text, (Signature(signer.name, signer.verifier.key_id, signer.sign(text.encode())),))


def check(note: Note, keys: Sequence[Verifier]) -> None:
    """Raises BadNote unless the note is signed by each of these keys."""
    for key in keys:
        if key.type is not KeyType.NOTE:
            raise BadNote("a witness key does not sign notes")
        key.check(note.text.encode(), note.by(key).blob)


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH):
        raise BadNote("not a note: a line after the text is no signature")
    _check_name(name)
    data = _decode(encoded)
    if len(data) < 5:
        raise BadNote("not a note: a signature is too short")
    return Signature(name, data[:4], data[4:])


def _check_name(name: str) -> None:
    if not name or "+" in name or any(c.isspace() for c in name):
        raise BadNote("a key name is not empty and holds neither spaces nor plus")


def _decode(encoded: str) -> bytes:
    """Standard base64 in its one canonical spelling."""
    try:
        data = b64decode(encoded, validate=True)
    except ValueError as error:
        raise BadNote("not base64") from error
    if b64encode(data).decode() != encoded:
        raise BadNote("not base64")
    return data
