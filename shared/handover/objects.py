"""The objects that other services hand over, as docs/hand-overs.md says them, each service for those that it takes."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from shared.problems import ObjectNotAsAgreed

Version = Annotated[int, Field(strict=True, ge=1, le=10**9)]


class HandedOver(BaseModel):
    """The parent of what a receiver reads out of an event's object. A field that is not named is left alone: the owner
    may say more, and the digest is of all that was said."""

    model_config = ConfigDict(extra="ignore", frozen=True, alias_generator=to_camel, hide_input_in_errors=True)


Object = TypeVar("Object", bound=HandedOver)


def read_object(kind: type[Object], document: Mapping[str, Any]) -> Object:
    """Raises ObjectNotAsAgreed, which names no value."""
    try:
        return kind.model_validate(document)
    except ValidationError:
        raise ObjectNotAsAgreed from None
