"""What an applicant can be asked for, and until when (FL 20 and 23 §§)."""

from datetime import date, timedelta
from enum import StrEnum


class Missing(StrEnum):
    """What is asked for. Intake knows the same codes, and says them in plain words (docs/hand-overs.md)."""

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


class RequestEnd(StrEnum):
    """Why the work item waits for the applicant no longer."""

    ANSWERED = "answered"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


def last_day(today: date, longest_days: int) -> date:
    """The latest day that can be set today."""
    return today + timedelta(days=longest_days)


def can_respond_by(day: date, today: date, longest_days: int) -> bool:
    """After today, since an answer takes time, and not so late that the case stands still (FL 9 §)."""
    return today < day <= last_day(today, longest_days)


def is_over(respond_by: date, today: date) -> bool:
    """The last day is the applicant's to its end."""
    return today > respond_by
