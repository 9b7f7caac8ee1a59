"""Audit with entries of one municipality's acts in its copy of a log, and payout with one payment of it."""

from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from shared.auth.statements import Hands, Subject, state
from shared.canonical import new_salt
from shared.clock import Clock
from shared.ids import new_id
from tests.harness.control_logs import an_entry
from tests.harness.service import MUNICIPALITY, key_of
from tests.harness.worlds.world import OTHERS, FreshDatabase, SeededWorld, Seeding
from tests.store.audit.conftest import a_log, follower_of, serve_audit

ORDER = new_id()


async def _payout(request: httpx.Request) -> httpx.Response:
    """What payout answers audit: one statement of a payment, whose entry is in no log yet."""
    if request.url.path != f"/v1/payment-orders/{ORDER}/statements":
        return httpx.Response(404)
    decision, document = new_id(), {"salt": new_salt()}
    statement = state(
        "decision",
        key_of("decision")[1],
        Clock(None),
        act="decisionMade",
        municipality=MUNICIPALITY,
        subject=Subject("decision", str(decision), 1),
        hands=Hands(),
        document=document,
    )
    stated = {"service": "decision", "statement": statement, "object": document}
    about = {"orderId": str(ORDER), "caseNumber": "EB-2026-000123", "decisionId": str(decision)}
    return httpx.Response(200, json={"municipality": MUNICIPALITY, **about, "statements": [stated]})


@asynccontextmanager
async def seeded_audit(fresh_database: FreshDatabase, folder: Path) -> Seeding:
    async with (
        serve_audit(fresh_database("audit"), folder, _payout) as audit,
        a_log(fresh_database("intake")) as log,
    ):
        entries = await log.add(*(an_entry("householdRegistered", "intake") for _ in range(3)))
        await follower_of(log, audit.running.engine).step()
        ids = frozenset(str(entry.id) for entry in entries)
        yield SeededWorld(audit, OTHERS, {"service": "intake", "entryId": min(ids), "orderId": str(ORDER)}, {}, ids)
