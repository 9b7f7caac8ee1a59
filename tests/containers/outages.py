"""Ways in which a container is away from the others: it has ended, it stands still, or nothing reaches it.

They differ. One that has ended refuses a connection at once. One that stands still keeps its connections, and answers
nothing. To one whose network is cut nothing comes back at all, as with a machine that is gone.
"""

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from deploy.local.warden import ROOT

PROJECT = "oppet-bistand"
"""docker-compose.yml's name."""


@dataclass(frozen=True)
class Containers:
    """`compose` is the command with its options, `engine` what runs the containers: `docker`, or another that takes the
    same commands."""

    compose: Sequence[str]
    engine: Sequence[str]

    @contextmanager
    def stopped(self, name: str) -> Iterator[None]:
        """Not by `restart`, which can do nothing and say nothing."""
        _run(*self.compose, "stop", name)
        try:
            yield
        finally:
            _run(*self.compose, "start", name)

    @contextmanager
    def paused(self, name: str) -> Iterator[None]:
        container = self._id(name)
        _run(*self.engine, "pause", container)
        try:
            yield
        finally:
            _run(*self.engine, "unpause", container)

    @contextmanager
    def cut(self, name: str) -> Iterator[None]:
        """Off all its networks."""
        container = self._id(name)
        described = json.loads(_run(*self.engine, "inspect", container))[0]
        networks = list(described["NetworkSettings"]["Networks"])
        for network in networks:
            _run(*self.engine, "network", "disconnect", network, container)
        try:
            yield
        finally:
            for network in networks:
                _run(*self.engine, "network", "connect", "--alias", name, network, container)

    def _id(self, name: str) -> str:
        labels = (f"label=com.docker.compose.{key}={value}" for key, value in (("project", PROJECT), ("service", name)))
        (found,) = _run(*self.engine, "ps", "-q", *(f"--filter={label}" for label in labels)).split()
        return found


Outage = Callable[[Containers, str], AbstractContextManager[None]]


def _run(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
