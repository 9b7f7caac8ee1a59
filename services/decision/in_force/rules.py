"""Whether what payout is about to pay is still what was decided (C4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

OURS = ("decision", "lineRenewal")


class NotInForce(StrEnum):
    """Why not. `otherObject`: payout holds another object than the one that was handed over."""

    NOT_OURS = "notOurs"
    UNKNOWN = "unknown"
    OTHER_MUNICIPALITY = "otherMunicipality"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    OTHER_OBJECT = "otherObject"


@dataclass(frozen=True, slots=True)
class Item:
    """What payout asks about: `digest` is that of the object that it holds."""

    type: str
    id: str
    version: int
    digest: str


@dataclass(frozen=True, slots=True)
class Known:
    """A decision or a line's renewal as it was handed over. `superseded`: the line has been renewed again since."""

    type: str
    municipality: str
    digest: str
    revoked: bool = False
    superseded: bool = False


def why_not(item: Item, known: Mapping[str, Known], municipality: str) -> NotInForce | None:
    """None for what is in force; `municipality` is the one that the statement speaks for."""
    found = known.get(item.id)
    if item.type not in OURS:
        return NotInForce.NOT_OURS
    if found is None or (found.type, 1) != (item.type, item.version):
        return NotInForce.UNKNOWN
    if found.municipality != municipality:
        return NotInForce.OTHER_MUNICIPALITY
    if found.revoked:
        return NotInForce.REVOKED
    if found.superseded:
        return NotInForce.SUPERSEDED
    return None if found.digest == item.digest else NotInForce.OTHER_OBJECT


def speaks_for(items: Iterable[Item], known: Mapping[str, Known]) -> str:
    """The municipality of the first thing that is known; "0000" where none is, so that even then there is an
    answer. A release is one municipality's."""
    return next((known[item.id].municipality for item in items if item.id in known), "0000")
