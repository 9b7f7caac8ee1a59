"""What is wrong with a field, in both languages: from the kind of fault and the description's own bounds alone, never
from what was sent. The framework's English can repeat a character of it."""

from collections.abc import Mapping
from typing import Any

from shared.problems import Text

_OTHER = Text("Värdet godtas inte.", "The value is not accepted.")
_ALLOWED = Text("Ska vara något av: {expected}.", "Must be one of: {expected}.")
_INTEGER = Text("Ska vara ett heltal.", "Must be an integer.")
_NUMBER = Text("Ska vara ett tal.", "Must be a number.")
_DAY = Text("Ska vara en dag som finns, ÅÅÅÅ-MM-DD.", "Must be a day that exists, YYYY-MM-DD.")
_TIME = Text("Ska vara en tid enligt RFC 3339, med tidszon.", "Must be a time by RFC 3339, with an offset.")
_ID = Text("Ska vara ett id (UUID).", "Must be an id (UUID).")
_OBJECT = Text("Ska vara ett objekt.", "Must be an object.")
_MESSAGES: Mapping[str, Text] = {
    "missing": Text("Fältet saknas.", "The field is missing."),
    "extra_forbidden": Text("Okänt fält.", "Unknown field."),
    "string_too_short": Text("Ska vara minst {min_length} tecken.", "Must be at least {min_length} characters."),
    "string_too_long": Text("Får vara högst {max_length} tecken.", "Must be at most {max_length} characters."),
    "string_pattern_mismatch": Text("Texten har fel form.", "The text has the wrong form."),
    "string_type": Text("Ska vara en text.", "Must be a text."),
    "int_type": _INTEGER,
    "int_parsing": _INTEGER,
    "int_parsing_size": _INTEGER,
    "int_from_float": _INTEGER,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": Text("Ska vara true eller false.", "Must be true or false."),
    "list_type": Text("Ska vara en lista.", "Must be a list."),
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "too_short": Text("Ska ha minst {min_length}.", "Must have at least {min_length}."),
    "too_long": Text("Får ha högst {max_length}.", "Must have at most {max_length}."),
    "greater_than_equal": Text("Får inte vara mindre än {ge}.", "Must not be less than {ge}."),
    "greater_than": Text("Ska vara större än {gt}.", "Must be greater than {gt}."),
    "less_than_equal": Text("Får inte vara större än {le}.", "Must not be greater than {le}."),
    "less_than": Text("Ska vara mindre än {lt}.", "Must be less than {lt}."),
    "enum": _ALLOWED,
    "literal_error": _ALLOWED,
    "uuid_parsing": _ID,
    "uuid_type": _ID,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_type": _TIME,
    "datetime_parsing": _TIME,
    "datetime_from_date_parsing": _TIME,
    "timezone_aware": _TIME,
}
_BOUNDS = ("min_length", "max_length", "ge", "gt", "le", "lt", "expected")
"""What a fault tells of the description itself."""


def message(kind: str, context: Mapping[str, Any], language: str) -> str:
    """`kind` and `context` as pydantic tells them."""
    bounds = {name: _shown(context[name], language) for name in _BOUNDS if name in context}
    try:
        return _MESSAGES.get(kind, _OTHER).in_language(language).format(**bounds)
    except KeyError:
        return _OTHER.in_language(language)


def _shown(bound: Any, language: str) -> str:
    """Codes as they are: 'a', 'b' or 'c' has English in it."""
    text = str(bound).replace("'", "")
    return text.replace(" or ", " eller ") if language == "sv" else text
