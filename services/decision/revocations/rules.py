"""What payout's answer has to say before a decision is revoked (docs/adr/0008)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class StopOutcome(StrEnum):
    """Whether the payments of a decision could be stopped; `tooLate` where any of them is in a bank file."""

    STOPPED = "stopped"
    TOO_LATE = "tooLate"

    @property
    def undone_later(self) -> bool:
        """Whether the decision still stands with intake when nothing of it is with the payee, until that is told: of
        one whose payments were stopped the revocation itself says so."""
        return self is StopOutcome.TOO_LATE


class NotAsAsked(ValueError):
    """The answer is about something else, or contradicts itself."""


@dataclass(frozen=True, slots=True)
class StoppedLine:
    line: int
    outcome: StopOutcome


@dataclass(frozen=True, slots=True)
class Stopped:
    """What came of asking. Lines that payout has not heard of yet are not named: it stops them as they come."""

    outcome: StopOutcome
    lines: tuple[StoppedLine, ...] = ()


NOTHING_TO_STOP = Stopped(StopOutcome.STOPPED)


def read_answer(answer: Mapping[str, Any], stop_id: str, decision_id: str, lines: frozenset[int]) -> Stopped:
    """`lines`: the numbers of the decision's own. Raises NotAsAsked."""
    if (answer.get("stopId"), answer.get("decisionId")) != (stop_id, decision_id):
        raise NotAsAsked("about another stop")
    try:
        outcome = StopOutcome(answer["outcome"])
        told = tuple(StoppedLine(int(row["line"]), StopOutcome(row["outcome"])) for row in answer["lines"])
    except (KeyError, TypeError, ValueError) as error:
        raise NotAsAsked("not the form of an answer") from error
    numbers = [row.line for row in told]
    if len(set(numbers)) != len(numbers) or not lines.issuperset(numbers):
        raise NotAsAsked("other lines than the decision's")
    if (outcome is StopOutcome.TOO_LATE) != any(row.outcome is StopOutcome.TOO_LATE for row in told):
        raise NotAsAsked("the outcome is not that of the lines")
    return Stopped(outcome, told)
