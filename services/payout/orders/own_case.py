"""C2, for acts on orders: nobody acts in their own case, or where they have declared a conflict of interest."""

from uuid import UUID

from services.payout.facts import store
from services.payout.orders.rules import CONFLICT, HOUSEHOLD_MEMBER
from shared.acts import Act
from shared.problems import BrokenChain


async def refuse(act: Act, *household_ids: UUID) -> None:
    """Raises BrokenChain for whoever is or was near one of the households, or has declared a conflict with it."""
    if await store.was_ever_near(act.connection, household_ids, act.person_keys):
        raise BrokenChain("C2", HOUSEHOLD_MEMBER)
    if await store.has_conflict(act.connection, household_ids, act.person_keys):
        raise BrokenChain("C2", CONFLICT)
