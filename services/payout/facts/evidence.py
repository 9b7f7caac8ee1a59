"""What is known of some payments: the stated objects, each as it was handed over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.payout.facts import kinds
from shared.auth.statements import Statement
from shared.person_numbers.changes import SamePersons


def hands_in(statement: Statement, kind: str) -> frozenset[str]:
    """The person keys that the statement names in the link of this kind of fact."""
    link = kinds.LINKS.get(kind)
    return frozenset() if link is None else frozenset(getattr(statement.hands, link))


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

    @property
    def key(self) -> tuple[str, UUID, int]:
        return self.kind, self.id, self.version


@dataclass(frozen=True, slots=True)
class Facts:
    """Households and accounts with all their versions; completions by application, renewals by decision, conflicts by
    household. `equal` are the account entries found equal to their first. `same` tells which person keys are one
    person's: what was stated before a number change names an earlier key."""

    households: Mapping[UUID, tuple[Evidence, ...]]
    applications: Mapping[UUID, Evidence]
    completions: Mapping[UUID, tuple[Evidence, ...]]
    entries: Mapping[UUID, tuple[Evidence, ...]]
    decisions: Mapping[UUID, Evidence]
    renewals: Mapping[UUID, tuple[Evidence, ...]]
    conflicts: Mapping[UUID, tuple[Evidence, ...]]
    equal: frozenset[UUID]
    same: SamePersons

    def all(self) -> Iterable[Evidence]:
        for grouped in (self.households, self.completions, self.entries, self.renewals, self.conflicts):
            for some in grouped.values():
                yield from some
        yield from self.applications.values()
        yield from self.decisions.values()
