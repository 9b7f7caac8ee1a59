"""A queue: whoever is free takes the next work item. Nobody chooses."""

from typing import Any

from deploy.local.demo.people import Person
from deploy.local.demo.working import Town

Item = dict[str, Any]


def waiting(unit_head: Person) -> dict[str, int]:
    """How many wait, by queue. A unit head sees all of them."""
    return {queue["queue"]: int(queue["waiting"]) for queue in unit_head.get("decision", "/queues")["items"]}


def take(handler: Person, queue: str, town: Town) -> Item | None:
    """The next one, as who holds it reads it; None where there is nothing for this handler."""
    claim = handler.call("POST", "decision", "/claims", json={"queue": queue})
    if claim.status_code == 204:
        return None
    item: Item = handler.get("decision", f"/work-items/{handler.answer(claim, 201)['workItemId']}")
    town.taken(item["id"], queue)
    return item


def hand_back(handler: Person, item: Item, reason: str, town: Town) -> None:
    handler.post("decision", f"/claims/{item['claimId']}/release", {"reason": reason}, 200)
    town.noted("handedBack")
