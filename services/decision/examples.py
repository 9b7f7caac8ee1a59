"""Examples for the API's description: one made-up case, the whole way."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path

WORK_ITEM = "019b1f6e-5b02-7a61-8f4e-53c1b0a9e7d2"
CLAIM = "019b1f6e-7a10-7cc4-9a5e-0d4b6a3f1c11"
APPLICATION = "019b1f6e-2a00-7b1e-8c0d-41f0a7c2d9e3"
HOUSEHOLD = "019b1f6d-1f00-7e55-9b3a-6c8d2e1f4a70"
MEMBER = "019b1f6e-3c00-7d11-8a55-9e0f2b7c4d10"
ACCOUNT = "019b1f6e-4d00-7aa0-9c11-2f6b8e0d7a33"
CALCULATION = "019b1f6f-1a10-7cc4-9a5e-0d4b6a3f1c11"
DECISION = "019b1f6f-9c20-7f02-8b6d-7e1a3c5d9f48"
COMPLETION_REQUEST = "019b1f6e-8c20-7e55-9d4f-1b2c3d4e5f60"
CONFLICT_ID = "019b1f70-2b30-7c44-9e1f-5d6a7b8c9e01"
PROPOSAL = "019b1f6f-8b10-7e01-9a2c-6d0f2b4c8e37"
PAYMENT_WORK_ITEM = "019b1f7a-2c10-7d02-9f3e-5a1b7c9d0e2f"
RENEWAL = "019b1f7b-4e20-7a13-8c5d-6b2c8d0e1f3a"
RELEASE = "019b1f75-0b30-7a19-9d4c-1c2e3f4a5b6d"
DELEGATION = "019b1e00-0000-7000-8000-00000000000a"
DIGEST = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
CASE_NUMBER = "EB-2026-000123"
RECEIVED = "2026-11-20T08:15:00+01:00"
FAILED = "2026-11-28T06:10:00+01:00"
LEASE_ENDS = "2026-11-23T10:30:00+01:00"

WorkItemId = Annotated[
    UUID,
    Path(alias="workItemId", description="Ärendets id, från claims. / The work item's id.", examples=[WORK_ITEM]),
]
ClaimId = Annotated[UUID, Path(alias="claimId", description="Id från claims. / The claim's id.", examples=[CLAIM])]
DecisionId = Annotated[
    UUID, Path(alias="decisionId", description="Beslutets id. / The decision's id.", examples=[DECISION])
]
ProposalId = Annotated[
    UUID, Path(alias="proposalId", description="Förslagets id. / The proposal's id.", examples=[PROPOSAL])
]

CLAIMED: dict[str, Any] = {
    "claimId": CLAIM,
    "workItemId": WORK_ITEM,
    "queue": "renewals",
    "task": "application",
    "caseNumber": CASE_NUMBER,
    "kind": "renewal",
    "month": "2026-12",
    "receivedAt": RECEIVED,
    "leaseEndsAt": LEASE_ENDS,
}
RELEASED: dict[str, Any] = {"claimId": CLAIM, "endedAt": "2026-11-23T09:45:00+01:00"}
QUEUES: dict[str, Any] = {
    "items": [{"queue": "renewals", "waiting": 12, "oldestReceivedAt": RECEIVED, "oldestAgeHours": 31}]
}
ITEM: dict[str, Any] = {
    "task": "application",
    "id": WORK_ITEM,
    "claimId": CLAIM,
    "leaseEndsAt": LEASE_ENDS,
    "queue": "renewals",
    "applicationId": APPLICATION,
    "caseNumber": CASE_NUMBER,
    "kind": "renewal",
    "month": "2026-12",
    "receivedAt": RECEIVED,
    "householdId": HOUSEHOLD,
    "householdVersion": 1,
    "members": [{"memberId": MEMBER, "role": "applicant", "birthDate": "1990-02-02"}],
    "incomes": [{"memberId": MEMBER, "kind": "wage", "amountOre": 500000}],
    "costs": [{"kind": "housing", "amountOre": 650000}],
    "controlMonth": "2026-11",
    "comparisonMonth": "2026-10",
    "evidence": [
        {
            "memberId": MEMBER,
            "block": "FK",
            "verdict": "answered",
            "askedAt": "2026-11-20T08:16:00+01:00",
            "incomes": [
                {
                    "source": "FK",
                    "code": "FK:BOB",
                    "kind": "housingAllowance",
                    "amountOre": 185000,
                    "month": "2026-11",
                    "periodFrom": "2026-11-01",
                    "periodTo": "2026-11-30",
                    "paidOn": "2026-11-18",
                    "status": "paid",
                }
            ],
        }
    ],
    "seen": [
        {
            "memberId": MEMBER,
            "block": "FK",
            "income": "housingAllowance",
            "controlOre": 185000,
            "plannedOre": 0,
            "comparisonOre": 185000,
            "receivedOre": 185000,
        }
    ],
    "deviationPercent": 12,
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
    "accounts": [{"accountId": ACCOUNT, "accountVersion": 1, "holderMemberId": MEMBER, "status": "payable"}],
    "earlierDecisions": [],
    "returnedProposals": [],
    "declarationVersion": 2,
    "completionRequests": [
        {
            "id": COMPLETION_REQUEST,
            "missing": ["housingCost"],
            "text": "Skicka hyresavin för december.",
            "respondBy": "2026-12-04",
            "askedAt": "2026-11-23T10:05:00+01:00",
            "endedAt": "2026-11-25T16:20:00+01:00",
            "endedBecause": "answered",
        }
    ],
    "completions": [
        {
            "number": 2,
            "requestId": COMPLETION_REQUEST,
            "receivedAt": "2026-11-25T16:20:00+01:00",
            "withText": True,
        }
    ],
}
ASKING: dict[str, Any] = {
    "missing": ["housingCost"],
    "text": "Skicka hyresavin för december.",
    "respondBy": "2026-12-04",
}
ASKED: dict[str, Any] = {
    "id": COMPLETION_REQUEST,
    "workItemId": WORK_ITEM,
    "respondBy": "2026-12-04",
    "askedAt": "2026-11-23T10:05:00+01:00",
}
DECIDING: dict[str, Any] = {
    "calculationId": CALCULATION,
    "outcome": "partlyGranted",
    "reasons": "Hyran beviljas till kommunens högsta godtagbara nivå.",
    "grounds": ["sharedCost"],
    "obstacles": [{"memberId": MEMBER, "code": "partTimeInsufficientIncome"}],
    "notVerifiableReason": "Kassan svarar inte; kontoutdraget visar inga andra insättningar.",
    "lines": [{"accountId": ACCOUNT, "purpose": "incomeSupport", "amountOre": 562000, "payOn": "2026-11-27"}],
}
DECIDED: dict[str, Any] = {
    "id": DECISION,
    "workItemId": WORK_ITEM,
    "applicationId": APPLICATION,
    "householdId": HOUSEHOLD,
    "householdVersion": 1,
    "caseNumber": CASE_NUMBER,
    "kind": "renewal",
    "month": "2026-12",
    "calculationId": CALCULATION,
    "delegationRuleId": DELEGATION,
    "outcome": "partlyGranted",
    "grantedOre": 562000,
    "reasons": "Hyran beviljas till kommunens högsta godtagbara nivå.",
    "grounds": [
        {
            "code": "sharedCost",
            "law": "SoL 12 kap. 7 §",
            "text": {
                "sv": "En kostnad delas med någon som inte ingår i hushållet.",
                "en": "A cost is shared with somebody outside the household.",
            },
        }
    ],
    "obstacles": [{"memberId": MEMBER, "code": "partTimeInsufficientIncome"}],
    "justifications": [
        {"memberId": MEMBER, "block": "SO", "text": "Kassan svarar inte; kontoutdraget visar inga andra insättningar."}
    ],
    "lines": [
        {
            "number": 1,
            "accountId": ACCOUNT,
            "accountVersion": 1,
            "purpose": "incomeSupport",
            "amountOre": 562000,
            "payOn": "2026-11-27",
        }
    ],
    "decidedAt": "2026-11-23T10:05:00+01:00",
    "decidedRole": "economySecretary",
    "wording": {
        "sv": ["Din ansökan beviljas delvis.", "Du får 5 620,00 kr."],
        "en": ["Your application is granted in part.", "You are granted SEK 5,620.00."],
    },
}
RECALCULATED: dict[str, Any] = {
    "decisionId": DECISION,
    "calculationId": CALCULATION,
    "month": "2026-12",
    "rulesVersion": "calculation-3",
    "normVersion": "riksnorm-2026-2",
    "same": True,
    "sameAmounts": True,
    "sameWords": True,
    "asLogged": True,
    "storedDeficitOre": 562000,
    "deficitOre": 562000,
    "amounts": [],
    "words": [],
}
DECLARING_CONFLICT: dict[str, Any] = {"caseNumber": CASE_NUMBER, "reason": "Den sökande är min kusin."}
CONFLICT: dict[str, Any] = {"id": CONFLICT_ID, "caseNumber": CASE_NUMBER, "declaredAt": "2026-11-23T09:40:00+01:00"}
CONFLICTS: dict[str, Any] = {"items": [CONFLICT], "page": 1, "limit": 20, "hasMore": False}
REVOKING: dict[str, Any] = {"reason": "Hyran var redan betald av en anhörig."}
REVOKED: dict[str, Any] = {
    "decisionId": DECISION,
    "outcome": "stopped",
    "revokedAt": "2026-11-24T09:12:00+01:00",
    "lines": [{"line": 1, "outcome": "stopped"}],
}
PROPOSED: dict[str, Any] = {"proposalId": PROPOSAL, "workItemId": WORK_ITEM, "status": "awaitingApproval"}
PROPOSALS: dict[str, Any] = {
    "items": [
        {
            "proposalId": PROPOSAL,
            "queue": "renewals",
            "caseNumber": CASE_NUMBER,
            "kind": "renewal",
            "month": "2026-12",
            "grantedOre": 3562000,
            "proposedAt": "2026-11-23T10:05:00+01:00",
            "proposedRole": "economySecretary",
        }
    ],
    "page": 1,
    "limit": 20,
    "hasMore": False,
}
PROPOSAL_READ: dict[str, Any] = {
    "proposalId": PROPOSAL,
    "status": "awaitingApproval",
    "workItemId": WORK_ITEM,
    "applicationId": APPLICATION,
    "householdId": HOUSEHOLD,
    "householdVersion": 1,
    "caseNumber": CASE_NUMBER,
    "kind": "renewal",
    "month": "2026-12",
    "queue": "renewals",
    "calculationId": CALCULATION,
    "deficitOre": 3562000,
    "explanation": {"sv": ["Det saknas 35 620,00 kr."], "en": ["SEK 35,620.00 is short."]},
    "outcome": "granted",
    "grantedOre": 3562000,
    "reasons": "Hyresskulden betalas för att barnen ska bo kvar.",
    "grounds": [],
    "obstacles": [{"memberId": MEMBER, "code": "partTimeInsufficientIncome"}],
    "justifications": [],
    "lines": [
        {
            "number": 1,
            "accountId": ACCOUNT,
            "accountVersion": 1,
            "purpose": "incomeSupport",
            "amountOre": 3562000,
            "payOn": "2026-11-27",
        }
    ],
    "proposedAt": "2026-11-23T10:05:00+01:00",
    "proposedRole": "economySecretary",
}
RETURNED: dict[str, Any] = {
    "proposalId": PROPOSAL,
    "status": "returned",
    "endedAt": "2026-11-23T13:20:00+01:00",
}
PAYMENT_ITEM: dict[str, Any] = {
    "task": "payment",
    "id": PAYMENT_WORK_ITEM,
    "claimId": CLAIM,
    "leaseEndsAt": LEASE_ENDS,
    "queue": "payments",
    "applicationId": APPLICATION,
    "caseNumber": CASE_NUMBER,
    "kind": "renewal",
    "month": "2026-12",
    "receivedAt": FAILED,
    "householdId": HOUSEHOLD,
    "householdVersion": 1,
    "decisionId": DECISION,
    "outcome": "partlyGranted",
    "decidedAt": "2026-11-23T10:05:00+01:00",
    "line": 1,
    "number": 1,
    "purpose": "incomeSupport",
    "amountOre": 562000,
    "accountId": ACCOUNT,
    "accountVersion": 1,
    "payOn": "2026-11-27",
    "why": {"failure": "rejected"},
    "accounts": [{"accountId": ACCOUNT, "accountVersion": 2, "holderMemberId": MEMBER, "status": "payable"}],
}
RENEWING: dict[str, Any] = {"accountId": ACCOUNT, "payOn": "2026-12-01"}
RENEWED: dict[str, Any] = {
    "renewalId": RENEWAL,
    "decisionId": DECISION,
    "line": 1,
    "number": 2,
    "householdVersion": 1,
    "accountId": ACCOUNT,
    "accountVersion": 2,
    "purpose": "incomeSupport",
    "amountOre": 562000,
    "payOn": "2026-12-01",
    "renewedAt": "2026-11-30T10:20:00+01:00",
}
ASKED_IN_FORCE: dict[str, Any] = {
    "releaseId": RELEASE,
    "items": [{"type": "decision", "id": DECISION, "version": 1, "digest": DIGEST}],
}
STATED_IN_FORCE: dict[str, Any] = {
    "statement": "eyJhbGciOiJFUzI1NiIsInR5cCI6InN0YXRlbWVudCtqd3QifQ.e30.c2ln",
    "object": {
        "salt": "c2FsdHNhbHRzYWx0c2FsdA",
        "releaseId": RELEASE,
        "statedAt": "2026-11-25T06:00:00+00:00",
        "inForce": [{"type": "decision", "id": DECISION, "version": 1, "digest": DIGEST}],
        "notInForce": [],
    },
}
