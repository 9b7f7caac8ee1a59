"""The seeded world of each service."""

from tests.harness.worlds.audit import seeded_audit
from tests.harness.worlds.decision import seeded_decision
from tests.harness.worlds.intake import seeded_intake
from tests.harness.worlds.payout import seeded_payout
from tests.harness.worlds.world import Seed

SEEDED: dict[str, Seed] = {
    "intake": seeded_intake,
    "decision": seeded_decision,
    "payout": seeded_payout,
    "audit": seeded_audit,
}
