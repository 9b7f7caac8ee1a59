"""Examples of calculating and of a calculation, for the documentation of the API."""

from typing import Any

from services.decision.examples import CALCULATION, LEASE_ENDS, MEMBER, WORK_ITEM

CALCULATING: dict[str, Any] = {
    "costs": [{"kind": "housing", "approvedOre": 600000, "reason": "Högsta godtagbara hyra."}],
    "incomes": [
        {"kind": "wage", "memberId": MEMBER, "receivedOre": 500000, "source": "declared"},
        {"kind": "housingAllowance", "memberId": MEMBER, "receivedOre": 185000, "source": "register"},
    ],
    "jobStimulus": [{"memberId": MEMBER, "qualifiedFrom": "2026-01", "reason": "Beslut från annan kommun."}],
}
CALCULATED: dict[str, Any] = {
    "id": CALCULATION,
    "workItemId": WORK_ITEM,
    "householdVersion": 1,
    "declarationVersion": 1,
    "month": "2026-12",
    "normVersion": "riksnorm-2026-2",
    "rulesVersion": "calculation-3",
    "lines": [
        {
            "kind": "personalCosts",
            "label": {"sv": "Personliga kostnader, ensamstående", "en": "Personal costs, single adult"},
            "amountOre": 394000,
            "rule": "personalCostsSingle",
            "version": "riksnorm-2026-2",
            "law": "SoL 12 kap. 7 §, SFS 2025:468 12 kap. 2 §",
            "facts": {
                "age": 36,
                "ageDay": "lastDay",
                "figureSource": "the government, November 2025: 5 220 kronor for a single adult in all",
            },
            "source": {"origin": "norm"},
            "status": "official",
            "memberId": MEMBER,
        }
    ],
    "notCounted": [
        {
            "kind": "notCountedIncome",
            "label": {"sv": "Lön efter skatt", "en": "Wages after tax"},
            "amountOre": 125000,
            "rule": "jobStimulus",
            "version": "calculation-3",
            "law": "SoL 12 kap. 8 §",
            "facts": {
                "basis": "handler",
                "basisReason": "Beslut från annan kommun.",
                "holdsFrom": "2026-07",
                "holdsTo": "2028-06",
                "percent": 25,
                "qualifiedFrom": "2026-01",
                "qualifiedTo": "2026-06",
                "receivedOre": 500000,
            },
            "source": {"origin": "declared"},
            "status": "declared",
            "memberId": MEMBER,
            "item": "wage",
        }
    ],
    "notCountedOre": 125000,
    "normOre": 522000,
    "costsOre": 600000,
    "incomesOre": 560000,
    "deficitOre": 562000,
    "surplusOre": 0,
    "appliedDeficitOre": 612000,
    "explanation": {"sv": ["Det saknas 5 620,00 kr."], "en": ["SEK 5,620.00 is short."]},
    "leaseEndsAt": LEASE_ENDS,
}
