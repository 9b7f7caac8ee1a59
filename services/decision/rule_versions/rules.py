"""What a proposed rule has to be for anybody to calculate or decide by it. Amounts are öre; every fault is found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.decision.norms.riksnorm import GROUPS_WITH_LUNCH_VARIANT
from shared.months import Month
from shared.problems import Text


class RuleFault(StrEnum):
    TWICE = "twice"
    FALLS_WITH_SIZE = "fallsWithSize"
    NOT_WHOLE_KRONOR = "notWholeKronor"
    NOT_ONE_YEAR = "notOneYear"
    COUPLE_BELOW_SINGLE = "coupleBelowSingle"
    NOT_WHOLE_ROW = "notWholeRow"
    LUNCH_COSTS_NOTHING = "lunchCostsNothing"


FAULT_TEXTS = {
    RuleFault.TWICE: Text("Samma sak står två gånger.", "The same is there twice."),
    RuleFault.FALLS_WITH_SIZE: Text(
        "Ett större hushåll kan inte ha ett lägre belopp.", "A larger household cannot have a lower amount."
    ),
    RuleFault.NOT_WHOLE_KRONOR: Text("Normens belopp är hela kronor.", "The norm's amounts are whole kronor."),
    RuleFault.NOT_ONE_YEAR: Text(
        "Normen gäller månader inom ett kalenderår, i ordning.",
        "A norm is for months of one calendar year, in their order.",
    ),
    RuleFault.COUPLE_BELOW_SINGLE: Text(
        "Ett pars belopp är lägre än en ensamståendes.", "A couple's amount is below a single adult's."
    ),
    RuleFault.NOT_WHOLE_ROW: Text(
        "Raden är tom eller har alla fyra åldersgrupperna.", "The row is empty or has all four age groups."
    ),
    RuleFault.LUNCH_COSTS_NOTHING: Text(
        "Beloppet utan lunch är högre än beloppet med lunch.", "The amount without lunch is above the one with lunch."
    ),
}

_WITH_LUNCH_VARIANT = len(GROUPS_WITH_LUNCH_VARIANT)

Found = tuple[RuleFault, str]
"""A fault, and the place in the content where it is."""


@dataclass(frozen=True, slots=True)
class NormFigures:
    """A table as the statute prints it, but in öre: children by age group, common costs for one to seven."""

    first_month: Month
    last_month: Month
    adult_single_ore: int
    adult_couple_ore: int
    children_ore: Sequence[int]
    children_without_lunch_ore: Sequence[int]
    common_ore: Sequence[int]

    @property
    def cells(self) -> Iterator[tuple[str, int]]:
        yield "adultSingleOre", self.adult_single_ore
        yield "adultCoupleOre", self.adult_couple_ore
        for name, row in (
            ("childrenOre", self.children_ore),
            ("childrenWithoutLunchOre", self.children_without_lunch_ore),
            ("commonOre", self.common_ore),
        ):
            yield from ((f"{name}[{place}]", ore) for place, ore in enumerate(row))


def norm_faults(norm: NormFigures) -> Iterator[Found]:
    """A larger household never costs less in all, so no member more can lower anybody's need."""
    if norm.first_month > norm.last_month or norm.first_month.year != norm.last_month.year:
        yield RuleFault.NOT_ONE_YEAR, "lastMonth"
    for at, ore in norm.cells:
        if ore % 100 or not ore:
            yield RuleFault.NOT_WHOLE_KRONOR, at
    if norm.adult_couple_ore < norm.adult_single_ore:
        yield RuleFault.COUPLE_BELOW_SINGLE, "adultCoupleOre"
    if len(norm.children_without_lunch_ore) not in (0, _WITH_LUNCH_VARIANT):
        yield RuleFault.NOT_WHOLE_ROW, "childrenWithoutLunchOre"
    for place, (without, whole) in enumerate(zip(norm.children_without_lunch_ore, norm.children_ore, strict=False)):
        if without > whole:
            yield RuleFault.LUNCH_COSTS_NOTHING, f"childrenWithoutLunchOre[{place}]"
    yield from _falling(norm.common_ore, "commonOre[{}]")


def guideline_faults(amounts: Sequence[tuple[int, int]]) -> Iterator[Found]:
    """`amounts`: the size from which each counts, and the most in öre."""
    yield from _twice([size for size, _ in amounts], "amounts[{}].fromSize")
    in_order = [ore for _, ore in sorted(amounts)]
    if in_order != sorted(in_order):
        yield RuleFault.FALLS_WITH_SIZE, "amounts"


def delegation_faults(rules: Sequence[tuple[str, str]]) -> Iterator[Found]:
    """`rules`: role and kind of application of each."""
    yield from _twice(rules, "rules[{}]")


def price_base_faults(years: Sequence[int]) -> Iterator[Found]:
    yield from _twice(years, "priceBaseAmounts[{}].year")


def _twice(items: Sequence[object], at: str) -> Iterator[Found]:
    for place, item in enumerate(items):
        if item in items[:place]:
            yield RuleFault.TWICE, at.format(place)


def _falling(row: Sequence[int], at: str) -> Iterator[Found]:
    for place in range(1, len(row)):
        if row[place] < row[place - 1]:
            yield RuleFault.FALLS_WITH_SIZE, at.format(place)
