"""The picture of the month's money is held against what was granted."""

import pytest

from deploy.local.demo.flow import Flow, faults

NORM, COSTS, PAID, OPEN = (
    Flow("norm", "granted", 700),
    Flow("costs", "granted", 300),
    Flow("granted", "paid", 900),
    Flow("granted", "open", 100),
)


def test_what_comes_and_goes_is_what_was_granted() -> None:
    assert faults([NORM, COSTS, Flow("norm", "own", 50), PAID, OPEN], 1000) == []


@pytest.mark.parametrize(
    "drawn",
    [
        [NORM, PAID, OPEN],
        [NORM, COSTS, PAID],
        [NORM, COSTS, PAID, OPEN, Flow("norm", "own", -50)],
    ],
)
def test_an_ore_that_is_missing_is_seen(drawn: list[Flow]) -> None:
    assert len(faults(drawn, 1000)) == 1
