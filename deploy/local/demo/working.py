"""Several people at work at once, and what the demonstration notes of what they did."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

from deploy.local.demo.applying import Applied
from deploy.local.demo.registering import Household
from deploy.local.demo.town.case import Story

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
    applications: dict[str, Applied] = field(default_factory=dict)
    """By id."""
    decisions: set[str] = field(default_factory=set)
    granted: dict[str, str] = field(default_factory=dict)
    """Those of the decisions that have something to pay, with their application's id."""
    decided_on: set[str] = field(default_factory=set)
    """Ids of applications with a decision that nobody has revoked in time."""
    withdrawn: set[str] = field(default_factory=set)
    """Ids of applications."""
    renewed: Counter[str] = field(default_factory=Counter)
    """How often a payment was decided anew, by its application's id."""
    looked_into: set[str] = field(default_factory=set)
    """Ids of households whose failed payment somebody has taken."""
    work_items: dict[str, str] = field(default_factory=dict)
    """By id, the queue that it was taken from."""
    calculations: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The last one of each work item."""
    acts: Counter[str] = field(default_factory=Counter)
    said: set[str] = field(default_factory=set)
    _asked: set[str] = field(default_factory=set)
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
            self.decided_on.add(str(decision["applicationId"]))
            if decision["lines"]:
                self.granted[str(decision["id"])] = str(decision["applicationId"])

    def paid_anew(self, application_id: str) -> None:
        with self._lock:
            self.renewed[application_id] += 1

    def asked(self, application_id: str) -> None:
        with self._lock:
            self._asked.add(application_id)

    def take_asked(self) -> list[Applied]:
        """Those whose applicants have been asked for something since this was called last."""
        with self._lock:
            asked, self._asked = self._asked, set()
        return [self.applications[one] for one in sorted(asked)]

    def once(self, what: str) -> bool:
        """Whether it is said for the first time."""
        with self._lock:
            new = what not in self.said
            self.said.add(what)
            return new

    def household(self, household_id: str) -> Household:
        return next(one for one in self.households if one.id == household_id)

    def of_the_month(self, household: Household) -> Applied:
        """The application that the month's norm is for."""
        wanted = household.case.of_the_month
        return next(one for one in self.applications.values() if one.application is wanted)

    def with_story(self, *stories: Story) -> list[Applied]:
        """The applications of the month by households with these stories."""
        return [self.of_the_month(one) for one in self.households if one.case.story in stories]

    def who(self, application_ids: Iterable[str]) -> list[str]:
        """The households, as they are named in what the demonstration says."""
        return [str(self.applications[one].household) for one in application_ids]


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
