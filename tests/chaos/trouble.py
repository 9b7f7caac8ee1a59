"""The bank's bad days, by a seed: it hangs, loses files and answers, is late, repeats itself, rejects and returns."""

import random
import threading

import httpx

from tests.chaos.calls import World
from tests.chaos.staff import PAY_ON

PAUSE = 3.0
BAD_DAYS: tuple[dict[str, object], ...] = (
    {"kind": "hang", "seconds": 6},
    {"kind": "loseFile"},
    {"kind": "loseAnswer"},
    {"kind": "answerLate", "seconds": 5},
    {"kind": "repeatReport", "times": 3},
    {"kind": "rejectPayment"},
    {"kind": "returnPayment", "bankDays": 1},
)


def misbehave(world: World, chosen: random.Random, done: threading.Event) -> None:
    """A new bad day every few seconds, each for the next time that it fits. The status report always comes at last: a
    payment that the bank rejects in silence cannot end."""
    while not done.wait(PAUSE):
        _tell(world, "POST", "/control/behaviours", {"times": 1, **chosen.choice(BAD_DAYS)})


def book(world: World, done: threading.Event) -> None:
    """The bank's day comes again and again, and books what is due."""
    while not done.wait(PAUSE):
        _tell(world, "POST", "/control/settle", {"through": PAY_ON.replace(month=12, day=15).isoformat()})


def behave(world: World) -> None:
    _tell(world, "DELETE", "/control/behaviours", None)


def _tell(world: World, method: str, path: str, body: dict[str, object] | None) -> None:
    """Once: a bank that is not there is a bad day, too."""
    try:
        world.client.request(method, f"{world.urls['bank']}{path}", json=body)
    except httpx.TransportError:
        world.answers.add(None)
