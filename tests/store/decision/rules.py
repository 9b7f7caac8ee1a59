"""Dated rules that a test has proposed and approved over the API."""

from typing import Any

from tests.harness.service import Caller
from tests.store.decision.world import REGISTRAR, UNIT_HEAD, World

ADMINISTRATOR = REGISTRAR
"""Somebody who is no unit head."""
SOURCE = "Nämnden 2026-11-10 § 14"

DELEGATION: dict[str, Any] = {
    "kind": "delegation",
    "validFrom": "2028-01-01",
    "source": SOURCE,
    "content": {"rules": [{"role": "economySecretary", "kind": "renewal", "maxGrantedOre": 3_000_000}]},
}
GUIDELINE: dict[str, Any] = {
    "kind": "costGuideline",
    "validFrom": "2028-01-01",
    "source": SOURCE,
    "content": {"cost": "electricity", "amounts": [{"fromSize": 1, "maxOre": 40_000}]},
}
CALCULATION: dict[str, Any] = {
    "kind": "calculation",
    "validFrom": "2028-01-01",
    "source": SOURCE,
    "content": {
        "ageDay": "firstDay",
        "dailyDivisorTenths": 300,
        "dailyStepOre": 100,
        "jobStimulusPercent": 25,
        "priceBaseAmounts": [],
    },
}
NORM: dict[str, Any] = {
    "kind": "norm",
    "validFrom": "2028-01-01",
    "source": "Socialtjänstförordningen 12 kap. 2 §",
    "content": {
        "firstMonth": "2027-01",
        "lastMonth": "2027-12",
        "adultSingleOre": 400_000,
        "adultCoupleOre": 720_000,
        "childrenOre": [280_000, 310_000, 276_000, 310_000, 388_000, 446_000, 504_000, 508_000],
        "childrenWithoutLunchOre": [260_000, 284_000, 254_000, 276_000],
        "commonOre": [130_000, 143_000, 182_000, 206_000, 237_000, 268_000, 287_000],
        "status": "official",
    },
}


def today(world: World) -> str:
    return world.service.running.clock.today().isoformat()


def administrator(world: World, number: str = ADMINISTRATOR) -> Caller:
    return world.service.person(number, "administrator")


def unit_head(world: World, number: str = UNIT_HEAD) -> Caller:
    return world.service.person(number, "unitHead")


async def proposed_rule(world: World, body: dict[str, Any]) -> str:
    answer = await administrator(world).post("/v1/rule-versions", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def approved_rule(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """The rule version as its approval answered it."""
    rule_version_id = await proposed_rule(world, body)
    answer = await unit_head(world).post(f"/v1/rule-versions/{rule_version_id}/approval", {})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def in_force(world: World) -> None:
    """A delegation and a guideline of the municipality's own, that say what the examples do and a little more."""
    for body in (DELEGATION, GUIDELINE):
        await approved_rule(world, {**body, "validFrom": today(world)})
