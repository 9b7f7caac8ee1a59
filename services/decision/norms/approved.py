"""Norm tables that a municipality has proposed and approved itself (C13), beside those of the release."""

from collections.abc import Callable, Mapping
from typing import Any

from services.decision.norms.riksnorm import Figure, NormStatus, NormTable
from services.decision.norms.stored import norm_by_version
from shared.months import Month


def approved_norm(content: Mapping[str, Any]) -> NormTable:
    """`content` as it was approved, with its `source`; amounts in öre. Every figure has the status that was approved
    with it."""
    status, source = NormStatus(content["status"]), str(content["source"])

    def figures(row: list[int]) -> tuple[Figure, ...]:
        return tuple(Figure(ore, status, source) for ore in row)

    (single, couple) = figures([content["adultSingleOre"], content["adultCoupleOre"]])
    return NormTable(
        version=content["version"],
        valid_from=Month.parse(content["firstMonth"]),
        valid_to=Month.parse(content["lastMonth"]),
        adult_single=single,
        adult_couple=couple,
        children=figures(content["childrenOre"]),
        children_without_lunch=figures(content["childrenWithoutLunchOre"]),
        common=figures(content["commonOre"]),
    )


def norm_finder(approved: NormTable | None) -> Callable[[str], NormTable]:
    """Finds this table by its name, and those of the release. Raises UnknownNormVersion."""

    def find(version: str) -> NormTable:
        if approved is not None and approved.version == version:
            return approved
        return norm_by_version(version)

    return find
