"""Paying a line again: the same decision, purpose and amount, by new hands to what is payable now."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from services.decision.payments.watching import watch
from shared.auth.statements import Hands, Subject
from shared.canonical import digest
from shared.ids import new_id
from tests.harness.service import person
from tests.store.decision.payments import Order, failed, paying, payout_refuses, sent, waiting
from tests.store.decision.test_in_force import ask, asked
from tests.store.decision.world import (
    APPLICANT,
    OTHER_SECRETARY,
    PAY_ON,
    REGISTRAR,
    SECOND_REGISTRAR,
    SECRETARY,
    Case,
    World,
)


async def held(world: World, **facts: Any) -> tuple[Case, Order, str]:
    """A rejected payment that another secretary than who decided holds: (case, order, path)."""
    case, order = await failed(world, **facts)
    claim = await world.claimed(world.secretary(OTHER_SECRETARY), "payments")
    return case, order, f"/v1/work-items/{claim['workItemId']}/payment"


async def renewed_account(world: World, case: Case, **facts: Any) -> Case:
    newer = replace(case, account_version=case.account_version + 1, **facts)
    for fact in (newer.account(1), newer.account(2), newer.compared()):
        assert await world.tell(fact) == "accepted"
    return newer


async def nothing_renewed(world: World) -> bool:
    return await world.count("line_renewal") == 0 and await sent(world, "lineRenewed") == []


async def test_a_renewal_is_stated_logged_and_handed_to_payout(world: World) -> None:
    case, order, path = await held(world)
    await renewed_account(world, case)
    await world.tell(replace(case, version=2).household())

    answer = await world.secretary(OTHER_SECRETARY).post(path, paying(case))

    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["decisionId"], made["line"], made["number"]) == (order.decision_id, 1, 2)
    (event,) = await sent(world, "lineRenewed")
    document = event["object"]
    assert {name: value for name, value in document.items() if name != "salt"} == {
        "renewalId": made["renewalId"],
        "decisionId": order.decision_id,
        "line": 1,
        "number": 2,
        "caseNumber": case.case_number,
        "householdId": str(case.household_id),
        "householdVersion": 2,
        "accountId": str(case.account_id),
        "accountVersion": 2,
        "purpose": "incomeSupport",
        "amountOre": 1_172_000,
        "payOn": PAY_ON,
    }
    read = world.service.running.statements.read
    stated = await read(event["statement"], "decision", "lineRenewed", document)
    assert stated.subject == Subject("lineRenewal", made["renewalId"], 1)
    assert stated.hands == Hands(decision=(person(OTHER_SECRETARY),))
    (row,) = await world.rows("select destination from outbox where event->>'type' = 'lineRenewed'")
    assert row.destination == "payout"
    (entry,) = [entry for entry in await world.log() if entry.act == "lineRenewed"]
    assert (entry.outcome, entry.digest) == ("done", digest(document))


async def test_the_item_is_done_and_the_holder_free(world: World) -> None:
    case, _, path = await held(world)
    await world.secretary(OTHER_SECRETARY).post(path, paying(case))

    assert await waiting(world) == []
    (row,) = await world.rows("select ended_because from claim where person = :who", who=person(OTHER_SECRETARY))
    assert row.ended_because == "renewed"


async def test_the_same_request_again_renews_once(world: World) -> None:
    case, _, path = await held(world)
    by = world.secretary(OTHER_SECRETARY)

    first = await by.post(path, paying(case), key="the-same-key-again")
    again = await by.post(path, paying(case), key="the-same-key-again")
    other = await by.post(path, paying(case))

    assert (again.status_code, again.json()) == (201, first.json())
    assert (other.status_code, other.json()["type"].rsplit("/", 1)[1]) == (403, "claim-needed")
    assert await world.count("line_renewal") == 1


async def test_two_at_once_renew_once(world: World) -> None:
    case, _, path = await held(world)

    answers = await asyncio.gather(*(world.secretary(OTHER_SECRETARY).post(path, paying(case)) for _ in range(3)))

    assert sorted(answer.status_code for answer in answers) == [201, 403, 403]
    assert len(await sent(world, "lineRenewed")) == 1


async def test_the_successor_can_fail_too_and_is_renewed_again(world: World) -> None:
    case, order, path = await held(world)
    await world.secretary(OTHER_SECRETARY).post(path, paying(case))
    for fact in (order.ended("rejected"), order.ended("cancelled", "renewed"), order.state(9, blocked=True)):
        await world.tell(fact)
    assert await waiting(world) == [], "what comes late of the order before is not its successor's"

    await world.tell(Order(order.decision_id, version=2).ended("rejected"))

    claim = await world.claimed(queue="payments")
    answer = await world.secretary().post(f"/v1/work-items/{claim['workItemId']}/payment", paying(case))
    assert (answer.status_code, answer.json()["number"]) == (201, 3)


async def test_only_the_newest_renewal_is_in_force_while_the_decision_is(world: World) -> None:
    case, order, path = await held(world)
    await world.secretary(OTHER_SECRETARY).post(path, paying(case))
    await world.tell(Order(order.decision_id, version=2).ended("rejected"))
    (first,) = await sent(world, "lineRenewed")
    question = asked(first, type="lineRenewal")
    assert (await ask(world, question))["object"]["inForce"] == [question]
    assert await _why_not(world, {**question, "digest": asked(first)["digest"][::-1]}) == "otherObject"
    assert await _why_not(world, {**question, "type": "decision"}) == "unknown"
    claim = await world.claimed(queue="payments")
    await world.secretary().post(f"/v1/work-items/{claim['workItemId']}/payment", paying(case))

    assert await _why_not(world, question) == "superseded"
    second = asked((await sent(world, "lineRenewed"))[1], type="lineRenewal")
    assert (await ask(world, second))["object"]["inForce"] == [second]
    await world.secretary().post(f"/v1/decisions/{order.decision_id}/revocation", {"reason": "Fel."})
    assert await _why_not(world, second) == "revoked"


async def _why_not(world: World, question: dict[str, Any]) -> str:
    (item,) = (await ask(world, question))["object"]["notInForce"]
    return str(item["reason"])


async def test_a_renewal_that_payout_refused_never_came_to_be(world: World) -> None:
    case, _, path = await held(world)
    await world.secretary(OTHER_SECRETARY).post(path, paying(case))
    await payout_refuses(world, "lineRenewed")
    assert await watch(world.service.running) == 1

    claim = await world.claimed(queue="payments")
    item = f"/v1/work-items/{claim['workItemId']}"
    assert (await world.secretary().get(item)).json()["why"] == {
        "failure": "refused",
        "reason": "payment-order-live",
        "rule": None,
    }
    again = await world.secretary().post(f"{item}/payment", paying(case))

    assert (again.status_code, again.json()["number"]) == (201, 2), "its number is used again"
    first, second = (asked(event, type="lineRenewal") for event in await sent(world, "lineRenewed"))
    assert await _why_not(world, first) == "superseded"
    assert (await ask(world, second))["object"]["inForce"] == [second]
    assert await waiting(world) == []


async def test_a_refused_renewal_is_no_work_where_the_order_before_lives(world: World) -> None:
    case, order = await failed(world)
    other = Order(order.decision_id)
    await world.tell(other.state(3, blocked=True))
    claim = await world.claimed(queue="payments")
    await world.secretary().post(f"/v1/work-items/{claim['workItemId']}/payment", paying(case))
    await payout_refuses(world, "lineRenewed")
    await watch(world.service.running)
    assert len(await waiting(world)) == 1

    await world.tell(Order(order.decision_id, id=other.id).ended("settled"))
    assert await waiting(world) == []


@pytest.mark.parametrize(
    ("facts", "rule", "earlier"),
    [
        pytest.param({"version": 2, "registered_by": OTHER_SECRETARY}, "C1", "entry", id="registered the household"),
        pytest.param(
            {"account_version": 2, "entered_by": (OTHER_SECRETARY, APPLICANT)},
            "C1",
            "account",
            id="entered the account",
        ),
        pytest.param({"version": 2, "applicant": OTHER_SECRETARY}, "C2", "householdMember", id="lives there"),
    ],
)
async def test_hands_got_since_the_claim_stop_it(world: World, facts: dict[str, Any], rule: str, earlier: str) -> None:
    case, _, path = await held(world)
    changed = replace(case, **facts)
    await world.tell(changed.account(1) if earlier == "account" else changed.household())

    refused = await world.secretary(OTHER_SECRETARY).post(path, paying(case))

    assert (refused.status_code, refused.json()["rule"], refused.json()["earlierAct"]) == (403, rule, earlier)
    entry = (await world.log())[-1]
    assert (entry.act, entry.outcome, entry.rule) == ("lineRenewed", "refused", rule)
    assert await nothing_renewed(world)


@pytest.mark.parametrize(
    "facts", [{"account_version": 2, "entered_by": (SECRETARY, APPLICANT)}, {"version": 2, "registered_by": SECRETARY}]
)
async def test_who_decided_has_no_hand_in_what_the_renewal_uses(world: World, facts: dict[str, Any]) -> None:
    case, _, path = await held(world)
    changed = replace(case, **facts)
    told = [changed.household()] if "version" in facts else [changed.account(1), changed.account(2), changed.compared()]
    for fact in told:
        await world.tell(fact)

    refused = await world.secretary(OTHER_SECRETARY).post(path, paying(case))

    assert (refused.status_code, refused.json()["rule"]) == (403, "C1")
    assert refused.json()["type"].endswith("/decision-hands-tied")
    assert await nothing_renewed(world)


async def test_an_account_that_is_not_payable_is_none(world: World) -> None:
    case, _, path = await held(world)
    by = world.secretary(OTHER_SECRETARY)

    async def status(**changes: Any) -> tuple[int, str]:
        answer = await by.post(path, paying(case, **changes))
        return answer.status_code, answer.json()["type"].rsplit("/", 1)[1]

    other = await world.tell_all(Case())
    assert await status(accountId=str(other.account_id)) == (403, "account-not-payable")
    assert await status(accountId=str(new_id())) == (403, "account-not-payable")
    await world.tell(replace(case, account_version=2).account(1))
    assert await status() == (403, "account-not-payable")
    await world.tell(replace(case, account_version=2).compared("mismatch"))
    assert await status() == (403, "account-not-payable")
    await world.tell(replace(case, account_version=2).compared("locked"))
    assert await status() == (403, "account-not-payable")
    assert await nothing_renewed(world)
    assert (await by.post(path, paying(case))).status_code == 403


@pytest.mark.parametrize("day", ["2020-01-01", "2099-01-01"])
async def test_the_day_is_one_that_can_be(world: World, day: str) -> None:
    case, _, path = await held(world)

    refused = await world.secretary(OTHER_SECRETARY).post(path, paying(case, payOn=day))

    assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[1]) == (422, "impossible-pay-day")


async def test_amount_and_purpose_are_the_decisions(world: World) -> None:
    case, _, path = await held(world)

    for more in ({"amountOre": 1}, {"purpose": "otherLivingCosts"}, {"line": 2}):
        assert (await world.secretary(OTHER_SECRETARY).post(path, paying(case, **more))).status_code == 422
    assert await nothing_renewed(world)


async def test_only_the_holder_renews(world: World) -> None:
    case, _, path = await held(world)

    assert (await world.secretary().post(path, paying(case))).status_code == 403
    for role in ("payer", "registrar", "unitHead", "administrator"):
        assert (await world.service.person(OTHER_SECRETARY, role).post(path, paying(case))).status_code == 403
    elsewhere = world.service.person(OTHER_SECRETARY, "economySecretary", municipality="0180")
    assert (await elsewhere.post(path, paying(case))).status_code == 404
    world.later(hours=2)
    assert (await world.secretary(OTHER_SECRETARY).post(path, paying(case))).status_code == 403
    assert await nothing_renewed(world)


async def test_an_application_is_not_paid_like_that(world: World) -> None:
    case = await world.tell_all(Case())
    claim = await world.claimed()

    refused = await world.secretary().post(f"/v1/work-items/{claim['workItemId']}/payment", paying(case))

    assert (refused.status_code, refused.json()["task"]) == (409, "application")


RENEWAL = """
    insert into line_renewal (id, work_item_id, decision_id, line, number, municipality, household_id,
      household_version, account_id, account_version, purpose, amount_ore, pay_on, renewed_by, renewed_role, renewed_at,
      document, digest, statement, entry_id)
    select uuidv7(), w.id, w.decision_id, w.line, {number}, w.municipality, w.household_id, {household_version},
      {account}, {account_version}, {purpose}, {amount}, '{PAY_ON}', :person, 'economySecretary', now(), '{{}}', 'd',
      's', w.entry_id
    from work_item w join decision_line l on l.decision_id = w.decision_id and l.number = w.line where w.id = :item"""


def renewal(**columns: str) -> str:
    usual = {
        "PAY_ON": PAY_ON,
        "number": "2",
        "household_version": "1",
        "account": "l.account_id",
        "account_version": "1",
        "purpose": "l.purpose",
        "amount": "l.amount_ore",
    }
    return RENEWAL.format(**{**usual, **columns})


async def test_the_database_holds_what_a_renewal_is(world: World) -> None:
    case, _, path = await held(world)
    usual = {"item": UUID(path.split("/")[3]), "person": person(OTHER_SECRETARY)}

    async def refused(by: str = OTHER_SECRETARY, **columns: str) -> str | None:
        return await world.refused_by(renewal(**columns), **{**usual, "person": person(by)})

    assert await refused(SECRETARY) == "line_renewal_by_holder"
    assert await refused(REGISTRAR) == "line_renewal_apart_from_entry"
    assert await refused(SECOND_REGISTRAR) == "line_renewal_apart_from_account"
    assert await refused(APPLICANT) == "line_renewal_own_case"
    assert await refused(amount="l.amount_ore - 1") == "line_renewal_as_decided"
    assert await refused(purpose="'otherLivingCosts'") == "line_renewal_as_decided"
    assert await refused(number="3") == "line_renewal_consecutive"
    assert await refused(household_version="2") == "line_renewal_newest_household"
    assert await refused(account_version="2") == "line_renewal_account_payable"
    assert await refused(account="uuidv7()") == "line_renewal_account_payable"
    await world.tell(replace(case, account_version=2, entered_by=(SECRETARY, APPLICANT)).account(1))
    assert await refused() == "line_renewal_account_payable", "a newer version has come"
    await world.tell(replace(case, account_version=2).compared())
    assert await refused(account_version="2") == "line_renewal_decision_apart"
