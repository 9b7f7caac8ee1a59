"""What intake tells of an application that was withdrawn."""

from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt
from tests.store.decision.world import Case, Fact


def withdrawn(case: Case) -> Fact:
    document = {
        "salt": new_salt(),
        "applicationId": str(case.application_id),
        "caseNumber": case.case_number,
        "householdId": str(case.household_id),
        "withdrawnAt": "2026-11-24T08:30:00+00:00",
    }
    return "intake", "applicationWithdrawn", Subject("application", str(case.application_id), 2), document, Hands()
