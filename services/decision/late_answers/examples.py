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
    RECEIVED,
)

WORK_ITEM = "019b1f7c-5f30-7b24-9d6e-7c3d9e1f2a4b"
ITEM: dict[str, Any] = {
    "task": "lateAnswer",
    "id": WORK_ITEM,
    "claimId": CLAIM,
    "leaseEndsAt": LEASE_ENDS,
    "queue": "lateAnswers",
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
    "answersVersion": 2,
    "foundAt": FAILED,
    "registers": [
        {
            "memberId": MEMBER,
            "block": "FK",
            "before": {
                "memberId": MEMBER,
                "block": "FK",
                "verdict": "notVerifiable",
                "reason": "timeOut",
                "askedAt": RECEIVED,
                "incomes": [],
            },
            "now": {
                "memberId": MEMBER,
                "block": "FK",
                "verdict": "answered",
                "askedAt": FAILED,
                "incomes": [
                    {
                        "source": "FK",
                        "code": "FK:BOB",
                        "kind": "housingAllowance",
                        "amountOre": 185000,
                        "paidOn": "2026-11-18",
                        "status": "paid",
                    }
                ],
            },
            "justification": "Registret svarar inte, och hushållet har visat utbetalningsbesked.",
            "deviations": [
                {
                    "kind": "notDeclared",
                    "memberId": MEMBER,
                    "block": "FK",
                    "income": "housingAllowance",
                    "declaredOre": 0,
                    "seenOre": 185000,
                }
            ],
        }
    ],
}
CONCLUDING: dict[str, Any] = {
    "answersVersion": 2,
    "conclusion": "nextMonth",
    "reason": "Bostadsbidraget räknas som inkomst i januari; det betalades efter beslutet.",
}
CONCLUDED: dict[str, Any] = {
    "workItemId": WORK_ITEM,
    "decisionId": DECISION,
    "answersVersion": 2,
    "conclusion": "nextMonth",
    "concludedAt": "2026-11-30T10:20:00+01:00",
}
