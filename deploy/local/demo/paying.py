"""What a payer does: releases what is ready, to a bank file. The bank then books it, rejects it or sends it back."""

from collections.abc import Collection
from datetime import date
from itertools import count
from typing import Any

import httpx

from deploy.local.demo.people import CLIENT, Person
from deploy.local.demo.registering import Household
from deploy.local.demo.town.case import Story
from deploy.local.demo.waiting import wait_for
from deploy.local.stack import Stack

MOST_ON_A_PAGE = 100
_MISBEHAVIOURS: dict[Story, dict[str, Any]] = {
    Story.REJECTED: {"kind": "rejectPayment", "reason": "MS03"},
    Story.REJECTED_MOVES: {"kind": "rejectPayment", "reason": "AC04"},
    Story.RETURNED: {"kind": "returnPayment", "reason": "AC06", "bankDays": 1},
    Story.RETURNED_STAYS: {"kind": "returnPayment", "reason": "AC04", "bankDays": 1},
}


def orders(person: Person, **filters: str) -> list[dict[str, Any]]:
    """All payment orders that there are of these. No account number is in them. A payer is not shown those of protected
    households; a unit head is."""
    return every_page(person, "payout", "/payment-orders", **filters)


def every_page(person: Person, service: str, path: str, **filters: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for page in count(1):
        listed = person.get(service, path, limit=MOST_ON_A_PAGE, page=page, **filters)
        found += listed["items"]
        if not listed["hasMore"]:
            break
    return found


def release(payer: Person, order_ids: Collection[str], due: date) -> str:
    """The release's id."""
    made = payer.post("payout", "/releases", {"orderIds": list(order_ids), "dueDate": due.isoformat()})
    return str(made["id"])


def wait_until_weighed(unit_head: Person, granted: Collection[str], renewed: int) -> list[dict[str, Any]]:
    """All orders, when payout has heard of these decisions and of so many renewals, and has judged every order."""
    found: list[dict[str, Any]] = []

    def are_weighed() -> bool:
        found[:] = orders(unit_head)
        known = {order["decisionId"] for order in found}
        again = sum(order["lineVersion"] > 1 for order in found)
        return known >= set(granted) and again >= renewed and all(order["state"] != "received" for order in found)

    wait_for("payout to have seen to every order", are_weighed)
    return found


def wait_until_none(unit_head: Person, state: str) -> None:
    wait_for(f"no payment to be {state} any longer", lambda: not orders(unit_head, state=state))


def wait_until_ended(unit_head: Person, order_ids: Collection[str], *states: str) -> None:
    """Until each of the orders is in one of these states."""
    wanted = set(order_ids)

    def is_there() -> bool:
        return wanted <= {str(order["id"]) for order in orders(unit_head) if order["state"] in states}

    wait_for(f"the bank's word on {len(wanted)} payments", is_there)


def let_go(unit_head: Person, order: str) -> None:
    """By a unit head with no other hand in it."""
    unit_head.answer(unit_head.call("POST", "payout", f"/payment-orders/{order}/let-go"), 200)


def book(stack: Stack, through: date) -> None:
    """The bank's day comes: it books what is due, sends back what it has been told to, and says so."""
    CLIENT.post(f"{stack.urls['bank']}/control/settle", json={"through": through.isoformat()}).raise_for_status()


def misbehave(stack: Stack, household: Household) -> None:
    """The bank is told what to do with the household's next payment, by the account that it goes to."""
    wanted = _MISBEHAVIOURS.get(household.case.story)
    if wanted is not None:
        body = {**wanted, "creditorAccount": household.case.accounts.own.bban, "times": 1}
        CLIENT.post(f"{stack.urls['bank']}/control/behaviours", json=body).raise_for_status()


def received_by_the_bank(stack: Stack) -> bytes:
    """The last file, as the bank received it."""
    return CLIENT.get(f"{stack.urls['bank']}/received").raise_for_status().content


def bookings(stack: Stack) -> list[bytes]:
    """Every camt.054 that the bank has given, oldest first."""
    listed: httpx.Response = CLIENT.get(f"{stack.urls['bank']}/reports").raise_for_status()
    return [
        CLIENT.get(f"{stack.urls['bank']}/reports/{report['id']}").raise_for_status().content
        for report in listed.json()["reports"]
        if report["kind"].startswith("camt.054")
    ]
