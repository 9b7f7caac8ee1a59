"""What is known of some payments: the stated objects, each as it was handed over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from shared.person_numbers.changes import SamePersons

HOUSEHOLD, APPLICATION, ACCOUNT_ENTRY, DECISION = "household", "application", "accountEntry", "decision"
OWNERS = {HOUSEHOLD: "intake", APPLICATION: "intake", ACCOUNT_ENTRY: "intake", DECISION: "decision"}
"""Which service may state what, and says whether it is still in force."""
LINKS = {HOUSEHOLD: "entry", APPLICATION: "entry", ACCOUNT_ENTRY: "account", DECISION: "decision"}
"""In which link of the chain the statement's persons had a hand."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One stated object. `hands` are the persons in its link of the chain."""

    kind: str
    id: UUID
    version: int
    act: str
    hands: frozenset[str]
    document: Mapping[str, Any]
    statement: str = field(repr=False)
    sealed: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """Households and accounts with all their versions. `equal` are the account entries found equal to their first.
    `same` tells which person keys are one person's: what was stated before a number change names an earlier key."""

    households: Mapping[UUID, tuple[Evidence, ...]]
    applications: Mapping[UUID, Evidence]
    entries: Mapping[UUID, tuple[Evidence, ...]]
    decisions: Mapping[UUID, Evidence]
    equal: frozenset[UUID]
    same: SamePersons

    def all(self) -> Iterable[Evidence]:
        for some in self.households.values():
            yield from some
        for some in self.entries.values():
            yield from some
        yield from self.applications.values()
        yield from self.decisions.values()
