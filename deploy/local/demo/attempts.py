"""Ten ways of breaking the chain, over HTTP, by people inside and outside. Each must be refused, and say by which rule.

The target is a household like any other. In the end it is paid, by hands that have touched nothing else in it.
"""

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg

from deploy.local.demo.handling import calculation_body, decide
from deploy.local.demo.people import CLIENT, Person, Staff
from deploy.local.demo.registering import Household
from deploy.local.demo.waiting import wait_for
from deploy.local.stack import Stack
from deploy.sandbox.persons import staff as made_up_staff
from shared.auth.callers import Role
from shared.auth.keys import SigningKey, new_signing_key
from shared.auth.service_calls import service_token
from shared.auth.statements import Hands, Subject, state
from shared.clock import Clock
from shared.ids import new_id

ALL_ROLES = tuple(role.value for role in Role if role is not Role.SERVICE)


@dataclass(frozen=True)
class Attempt:
    """`refused`: whether the services said no; `said` is the problem's title, `rule` the promise that it names."""

    what: str
    refused: bool
    rule: str
    said: str


class Attempts:
    """Kept in the order in which they are tried."""

    def __init__(self) -> None:
        self.made: list[Attempt] = []

    def over_http(self, what: str, rule: str, answer: httpx.Response) -> None:
        problem = answer.json() if answer.status_code >= 400 else {}
        self._keep(what, answer.status_code in (403, 409), rule, problem)

    def hand_over(self, what: str, rule: str, answer: httpx.Response) -> None:
        """The inbox answers 200 for the batch, and says for each event what became of it."""
        result = answer.json()["results"][0] if answer.status_code == 200 else {}
        self._keep(what, result.get("outcome") == "refused", rule, result.get("problem", {}))

    def _keep(self, what: str, refused: bool, rule: str, problem: dict[str, Any]) -> None:
        told = str(problem.get("rule", rule))
        self.made.append(Attempt(what, refused and told == rule, told, str(problem.get("title", "godtogs!"))))


@dataclass
class Insiders:
    """Two members of staff who have been given more than one role: what a small office does, and what goes wrong."""

    accounts: Person
    """Registers accounts, and also handles applications and pays."""
    handler: Person
    """Decides, and also pays."""


def insiders(stack: Stack) -> Insiders:
    def person(index: int, *roles: str) -> Person:
        return Person(stack, made_up_staff(index), roles)

    return Insiders(
        person(20, "registrar", "socialWorker", "payer"),
        person(21, "socialWorker", "payer"),
    )


def decide_on_own_entry(tried: Attempts, who: Insiders, target: Household, staff: Staff) -> None:
    """Takes the application while free of it, enters the account, and then wants to decide on it."""
    held = who.accounts.post("decision", "/claims", {"queue": "new"})
    item = who.accounts.get("decision", f"/work-items/{held['workItemId']}")
    number = {"clearingNumber": target.case.account.clearing, "accountNumber": target.case.account.number}
    who.accounts.post("intake", f"/accounts/{target.account}/entries", number)
    wait_for("the account to be payable", lambda: _payable(who.accounts, held["workItemId"]))
    body = calculation_body(item, target.case)
    refused = who.accounts.call("POST", "decision", f"/work-items/{held['workItemId']}/calculations", json=body)
    tried.over_http("Besluta när man själv har lagt in kontot", "C1", refused)
    who.accounts.post("decision", f"/claims/{held['claimId']}/release", {"reason": "Har själv lagt in kontot."}, 200)


def _payable(person: Person, work_item: str) -> bool:
    accounts = person.get("decision", f"/work-items/{work_item}")["accounts"]
    return any(account["status"] == "payable" for account in accounts)


def decide_properly(who: Insiders, target: Household, pay_on: date) -> dict[str, Any]:
    """By somebody with no other hand in it."""
    held = who.handler.post("decision", "/claims", {"queue": "new"})
    return decide(who.handler, held["workItemId"], {target.id: target.case}, pay_on.isoformat())


def release_by_the_wrong_hands(
    tried: Attempts, who: Insiders, target: Household, order: dict[str, Any], staff: Staff
) -> None:
    """Six people, or six ways of being the same ones, who may not release this payment."""
    body = {"orderIds": [order["id"]], "dueDate": str(order["payOn"])}

    def release(person: Person) -> httpx.Response:
        return person.try_post("payout", "/releases", body)

    tried.over_http("Betala ut det man själv har beslutat", "C1", release(who.handler))
    tried.over_http("Betala ut till ett konto man själv har lagt in", "C1", release(who.accounts))
    second_account = replace(who.accounts, account="another-user-account", _token=None)
    tried.over_http("Samma sak med ett andra användarkonto", "C1", release(second_account))
    everything = replace(who.accounts, roles=ALL_ROLES, _token=None)
    tried.over_http("Samma sak med alla roller i en biljett", "C1", release(everything))
    tried.over_http("Betala ut som systemförvaltare", "roll", release(staff.administrator))
    member = replace(target.applicant, roles=("payer",), _token=None)
    tried.over_http("Betala ut till sitt eget hushåll", "C2", release(member))


def forge(tried: Attempts, stack: Stack, order: dict[str, Any]) -> None:
    """Someone has stolen decision's key to payout's door, but not the key that it signs decisions with; and someone
    changes the amount in a decision that was really made."""
    real = _decision_event(stack, order["decisionId"])
    larger = json.loads(json.dumps(real["object"]))
    larger["lines"][0]["amountOre"] += 1_000_000
    larger["grantedOre"] += 1_000_000
    forged = {**real, "id": str(new_id()), "object": larger, "statement": _forged(stack, real, larger)}
    tried.hand_over("Ett förfalskat intyg om ett beslut", "C4", _to_inbox(stack, forged))
    altered = {**real, "id": str(new_id()), "object": larger}
    tried.hand_over("Ett belopp ändrat efter beslutet", "C4", _to_inbox(stack, altered))


def _decision_event(stack: Stack, decision: str) -> dict[str, Any]:
    with psycopg.connect(stack.databases["decision"].owner_dsn) as connection:
        row = connection.execute(
            "select event from outbox where destination = 'payout' and event->'subject'->>'id' = %s", [decision]
        ).fetchone()
    if row is None:
        raise LookupError("the decision was not handed over")
    return dict(row[0])


def _forged(stack: Stack, real: dict[str, Any], document: dict[str, Any]) -> str:
    """In every way like decision's own, but signed with a key of the forger's, under the key id of decision's."""
    thief = replace(SigningKey.from_pem(new_signing_key()), kid=_key(stack, "decision").kid)
    about = real["subject"]
    return state(
        "decision",
        thief,
        Clock(stack.place.clock_offset_file),
        act=real["type"],
        municipality=real["municipality"],
        subject=Subject(about["type"], about["id"], about["version"]),
        hands=Hands(decision=("somebody-else",)),
        document=document,
    )


def _to_inbox(stack: Stack, event: dict[str, Any]) -> httpx.Response:
    token = service_token("decision", "payout", _key(stack, "decision"), Clock(stack.place.clock_offset_file))
    headers = {"Authorization": f"Bearer {token}"}
    return CLIENT.post(f"{stack.urls['payout']}/v1/inbox", json={"events": [event]}, headers=headers)


def _key(stack: Stack, service: str) -> SigningKey:
    return SigningKey.load(Path(stack.place.keys.of(service)) / "statement.pem")


def release_again(tried: Attempts, payer: Person, order_ids: list[str], due: date) -> None:
    body = {"orderIds": order_ids, "dueDate": (due + timedelta(days=1)).isoformat()}
    tried.over_http("Samma utbetalning en gång till", "C6", payer.try_post("payout", "/releases", body))
