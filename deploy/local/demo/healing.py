"""Payments that did not go: each comes back as work, and is paid anew by new hands, to an account that is payable."""

from collections.abc import Iterable
from datetime import date

from deploy.local.demo.people import Person, Staff, Unexpected
from deploy.local.demo.pool import hand_back, waiting
from deploy.local.demo.town.case import Story
from deploy.local.demo.waiting import wait_for
from deploy.local.demo.working import Town, drain

QUEUE = "payments"
NOT_YET = frozenset({Story.STOPPED_FOR_GOOD, Story.RETURNED_STAYS})
"""Nobody has yet found out where these are to be paid: whoever takes one hands it back."""


def pay_again(staff: Staff, town: Town, pay_on: date, count: int) -> int:
    """Whoever is free takes the payment from its queue, and says which account it is to go to. How many are paid anew,
    of `count` that wait."""
    wait_for("the payments that failed to become work", lambda: waiting(staff.unit_head).get(QUEUE, 0) >= count)
    before = town.acts["renewed"]
    drain(staff.economy_secretaries, lambda handler: _take_next(handler, town, pay_on))
    return town.acts["renewed"] - before


def _take_next(handler: Person, town: Town, pay_on: date) -> bool:
    claim = handler.call("POST", "decision", "/claims", json={"queue": QUEUE})
    if claim.status_code == 204:
        return False
    held = handler.answer(claim, 201)
    path = f"/work-items/{held['workItemId']}"
    item = handler.get("decision", path)
    town.taken(item["id"], QUEUE)
    if town.household(item["householdId"]).case.story in NOT_YET:
        hand_back(handler, held["claimId"], "Väntar på besked om vilket konto som gäller.", town)
        return True
    wait_for("the payment to be decided anew", lambda: _decided_anew(handler, path, pay_on))
    town.noted("renewed")
    return True


def _decided_anew(handler: Person, path: str, pay_on: date) -> bool:
    """False where news of another account version came between reading and deciding: it is then read again."""
    body = {"accountId": _payable(handler, path), "payOn": pay_on.isoformat()}
    answer = handler.call("POST", "decision", f"{path}/payment", json=body)
    if answer.status_code == 403 and answer.json()["type"].endswith("/account-not-payable"):
        return False
    handler.answer(answer, 201)
    return True


def _payable(handler: Person, path: str) -> str:
    found: list[str] = []

    def is_payable() -> bool:
        accounts = handler.get("decision", path)["accounts"]
        found[:] = [str(account["accountId"]) for account in accounts if account["status"] == "payable"]
        return bool(found)

    wait_for("the new account to be payable", is_payable)
    return found[0]


def stop(person: Person, orders: Iterable[str]) -> None:
    """Anyone in the chain may."""
    for order in orders:
        person.post("payout", f"/payment-orders/{order}/stop", {"reason": "wrongPayee"}, 200)


def revoke(unit_head: Person, decision: str, outcome: str) -> None:
    """Raises Unexpected where something else than `outcome` came of it."""
    revoked = unit_head.post("decision", f"/decisions/{decision}/revocation", {"reason": "Fel månad i beslutet."})
    if revoked["outcome"] != outcome:
        raise Unexpected(f"a decision's revocation ended as {revoked['outcome']}, not {outcome}")
