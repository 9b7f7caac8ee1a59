"""Who may withdraw an application, and when it has ended by it.

Each adult has a right of their own to assistance (SoL 12 kap. 1 §), and each who signed is a party (FL 20 and 23 §§
speak of the party who began the case). So nobody takes back what somebody else applied for: in a couple the case ends
when everybody who signed, and is still an adult of the household, has withdrawn. Until then it goes on."""

from collections.abc import Set
from uuid import UUID

from services.intake.households.rules import Household


def awaited(signed: Set[UUID], withdrawn: Set[UUID], household: Household) -> frozenset[UUID]:
    """The members who signed, are adults of the household as it is now, and have not withdrawn."""
    return frozenset(adult.id for adult in household.adults() if adult.id in signed - withdrawn)
