"""Number changes: a person who had another personal number before, most often a samordningsnummer, is still one person.

The list is an installation's own, kept in a file beside the trust list and held by every process of its services:
`[{"person": <later key>, "sameAs": <earlier key>, "from": "2026-11-02", "source": "…"}]`. It holds person keys and
never a number. `from` is the day from which the two count as one.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

_KEY = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_FIELDS = {"person", "sameAs", "from", "source"}
LONGEST_SOURCE = 200


class BrokenList(ValueError):
    """Not a list of number changes. The message says which row and what, and repeats no value."""


@dataclass(frozen=True, slots=True)
class NumberChange:
    """`person` is the key of the later number, `same_as` that of the one before it; `source` says how it is known."""

    person: str
    same_as: str
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class SamePersons:
    """Which person keys are one person's. `firsts`: for each later key, the first one that it leads to."""

    firsts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def on(cls, day: date, changes: Iterable[NumberChange]) -> "SamePersons":
        """By the changes that count on that day, in any order; a chain of them leads to its first key."""
        before = {change.person: change.same_as for change in changes if change.since <= day}
        return cls({person: _first(person, before) for person in before})

    def first(self, person: str) -> str:
        """The key that the person is known by, whichever of theirs this is."""
        return self.firsts.get(person, person)

    def each(self, persons: Iterable[str]) -> frozenset[str]:
        """These persons, each by their first key."""
        return frozenset(map(self.first, persons))

    def all_of(self, person: str) -> frozenset[str]:
        """Every key of this person: what to look for in rows that were stored before a change was known."""
        first = self.first(person)
        return frozenset({first, *(later for later, begun in self.firsts.items() if begun == first)})


def read_changes(text: str) -> tuple[NumberChange, ...]:
    """The changes in the file's text. Raises BrokenList for anything that is not such a list, for two earlier numbers
    of one number, and for a circle."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BrokenList("not JSON") from error
    if not isinstance(rows, list):
        raise BrokenList("not a list")
    changes = tuple(_change(row, place) for place, row in enumerate(rows, 1))
    _check(changes)
    return changes


def written(changes: Iterable[NumberChange]) -> str:
    """The file's text. Raises BrokenList where `read_changes` would."""
    rows = [
        {"person": change.person, "sameAs": change.same_as, "from": change.since.isoformat(), "source": change.source}
        for change in changes
    ]
    text = json.dumps(rows, indent=2, ensure_ascii=False) + "\n"
    read_changes(text)
    return text


def _change(row: Any, place: int) -> NumberChange:
    if not isinstance(row, dict) or set(row) != _FIELDS or not all(isinstance(value, str) for value in row.values()):
        raise BrokenList(f"row {place}: not person, sameAs, from and source")
    if not all(_KEY.fullmatch(row[name]) for name in ("person", "sameAs")):
        raise BrokenList(f"row {place}: not person keys")
    if not 1 <= len(row["source"]) <= LONGEST_SOURCE:
        raise BrokenList(f"row {place}: without a source, or with a long one")
    try:
        since = date.fromisoformat(row["from"])
    except ValueError as error:
        raise BrokenList(f"row {place}: from is no day") from error
    return NumberChange(row["person"], row["sameAs"], since, row["source"])


def _check(changes: tuple[NumberChange, ...]) -> None:
    before: dict[str, str] = {}
    for place, change in enumerate(changes, 1):
        if change.person in before:
            raise BrokenList(f"row {place}: the number has an earlier one already")
        if _first(change.same_as, before) == change.person:
            raise BrokenList(f"row {place}: leads in a circle")
        before[change.person] = change.same_as


def _first(person: str, before: Mapping[str, str]) -> str:
    """Follows the chain, which leads in no circle, to its end."""
    while person in before:
        person = before[person]
    return person
