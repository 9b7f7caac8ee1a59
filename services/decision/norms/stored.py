"""The tables in riksnorm.json. They are stored year by year and never computed from each other, since the rounding
has differed between years."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from services.decision.norms.problems import NormMissing, UnknownNormVersion
from services.decision.norms.riksnorm import AGE_GROUPS, Figure, NormStatus, NormTable
from shared.months import Month

_FILE = Path(__file__).with_name("riksnorm.json")


@lru_cache(maxsize=1)
def norm_tables() -> tuple[NormTable, ...]:
    """Every stored table, oldest first; of two for the same months the later in the file is the newer version."""
    document = json.loads(_FILE.read_text(encoding="utf-8"))
    if document["ageGroups"] != [group.name for group in AGE_GROUPS]:
        raise ValueError("riksnorm.json has other age groups than the rules")
    return tuple(_table(entry) for entry in document["tables"])


def norm_for(month: Month) -> NormTable:
    """The newest table in force in the month. Raises NormMissing: last year's is never used instead."""
    for table in reversed(norm_tables()):
        if table.in_force(month):
            return table
    raise NormMissing(month)


def norm_by_version(version: str) -> NormTable:
    """The table that a stored calculation names ("riksnorm-2026-2"). Raises UnknownNormVersion."""
    for table in norm_tables():
        if table.version == version:
            return table
    raise UnknownNormVersion(version)


def _table(entry: dict[str, Any]) -> NormTable:
    def figure(cell: int | dict[str, Any]) -> Figure:
        return _figure(cell, NormStatus(entry["status"]), str(entry["source"]))

    return NormTable(
        version=entry["version"],
        valid_from=Month.parse(entry["validFrom"]),
        valid_to=Month.parse(entry["validTo"]),
        adult_single=figure(entry["adultSingleKronor"]),
        adult_couple=figure(entry["adultCoupleKronor"]),
        children=tuple(map(figure, entry["childrenKronor"])),
        children_without_lunch=_without_lunch(entry["childrenWithoutLunch"]),
        common=tuple(map(figure, entry["commonKronor"])),
    )


def _without_lunch(row: dict[str, Any] | None) -> tuple[Figure, ...]:
    if row is None:
        return ()
    return tuple(_figure(kronor, NormStatus(row["status"]), str(row["source"])) for kronor in row["kronor"])


def _figure(cell: int | dict[str, Any], status: NormStatus, source: str) -> Figure:
    """A cell is kronor, or {kronor, status, source} where it is known from elsewhere than the rest of its row."""
    if isinstance(cell, int):
        return Figure(cell * 100, status, source)
    return Figure(cell["kronor"] * 100, NormStatus(cell["status"]), str(cell["source"]))
