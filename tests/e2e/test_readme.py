"""The README's walk through the API, pasted into a shell as a newcomer would, against the whole stack."""

import os
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.local.stack import Stack
from deploy.local.up import variables

ROOT = Path(__file__).parents[2]
A_DAY_OF_THE_WALK = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def own_stack(tmp_path: Path) -> Iterator[Stack]:
    """Not the one that other tests share, since the walk's day is set."""
    with Stack(tmp_path, durable=False) as started:
        yield started


def walk() -> str:
    """The second block of shell: the first is how to try the demonstration."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    return str(blocks[1])


def test_the_walk_works_when_pasted(own_stack: Stack) -> None:
    own_stack.set_clock_offset(round((A_DAY_OF_THE_WALK - datetime.now(UTC)).total_seconds()))
    days_off = (A_DAY_OF_THE_WALK.date() - datetime.now(UTC).date()).days
    script = walk().replace("date -d '+", f"date -d '{days_off:+d} days +")
    env = {**os.environ, "TZ": "UTC", **variables(own_stack)}
    done = subprocess.run(["bash", "-c", script], env=env, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    story = [tuple(line.split()[1:]) for line in lines if re.match(r"\d\d:\d\d:\d\d ", line)]

    assert done.stderr == ""
    assert "paid" in lines, done.stdout
    assert "allt stämmer" in done.stdout
    assert ("payout", "paymentReleased", "refused") in story
    for act in ("householdRegistered", "registerAnswered"):
        assert ("intake", act, "done") in story
    for act in ("calculationMade", "decisionMade"):
        assert ("decision", act, "done") in story
    for act in ("paymentReleased", "paymentSettled"):
        assert ("payout", act, "done") in story
