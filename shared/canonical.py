"""The one form of an object that is signed, digested and compared: RFC 8785 canonical JSON."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import orjson
import rfc8785

_LARGEST = 2**53 - 1


def canonical(document: Any) -> bytes:
    """RFC 8785. Raises rfc8785.CanonicalizationError for what it cannot carry: NaN, integers beyond 2**53, half a
    surrogate pair."""
    if _is_plain(document):
        try:
            return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
        except orjson.JSONEncodeError:
            pass  # a lone surrogate: refused below
    try:
        return rfc8785.dumps(document)
    except UnicodeEncodeError as error:  # in a name: the library itself refuses it in values alone
        raise rfc8785.CanonicalizationError("half a surrogate pair") from error


def _is_plain(document: Any) -> bool:
    """Whether orjson writes it in just that form, in a tenth of the time: it has no floats, and its names are ASCII, so
    that the order of code points is that of UTF-16."""
    kind = type(document)
    if kind is dict:
        return all(type(name) is str and name.isascii() and _is_plain(one) for name, one in document.items())
    if kind is list:
        return all(map(_is_plain, document))
    return kind is str or kind is bool or document is None or (kind is int and -_LARGEST <= document <= _LARGEST)


def digest(document: Any) -> str:
    """base64url SHA-256 of the canonical form. What leaves a service holds a `salt` (see `new_salt`), so that nobody
    can find a person or an amount by trying them all."""
    return digest_bytes(canonical(document))


def digest_bytes(data: bytes) -> str:
    return to_base64url(sha256(data).digest())


def digest_of_all(digests: Iterable[str]) -> str:
    """One digest for many, whatever their order: who leaves one of them out is found."""
    return digest(sorted(digests))


def new_salt() -> str:
    """128 random bits. It stays in the owner's database, and erasing it makes a digest meaningless."""
    return to_base64url(secrets.token_bytes(16))


def to_base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Raises ValueError where the text is not base64url."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
