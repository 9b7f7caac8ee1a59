"""Schemas as whoever builds on the API should read them, not as the framework writes them."""

import json
import re
from typing import Any

_QUALIFIED = re.compile(r"services__[a-z_]+?__([a-z_]+)__[a-z_]+__([A-Za-z]+)")
"""FastAPI's name for one of several classes with the same name: by its module."""


def named_by_feature(document: dict[str, Any]) -> dict[str, Any]:
    """The description, where a class whose name is another's too is named by its feature instead of its module."""
    renamed: dict[str, Any] = json.loads(_QUALIFIED.sub(_by_feature, json.dumps(document)))
    return renamed


def tidy(schemas: dict[str, Any]) -> None:
    """No titles that repeat the name, and no notes for whoever reads the code: what is for both is in both
    languages."""
    for schema in schemas.values():
        schema.pop("title", None)
        if " / " not in " ".join(schema.get("description", "").split()):
            schema.pop("description", None)
        _without_titles(schema)


def _by_feature(found: re.Match[str]) -> str:
    feature = "".join(word.capitalize() for word in found[1].split("_"))
    return f"{feature}{found[2]}"


def _without_titles(schema: Any) -> None:
    if isinstance(schema, list):
        for item in schema:
            _without_titles(item)
    if isinstance(schema, dict):
        for name, part in schema.get("properties", {}).items():
            if isinstance(part.get("title"), str) and part["title"].lower() == name.lower():
                del part["title"]
        for part in schema.values():
            _without_titles(part)
