"""Texts for people, in Swedish and English."""

from dataclasses import dataclass
from typing import Any, Literal

from shared.money import kronor, kronor_in_english
from shared.months import Month

Language = Literal["sv", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    sv: str
    en: str

    def to(self, language: Language) -> str:
        return self.sv if language == "sv" else self.en

    def to_document(self) -> dict[str, str]:
        return {"sv": self.sv, "en": self.en}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "Text":
        return cls(document["sv"], document["en"])


_MONTHS = (
    Text("januari", "January"),
    Text("februari", "February"),
    Text("mars", "March"),
    Text("april", "April"),
    Text("maj", "May"),
    Text("juni", "June"),
    Text("juli", "July"),
    Text("augusti", "August"),
    Text("september", "September"),
    Text("oktober", "October"),
    Text("november", "November"),
    Text("december", "December"),
)


def amount(ore: int, language: Language) -> str:
    """394050 öre → "3 940,50 kr" or "SEK 3,940.50" (with no-break spaces)."""
    return kronor(ore) if language == "sv" else kronor_in_english(ore)


def month_name(month: Month, language: Language) -> str:
    return f"{_MONTHS[month.number - 1].to(language)} {month.year}"
