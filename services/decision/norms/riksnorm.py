"""The riksnorm: what daily needs cost a household each month, set by the government for a calendar year.

SoL (2025:400) 12 kap. 7 §; socialtjänstförordningen (2025:468) 12 kap. 2–3 §§. Amounts are öre a month.
"""

from dataclasses import dataclass
from enum import StrEnum

from services.decision.norms.problems import NormFigureMissing
from shared.months import Month


class NormStatus(StrEnum):
    """How sure a figure is. Only `official` comes from the statute or the authority itself."""

    OFFICIAL = "official"
    THIRD_PARTY = "thirdParty"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell of a table, in öre a month, with where it was found."""

    ore: int
    status: NormStatus
    source: str


@dataclass(frozen=True, slots=True)
class AgeGroup:
    """Ages in whole years, both ends included."""

    first: int
    last: int

    @property
    def name(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


AGE_GROUPS = tuple(
    AgeGroup(first, last) for first, last in ((0, 0), (1, 2), (3, 3), (4, 6), (7, 10), (11, 14), (15, 18), (19, 20))
)
GROUPS_WITH_LUNCH_VARIANT = AGE_GROUPS[:4]
LARGEST_LISTED_HOUSEHOLD = 7


def age_group(age: int) -> AgeGroup:
    """The group of a child or school youth living at home. Raises ValueError below 0 and above 20 years."""
    for group in AGE_GROUPS:
        if group.first <= age <= group.last:
            return group
    raise ValueError("the riksnorm has children and school youth of 0 to 20 years")


@dataclass(frozen=True, slots=True)
class NormTable:
    """A published table. It never changes: a corrected one is stored as a new version beside it.

    `children` follows AGE_GROUPS; `children_without_lunch` its first four groups (empty where not found);
    `common` is for households of one to seven. `adult_couple` is for both partners together.
    """

    version: str
    valid_from: Month
    valid_to: Month
    adult_single: Figure
    adult_couple: Figure
    children: tuple[Figure, ...]
    children_without_lunch: tuple[Figure, ...]
    common: tuple[Figure, ...]

    @property
    def status(self) -> NormStatus:
        """`official` only where every figure of the table is."""
        found = {figure.status for figure in self._figures()}
        for status in (NormStatus.DERIVED, NormStatus.THIRD_PARTY):
            if status in found:
                return status
        return NormStatus.OFFICIAL

    def in_force(self, month: Month) -> bool:
        return self.valid_from <= month <= self.valid_to

    def child(self, age: int, *, lunch_at_home: bool) -> Figure:
        """Personal costs of a child or school youth at home. From seven years there is one figure, lunch or not.

        Raises NormFigureMissing where the table lacks the figure without lunch."""
        group = age_group(age)
        if lunch_at_home or group not in GROUPS_WITH_LUNCH_VARIANT:
            return self.children[AGE_GROUPS.index(group)]
        if not self.children_without_lunch:
            raise NormFigureMissing(self.version, group.name)
        return self.children_without_lunch[GROUPS_WITH_LUNCH_VARIANT.index(group)]

    def common_costs(self, size: int) -> Figure:
        """Common household costs. Each member above seven adds the step from six to seven (12 kap. 3 §)."""
        if size < 1:
            raise ValueError("a household has at least one member")
        if size <= LARGEST_LISTED_HOUSEHOLD:
            return self.common[size - 1]
        six, seven = self.common[-2:]
        further = size - LARGEST_LISTED_HOUSEHOLD
        return Figure(seven.ore + further * (seven.ore - six.ore), seven.status, seven.source)

    def _figures(self) -> tuple[Figure, ...]:
        return (self.adult_single, self.adult_couple, *self.children, *self.children_without_lunch, *self.common)
