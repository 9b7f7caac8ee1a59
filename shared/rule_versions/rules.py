"""Dated rules (C13): proposed by one person, approved by another, never in force before that, never changed.

What a rule says is a service's own; here is only when it counts and who may let it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

FARTHEST_AHEAD = timedelta(days=3 * 366)
"""A later first day is a slip of the pen."""


class RuleVersionStatus(StrEnum):
    """`lapsed`: its first day came before anybody approved it, so nobody can any more."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """`kind` and `content` are a service's own; `valid_from` the first day that it counts; `source`: whose decision it
    rests on. `proposed_by`, `approved_by`: person keys."""

    id: UUID
    kind: str
    valid_from: date
    content: Mapping[str, Any]
    source: str
    proposed_by: str
    proposed_at: datetime
    approved_by: str | None = None
    approved_at: datetime | None = None

    def by(self, person: str, at: datetime) -> "RuleVersion":
        """The same, approved."""
        return replace(self, approved_by=person, approved_at=at)

    def status(self, today: date) -> RuleVersionStatus:
        if self.approved_at is not None:
            return RuleVersionStatus.APPROVED
        return RuleVersionStatus.LAPSED if self.valid_from < today else RuleVersionStatus.PROPOSED


def can_begin_on(day: date, today: date) -> bool:
    """Neither before today, since no rule counts before its approval, nor further ahead than anybody plans."""
    return today <= day <= today + FARTHEST_AHEAD
