"""Decision with one application that is decided, one that is proposed, one that is claimed
and calculated, and one that waits."""

from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from services.decision.app import SERVICE, build
from shared.auth.callers import Role
from tests.harness.service import serve
from tests.harness.worlds.world import OTHERS, FreshDatabase, SeededWorld, Seeding
from tests.store.decision.rules import CALCULATION, in_force, proposed_rule
from tests.store.decision.world import PAY_ON, SECRETARY, SOCIAL_WORKER, UNIT_HEAD, World, case_of, decision_on


@asynccontextmanager
async def seeded_decision(fresh_database: FreshDatabase, folder: Path) -> Seeding:
    async with serve(SERVICE, build(), fresh_database("decision"), folder / "keys") as service:
        yield await _seed(World(service, folder))


async def _seed(world: World) -> SeededWorld:
    rule_version_id = await _rules(world)
    decided = await world.tell_all(case_of(1))
    claim = await world.claimed()
    answer = await world.decide(claim, decision_on(decided, await world.calculated(claim)))
    assert answer.status_code == 201, answer.text
    high = await world.tell_all(case_of(4, costs=[{"kind": "housing", "amountOre": 2_500_000}]))
    claim = await world.claimed()
    proposed = await world.decide(claim, decision_on(high, await world.calculated(claim)))
    assert proposed.status_code == 202, proposed.text
    held, waiting = await world.tell_all(case_of(2)), await world.tell_all(case_of(3))
    claim = await world.claimed()
    calculation = await world.calculated(claim)
    last_day = world.service.running.clock.today() + timedelta(days=7)
    ids = {
        "decisionId": answer.json()["id"],
        "proposalId": proposed.json()["proposalId"],
        "workItemId": claim["workItemId"],
        "claimId": claim["claimId"],
        "calculationId": calculation["id"],
        "householdId": str(held.household_id),
        "applicationId": str(held.application_id),
        "accountId": str(held.account_id),
        "memberId": str(held.member_id),
        "ruleVersionId": rule_version_id,
    }
    return SeededWorld(
        service=world.service,
        people={
            **OTHERS,
            Role.ECONOMY_SECRETARY: SECRETARY,
            Role.SOCIAL_WORKER: SOCIAL_WORKER,
            Role.UNIT_HEAD: UNIT_HEAD,
        },
        values={**ids, "payOn": PAY_ON, "respondBy": str(last_day)},
        bodies={},
        secret_ids=frozenset({*ids.values(), str(decided.household_id), str(waiting.household_id)}),
    )


async def _rules(world: World) -> str:
    """A delegation and a guideline that are in force, and a rule that nobody has approved yet: its id."""
    await in_force(world)
    return await proposed_rule(world, CALCULATION)
