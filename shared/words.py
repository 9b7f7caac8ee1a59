"""What the fields and codes of an API mean, in both languages, for whoever builds on it.

A field that says nothing itself is described by its name, the same in every schema of a service (`fields`), or by the
schema's name and its own ("DecisionOut.reasons"). Codes of an enumeration are told one by one (`codes`), so that a
frontend can show them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.problems import Text

Codes = Mapping[str, Text]
"""What each code of an enumeration means: short enough to be shown."""


@dataclass(frozen=True)
class Word:
    """A field's meaning and an example of it; no example where its own schema has one."""

    sv: str
    en: str
    example: Any = None


@dataclass(frozen=True)
class Words:
    fields: Mapping[str, Word] = field(default_factory=dict)
    codes: Mapping[str, Codes] = field(default_factory=dict)

    def and_more(self, other: "Words") -> "Words":
        """Both; the other's where both say something."""
        return Words({**self.fields, **other.fields}, {**self.codes, **other.codes})

    def describe(self, schemas: Mapping[str, Any]) -> None:
        """Adds to `components.schemas` what they do not say in both languages themselves."""
        for name, schema in schemas.items():
            for field_name, said in schema.get("properties", {}).items():
                word = self.fields.get(f"{name}.{field_name}") or self.fields.get(field_name)
                if word is not None:
                    _describe(said, word)
            if name in self.codes and "enum" in schema:
                _tell(schema, self.codes[name])


def _describe(said: dict[str, Any], word: Word) -> None:
    if " / " not in " ".join(said.get("description", "").split()):
        said["description"] = f"{word.sv} / {word.en}"
    if word.example is not None and not said.get("examples"):
        said["examples"] = [word.example]


def _tell(schema: dict[str, Any], codes: Codes) -> None:
    told = {code: codes[code] for code in schema["enum"] if code in codes}
    swedish = ", ".join(f"`{code}` {text.sv}" for code, text in told.items())
    english = ", ".join(f"`{code}` {text.en}" for code, text in told.items())
    schema["description"] = f"{swedish}. / {english}."
    schema["x-labels"] = {code: {"sv": text.sv, "en": text.en} for code, text in told.items()}
