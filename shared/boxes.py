"""Sealed boxes (X25519, PyNaCl): who holds the public key can put something in, only the key's owner takes it out."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from shared.canonical import digest_bytes, from_base64url, to_base64url
from shared.keys.files import read_key

BOX_KEY = "box.key"


class BoxNotOpened(Exception):
    """The box was not sealed to this key, or was changed."""


def new_box_key() -> tuple[str, str]:
    """(private, public), both base64url."""
    key = PrivateKey.generate()
    return to_base64url(bytes(key)), to_base64url(bytes(key.public_key))


def seal(public_key: str, data: bytes) -> bytes:
    """`public_key` is base64url."""
    return SealedBox(PublicKey(from_base64url(public_key))).encrypt(data)


def open_sealed(private_key: str, box: bytes) -> bytes:
    """`private_key` is base64url. Raises BoxNotOpened."""
    try:
        return _opening(private_key).decrypt(box)
    except CryptoError:
        raise BoxNotOpened("the box is not sealed to this key, or was changed") from None


@cache
def _opening(private_key: str) -> SealedBox[PrivateKey]:
    """Made once for each key: working out its public half takes as long as opening a box."""
    return SealedBox(PrivateKey(from_base64url(private_key)))


def public_half(private_key: str) -> str:
    """The public key (base64url) of a private one."""
    return to_base64url(bytes(PrivateKey(from_base64url(private_key)).public_key))


def box_key_id(public_key: str) -> str:
    """What people call a box key: eight characters, of the public half."""
    return digest_bytes(from_base64url(public_key))[:8]


@dataclass(frozen=True, slots=True)
class BoxKeys:
    """The private keys (base64url) of one owner, the present one first. What was sealed to an earlier one stays what it
    is, since a statement holds its digest: the key is kept for as long as there is such a box."""

    private: tuple[str, ...] = field(repr=False)

    @classmethod
    def load(cls, keys_dir: Path) -> "BoxKeys":
        """`box.key`, and `retired/box-*.key`. Raises OSError."""
        earlier = sorted((keys_dir / "retired").glob("box-*.key"))
        return cls(tuple(map(read_key, (keys_dir / BOX_KEY, *earlier))))

    def seal(self, data: bytes) -> bytes:
        """To the present key."""
        return seal(public_half(self.private[0]), data)

    def open(self, box: bytes) -> bytes:
        """Raises BoxNotOpened where none of the keys opens it."""
        for key in self.private[:-1]:
            try:
                return open_sealed(key, box)
            except BoxNotOpened:
                continue
        return open_sealed(self.private[-1], box)
