"""Requests as an API's own description shows them, with the ids of what there really is."""

import json
from collections.abc import Mapping
from typing import Any

from shared.openapi import VERSION

JSON = "application/json"


def body_of(document: Mapping[str, Any], method: str, path: str, values: Mapping[str, Any]) -> bytes:
    """The body that the description gives as an example; `values` replaces what it names. Empty where it has none."""
    operation = document["paths"].get(path.removeprefix(VERSION), {}).get(method.lower(), {})
    content = operation.get("requestBody", {}).get("content", {})
    if JSON not in content:
        return b""
    return json.dumps(_replaced(_example(document, content[JSON]["schema"]), values)).encode()


def _example(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    if "$ref" in schema:
        return _example(document, {**document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]})
    if schema.get("examples"):
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object":
        required = schema.get("required", [])
        return {name: _example(document, schema["properties"][name]) for name in required}
    return [_example(document, schema["items"])] if schema.get("type") == "array" else schema.get("default")


def _replaced(example: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(example, list):
        return [_replaced(item, values) for item in example]
    if isinstance(example, dict):
        return {name: values.get(name, _replaced(value, values)) for name, value in example.items()}
    return example
