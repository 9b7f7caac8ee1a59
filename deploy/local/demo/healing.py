"""Payments that did not go: each comes back as work, and is paid anew by new hands, to an account that is payable."""

from collections.abc import Collection
from datetime import date

from deploy.local.demo.claiming import Item, hand_back, take
from deploy.local.demo.handling import payable
from deploy.local.demo.people import Person, Staff, Unexpected
from deploy.local.demo.registering import Household
from deploy.local.demo.town.case import Story
from deploy.local.demo.waiting import wait_for, wait_for_all
from deploy.local.demo.working import Town, drain

QUEUE = "payments"
NOT_YET = frozenset({Story.STOPPED_FOR_GOOD, Story.RETURNED_STAYS})
"""Nobody has yet found out where these are to be paid: whoever takes one hands it back."""
CHANGED = frozenset({Story.CHANGES_ACCOUNT, Story.REJECTED_MOVES})
"""Their account has a second version by then, of which decision may not have heard yet."""


def pay_again(staff: Staff, town: Town, pay_on: date, households: Collection[Household]) -> int:
    """Whoever is free takes the households' payments as they come, and says which account each is to go to. How many
    are paid anew."""
    before = town.renewed.total()

    def not_taken() -> list[str]:
        drain(staff.economy_secretaries, lambda handler: _take_next(handler, town, pay_on))
        return [str(one) for one in households if one.id not in town.looked_into]

    wait_for_all("the payments that failed to become work", not_taken)
    return town.renewed.total() - before


def _take_next(handler: Person, town: Town, pay_on: date) -> bool:
    item = take(handler, QUEUE, town)
    if item is None:
        return False
    household = town.household(item["householdId"])
    if household.case.story in NOT_YET:
        hand_back(handler, item, "Väntar på besked om vilket konto som gäller.", town)
    else:
        wait_for(f"{household} to be paid anew", lambda: _decided_anew(handler, household, item, pay_on))
        town.paid_anew(item["applicationId"])
    town.looked_into.add(household.id)
    return True


def _decided_anew(handler: Person, household: Household, item: Item, pay_on: date) -> bool:
    """False where news of another account version came between reading and deciding: it is then read again."""
    path = f"/work-items/{item['id']}"
    account = payable(handler, item["id"], 2 if household.case.story in CHANGED else 1)
    body = {"accountId": account, "payOn": pay_on.isoformat()}
    answer = handler.call("POST", "decision", f"{path}/payment", json=body)
    if answer.status_code == 403 and answer.json()["type"].endswith("/account-not-payable"):
        return False
    handler.answer(answer, 201)
    return True


def stop(person: Person, order_id: str) -> None:
    """Anyone in the chain may."""
    person.post("payout", f"/payment-orders/{order_id}/stop", {"reason": "wrongPayee"}, 200)


def revoke(unit_head: Person, town: Town, decision: str, outcome: str) -> None:
    """Raises Unexpected where something else than `outcome` came of it."""
    revoked = unit_head.post("decision", f"/decisions/{decision}/revocation", {"reason": "Fel månad i beslutet."})
    if revoked["outcome"] != outcome:
        who = town.who([town.granted[decision]])
        raise Unexpected(f"the revocation for {who[0]} ended as {revoked['outcome']}, not {outcome}")
    if outcome == "stopped":
        town.decided_on.discard(town.granted[decision])
