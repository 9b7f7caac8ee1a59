"""Text that people write: no NUL, no half surrogate pair, never longer than a field allows."""

import json
from typing import Annotated, Any

from pydantic import StringConstraints

from shared.problems import Unwritable

ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


def refuse_unwritable(body: bytes) -> None:
    """Raises Unwritable where a JSON body holds a character that PostgreSQL or UTF-8 cannot store, also in a name.

    Nothing but an escape can bring one in, so most bodies need no second look; one that is no JSON is told of later."""
    if b"\x00" in body:
        raise Unwritable
    if b"\\u" not in body:
        return
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return
    if not _writable(document):
        raise Unwritable


def _writable(document: Any) -> bool:
    """Without recursion: JSON may be nested nearly as deep as Python's own calls."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += (part for pair in value.items() for part in pair)
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and not _is_writable(value):
            return False
    return True


def _is_writable(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
