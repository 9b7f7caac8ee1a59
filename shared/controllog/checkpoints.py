"""C2SP checkpoints: what a log says its tree is, signed by the log and cosigned by a witness (tlog-cosignature v1)."""

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from shared.controllog import notes
from shared.controllog.notes import BadNote, KeyType, Note, Signature, Signer, Verifier
from shared.controllog.tree import HASH_SIZE

_SIZE = re.compile(r"0|[1-9]\d{0,18}", re.ASCII)
_TIMESTAMP_SIZE = 8
_LARGEST_TIME = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The tree of the log `origin` has `size` leaves and this root (32 bytes)."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """From a note's text. Extension lines are refused: our logs write none, and nobody can audit them. Raises
        BadNote."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0] or not _SIZE.fullmatch(lines[1]):
            raise BadNote("not a checkpoint")
        return cls(lines[0], int(lines[1]), _root(lines[2]))

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> Note:
    """The log's own signature. The key is named as the log's origin. Raises BadNote otherwise."""
    if signer.name != checkpoint.origin:
        raise BadNote("the key is another log's")
    return notes.sign(checkpoint.text(), signer)


def signer_among(note: Note, keys: Sequence[Verifier]) -> Verifier:
    """The first of these keys that the note says it is signed by, or the first of all: opening it will tell."""
    return next((key for key in keys if note.names(key)), keys[0])


def open_checkpoint(note: Note, log: Verifier) -> Checkpoint:
    """The checkpoint of the log with this key, its signature checked. Raises BadNote."""
    notes.check(note, [log])
    checkpoint = Checkpoint.parse(note.text)
    if checkpoint.origin != log.name:
        raise BadNote("the checkpoint is another log's")
    return checkpoint


def cosign(note: Note, witness: Signer, time: int) -> Note:
    """The note with the witness's cosignature of now, as seconds since 1970. A witness cosigns only what it has found
    to extend its own copy of the log: that is for the caller to see to."""
    if witness.type is not KeyType.COSIGNATURE:
        raise BadNote("only a witness key cosigns")
    blob = time.to_bytes(_TIMESTAMP_SIZE) + witness.sign(_message(note.text, time))
    return note.with_signature(Signature(witness.name, witness.verifier.key_id, blob))


def open_cosignature(note: Note, witness: Verifier) -> int:
    """When the witness cosigned, as seconds since 1970, its cosignature checked. Raises BadNote."""
    if witness.type is not KeyType.COSIGNATURE:
        raise BadNote("only a witness key cosigns")
    blob = note.by(witness).blob
    time = int.from_bytes(blob[:_TIMESTAMP_SIZE])
    if len(blob) != _TIMESTAMP_SIZE + 64 or time > _LARGEST_TIME:
        raise BadNote("not a cosignature")
    witness.check(_message(note.text, time), blob[_TIMESTAMP_SIZE:])
    return time


def _message(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def _root(written: str) -> bytes:
    try:
        root = b64decode(written, validate=True)
    except ValueError as error:
        raise BadNote("not a checkpoint") from error
    if len(root) != HASH_SIZE or b64encode(root).decode() != written:
        raise BadNote("not a checkpoint")
    return root
