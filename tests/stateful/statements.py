"""Reading stored statements without the services' own code: a compact JWS with ES256, about an RFC 8785 object."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from tests.harness.service import key_of


def hands_in(statement: str, service: str, document: dict[str, Any]) -> dict[str, set[str]]:
    """Whose hands a statement by this service about this object names, by link. Fails for any other statement."""
    head, body, signature = statement.split(".")
    raw = _decoded(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    _public_key(service).verify(der, f"{head}.{body}".encode(), ec.ECDSA(SHA256()))
    payload = json.loads(_decoded(body))
    assert payload["iss"] == service
    assert payload["digest"] == _encoded(hashlib.sha256(rfc8785.dumps(document)).digest())
    return {link: set(persons) for link, persons in payload["hands"].items()}


def _public_key(service: str) -> ec.EllipticCurvePublicKey:
    jwk = key_of(service)[1].public_jwk
    x, y = (int.from_bytes(_decoded(str(jwk[name])), "big") for name in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
