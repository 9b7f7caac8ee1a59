"""Which entries tell the story of a case, and in which order they happened: pure, so that anyone can follow it.

Most entries of a case name its number. The others are linked to it by an id, and there are three kinds of them:

- **the case's own**: they name an id that only this case has, such as its decision or a payment order;
- **those of many payments at once**: a release and its bank file, and a report from the bank. They name no case, since
  they are about many; the case's own entries name the release and the report;
- **the household's**: registration, changes, accounts and conflicts of interest, which come before there is any case
  and are used by all. They belong to the story up to the last entry of the case's own.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from heapq import heapify, heappop, heappush

from services.audit.entries.rules import Found
from shared.controllog.entries import Entry

OF_HOUSEHOLD = frozenset({"householdId", "accountId", "accountEntryId", "conflictId"})
OF_MANY = frozenset({"releaseId", "bankReportId"})
"""Ids that more than one case has. Every other id is one case's alone."""

_ANSWERED_BY = {"inForceAsked": "inForceStated", "decisionRevoked": "decisionStopped"}
"""Acts of which a part is another service's act, which was done first: asked for in the same request."""

Place = tuple[str, int]


class Link(Enum):
    """How an entry belongs to a case."""

    CASE = "case"
    MANY = "many"
    HOUSEHOLD = "household"


@dataclass
class Links:
    """The ids by which a case's entries are known so far, by kind."""

    ids: Mapping[Link, set[str]] = field(default_factory=lambda: {link: set() for link in Link})

    def learn(self, entry: Entry, link: Link) -> None:
        """From an entry that belongs to it. What is of many tells nothing more: the others in it are other cases."""
        for name, id_ in _ids(entry).items():
            kind = _kind(name)
            if link is Link.CASE or link is kind is Link.HOUSEHOLD:
                self.ids[kind].add(id_)

    def of(self, entry: Entry) -> Link | None:
        """How an entry that names no case number belongs to the case, or None where it does not."""
        named = _ids(entry)
        kinds = {_kind(name) for name in named}
        if any(id_ in self.ids[Link.CASE] for id_ in named.values()):
            return Link.CASE
        if Link.CASE in kinds or not kinds:
            return None
        if Link.MANY in kinds:
            return Link.MANY if any(id_ in self.ids[Link.MANY] for id_ in named.values()) else None
        theirs = named.get("householdId")
        if theirs is not None:
            return Link.HOUSEHOLD if theirs in self.ids[Link.HOUSEHOLD] else None
        return Link.HOUSEHOLD if any(id_ in self.ids[Link.HOUSEHOLD] for id_ in named.values()) else None

    def all(self) -> frozenset[str]:
        return frozenset().union(*self.ids.values())


def _ids(entry: Entry) -> dict[str, str]:
    return {name: str(value) for name, value in entry.subjects.items() if name.endswith("Id")}


def _kind(name: str) -> Link:
    if name in OF_HOUSEHOLD:
        return Link.HOUSEHOLD
    return Link.MANY if name in OF_MANY else Link.CASE


def in_order(found: Iterable[Found]) -> list[Found]:
    """As it happened: what an entry rests on comes before it, and beyond that the earlier time first.

    A log's own order is that of its commits, so it is kept, whatever the times say; a hand-over comes after the act
    that it tells of, and an act after what another service did for it. An act that had to wait bears the time when it
    was asked for, so times alone would not do. The order does not depend on that of `found`."""
    entries = {(one.origin, one.seq): one for one in found}
    waiting = _causes(entries)
    after: dict[Place, list[Place]] = defaultdict(list)
    for place, causes in waiting.items():
        for cause in causes:
            after[cause].append(place)
    ready = [(entries[place].entry.time, place) for place, causes in waiting.items() if not causes]
    heapify(ready)
    ordered = []
    while waiting:
        place = heappop(ready)[1] if ready else min(waiting, key=lambda place: (entries[place].entry.time, place))
        ordered.append(entries[place])
        del waiting[place]
        for later in after[place]:
            if later in waiting and waiting[later] == {place}:
                heappush(ready, (entries[later].entry.time, later))
            waiting.get(later, set()).discard(place)
    return ordered


def _causes(entries: Mapping[Place, Found]) -> dict[Place, set[Place]]:
    """By entry, those among the others that it comes right after."""
    told = {key: place for place, one in entries.items() for key in _tells(one.entry)}
    causes: dict[Place, set[Place]] = {}
    before: Place | None = None
    for place in sorted(entries):
        same_log = {before} if before is not None and before[0] == place[0] else set()
        rests_on = {told[key] for key in _rests_on(entries[place].entry) if key in told}
        causes[place], before = (same_log | rests_on) - {place}, place
    return causes


Key = tuple[str, str, str]


def _tells(entry: Entry) -> Iterator[Key]:
    """What others rest on: an act of the service's own or of a person, and an answer to another service."""
    if entry.outcome == "done":
        if entry.digest is not None and not _is_taken_in(entry):
            yield (entry.service, entry.act, entry.digest)
        if entry.act in _ANSWERED_BY.values():
            yield ("", entry.act, _matter(entry))


def _rests_on(entry: Entry) -> Iterator[Key]:
    if entry.outcome == "done":
        if entry.digest is not None and _is_taken_in(entry):
            yield (str(entry.actor.service), entry.act, entry.digest)
        if entry.act in _ANSWERED_BY and not _is_taken_in(entry):
            yield ("", _ANSWERED_BY[entry.act], _matter(entry))


def _is_taken_in(entry: Entry) -> bool:
    return entry.actor.service is not None and entry.actor.service != entry.service


def _matter(entry: Entry) -> str:
    """What question and answer have in common: the decision, or else the object that was stated."""
    return str(entry.subjects.get("decisionId") or entry.digest)


def until_its_end(ordered: Sequence[Found], household: Container[Place]) -> list[Found]:
    """Without what was done with the household after the last of the case: that belongs to other cases."""
    last = max((at for at, one in enumerate(ordered) if (one.origin, one.seq) not in household), default=-1)
    return list(ordered[: last + 1])
