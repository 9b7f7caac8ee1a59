"""Examples for the API's description: rules of a made-up municipality."""

from typing import Any

from shared.rule_versions.api import EXAMPLE_ID

RULE_VERSION = EXAMPLE_ID
SOURCE = "Nämnden 2026-11-10 § 14"

NORM: dict[str, Any] = {
    "kind": "norm",
    "validFrom": "2026-12-01",
    "source": "Socialtjänstförordningen 12 kap. 2 §, lydelse 2027",
    "content": {
        "firstMonth": "2027-01",
        "lastMonth": "2027-12",
        "adultSingleOre": 400000,
        "adultCoupleOre": 720000,
        "childrenOre": [280000, 310000, 276000, 310000, 388000, 446000, 504000, 508000],
        "childrenWithoutLunchOre": [260000, 284000, 254000, 276000],
        "commonOre": [130000, 143000, 182000, 206000, 237000, 268000, 287000],
        "status": "official",
    },
}
CALCULATION: dict[str, Any] = {
    "kind": "calculation",
    "validFrom": "2027-01-01",
    "source": SOURCE,
    "content": {
        "ageDay": "lastDay",
        "dailyDivisorTenths": 304,
        "dailyStepOre": 100,
        "jobStimulusPercent": 25,
        "priceBaseAmounts": [{"year": 2027, "amountOre": 6000000}],
    },
}
GUIDELINE: dict[str, Any] = {
    "kind": "costGuideline",
    "validFrom": "2027-01-01",
    "source": SOURCE,
    "content": {"cost": "housing", "amounts": [{"fromSize": 1, "maxOre": 600000}, {"fromSize": 3, "maxOre": 780000}]},
}
DELEGATION: dict[str, Any] = {
    "kind": "delegation",
    "validFrom": "2027-01-01",
    "source": "Delegationsordning, nämnden 2026-11-10 § 15",
    "content": {"rules": [{"role": "economySecretary", "kind": "renewal", "maxGrantedOre": 2500000}]},
}
MADE: dict[str, Any] = {
    **DELEGATION,
    "id": RULE_VERSION,
    "status": "proposed",
    "proposedBy": "Zx3vQ9pLk2mT8wYb1nRc0A",
    "proposedAt": "2026-11-23T09:00:00+01:00",
    "approvedBy": None,
    "approvedAt": None,
}
APPROVED: dict[str, Any] = {
    **MADE,
    "status": "approved",
    "approvedBy": "b7TkW2mQz9xLc4vN1pRy0D",
    "approvedAt": "2026-11-24T10:00:00+01:00",
}
