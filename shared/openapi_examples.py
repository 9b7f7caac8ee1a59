"""Whole examples of requests and answers, put together from the examples of their fields (DOK.15)."""

from collections.abc import Mapping
from typing import Any

Schemas = Mapping[str, Mapping[str, Any]]
"""`components.schemas` of a description."""

_REF = "#/components/schemas/"


def example_of(schema: Mapping[str, Any], schemas: Schemas) -> Any:
    """What the schema's own example is, or one made from its parts; None where a part has none."""
    if schema.get("examples"):
        return schema["examples"][0]
    for known in ("example", "const", "default"):
        if known in schema:
            return schema[known]
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].removeprefix(_REF)], schemas)
    if "enum" in schema:
        return schema["enum"][0]
    return _made(schema, schemas)


def _made(schema: Mapping[str, Any], schemas: Schemas) -> Any:
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return example_of(schema[several][0], schemas)
    if schema.get("type") == "array":
        return [example_of(schema["items"], schemas)]
    if "properties" in schema:
        return {name: example_of(part, schemas) for name, part in schema["properties"].items()}
    return {} if schema.get("type") == "object" else None


def add_examples(content: dict[str, Any], schemas: Schemas) -> None:
    """Gives each media type of `content` an example, where it has none of its own."""
    for media in content.values():
        if "example" not in media and "examples" not in media and "schema" in media:
            media["example"] = example_of(media["schema"], schemas)
