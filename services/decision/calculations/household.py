"""The household that a calculation is about. A member is a random id: no name and no personal number."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from shared.months import Month

OLDEST_AT_HOME = 20


class MemberRole(StrEnum):
    ADULT = "adult"
    CHILD = "child"


class AgeDay(StrEnum):
    """The day of the month on which ages are read. Neither law nor regulation says, so it is the municipality's dated
    setting. `lastDay` gives a child the whole month in which it has its birthday the age it turns."""

    FIRST_DAY = "firstDay"
    LAST_DAY = "lastDay"


@dataclass(frozen=True, slots=True)
class Member:
    """`role`: a child, or school youth of 18–20 years at home (`in_school`), is CHILD; every other member is ADULT.
    `lunch_at_home`: False for a child of 0–6 years that has lunch elsewhere five days a week.
    `days`: days in the household in the month, None for all of it.
    `in_common_costs`: whether the member counts in the size that the common costs follow (a visiting child may not).
    """

    ref: str
    role: MemberRole
    birth_date: date = field(repr=False)
    in_school: bool = False
    lunch_at_home: bool = True
    days: int | None = None
    in_common_costs: bool = True

    def age(self, month: Month, day: AgeDay) -> int:
        """Whole years on the first or last day of the month; 0 for who is born later in it."""
        on = month.last_day if day is AgeDay.LAST_DAY else month.first_day
        born = self.birth_date
        return max(0, on.year - born.year - ((on.month, on.day) < (born.month, born.day)))

    def norm_age(self, month: Month, day: AgeDay) -> int:
        """The age that the norm is read by: who turns 21 during the month is in the last age group through it."""
        age = self.age(month, day)
        return age if self.role is MemberRole.ADULT else min(age, OLDEST_AT_HOME)

    def to_document(self) -> dict[str, Any]:
        document: dict[str, Any] = {
            "ref": self.ref,
            "role": self.role.value,
            "birthDate": self.birth_date.isoformat(),
            "inSchool": self.in_school,
            "lunchAtHome": self.lunch_at_home,
            "inCommonCosts": self.in_common_costs,
        }
        if self.days is not None:
            document["days"] = self.days
        return document

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "Member":
        return cls(
            ref=document["ref"],
            role=MemberRole(document["role"]),
            birth_date=date.fromisoformat(document["birthDate"]),
            in_school=document["inSchool"],
            lunch_at_home=document["lunchAtHome"],
            days=document.get("days"),
            in_common_costs=document["inCommonCosts"],
        )


@dataclass(frozen=True, slots=True)
class Household:
    """One adult, or two who are sambor or married. `others`: persons outside the calculation who share the home and
    its common costs without being sambo with anyone in it (12 kap. 3 § 2 st. socialtjänstförordningen)."""

    members: tuple[Member, ...]
    others: int = 0

    @property
    def adults(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.role is MemberRole.ADULT)

    @property
    def sharing(self) -> int:
        """How many of the members the common costs are counted for."""
        return sum(member.in_common_costs for member in self.members)

    @property
    def size(self) -> int:
        return self.sharing + self.others

    def member(self, ref: str) -> Member | None:
        return next((member for member in self.members if member.ref == ref), None)

    def to_document(self) -> dict[str, Any]:
        return {"members": [member.to_document() for member in self.members], "others": self.others}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "Household":
        return cls(tuple(Member.from_document(member) for member in document["members"]), document["others"])
