"""Only an answer to just this question, that agrees with itself, lets a decision be revoked."""

from typing import Any

import pytest

from services.decision.revocations.rules import NotAsAsked, StopOutcome, read_answer

ANSWER: dict[str, Any] = {
    "stopId": "s",
    "decisionId": "d",
    "outcome": "tooLate",
    "lines": [{"line": 1, "outcome": "stopped"}, {"line": 2, "outcome": "tooLate"}],
}


def read(**changes: Any) -> StopOutcome:
    return read_answer({**ANSWER, **changes}, "s", "d", frozenset({1, 2, 3})).outcome


def test_one_line_in_a_file_is_too_late_for_all() -> None:
    assert read() is StopOutcome.TOO_LATE
    assert read(outcome="stopped", lines=ANSWER["lines"][:1]) is StopOutcome.STOPPED
    assert read(outcome="stopped", lines=[]) is StopOutcome.STOPPED, "lines that payout has yet to hear of"


def test_only_of_what_was_too_late_to_stop_is_it_told_later_that_nothing_stayed() -> None:
    """Of the other, the revocation says so at once, whatever the lines were."""
    assert read().undone_later
    assert not read(outcome="stopped", lines=[]).undone_later


@pytest.mark.parametrize(
    "changes",
    [
        {"stopId": "other"},
        {"decisionId": "other"},
        {"stopId": None},
        {"outcome": "stopped"},
        {"outcome": "perhaps"},
        {"outcome": None},
        {"lines": None},
        {"lines": [{"line": 1}]},
        {"lines": [{"line": 1, "outcome": "stopped"}]},
        {"lines": [{"line": 4, "outcome": "tooLate"}]},
        {"lines": [{"line": 1, "outcome": "tooLate"}, {"line": 1, "outcome": "tooLate"}]},
        {"lines": [{"line": [], "outcome": "tooLate"}]},
        {"lines": ["line"]},
    ],
)
def test_any_other_answer_is_none(changes: dict[str, Any]) -> None:
    with pytest.raises(NotAsAsked):
        read(**changes)
