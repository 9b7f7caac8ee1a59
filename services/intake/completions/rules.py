"""What was asked for, in plain words, and which request is still open (FL 20 and 23 §§)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from shared.problems import Text


class Missing(StrEnum):
    """What a handler can ask for. Decision knows the same codes (docs/hand-overs.md)."""

    INCOMES = "incomes"
    HOUSING_COST = "housingCost"
    OTHER_COSTS = "otherCosts"
    BANK_STATEMENTS = "bankStatements"
    EMPLOYER_STATEMENT = "employerStatement"
    MEDICAL_CERTIFICATE = "medicalCertificate"
    ACTIVITY = "activity"
    HOUSEHOLD = "household"
    SIGNATURE = "signature"
    OTHER = "other"


MISSING_TEXTS = {
    Missing.INCOMES: Text("Uppgift om inkomster", "What incomes you have"),
    Missing.HOUSING_COST: Text("Uppgift om hyra eller annan boendekostnad", "What your home costs"),
    Missing.OTHER_COSTS: Text("Uppgift om andra kostnader", "What other costs you have"),
    Missing.BANK_STATEMENTS: Text("Kontoutdrag", "Bank statements"),
    Missing.EMPLOYER_STATEMENT: Text("Intyg från arbetsgivare", "A statement from your employer"),
    Missing.MEDICAL_CERTIFICATE: Text("Läkarintyg", "A medical certificate"),
    Missing.ACTIVITY: Text("Vad du gör för att få arbete eller annan inkomst", "What you do to find work or income"),
    Missing.HOUSEHOLD: Text("Uppgift om vilka som bor i hushållet", "Who lives in your household"),
    Missing.SIGNATURE: Text("Underskrift", "A signature"),
    Missing.OTHER: Text("Annat, se texten", "Something else, see the text"),
}


class Waiting(StrEnum):
    """How a request stands: nothing has come and the case waits, an answer came, or the day passed and the case goes
    on, to which an answer still counts until there is a decision."""

    OPEN = "open"
    ANSWERED = "answered"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Request:
    """`missing` are codes as they came: one that is not known is said as something else."""

    id: UUID
    missing: tuple[str, ...]
    text: str
    respond_by: date
    asked_at: datetime
    waiting: Waiting


def unanswered(requests: Iterable[Request]) -> Request | None:
    """The request that a completion answers: the latest, unless it was answered. A lapsed one is answered late."""
    latest = max(requests, key=lambda one: (one.asked_at, one.id), default=None)
    return None if latest is None or latest.waiting is Waiting.ANSWERED else latest


def missing_text(code: str) -> Text:
    known = code if code in set(Missing) else Missing.OTHER.value
    return MISSING_TEXTS[Missing(known)]
