"""Whether what payout is about to pay by is still what intake holds (C4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class ItemType(StrEnum):
    """What intake answers for."""

    HOUSEHOLD = "household"
    ACCOUNT_ENTRY = "accountEntry"
    APPLICATION = "application"


class NotInForce(StrEnum):
    """Why not. `otherObject`: payout holds another object than the one that was handed over."""

    NOT_OURS = "notOurs"
    UNKNOWN = "unknown"
    OTHER_MUNICIPALITY = "otherMunicipality"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
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
    """The thing as it was handed over last. `superseded`: another has taken its place (an entry of an older version of
    its account). `withdrawn`: an application, by those who made it."""

    municipality: str
    version: int
    digest: str
    superseded: bool = False
    withdrawn: bool = False


KnownItems = Mapping[tuple[str, str], Known]
"""By type and id."""


def why_not(item: Item, known: KnownItems, municipality: str) -> NotInForce | None:
    """None for what is in force; `municipality` is the one that the statement speaks for."""
    if item.type not in set(ItemType):
        return NotInForce.NOT_OURS
    found = known.get((item.type, item.id))
    if found is None or item.version > found.version:
        return NotInForce.UNKNOWN
    if found.municipality != municipality:
        return NotInForce.OTHER_MUNICIPALITY
    if found.superseded or item.version < found.version:
        return NotInForce.SUPERSEDED
    if found.withdrawn:
        return NotInForce.WITHDRAWN
    return None if found.digest == item.digest else NotInForce.OTHER_OBJECT


def speaks_for(items: Iterable[Item], known: KnownItems) -> str:
    """The municipality of the first thing that is known; "0000" where nothing is, so that even then there is an
    answer. A release is one municipality's."""
    found = (known.get((item.type, item.id)) for item in items)
    return next((one.municipality for one in found if one is not None), "0000")
