"""Limits that a test has proposed and approved over the API."""

from datetime import date
from typing import Any

from shared.months import Month
from tests.store.payout.world import HEAD, TYPIST, World, today

ADMINISTRATOR = TYPIST
"""Somebody who is no unit head."""


def limits(valid_from: date | None = None, **ore: int) -> dict[str, Any]:
    """A proposal: `limits(order=4_000_000)`, from the next year on unless said."""
    return {
        "kind": "paymentLimit",
        "validFrom": (valid_from or Month.of(today()).plus(12).first_day).isoformat(),
        "source": "Nämnden 2026-11-10 § 16",
        "content": {"limits": [{"kind": kind, "maxAmountOre": amount} for kind, amount in ore.items()]},
    }


async def proposed_limits(world: World, valid_from: date | None = None, **ore: int) -> str:
    administrator = world.payout.person(ADMINISTRATOR, "administrator")
    answer = await administrator.post("/v1/rule-versions", limits(valid_from, **ore))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def approved_limits(world: World, valid_from: date | None = None, **ore: int) -> dict[str, Any]:
    rule_version_id = await proposed_limits(world, valid_from, **ore)
    answer = await world.payout.person(HEAD, "unitHead").post(f"/v1/rule-versions/{rule_version_id}/approval", {})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())
