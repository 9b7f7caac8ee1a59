"""One person in two links of the chain, in whatever clothes (C1), or in their own case (C2)."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import httpx

from deploy.local.demo.attempts.kept import Attempts
from deploy.local.demo.handling import calculate, calculation_body, decide, payable
from deploy.local.demo.people import NEIGHBOUR_MUNICIPALITY, Person, Staff, Unexpected
from deploy.local.demo.registering import Household, written
from deploy.local.installation import Installation
from deploy.local.warden import ROOT
from deploy.sandbox.persons import earlier_number_for
from deploy.sandbox.persons import staff as made_up_staff
from shared.auth.callers import Role

ALL_ROLES = tuple(role.value for role in Role if role is not Role.SERVICE)


@dataclass
class Insiders:
    """Members of staff who have been given more than one role: what a small office does, and what goes wrong."""

    accounts: Person
    """Registers accounts, and also handles applications and pays."""
    handler: Person
    """Decides, and also pays."""
    before: Person
    """`accounts`, under the samordningsnummer that they had before, with a user account from then."""
    partial: Person
    """Handles and pays, and has said that they have a conflict of interest with the target."""


def insiders(stack: Installation) -> Insiders:
    def person(index: int, *roles: str) -> Person:
        return Person(stack, made_up_staff(index), roles)

    accounts = person(20, "registrar", "socialWorker", "payer")
    born = accounts.made_up.number.birth_date
    earlier = replace(accounts.made_up, number=earlier_number_for(born, 0))
    _tell_that_they_are_one(stack, earlier.number.digits, accounts.number)
    return Insiders(
        accounts=accounts,
        handler=person(21, "socialWorker", "payer"),
        before=Person(stack, earlier, accounts.roles),
        partial=person(23, "socialWorker", "payer"),
    )


def _tell_that_they_are_one(stack: Installation, earlier: str, later: str) -> None:
    """As the municipality's IT does when the population register says so (docs/adr/0009)."""
    keys = stack.place.keys
    options = ["--person-key-file", str(keys.person), "--source", "demonstration", "--from", "2026-01-01"]
    command = [sys.executable, "-m", "shared.person_numbers", "add", str(keys.numbers), *options]
    subprocess.run(command, input=f"{earlier}\n{later}\n", text=True, check=True, capture_output=True, cwd=ROOT)


def take_in_spite_of_a_conflict(tried: Attempts, who: Insiders, target: Household) -> None:
    """Jäv: said once, it counts for everything in that household (FL 16–18 §§)."""
    said = {"householdId": target.id, "reason": "Sökanden är en nära vän."}
    who.partial.post("decision", "/conflicts", said)
    answer = who.partial.try_post("decision", "/claims", {"queue": "new"})
    tried.nothing_offered("Ta ett ärende där man har anmält jäv", "C2", answer)


def pay_a_revoked_decision(
    tried: Attempts, who: Insiders, staff: Staff, decided: dict[str, Any], order: dict[str, Any]
) -> None:
    """The unit head revokes before anything is released; payout stops it, and the application is back in its queue."""
    reason = {"reason": "Fel månad i beslutet."}
    path = f"/decisions/{decided['id']}/revocation"
    tried.over_http(
        "Återkalla beslutet om det konto man själv har lagt in", "C1", who.accounts.try_post("decision", path, reason)
    )
    revoked = staff.unit_head.post("decision", path, reason)
    if revoked["outcome"] != "stopped":
        raise Unexpected(f"the revocation came too late: {revoked}")
    body = {"orderIds": [order["id"]], "dueDate": str(order["payOn"])}
    tried.over_http(
        "Betala ut ett återkallat beslut",
        "C4",
        staff.payers[0].try_post("payout", "/releases", body),
        "order-not-ready",
    )
    again = staff.unit_head.try_post("decision", path, reason)
    tried.over_http("Återkalla samma beslut igen", "C6", again, "decision-revoked")


def decide_on_own_typing(tried: Attempts, staff: Staff) -> None:
    """The only application that waits is one that the typist has typed in."""
    answer = staff.typist.try_post("decision", "/claims", {"queue": "new"})
    tried.nothing_offered("Besluta om en pappersansökan man själv har skrivit in", "C1", answer)


def decide_on_own_entry(tried: Attempts, who: Insiders, target: Household) -> None:
    """Takes the application while free of it, enters the account, and then wants to decide on it."""
    held = who.accounts.post("decision", "/claims", {"queue": "new"})
    item = who.accounts.get("decision", f"/work-items/{held['workItemId']}")
    number = written(target.case.accounts.own)
    who.accounts.post("intake", f"/accounts/{target.account}/entries", number)
    payable(who.accounts, held["workItemId"])
    body = calculation_body(item, target)
    refused = who.accounts.call("POST", "decision", f"/work-items/{held['workItemId']}/calculations", json=body)
    tried.over_http("Besluta när man själv har lagt in kontot", "C1", refused)
    who.accounts.post("decision", f"/claims/{held['claimId']}/release", {"reason": "Har själv lagt in kontot."}, 200)
    again = who.accounts.try_post("decision", "/claims", {"queue": "new"})
    tried.nothing_offered("Ta ärendet igen när man själv har lagt in kontot", "C1", again)


def decide_properly(who: Insiders, target: Household) -> tuple[dict[str, Any], dict[str, Any]]:
    """By somebody with no other hand in it. Returns the calculation and the decision."""
    held = who.handler.post("decision", "/claims", {"queue": "new"})
    item = who.handler.get("decision", f"/work-items/{held['workItemId']}")
    calculation = calculate(who.handler, item, target)
    return calculation, who.handler.answer(decide(who.handler, item, target, calculation), 201)


def release_by_the_wrong_hands(
    tried: Attempts, who: Insiders, target: Household, order: dict[str, Any], staff: Staff
) -> None:
    """Some people, and some ways of being the same ones, who may not release this payment."""
    body = {"orderIds": [order["id"]], "dueDate": str(order["payOn"])}

    def release(person: Person) -> httpx.Response:
        return person.try_post("payout", "/releases", body)

    tried.over_http("Betala ut det man själv har beslutat", "C1", release(who.handler))
    tried.over_http("Betala ut till ett konto man själv har lagt in", "C1", release(who.accounts))
    tried.over_http("Betala ut på en ansökan man själv har skrivit in", "C1", release(staff.typist))
    tried.over_http("Betala ut till eget inmatat konto, med sitt gamla samordningsnummer", "C1", release(who.before))
    tried.over_http("Betala ut där man har anmält jäv", "C2", release(who.partial))
    second_account = replace(who.accounts, account="another-user-account", _token=None)
    tried.over_http("Betala ut till eget inmatat konto, med ett andra användarkonto", "C1", release(second_account))
    everything = replace(who.accounts, roles=ALL_ROLES, _token=None)
    tried.over_http("Betala ut till eget inmatat konto, med alla roller i en biljett", "C1", release(everything))
    tried.over_http("Betala ut som systemförvaltare", "roll", release(staff.administrator), "role-missing")
    member = replace(target.applicant, roles=("payer",), _token=None)
    tried.over_http("Betala ut till sitt eget hushåll", "C2", release(member))
    neighbour = replace(staff.payers[0], municipality=NEIGHBOUR_MUNICIPALITY, _token=None)
    tried.over_http("Betala ut grannkommunens pengar", "kommun", release(neighbour), "not-found")


def release_at_the_same_instant(tried: Attempts, payers: tuple[Person, ...], order_ids: list[str], due: date) -> None:
    """Two payers press the button together: one of them pays, once."""
    body = {"orderIds": order_ids, "dueDate": due.isoformat()}
    with ThreadPoolExecutor(len(payers)) as pool:
        answers = list(pool.map(lambda payer: payer.try_post("payout", "/releases", body), payers))
    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    payers[0].answer(won, 201)
    tried.over_http("Två utbetalare i samma ögonblick", "C6", lost, "already-released")


def release_again(tried: Attempts, payer: Person, order_ids: list[str], due: date) -> None:
    body = {"orderIds": order_ids, "dueDate": (due + timedelta(days=1)).isoformat()}
    refused = payer.try_post("payout", "/releases", body)
    tried.over_http("Samma utbetalning en gång till", "C6", refused, "already-released")
