"""A decision that was revoked too late to stop its payments, and of which then nothing stayed with the payee: its
application waits for a decision again. Intake is told, so that the applicant can complete or withdraw it and the
registers are asked again."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.decision.own_acts import own_act
from shared.acts import Act
from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt


async def tell_undone(act: Act, decision_id: UUID, application: Row[Any]) -> UUID:
    """`application` has id, case_number, household_id and municipality. Returns the log entry."""
    own = own_act(act.running, act.connection, "decisionUndone", application.municipality, decisionId=decision_id)
    own.now = act.now
    own.about(caseNumber=application.case_number, householdId=application.household_id, applicationId=application.id)
    document = {
        "salt": new_salt(),
        "decisionId": str(decision_id),
        "applicationId": str(application.id),
        "caseNumber": application.case_number,
        "householdId": str(application.household_id),
        "undoneAt": act.now.isoformat(),
    }
    subject = Subject("decision", str(decision_id), 3)
    statement = own.state(subject, Hands(), document)
    entry_id = await own.record(document)
    await own.hand_over(("intake",), statement, subject, document)
    return entry_id
