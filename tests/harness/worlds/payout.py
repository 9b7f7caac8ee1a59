"""Payout with one payment that is ready, and one that is released, with its bank file made and not yet sent."""

from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from services.payout.app import SERVICE, build
from shared.auth.callers import Role
from tests.harness.service import serve
from tests.harness.worlds.world import OTHERS, FreshDatabase, SeededWorld, Seeding
from tests.store.payout.bank import booked, one_sum
from tests.store.payout.rules import approved_limits, proposed_limits
from tests.store.payout.world import DEBTOR, HEAD, PAYER, World, today
from tests.unit.payout_bank.bank_files import camt054


@asynccontextmanager
async def seeded_payout(fresh_database: FreshDatabase, folder: Path) -> Seeding:
    world = World(folder / "clock-offset")
    settings: dict[str, Any] = {"bank_url": "http://bank", "clock_offset_file": world.clock_offset, **DEBTOR}
    database = fresh_database("payout")
    async with serve(SERVICE, build(), database, folder / "keys", others=world.answer, **settings) as payout:
        world.payout = payout
        yield await _seed(world)


async def _seed(world: World) -> SeededWorld:
    rule_version_id = await _rules(world)
    released = await world.ready_order()
    release = await world.released(released)
    await world.make_file(release)
    (payment,) = world.bank.payments()
    world.bank.report(camt054(one_sum(release, "1.00")))
    await world.read_reports()
    ready = await world.ready_order()
    ids = {
        "orderId": ready,
        "releaseId": release,
        "differenceId": await _difference(world),
        "ruleVersionId": rule_version_id,
    }
    order = await world.order(ready)
    return SeededWorld(
        service=world.payout,
        people={**OTHERS, Role.PAYER: PAYER, Role.UNIT_HEAD: HEAD},
        values={**ids, "orderIds": [ready], "dueDate": today().isoformat(), "date": today().isoformat()},
        bodies={"POST /v1/bank-reports": camt054(booked(payment))},
        secret_ids=frozenset({*ids.values(), released, order["decisionId"], order["applicationId"]}),
    )


async def _difference(world: World) -> str:
    found = await world.payout.person(HEAD, "unitHead").get("/v1/bank-differences")
    return str(found.json()["items"][0]["id"])


async def _rules(world: World) -> str:
    """Limits that are approved, and some that nobody has approved yet: their id."""
    await approved_limits(world, order=4_000_000, householdMonth=5_000_000)
    return await proposed_limits(world, order=3_000_000)
