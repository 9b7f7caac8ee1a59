"""What the demonstration is doing: one line for each phase, with counts and how long it took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console


@dataclass
class Phase:
    """`told`: what came of it, in words with counts. The phase's line is written when it ends."""

    name: str
    told: str = ""
    seconds: float = 0.0


class Progress:
    """On a terminal the phase that runs is shown meanwhile; elsewhere only the lines are written."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._started = time.monotonic()
        self.phases: list[Phase] = []

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    @contextmanager
    def phase(self, name: str, meanwhile: str) -> Iterator[Phase]:
        """`name` is the key that the report gives the phase."""
        phase, started = Phase(name), time.monotonic()
        with self._console.status(meanwhile):
            yield phase
        phase.seconds = time.monotonic() - started
        self.phases.append(phase)
        self._console.print(
            f"[dim]{self.seconds:6.1f} s[/dim]  {phase.told} [dim]({phase.seconds:.1f} s)[/dim]",
            highlight=False,
            soft_wrap=True,
        )
