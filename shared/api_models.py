"""The parents of what goes in and out of an API: camelCase names, unknown fields refused on the way in."""

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Input(BaseModel):
    """What a caller sends. Frozen, so that a rule never changes what was said."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=to_camel, populate_by_name=False, hide_input_in_errors=True
    )


class Output(BaseModel):
    """What a caller gets."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel, populate_by_name=True)
