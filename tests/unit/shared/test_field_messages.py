"""What a field is told to be wrong with, from the description's bounds and never from what was sent."""

from typing import Annotated, Literal
from uuid import UUID

import pytest
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from shared.field_messages import message


class Some(BaseModel):
    number: Annotated[int, Field(strict=True, ge=1, le=9)] = 1
    word: Annotated[str, Field(min_length=2, max_length=3)] = "ab"
    kind: Literal["a", "b", "c"] = "a"
    id: UUID | None = None


@pytest.mark.parametrize(
    ("sent", "sv", "en"),
    [
        ({"number": "canary"}, "Ska vara ett heltal.", "Must be an integer."),
        ({"number": 1990}, "Får inte vara större än 9.", "Must not be greater than 9."),
        ({"word": "canary"}, "Får vara högst 3 tecken.", "Must be at most 3 characters."),
        ({"word": ""}, "Ska vara minst 2 tecken.", "Must be at least 2 characters."),
        ({"kind": "canary"}, "Ska vara något av: a, b eller c.", "Must be one of: a, b or c."),
        ({"id": "canary"}, "Ska vara ett id (UUID).", "Must be an id (UUID)."),
    ],
)
def test_a_fault_is_told_by_the_bounds(sent: dict[str, object], sv: str, en: str) -> None:
    with pytest.raises(ValidationError) as raised:
        TypeAdapter(Some).validate_python(sent)
    (fault,) = raised.value.errors(include_input=False)
    assert message(fault["type"], fault.get("ctx", {}), "sv") == sv
    assert message(fault["type"], fault.get("ctx", {}), "en") == en


def test_an_unknown_kind_of_fault_is_told_as_nothing_more_than_that() -> None:
    assert message("value_error", {"error": ValueError("canary")}, "en") == "The value is not accepted."
    assert message("string_too_long", {}, "sv") == "Värdet godtas inte."
