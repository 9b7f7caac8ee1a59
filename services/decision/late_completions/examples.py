"""Examples for the API's description, of the same made-up case as the others."""

from typing import Any

from services.decision.examples import (
    APPLICATION,
    CASE_NUMBER,
    CLAIM,
    DECISION,
    FAILED,
    HOUSEHOLD,
    LEASE_ENDS,
    MEMBER,
)

WORK_ITEM = "019b1f7d-6a40-7c35-8e7f-8d4e0f2a3b5c"
_WAGE = {"memberId": MEMBER, "kind": "wage", "amountOre": 500000}
ITEM: dict[str, Any] = {
    "task": "lateCompletion",
    "id": WORK_ITEM,
    "claimId": CLAIM,
    "leaseEndsAt": LEASE_ENDS,
    "queue": "lateCompletions",
    "applicationId": APPLICATION,
    "caseNumber": CASE_NUMBER,
    "kind": "renewal",
    "month": "2026-12",
    "receivedAt": FAILED,
    "householdId": HOUSEHOLD,
    "householdVersion": 1,
    "decisionId": DECISION,
    "outcome": "granted",
    "grantedOre": 562000,
    "decidedAt": "2026-11-23T10:05:00+01:00",
    "declarationVersion": 2,
    "before": {"number": 1, "incomes": [_WAGE], "costs": [{"kind": "housing", "amountOre": 650000}]},
    "now": {"number": 2, "incomes": [_WAGE], "costs": [{"kind": "housing", "amountOre": 812000}]},
    "completions": [{"number": 2, "receivedAt": "2026-11-23T10:04:58+01:00", "withText": True}],
    "completionRequests": [],
}
CONCLUDING: dict[str, Any] = {
    "declarationVersion": 2,
    "conclusion": "nextMonth",
    "reason": "Hyran höjs först från januari.",
}
CONCLUDED: dict[str, Any] = {
    "workItemId": WORK_ITEM,
    "decisionId": DECISION,
    "declarationVersion": 2,
    "conclusion": "nextMonth",
    "concludedAt": "2026-11-30T10:20:00+01:00",
}
