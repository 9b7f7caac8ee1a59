"""Sealed boxes (X25519, PyNaCl): who holds the public key can put something in, only the key's owner takes it out."""

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from shared.canonical import from_base64url, to_base64url


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
        return SealedBox(PrivateKey(from_base64url(private_key))).decrypt(box)
    except CryptoError:
        raise BoxNotOpened("the box is not sealed to this key, or was changed") from None


def public_half(private_key: str) -> str:
    """The public key (base64url) of a private one."""
    return to_base64url(bytes(PrivateKey(from_base64url(private_key)).public_key))
