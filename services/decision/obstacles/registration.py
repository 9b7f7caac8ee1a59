"""Försörjningshinder: why an adult cannot support themselves, registered for each adult at every decision.

The codes are the project's own. Socialstyrelsen's numbers have not been found: an installation maps to them itself."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("registration.json")


@dataclass(frozen=True, slots=True)
class Obstacle:
    """`heading`: the group that statistics show it under. `sv` and `en`: what people read."""

    code: str
    heading: str
    sv: str
    en: str


@dataclass(frozen=True, slots=True)
class ObstacleList:
    version: str
    obstacles: tuple[Obstacle, ...]

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(obstacle.code for obstacle in self.obstacles)


@lru_cache(maxsize=1)
def obstacle_list() -> ObstacleList:
    """The list to register by. A later list gets its own version; codes in use are never given another meaning."""
    document = json.loads(_FILE.read_text(encoding="utf-8"))
    return ObstacleList(document["version"], tuple(Obstacle(**entry) for entry in document["obstacles"]))
