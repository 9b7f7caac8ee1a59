"""Several people at work at once, and what the demonstration notes of what they did."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

from deploy.local.demo.registering import Household

Thing = TypeVar("Thing")
Made = TypeVar("Made")
AT_ONCE = 6


def all_at_once(do: Callable[[Thing], Made], things: Iterable[Thing], most: int = AT_ONCE) -> list[Made]:
    """A few at a time, as people would. Raises the first error of any."""
    with ThreadPoolExecutor(most) as pool:
        return list(pool.map(do, things))


@dataclass
class Town:
    """The registered households, and what has been done: kept under a lock, since many do it at once."""

    households: list[Household] = field(default_factory=list)
    applications: list[dict[str, Any]] = field(default_factory=list)
    decisions: set[str] = field(default_factory=set)
    granted: set[str] = field(default_factory=set)
    """Those of the decisions that have something to pay."""
    work_items: dict[str, str] = field(default_factory=dict)
    """By id, the queue that it was taken from."""
    calculations: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The last one of each work item."""
    acts: Counter[str] = field(default_factory=Counter)
    asked: set[str] = field(default_factory=set)
    """Households that have been asked to complete their application, and have not answered."""
    said: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def noted(self, act: str) -> None:
        with self._lock:
            self.acts[act] += 1

    def taken(self, work_item: str, queue: str) -> None:
        with self._lock:
            self.work_items[work_item] = queue

    def decided(self, decision: dict[str, Any]) -> None:
        with self._lock:
            self.decisions.add(str(decision["id"]))
            if decision["lines"]:
                self.granted.add(str(decision["id"]))

    def once_asked(self, household_id: str) -> bool:
        """Whether it has been asked for something since this was called last."""
        with self._lock:
            was_asked = household_id in self.asked
            self.asked.discard(household_id)
            return was_asked

    def once(self, what: str) -> bool:
        """Whether it is said for the first time."""
        with self._lock:
            new = what not in self.said
            self.said.add(what)
            return new

    def household(self, household_id: str) -> Household:
        return next(one for one in self.households if one.id == household_id)


def drain(people: Sequence[Thing], take_next: Callable[[Thing], bool]) -> None:
    """Each of the people takes the next one until there is none for them; and all look once more, until nobody finds
    anything, since somebody may have handed something back."""

    def until_empty(person: Thing) -> int:
        taken = 0
        while take_next(person):
            taken += 1
        return taken

    while any(all_at_once(until_empty, people, len(people))):
        pass
