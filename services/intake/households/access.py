"""Who may come near a household: its own adults, and staff of its municipality who have no part in it (C2)."""

from uuid import UUID

from services.intake.households import store
from services.intake.households.rules import ADULT_ROLES, CONFLICT, HOUSEHOLD_MEMBER, REPRESENTATIVE
from services.intake.households.store import Known
from shared.acts import Act
from shared.auth.callers import Role
from shared.problems import BrokenChain, NotFound

HANDLES_PROTECTED = frozenset({Role.REGISTRAR, Role.SOCIAL_WORKER})
"""The roles of staff that have to do with protected persons: who registers, and who works their closed queue."""


async def household_for(act: Act, household_id: UUID) -> Known:
    """The household as it is now, for whoever acts. Raises NotFound where they may not know of it, and BrokenChain (C2)
    for staff who are or were a member or representative of it, or have declared a conflict of interest with it."""
    known = await find_household(act, household_id)
    check_access(act, known)
    return known


async def find_household(act: Act, household_id: UUID) -> Known:
    """The household, whoever asks, with each person by the key that they are known by. Raises NotFound where the
    municipality has none such."""
    act.about(householdId=household_id)
    known = await store.find(act.connection, household_id, act.municipality)
    if known is None:
        raise NotFound
    return known.by_person(act.running.persons.same())


def check_access(act: Act, known: Known) -> None:
    if act.role is Role.CITIZEN:
        member = known.household.member_of(act.person)
        if member is None or member.role not in ADULT_ROLES:
            raise NotFound
    elif earlier := own_case(act.person, known):
        raise BrokenChain("C2", earlier)
    elif known.household.protected and not act.caller.roles & HANDLES_PROTECTED:
        raise NotFound


def own_case(person: str, known: Known) -> str | None:
    """What keeps this person out of the household's cases (C2), or None."""
    if person in known.ever_members:
        return HOUSEHOLD_MEMBER
    if person in known.ever_representatives:
        return REPRESENTATIVE
    return CONFLICT if person in known.conflicts else None
