"""What is known of some payments: the stated objects, each as it was handed over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from services.payout.facts import kinds
from shared.auth.statements import Statement
from shared.canonical import digest
from shared.handover.objects import HandedOver, Object, read_object
from shared.person_numbers.changes import SamePersons


def hands_in(statement: Statement, kind: str) -> frozenset[str]:
    """The person keys that the statement names in the link of this kind of fact."""
    link = kinds.LINKS.get(kind)
    return frozenset() if link is None else frozenset(getattr(statement.hands, link))


@dataclass(frozen=True)
class Evidence:
    """One stated object. `hands` are the persons in its link of the chain. It is read and digested once, however many
    rules ask, as some ten do when it is paid."""

    kind: str
    id: UUID
    version: int
    act: str
    hands: frozenset[str]
    document: Mapping[str, Any]
    statement: str = field(repr=False)
    sealed: bytes | None = field(default=None, repr=False)
    _objects: dict[type[HandedOver], HandedOver] = field(default_factory=dict, repr=False, compare=False)

    def read(self, kind: type[Object]) -> Object:
        """The object as one of `facts.objects`. Raises ObjectNotAsAgreed."""
        found = self._objects.get(kind)
        if not isinstance(found, kind):
            found = self._objects[kind] = read_object(kind, self.document)
        return found

    @cached_property
    def digest(self) -> str:
        """Of the object, as its statement has it."""
        return digest(self.document)

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
