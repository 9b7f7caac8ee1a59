"""The four services' cases together."""

from tests.store.database import audit_cases, decision_cases, intake_cases, payout_cases
from tests.store.database.statements import Cases

CASES: dict[str, Cases] = {
    "intake": intake_cases.CASES,
    "decision": decision_cases.CASES,
    "payout": payout_cases.CASES,
    "audit": audit_cases.CASES,
}
