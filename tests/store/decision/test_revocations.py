"""Revoking a decision: payout's own word first, then all or nothing (docs/adr/0008)."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from shared.auth.statements import Hands, Subject
from shared.canonical import digest
from shared.ids import new_id
from tests.harness.service import Caller, person
from tests.store.decision.payments import failed, paying
from tests.store.decision.payout import Payout
from tests.store.decision.test_in_force import ask, asked
from tests.store.decision.world import (
    APPLICANT,
    OTHER_SECRETARY,
    REGISTRAR,
    SECOND_REGISTRAR,
    SECRETARY,
    UNIT_HEAD,
    Case,
    World,
    decision_on,
)

REASON = {"reason": "Hyran var redan betald av en anhörig."}


async def decided(world: World, **facts: Any) -> tuple[Case, str]:
    """A case, and the id of the decision on it."""
    case, claim, calculation = await world.drafted(**facts)
    made = await world.decide(claim, decision_on(case, calculation))
    assert made.status_code == 201, made.text
    return case, made.json()["id"]


def path(decision_id: str) -> str:
    return f"/v1/decisions/{decision_id}/revocation"


async def nothing_revoked(world: World) -> bool:
    sent = await world.rows("select position from outbox where event->>'type' = 'decisionRevoked'")
    return await world.count("revocation") == 0 and not sent and await world.count("work_item") == 1


async def test_a_stopped_decision_is_revoked_stated_and_handed_over(world: World, payout: Payout) -> None:
    case, made = await decided(world)

    answer = await world.secretary(OTHER_SECRETARY).post(path(made), REASON)

    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["decisionId"], told["outcome"], told["lines"]) == (
        made,
        "stopped",
        [{"line": 1, "outcome": "stopped"}],
    )
    sent = {
        row.destination: row.event
        for row in await world.rows("select * from outbox where event->>'type' = 'decisionRevoked'")
    }
    assert set(sent) == {"payout", "intake"}
    document = sent["payout"]["object"]
    assert {name: value for name, value in document.items() if name != "salt"} == {
        "decisionId": made,
        "applicationId": str(case.application_id),
        "caseNumber": case.case_number,
        "householdId": str(case.household_id),
        "revokedAt": told["revokedAt"].replace("Z", "+00:00"),
        "outcome": "stopped",
    }
    running = world.service.running
    stated = await running.statements.read(sent["payout"]["statement"], "decision", "decisionRevoked", document)
    assert (stated.subject, stated.hands) == (
        Subject("decision", made, 2),
        Hands(decision=(person(OTHER_SECRETARY),)),
    )
    (entry,) = [entry for entry in await world.log() if entry.act == "decisionRevoked"]
    assert (entry.outcome, entry.digest, entry.subjects["decisionId"]) == ("done", digest(document), made)


async def test_payout_was_asked_with_a_statement_of_who_revokes_and_both_are_kept(world: World, payout: Payout) -> None:
    case, made = await decided(world)
    await world.secretary(OTHER_SECRETARY).post(path(made), REASON)

    (request,) = payout.asked
    said = json.loads(request.content)
    question = said["object"]
    running = world.service.running
    stated = await running.statements.read(said["statement"], "decision", "decisionStopAsked", question)
    assert (stated.subject, stated.hands.decision) == (Subject("decision", made, 1), (person(OTHER_SECRETARY),))
    assert set(question) == {"salt", "stopId", "decisionId", "caseNumber", "householdId", "askedAt"}
    assert question["caseNumber"] == case.case_number
    assert len(request.headers["idempotency-key"]) == 37
    (row,) = await world.rows("select * from revocation")
    assert (row.stop_asked, row.stop_asked_statement) == (question, said["statement"])
    assert row.stopped["stopId"] == question["stopId"]
    assert await running.statements.read(row.stopped_statement, "payout", "decisionStopped", row.stopped)


async def test_the_reason_stays_in_decision(world: World) -> None:
    _, made = await decided(world)
    await world.secretary().post(path(made), REASON)

    rows = await world.rows("select event::text as said from outbox")
    rows += await world.rows("select convert_from(entry, 'UTF8') as said from log_entry")
    assert not any("anhörig" in row.said for row in rows)
    shown = (await world.secretary().get(f"/v1/decisions/{made}")).json()
    assert (shown["revocation"]["outcome"], shown["revocation"]["reason"]) == ("stopped", REASON["reason"])


async def test_after_stopped_the_application_is_decided_anew_as_if_it_had_waited_all_along(world: World) -> None:
    case, made = await decided(world)
    assert (await world.secretary().post("/v1/claims", {"queue": "renewals"})).status_code == 204
    await world.secretary().post(path(made), REASON)

    claim = await world.claimed()
    assert (claim["caseNumber"], claim["receivedAt"][:19]) == (case.case_number, case.received_at[:19])
    item = (await world.secretary().get(f"/v1/work-items/{claim['workItemId']}")).json()
    (earlier,) = item["earlierDecisions"]
    assert (earlier["decisionId"], earlier["revocation"]["outcome"]) == (made, "stopped")
    again = await world.decide(claim, decision_on(case, await world.calculated(claim)))
    assert (again.status_code, again.json()["applicationId"]) == (201, str(case.application_id))
    assert await world.count("decision") == 2
    assert await world.rows("select id from work_item where ended_at is null") == []


async def test_a_second_decision_can_be_revoked_too_and_only_the_last_one_stands(world: World, payout: Payout) -> None:
    case, first = await decided(world)
    await world.secretary().post(path(first), REASON)
    claim = await world.claimed()
    second = (await world.decide(claim, decision_on(case, await world.calculated(claim)))).json()["id"]
    payout.lines = {1: "tooLate"}

    answer = await world.secretary().post(path(second), REASON)

    assert answer.json()["outcome"] == "tooLate"
    assert await world.rows("select id from work_item where ended_at is null") == []


async def test_a_protected_households_application_comes_back_to_the_closed_queue(world: World) -> None:
    case, made = await decided(world)
    await world.tell(replace(case, version=2, protected=True).household())

    assert (await world.secretary().post(path(made), REASON)).status_code == 404
    assert (await world.social_worker().post(path(made), REASON)).status_code == 201
    (item,) = await world.rows("select queue from work_item where ended_at is null")
    assert item.queue == "protected"


async def test_what_is_in_a_bank_file_is_not_undone(world: World, payout: Payout) -> None:
    _, made = await decided(world)
    payout.lines = {1: "tooLate"}

    answer = await world.secretary().post(path(made), REASON)

    assert (answer.status_code, answer.json()["outcome"]) == (201, "tooLate")
    assert (await world.secretary().post("/v1/claims", {"queue": "renewals"})).status_code == 204


async def test_a_decision_without_lines_needs_no_question(world: World, payout: Payout) -> None:
    case = await world.tell_all(Case())
    claim = await world.claimed()
    wage = {"kind": "wage", "memberId": str(case.member_id), "receivedOre": 3_000_000, "source": "declared"}
    calculation = await world.calculated(claim, incomes=[wage])
    body = decision_on(case, calculation, outcome="rejected", grounds=["incomesCover"], lines=[])
    made = await world.decide(claim, body)
    assert made.status_code == 201, made.text

    payout.here = False
    answer = await world.secretary().post(path(made.json()["id"]), REASON)

    assert (answer.status_code, answer.json()["outcome"], answer.json()["lines"]) == (201, "stopped", [])
    assert payout.asked == []


WRONG: dict[str, dict[str, Any]] = {
    "away": {"here": False},
    "no answer": {"forge": lambda said: {}},
    "no object": {"forge": lambda said: {**said, "object": None}},
    "unsigned": {"forge": lambda said: {**said, "statement": "x"}},
    "altered after it was signed": {"forge": lambda said: {**said, "object": {**said["object"], "outcome": "tooLate"}}},
    "signed by another service": {"speaker": "intake"},
    "another act": {"act": "paymentEnded"},
    "of another municipality": {"municipality": "0180"},
    "about another decision": {"about": str(new_id())},
    "about another decision inside": {"twist": lambda document: {**document, "decisionId": str(new_id())}},
    "to another question": {"twist": lambda document: {**document, "stopId": str(new_id())}},
    "an outcome that is none": {"twist": lambda document: {**document, "outcome": "perhaps"}},
    "an outcome that is not its lines'": {"twist": lambda document: {**document, "outcome": "tooLate"}},
    "another line": {"lines": {7: "stopped"}},
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_without_payouts_own_word_nothing_changes(world: World, payout: Payout, wrong: str) -> None:
    _, made = await decided(world)
    usual = dict(vars(payout))
    vars(payout).update(WRONG[wrong])

    refused = await world.secretary().post(path(made), REASON, key="the-same-key-again")

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5"), refused.text
    assert refused.json()["type"].endswith("/payout-not-answering")
    assert await nothing_revoked(world)
    vars(payout).update(usual)
    answer = await world.secretary().post(path(made), REASON, key="the-same-key-again")
    assert answer.status_code == 201


async def test_twice_tells_the_first_outcome(world: World, payout: Payout) -> None:
    _, made = await decided(world)
    first = await world.secretary().post(path(made), REASON, key="the-same-key-again")
    payout.lines = {1: "tooLate"}

    same = await world.secretary().post(path(made), REASON, key="the-same-key-again")
    other = await world.secretary(OTHER_SECRETARY).post(path(made), {"reason": "Fel belopp."})

    assert (same.status_code, same.json()) == (201, first.json())
    assert (other.status_code, other.json()["outcome"]) == (409, "stopped")
    assert other.json()["type"].endswith("/decision-revoked")
    assert await world.count("revocation") == 1
    assert len(payout.asked) == 1


async def test_nothing_is_renewed_between_payouts_answer_and_the_revocation(world: World, payout: Payout) -> None:
    """It would be paid, and the application decided anew (C6)."""
    case, order = await failed(world)
    claim = await world.claimed(world.secretary(OTHER_SECRETARY), "payments")
    renewing: list[asyncio.Task[httpx.Response]] = []
    waits = """select pid from pg_locks join pg_database d on d.oid = database
               where not granted and d.datname = current_database()"""

    async def renew() -> None:
        there = f"/v1/work-items/{claim['workItemId']}/payment"
        renewing.append(asyncio.create_task(world.secretary(OTHER_SECRETARY).post(there, paying(case))))
        for _ in range(1000):
            if renewing[0].done() or await world.rows(waits):
                return
            await asyncio.sleep(0.01)

    payout.meanwhile = renew
    revoked = await world.secretary().post(path(order.decision_id), REASON)
    renewed = await renewing[0]

    assert (revoked.status_code, renewed.status_code) == (201, 403), renewed.text
    assert await world.count("line_renewal") == 0


async def test_two_at_once_revoke_once(world: World) -> None:
    _, made = await decided(world)

    answers = await asyncio.gather(
        *(world.secretary(by).post(path(made), REASON) for by in (SECRETARY, OTHER_SECRETARY, SECRETARY))
    )

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409], [answer.text for answer in answers]
    assert await world.count("revocation") == 1
    assert len(await world.rows("select position from outbox where event->>'type' = 'decisionRevoked'")) == 2
    assert len(await world.rows("select id from work_item where ended_at is null")) == 1


@pytest.mark.parametrize(
    ("number", "earlier", "rule"),
    [
        pytest.param(REGISTRAR, "entry", "C1", id="registered the household"),
        pytest.param(SECOND_REGISTRAR, "account", "C1", id="entered the account"),
        pytest.param(APPLICANT, "householdMember", "C2", id="lives there"),
    ],
)
async def test_who_is_tied_to_the_household_does_not_revoke(
    world: World, payout: Payout, number: str, earlier: str, rule: str
) -> None:
    _, made = await decided(world)
    everything = world.service.person(number, "economySecretary", "socialWorker", "unitHead", "administrator")

    refused = await everything.post(path(made), REASON)

    assert (refused.status_code, refused.json()["rule"], refused.json()["earlierAct"]) == (403, rule, earlier)
    assert payout.asked == [], "nor is anything stopped"
    entry = (await world.log())[-1]
    assert (entry.act, entry.outcome, entry.rule) == ("decisionRevoked", "refused", rule)
    assert await nothing_revoked(world)


async def test_a_version_entered_anew_by_others_frees_earlier_hands(world: World) -> None:
    case, made = await decided(world)
    await world.tell(replace(case, version=2, registered_by=SECOND_REGISTRAR).household())

    assert (await world.secretary(REGISTRAR).post(path(made), REASON)).status_code == 201


async def test_others_revoke_nothing(world: World, payout: Payout) -> None:
    _, made = await decided(world)

    async def status(by: Caller, decision_id: str = made) -> int:
        return (await by.post(path(decision_id), REASON)).status_code

    for role in ("payer", "registrar", "auditor", "administrator", "citizen"):
        assert await status(world.service.person(UNIT_HEAD, role)) == 403
    assert await status(world.service.person(UNIT_HEAD, "unitHead", municipality="0180")) == 404
    assert await status(world.secretary(), str(new_id())) == 404
    assert await status(world.service.service("payout")) == 403
    assert (await world.secretary().post(path(made), {"reason": ""})).status_code == 422
    assert payout.asked == []
    assert await status(world.service.person(UNIT_HEAD, "unitHead")) == 201


async def test_a_revoked_decision_is_not_in_force(world: World) -> None:
    _, made = await decided(world)
    (row,) = await world.rows("select event from outbox where destination = 'payout'")
    assert len((await ask(world, asked(row.event)))["object"]["inForce"]) == 1
    await world.secretary().post(path(made), REASON)

    (item,) = (await ask(world, asked(row.event)))["object"]["notInForce"]
    assert item["reason"] == "revoked"


async def test_facts_that_come_after_the_decision_do_not_queue_the_application_again(world: World) -> None:
    case, _ = await decided(world)

    await world.tell(replace(case, version=2).household())

    assert await world.count("work_item") == 1


INSERT = """
    insert into revocation (decision_id, household_id, municipality, outcome, reason, revoked_by, revoked_role,
      revoked_at, stop_asked, stop_asked_statement, stopped, stopped_statement, document, digest, statement, entry_id)
    select d.id, {household}, d.municipality, :outcome, :reason, :person, :role, now(), {stop}, '{{}}', 'd', 's',
      d.entry_id
    from decision d where d.id = cast(:id as uuid)"""


def raw(household: str = "d.household_id", asked: str = "'{}'", said: str = "cast(:id as text), 'stopped'") -> str:
    """The statement, with SQL for what a test puts something else in."""
    answer = f"jsonb_build_object('decisionId', {said.split(', ', maxsplit=1)[0]}, 'outcome', {said.split(', ')[1]})"
    return INSERT.format(household=household, stop=f"{asked}, 's', {answer}, 's'")


UNASKED = INSERT.format(household="d.household_id", stop="null, null, null, null")


async def test_the_database_holds_what_a_revocation_is(world: World) -> None:
    _, made = await decided(world)
    usual = {"id": made, "outcome": "stopped", "reason": "r", "person": person(OTHER_SECRETARY), "role": "unitHead"}

    async def refused(statement: str, **changes: Any) -> str | None:
        return await world.refused_by(statement, **{**usual, **changes})

    assert await refused(raw(), person=person(REGISTRAR)) == "revocation_apart_from_entry"
    assert await refused(raw(), person=person(SECOND_REGISTRAR)) == "revocation_apart_from_account"
    assert await refused(raw(), person=person(APPLICANT)) == "revocation_own_case"
    assert await refused(raw(household="uuidv7()")) == "revocation_of_decision"
    assert await refused(UNASKED) == "revocation_stop_stated"
    assert await refused(raw(), outcome="tooLate") == "revocation_as_stopped"
    assert await refused(raw(said="uuidv7(), 'stopped'")) == "revocation_as_stopped"
    assert await refused(raw(asked="null")) == "revocation_stop_whole"
    assert await refused(raw(said="cast(:id as text), 'perhaps'"), outcome="perhaps") == "revocation_outcome"
    assert await refused(raw(), reason="") == "revocation_reason"
    assert await refused(raw(), role="payer") == "revocation_role"
    await world.run((raw(), usual))
    assert await refused(raw()) == "revocation_pkey"


async def test_the_database_lets_no_application_be_decided_twice(world: World, payout: Payout) -> None:
    """Not even on a work item that somebody made by hand."""
    case, made = await decided(world)
    payout.lines = {1: "tooLate"}
    await world.secretary().post(path(made), REASON)
    another = """insert into work_item (id, application_id, household_id, municipality, case_number, kind, month, queue,
                   received_at, entry_id)
                 select uuidv7(), application_id, household_id, municipality, case_number, kind, month, queue,
                   received_at, entry_id from work_item limit 1"""
    await world.run((another, {}))
    assert await world.refused_by(another) == "work_item_open_application"

    claim = await world.claimed()
    refused = await world.decide(claim, decision_on(case, await world.calculated(claim)))

    assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[1]) == (409, "application-decided")
