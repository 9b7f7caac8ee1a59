"""What makes a household: one adult or a couple, and their children."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

ADULT_AGE = 18
OLDEST_CHILD = 20  # at home and in upper secondary school (SoL 12 kap. 9 §)
MOST_MEMBERS = 20
MOST_REPRESENTATIVES = 10


HOUSEHOLD_MEMBER, REPRESENTATIVE, CONFLICT = "householdMember", "representative", "conflictOfInterest"
"""What keeps somebody out of a household's cases (C2)."""


class Kind(StrEnum):
    SINGLE = "single"
    COUPLE = "couple"


class MemberRole(StrEnum):
    APPLICANT = "applicant"
    CO_APPLICANT = "coApplicant"
    CHILD = "child"


ADULT_ROLES = frozenset({MemberRole.APPLICANT, MemberRole.CO_APPLICANT})


@dataclass(frozen=True, slots=True)
class Member:
    """`person` is the person key."""

    id: UUID
    person: str
    birth_date: date
    role: MemberRole


@dataclass(frozen=True, slots=True)
class Household:
    """`representatives`: the person keys of trustees and others who speak for it. They are no part of its norm."""

    id: UUID
    version: int
    kind: Kind
    protected: bool
    members: tuple[Member, ...]
    representatives: tuple[str, ...] = ()

    def adults(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.role in ADULT_ROLES)

    def member_of(self, person: str) -> Member | None:
        return next((member for member in self.members if member.person == person), None)


def faults(household: Household, today: date) -> list[str]:
    """What is wrong with the composition, as stable words; empty where it is right."""
    roles = [member.role for member in household.members]
    persons, speak = {member.person for member in household.members}, household.representatives
    wanted = 1 if household.kind is Kind.COUPLE else 0
    found = [
        (roles.count(MemberRole.APPLICANT) != 1, "exactlyOneApplicant"),
        (roles.count(MemberRole.CO_APPLICANT) != wanted, "coApplicantOnlyInCouple"),
        (len(persons) != len(roles) or len(set(speak)) != len(speak), "samePersonTwice"),
        (not persons.isdisjoint(speak), "memberAsRepresentative"),
        (any(_age(member, today) < ADULT_AGE for member in household.adults()), "adultUnder18"),
        (any(_age(member, today) > OLDEST_CHILD for member in _children(household)), "childOver20"),
    ]
    return [word for broken, word in found if broken]


def _children(household: Household) -> list[Member]:
    return [member for member in household.members if member.role is MemberRole.CHILD]


def _age(member: Member, today: date) -> int:
    born = member.birth_date
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
