"""The file of evidence of one payment: its form, read and written. It is RFC 8785 canonical JSON, so that the same
evidence always has the same bytes, and everything in it is signed by somebody or leads to something that is.

`statements` are what the payment rests on, with the objects that they are about (docs/hand-overs.md). `keys` are the
public keys that they were signed with, by service: which of them count is for the trust list to say. `entries` are the
control-log entries of the case, each with the hashes that lead to the root of its log's checkpoint.
"""

from base64 import b64decode, b64encode
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel

from shared.canonical import canonical, from_base64url, to_base64url

FORMAT = "oppetbistand-evidence/1"
_COORDINATE = 43


class NotEvidence(ValueError):
    """The file is not of this form. The message says where."""


def _one_spelling(text: str) -> str:
    """Base64 has more than one spelling of the same bytes; one of them is ours."""
    if b64encode(b64decode(text, validate=True)).decode() != text:
        raise ValueError("another spelling of base64")
    return text


def _one_spelling_of_each_part(jws: str) -> str:
    if any(to_base64url(from_base64url(part)) != part for part in jws.split(".")):
        raise ValueError("another spelling of base64url")
    return jws


Base64 = Annotated[str, AfterValidator(_one_spelling)]
Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9]{0,63}$")]
Jws = Annotated[str, StringConstraints(max_length=16_384), AfterValidator(_one_spelling_of_each_part)]
Coordinate = Annotated[
    str, StringConstraints(min_length=_COORDINATE, max_length=_COORDINATE), AfterValidator(_one_spelling_of_each_part)
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel, populate_by_name=True)


class StatedPart(_Part):
    service: Word
    statement: Jws
    object: dict[str, Any]


class KeyPart(_Part):
    """An ES256 key: x and y of the point, base64url."""

    kid: str
    x: Coordinate
    y: Coordinate

    def jwk(self) -> dict[str, str]:
        return {"kty": "EC", "crv": "P-256", "kid": self.kid, "x": self.x, "y": self.y}


class EntryPart(_Part):
    """`entry` byte for byte as it is in the log, base64."""

    entry: Base64
    log_origin: str
    seq: Annotated[int, Field(strict=True, ge=0, le=2**53)]
    hashes: list[Base64]


class Bundle(_Part):
    """`checkpoints` are C2SP signed notes by log origin."""

    format: Literal["oppetbistand-evidence/1"]
    order_id: UUID
    municipality: Annotated[str, StringConstraints(pattern=r"^\d{4}$")]
    statements: Annotated[list[StatedPart], Field(min_length=1)]
    keys: dict[Word, list[KeyPart]]
    entries: Annotated[list[EntryPart], Field(min_length=1)]
    checkpoints: dict[str, str]


def write(bundle: Bundle) -> bytes:
    return canonical(bundle.model_dump(mode="json", by_alias=True))


def read(data: bytes) -> Bundle:
    """Raises NotEvidence for anything that `write` would not have written, byte for byte."""
    try:
        bundle = Bundle.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise NotEvidence(f"{'.'.join(str(part) for part in first['loc']) or 'the file'}: {first['msg']}") from None
    if write(bundle) != data:
        raise NotEvidence("not the canonical form")
    return bundle
