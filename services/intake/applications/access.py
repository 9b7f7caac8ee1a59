"""Who may come near an application: its household's adults, then and now, and staff who have no part in it (C2)."""

from uuid import UUID

from services.intake.applications import store
from services.intake.applications.store import Application
from services.intake.households.access import household_for
from services.intake.households.rules import Household
from services.intake.households.store import Known
from shared.acts import Act
from shared.auth.callers import Role
from shared.problems import NotFound


async def application_for(act: Act, application_id: UUID) -> tuple[Application, Known]:
    """The application and its household as it is now. Raises NotFound, and BrokenChain (C2) for staff who may not act
    in it. A new adult of the household does not see what was applied for before their time."""
    act.about(applicationId=application_id)
    application = await store.find(act.connection, application_id, act.municipality)
    if application is None:
        raise NotFound
    act.about(caseNumber=application.case_number)
    known = await household_for(act, application.household_id)
    if act.role is Role.CITIZEN and act.person_keys.isdisjoint(application.adults.values()):
        raise NotFound
    return application, known


def speaker(act: Act, household: Household, member_id: UUID | None) -> UUID | None:
    """The member whose word it is: in the e-service one's own, and on paper that of the one who signed it. None where
    a citizen names another, or a registrar nobody."""
    if act.role is not Role.CITIZEN:
        return member_id
    own = household.member_of(act.person)
    return own.id if own is not None and member_id in (None, own.id) else None
