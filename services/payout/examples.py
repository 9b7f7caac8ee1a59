"""Examples for the API's description: one made-up payment, the whole way."""

from typing import Any

ORDER_ID = "019b1f70-2c00-7d51-9a6b-3e8f1c2d4b60"
RELEASE_ID = "019b1f75-0b30-7a19-9d4c-1c2e3f4a5b6d"
DIGEST = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
AMOUNT = 394050

ORDER: dict[str, Any] = {
    "id": ORDER_ID,
    "state": "ready",
    "caseNumber": "EB-2026-000123",
    "applicationId": "019b1f6e-2a00-7b1e-8c0d-41f0a7c2d9e3",
    "decisionId": "019b1f6f-9c20-7f02-8b6d-7e1a3c5d9f48",
    "line": 1,
    "lineVersion": 1,
    "purpose": "livelihood",
    "amountOre": AMOUNT,
    "payOn": "2026-12-18",
    "blockedBy": None,
    "stoppedBecause": None,
    "cancelledBecause": None,
}
ORDERS: dict[str, Any] = {
    "items": [ORDER, {**ORDER, "state": "blocked", "blockedBy": {"rule": "C1", "reason": "account"}}],
    "page": 1,
    "limit": 20,
    "hasMore": False,
}
ORDER_READ: dict[str, Any] = {
    **ORDER,
    "healedBy": None,
    "predecessor": None,
    "successor": None,
    "waitsFor": None,
    "bankReason": None,
    "bankSaid": [],
    "history": [
        {"state": "received", "at": "2026-12-14T10:02:11+00:00"},
        {"state": "ready", "at": "2026-12-14T10:02:11+00:00"},
    ],
}
STOP_ID = "019b1f76-4d10-7c2e-8f5a-6b7c8d9e0f1a"
STOP_ASKED: dict[str, Any] = {
    "statement": "eyJhbGciOiJFUzI1NiIsInR5cCI6InN0YXRlbWVudCtqd3QifQ.e30.c2lnbmF0dXJl",
    "object": {
        "salt": "Zm9yLXRoZS1leGFtcGxlLQ",
        "stopId": STOP_ID,
        "decisionId": ORDER["decisionId"],
        "caseNumber": ORDER["caseNumber"],
        "householdId": "019b1f6d-1b00-7e3d-a2c4-5f6e7d8c9b0a",
        "askedAt": "2026-12-15T08:00:00+00:00",
    },
}
DECISION_STOPPED: dict[str, Any] = {
    "statement": STOP_ASKED["statement"],
    "object": {
        "salt": "Zm9yLXRoZS1leGFtcGxlLQ",
        "stopId": STOP_ID,
        "decisionId": ORDER["decisionId"],
        "answeredAt": "2026-12-15T08:00:01+00:00",
        "outcome": "stopped",
        "lines": [{"line": 1, "outcome": "stopped"}],
    },
}
TO_STOP: dict[str, Any] = {"reason": "wrongPayee"}
LET_GO: dict[str, Any] = {"id": ORDER_ID, "state": "ready"}
STOPPED: dict[str, Any] = {"id": ORDER_ID, "state": "cancelled"}
TO_RELEASE: dict[str, Any] = {"orderIds": [ORDER_ID], "dueDate": "2026-12-18"}
RELEASED: dict[str, Any] = {
    "id": RELEASE_ID,
    "digest": DIGEST,
    "payments": [{"orderId": ORDER_ID, "amountOre": AMOUNT}],
}
RELEASE: dict[str, Any] = {
    "id": RELEASE_ID,
    "dueDate": "2026-12-18",
    "releasedAt": "2026-12-15T09:30:00+00:00",
    "digest": DIGEST,
    "file": "sent",
    "sums": {
        "releasedOre": AMOUNT,
        "openOre": AMOUNT,
        "blockedOre": 0,
        "settledOre": 0,
        "returnedOre": 0,
        "rejectedOre": 0,
        "cancelledOre": 0,
    },
    "payments": [{"orderId": ORDER_ID, "amountOre": AMOUNT, "state": "sent"}],
}
_DAY_SUMS = {
    "releasedOre": AMOUNT,
    "bookedOre": 0,
    "returnedOre": 0,
    "rejectedOre": 0,
    "unknownOre": 0,
    "openOre": AMOUNT,
    "leftOutOre": 0,
}
_BOTH: dict[str, Any] = {
    "balanced": False,
    "due": {
        "byOrders": _DAY_SUMS,
        "byBookings": {**_DAY_SUMS, "bookedOre": AMOUNT + 1, "openOre": -1},
    },
    "booked": {
        "byOrders": {"paidOre": 0, "returnedOre": 0},
        "byBookings": {"paidOre": AMOUNT + 1, "returnedOre": 0},
    },
    "differenceCount": 1,
    "unacknowledged": 1,
}
_PAGE: dict[str, Any] = {"page": 1, "limit": 20, "hasMore": False}
DIFFERENCE_ID = "019b1f6d-3c00-7a2b-9e4d-2f3a4b5c6d7e"
DIFFERENCE: dict[str, Any] = {
    "id": DIFFERENCE_ID,
    "kind": "mismatch",
    "whatToDo": {
        "sv": "Kontakta banken och begär tillbaka pengarna. Betalningen i listan är inte slutförd av den här "
        "bokföringen.",
        "en": "Ask the bank for the money back. This booking does not settle the payment.",
    },
    "orderId": ORDER_ID,
    "direction": "debit",
    "amountOre": AMOUNT + 1,
    "bookedOn": "2026-12-18",
    "dueOn": "2026-12-18",
    "differences": ["amount"],
    "acknowledged": None,
}
DIFFERENCES: dict[str, Any] = {"items": [DIFFERENCE], **_PAGE}
TO_ACKNOWLEDGE: dict[str, Any] = {"because": "bankCorrected"}
ACKNOWLEDGED: dict[str, Any] = {"id": DIFFERENCE_ID, "because": "bankCorrected", "at": "2026-12-18T15:30:00+00:00"}
BANK_DAY: dict[str, Any] = {"date": "2026-12-18", **_BOTH, "differences": [DIFFERENCE], **_PAGE}
BANK_DAYS: dict[str, Any] = {"total": _BOTH, "items": [{"date": "2026-12-18", **_BOTH}], **_PAGE}
REPORT_TAKEN: dict[str, Any] = {"id": DIGEST, "readAs": "notification"}
STATEMENTS: dict[str, Any] = {
    "orderId": ORDER_ID,
    "municipality": "1261",
    "caseNumber": ORDER["caseNumber"],
    "decisionId": ORDER["decisionId"],
    "householdId": "019b1f6d-1c00-7a2b-9e4d-2f3a4b5c6d7e",
    "amountOre": AMOUNT,
    "statements": [
        {
            "service": "decision",
            "statement": "eyJhbGciOiJFUzI1NiJ9.eyJhY3QiOiJkZWNpc2lvbk1hZGUifQ.MEUCIQ",
            "object": {"salt": "3q2-7wAAAAAAAAAAAAAAAA", "decisionId": ORDER["decisionId"], "grantedOre": AMOUNT},
        }
    ],
}
