"""What a payer does: releases what is ready, to a bank file. The bank then books it, rejects it or sends it back."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import httpx

from deploy.local.demo.people import CLIENT, Person
from deploy.local.demo.registering import Household
from deploy.local.demo.town.case import Story
from deploy.local.demo.waiting import wait_for_all
from deploy.local.demo.working import Town
from deploy.local.installation import Installation

_MISBEHAVIOURS: dict[Story, dict[str, Any]] = {
    Story.REJECTED: {"kind": "rejectPayment", "reason": "MS03"},
    Story.REJECTED_MOVES: {"kind": "rejectPayment", "reason": "AC04"},
    Story.RETURNED: {"kind": "returnPayment", "reason": "AC06", "bankDays": 1},
    Story.RETURNED_STAYS: {"kind": "returnPayment", "reason": "AC04", "bankDays": 1},
}


def orders(person: Person, **filters: str) -> list[dict[str, Any]]:
    """All payment orders that there are of these. No account number is in them. A payer is not shown those of protected
    households; a unit head is."""
    return person.every_page("payout", "/payment-orders", **filters)


def release(payer: Person, order_ids: Collection[str], due: date) -> None:
    payer.post("payout", "/releases", {"orderIds": list(order_ids), "dueDate": due.isoformat()})


def wait_until_weighed(unit_head: Person, town: Town) -> list[dict[str, Any]]:
    """All orders, when payout has heard of everything that was decided and renewed, and has judged every order."""
    found: list[dict[str, Any]] = []

    def not_weighed() -> list[str]:
        found[:] = orders(unit_head)
        return town.who(_not_weighed(town, found))

    wait_for_all("payout to have seen to every order", not_weighed)
    return found


def _not_weighed(town: Town, found: Collection[Mapping[str, Any]]) -> set[str]:
    """Ids of the applications that payout has yet to hear or judge something of."""
    known = {order["decisionId"] for order in found}
    again = Counter(order["applicationId"] for order in found if order["lineVersion"] > 1)
    return {
        *(application for decision, application in town.granted.items() if decision not in known),
        *(application for application, times in town.renewed.items() if again[application] < times),
        *(order["applicationId"] for order in found if order["state"] == "received"),
    }


def wait_until_sent(unit_head: Person, town: Town, order_ids: Collection[str]) -> None:
    """Until the bank has said of each of the orders whether it takes it."""

    def not_said() -> list[str]:
        silent = (order for order in orders(unit_head) if order["state"] not in ("sent", "rejected", "settled"))
        return town.who(order["applicationId"] for order in silent if order["id"] in order_ids)

    wait_for_all(f"the bank's word on {len(order_ids)} payments", not_said)


def wait_until_booked(unit_head: Person, town: Town) -> None:
    """Until no payment is on its way."""

    def on_their_way() -> list[str]:
        return town.who(order["applicationId"] for order in orders(unit_head, state="sent"))

    wait_for_all("the bank to have booked every payment", on_their_way)


def let_go(unit_head: Person, order: str) -> None:
    """By a unit head with no other hand in it."""
    unit_head.answer(unit_head.call("POST", "payout", f"/payment-orders/{order}/let-go"), 200)


def book(stack: Installation, through: date) -> None:
    """The bank's day comes: it books what is due, sends back what it has been told to, and says so."""
    CLIENT.post(f"{stack.urls['bank']}/control/settle", json={"through": through.isoformat()}).raise_for_status()


def misbehave(stack: Installation, household: Household) -> None:
    """The bank is told what to do with the household's next payment, by the account that it goes to."""
    wanted = _MISBEHAVIOURS.get(household.case.story)
    if wanted is not None:
        body = {**wanted, "creditorAccount": household.case.accounts.own.bban, "times": 1}
        CLIENT.post(f"{stack.urls['bank']}/control/behaviours", json=body).raise_for_status()


def received_by_the_bank(stack: Installation) -> bytes:
    """The last file, as the bank received it."""
    return CLIENT.get(f"{stack.urls['bank']}/received").raise_for_status().content


def bookings(stack: Installation) -> list[bytes]:
    """Every camt.054 that the bank has given, oldest first."""
    listed: httpx.Response = CLIENT.get(f"{stack.urls['bank']}/reports").raise_for_status()
    return [
        CLIENT.get(f"{stack.urls['bank']}/reports/{report['id']}").raise_for_status().content
        for report in listed.json()["reports"]
        if report["kind"].startswith("camt.054")
    ]
