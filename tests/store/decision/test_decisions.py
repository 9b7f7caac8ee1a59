"""Deciding: the whole way to a decision that payout and intake get, and every way in which it is refused."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from services.decision.claims.rules import EndedBecause
from services.decision.claims.store import end
from shared.auth.statements import Hands, Statement
from shared.canonical import digest
from shared.controllog.store import add_entry
from shared.ids import new_id
from tests.harness.control_logs import an_entry
from tests.harness.service import person
from tests.store.decision.world import (
    APPLICANT,
    OTHER_SECRETARY,
    PAY_ON,
    SECRETARY,
    UNIT_HEAD,
    Case,
    World,
    decision_on,
)


async def test_a_decision_is_handed_over_stated_and_logged(world: World) -> None:
    case, claim, calculation = await world.drafted()

    answer = await world.decide(claim, decision_on(case, calculation))

    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["outcome"], made["grantedOre"]) == ("granted", 1_172_000)
    made_known = await world.rows("select * from outbox where event->>'type' = 'decisionMade'")
    sent = {row.destination: row.event for row in made_known}
    assert set(sent) == {"payout", "intake"}
    assert sent["payout"]["object"] == sent["intake"]["object"]
    document = sent["payout"]["object"]
    assert len(document["salt"]) == 22, "128 bits"
    assert {name: value for name, value in document.items() if name != "salt"} == {
        "decisionId": made["id"],
        "applicationId": str(case.application_id),
        "caseNumber": case.case_number,
        "householdId": str(case.household_id),
        "householdVersion": 1,
        "kind": "renewal",
        "month": "2026-12",
        "declarationVersion": 1,
        "outcome": "granted",
        "grantedOre": 1_172_000,
        "decidedAt": made["decidedAt"].replace("Z", "+00:00"),
        "lines": [
            {
                "number": 1,
                "accountId": str(case.account_id),
                "accountVersion": 1,
                "purpose": "incomeSupport",
                "amountOre": 1_172_000,
                "payOn": PAY_ON,
            }
        ],
    }
    (entry,) = [entry for entry in await world.log() if entry.act == "decisionMade"]
    assert (entry.outcome, entry.digest) == ("done", digest(sent["intake"]["object"]))


async def test_the_statement_names_who_calculated_and_who_decided(world: World) -> None:
    case = await world.tell_all(Case())
    first = await world.claimed()
    calculation = await world.calculated(first)
    await world.secretary().post(f"/v1/claims/{first['claimId']}/release", {"reason": "Slutar för dagen."})
    other = world.secretary(OTHER_SECRETARY)
    second = await world.claimed(other)

    answer = await world.decide(second, decision_on(case, calculation), other)

    assert answer.status_code == 201, answer.text
    (row,) = await world.rows("select event from outbox where destination = 'payout'")
    stated = await _read_statement(world, row.event)
    hands = tuple(sorted((person(SECRETARY), person(OTHER_SECRETARY))))
    assert stated.hands == Hands(decision=hands)
    assert (stated.subject.type, stated.subject.id, stated.subject.version) == ("decision", answer.json()["id"], 1)


async def _read_statement(world: World, sent: dict[str, Any]) -> Statement:
    return await world.service.running.statements.read(sent["statement"], "decision", "decisionMade", sent["object"])


async def test_the_work_item_is_done_and_the_holder_free(world: World) -> None:
    case, claim, calculation = await world.drafted()
    assert (await world.decide(claim, decision_on(case, calculation))).status_code == 201

    (row,) = await world.rows("select c.ended_because, w.ended_at, w.claim_id from claim c, work_item w")
    assert (row.ended_because, row.claim_id) == ("decided", None)
    assert row.ended_at is not None
    assert (await world.secretary().post("/v1/claims", {"queue": "renewals"})).status_code == 204


async def test_the_same_request_again_decides_once(world: World) -> None:
    case, claim, calculation = await world.drafted()
    body = decision_on(case, calculation)

    first = await world.decide(claim, body, key="the-same-key-twice")
    again = await world.decide(claim, body, key="the-same-key-twice")
    other = await world.decide(claim, body)

    assert (again.status_code, again.json()) == (201, first.json())
    assert (other.status_code, other.json()["type"].rsplit("/", 1)[1]) == (403, "claim-needed")
    assert await world.count("decision") == 1
    assert await world.count("outbox") == 3


async def test_two_decisions_at_once_are_one(world: World) -> None:
    case, claim, calculation = await world.drafted()
    body = decision_on(case, calculation)

    answers = await asyncio.gather(*(world.decide(claim, body) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers)[0] == 201
    assert all(answer.status_code in (201, 403, 409) for answer in answers), [answer.text for answer in answers]
    assert [await world.count(table) for table in ("decision", "decision_line", "outbox")] == [1, 1, 3]


async def test_a_claim_that_is_handed_back_meanwhile_takes_the_decision_with_it(world: World) -> None:
    case, claim, calculation = await world.drafted()
    running = world.service.running
    async with running.transaction() as connection:
        entry = await add_entry(connection, an_entry("workItemReleased"))
        now, held = running.clock.now(), UUID(claim["claimId"])
        assert await end(connection, held, EndedBecause.RELEASED, now=now, entry_id=entry, reason="Jäv.")
        deciding = asyncio.create_task(world.decide(claim, decision_on(case, calculation)))
        await asyncio.sleep(0.5)

    answer = await deciding
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (403, "claim-needed")
    assert [await world.count(table) for table in ("decision", "decision_line", "outbox")] == [0, 0, 0]


async def test_a_decision_takes_ten_statements(world: World) -> None:
    """Eight for the decision itself, and two for what the applicant is told of it: its entry in the log and its row."""
    case, claim, calculation = await world.drafted()
    statements: list[str] = []

    def note(*called: Any) -> None:
        statements.append(str(called[2]).split(None, 2)[0])

    engine = world.service.running.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    answer = await world.decide(claim, decision_on(case, calculation))
    event.remove(engine, "before_cursor_execute", note)

    assert answer.status_code == 201
    assert len(statements) == 10, statements


@pytest.mark.parametrize(
    ("facts", "act", "rule"),
    [
        pytest.param({"version": 2, "registered_by": SECRETARY}, "entry", "C1", id="changed the household"),
        pytest.param({"account_version": 2, "entered_by": (SECRETARY, SECRETARY)}, "account", "C1", id="account"),
        pytest.param({"version": 2, "applicant": SECRETARY}, "householdMember", "C2", id="became a member"),
    ],
)
async def test_other_hands_got_since_the_claim_stop_the_decision(
    world: World, facts: dict[str, Any], act: str, rule: str
) -> None:
    case, claim, calculation = await world.drafted()
    changed = replace(case, **facts)
    await world.tell(changed.account(1) if act == "account" else changed.household())

    refused = await world.decide(claim, decision_on(case, calculation))

    assert (refused.status_code, refused.json()["rule"], refused.json()["earlierAct"]) == (403, rule, act)
    entry = (await world.log())[-1]
    assert (entry.act, entry.outcome, entry.rule, entry.reason) == ("decisionMade", "refused", rule, "broken chain")
    assert await world.count("decision") == 0
    assert await world.count("outbox") == 0


async def test_who_calculated_and_then_entered_the_account_has_no_part_in_the_decision(world: World) -> None:
    case, first, calculation = await world.drafted()
    await world.secretary().post(f"/v1/claims/{first['claimId']}/release", {"reason": "Slutar för dagen."})
    other = world.secretary(OTHER_SECRETARY)
    second = await world.claimed(other)
    anew = replace(case, account_version=2, entered_by=(SECRETARY, APPLICANT))
    for fact in (anew.account(1), anew.account(2), anew.compared()):
        await world.tell(fact)

    refused = await world.decide(second, decision_on(case, calculation), other)
    assert (refused.status_code, refused.json()["because"]) == (409, "otherHands")

    own = await world.calculated(second, other)
    assert (await world.decide(second, decision_on(case, own), other)).status_code == 201


async def test_a_household_that_has_changed_is_calculated_anew(world: World) -> None:
    case, claim, calculation = await world.drafted()
    await world.tell(replace(case, version=2).household())

    refused = await world.decide(claim, decision_on(case, calculation))
    assert (refused.status_code, refused.json()["because"]) == (409, "householdChanged")

    answer = await world.decide(claim, decision_on(case, await world.calculated(claim)))
    assert (answer.status_code, answer.json()["householdVersion"]) == (201, 2)


async def test_only_the_holder_decides(world: World) -> None:
    case, claim, calculation = await world.drafted()
    body = decision_on(case, calculation)

    assert (await world.decide(claim, body, world.secretary(OTHER_SECRETARY))).status_code == 403
    assert (await world.decide(claim, body, world.service.person(UNIT_HEAD, "unitHead"))).status_code == 403
    assert (await world.decide(claim, body, world.social_worker())).status_code == 403
    world.later(hours=2)
    assert (await world.decide(claim, body)).status_code == 403
    assert await world.count("decision") == 0


async def test_a_calculation_of_another_work_item_is_none(world: World) -> None:
    case, claim, calculation = await world.drafted()
    other = await world.tell_all(Case(kind="new"))
    worker = world.social_worker()
    elsewhere = await world.claimed(worker, "new")

    assert (await world.decide(elsewhere, decision_on(other, calculation), worker)).status_code == 404
    assert (await world.decide(claim, decision_on(case, {**calculation, "id": str(new_id())}))).status_code == 404
