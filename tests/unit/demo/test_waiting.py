"""Waiting for what comes by itself: patience with what moves, and plain words about what does not."""

import pytest

from deploy.local.demo.waiting import TooSlow, wait_for, wait_for_all


def test_who_did_not_come_is_named() -> None:
    with pytest.raises(TooSlow, match=r"for the answers: household 3 \(plain\), household 7 \(late\)\."):
        wait_for_all("the answers", lambda: ["household 7 (late)", "household 3 (plain)"], longest=0)


def test_as_long_as_some_come_it_waits_for_the_others() -> None:
    left = ["a", "b", "c"]

    def one_less() -> list[str]:
        left.pop()
        return left

    wait_for_all("everybody", one_less, longest=0)
    assert left == []


def test_what_is_alone_is_named_too() -> None:
    with pytest.raises(TooSlow, match="for the evidence"):
        wait_for("the evidence", lambda: False, longest=0)
    wait_for("the evidence", lambda: True, longest=0)
