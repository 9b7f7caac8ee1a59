"""ES256 keys: a service's own, and the public ones of others, known by key id and RFC 7638 thumbprint."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jose import jwk
from jose.backends.base import Key

from shared.canonical import digest, from_base64url, to_base64url
from shared.keys.files import read_key

KID_LENGTH = 16
STATEMENT_KEY = "statement.pem"
NEXT_STATEMENT_KEY = "statement.next.pem"


class NotAKey(ValueError):
    """A JWK that is not an ES256 public key."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Someone's ES256 key. `jose` is python-jose's object, made once: making it costs as much as verifying with it."""

    kid: str
    thumbprint: str
    jose: Key

    @classmethod
    def from_jwk(cls, document: dict[str, Any]) -> "PublicKey":
        """Raises NotAKey for anything but an EC P-256 key with a key id."""
        try:
            if document["kty"] != "EC" or document["crv"] != "P-256" or document.get("use", "sig") != "sig":
                raise NotAKey("not an ES256 signature key")
            point = {"crv": "P-256", "kty": "EC", "x": str(document["x"]), "y": str(document["y"])}
            _check_point(point)
            return cls(str(document["kid"]), digest(point), jwk.construct(point, "ES256"))
        except NotAKey:
            raise
        except Exception as error:  # python-jose and cryptography raise a dozen kinds for a bad key
            raise NotAKey("not an ES256 public key") from error


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A service's own ES256 key, read from a PKCS 8 file that only its process can read."""

    kid: str
    thumbprint: str
    jose: Key
    public_jwk: dict[str, str]

    @classmethod
    def load(cls, file: Path) -> "SigningKey":
        return cls.from_pem(read_key(file).encode())

    @classmethod
    def from_pem(cls, pem: bytes) -> "SigningKey":
        private = serialization.load_pem_private_key(pem, password=None)
        if not isinstance(private, ec.EllipticCurvePrivateKey) or not isinstance(private.curve, ec.SECP256R1):
            raise NotAKey("a statement key is an EC key on P-256 (prime256v1)")
        point = _point(private.public_key())
        thumbprint = digest(point)
        kid = thumbprint[:KID_LENGTH]
        public = {**point, "kid": kid, "use": "sig", "alg": "ES256"}
        return cls(kid, thumbprint, jwk.construct(pem.decode(), "ES256"), public)


def other_keys(keys_dir: Path) -> tuple[dict[str, str], ...]:
    """What a service serves beside the key that it signs with, as JWKs: those that it signed with before, so that what
    they stated can still be verified, and the one that it will sign with next, so that others have it in time. Which of
    them count is for the trust lists to say (C16). Raises NotAKey."""
    coming = keys_dir / NEXT_STATEMENT_KEY
    prepared = (SigningKey.load(coming).public_jwk,) if coming.exists() else ()
    return (*retired_keys(keys_dir / "retired"), *prepared)


def retired_keys(folder: Path) -> tuple[dict[str, str], ...]:
    """The public halves (`*.json`) of keys that a service signed with before; the private ones are gone. Raises
    NotAKey."""
    found = []
    for file in sorted(folder.glob("*.json")):
        document = json.loads(file.read_text())
        key = PublicKey.from_jwk(document)
        found.append({**{name: str(document[name]) for name in ("kty", "crv", "x", "y")}, "kid": key.kid, "use": "sig"})
    return tuple(found)


def new_signing_key() -> bytes:
    """A new ES256 private key, PKCS 8 in PEM."""
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _point(public: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """The members that RFC 7638 digests for an EC key."""
    numbers = public.public_numbers()
    return {
        "crv": "P-256",
        "kty": "EC",
        "x": to_base64url(numbers.x.to_bytes(32)),
        "y": to_base64url(numbers.y.to_bytes(32)),
    }


def _check_point(point: dict[str, str]) -> None:
    x, y = (int.from_bytes(from_base64url(point[name])) for name in ("x", "y"))
    ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
