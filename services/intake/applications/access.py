"""Who may come near an application: its household's adults, then and now, and staff who have no part in it (C2)."""

from uuid import UUID

from services.intake.applications import store
from services.intake.applications.store import Application
from services.intake.households.access import household_for
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
