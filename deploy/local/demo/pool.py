"""The queues: whoever is free takes the next work item. Nobody chooses, and what is above a handler's delegation goes
on to a unit head."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import httpx

from deploy.local.demo.applying import complete
from deploy.local.demo.handling import calculate, decide
from deploy.local.demo.people import Person, Staff, Unexpected
from deploy.local.demo.registering import Household
from deploy.local.demo.town.case import Story
from deploy.local.demo.waiting import wait_for
from deploy.local.demo.working import Town, drain

MOST_ON_A_PAGE = 100


def waiting(unit_head: Person) -> dict[str, int]:
    """How many wait, by queue. A unit head sees all of them."""
    return {queue["queue"]: int(queue["waiting"]) for queue in unit_head.get("decision", "/queues")["items"]}


def length(unit_head: Person, *queues: str) -> int:
    """Of these queues together."""
    lengths = waiting(unit_head)
    return sum(lengths.get(queue, 0) for queue in queues)


def wait_until_queued(staff: Staff, count: int, *queues: str) -> None:
    wait_for("the registers to be asked and the queues filled", lambda: length(staff.unit_head, *queues) >= count)


def take_all(handlers: Sequence[Person], queue: str, town: Town) -> int:
    """How many decisions and proposals came of it."""
    before = town.acts["decided"] + town.acts["proposed"]
    drain(handlers, lambda handler: take_next(handler, queue, town))
    return town.acts["decided"] + town.acts["proposed"] - before


def take_next(handler: Person, queue: str, town: Town) -> bool:
    """False where there is nothing for this handler."""
    claim = handler.call("POST", "decision", "/claims", json={"queue": queue})
    if claim.status_code == 204:
        return False
    held = handler.answer(claim, 201)
    item = handler.get("decision", f"/work-items/{held['workItemId']}")
    household = town.household(item["householdId"])
    if household.case.story is Story.HANDED_BACK and town.once(f"handed back {item['id']}"):
        hand_back(handler, held["claimId"], "Jag känner den sökande.", town)
        return True
    town.taken(item["id"], queue)
    if household.case.story is Story.COMPLETES and town.once(f"asked {item['id']}"):
        handler.post("decision", f"/work-items/{item['id']}/completion-requests", _asking(held))
        town.asked.add(household.id)
        town.noted("asked")
        return True
    calculation = calculate(handler, item, household)
    town.calculations[item["id"]] = calculation
    _note(decide(handler, item, household, calculation), town)
    return True


def answer_requests(town: Town) -> int:
    """Those who were asked for something answer, when they see that they are. How many there were."""
    asked = [one for one in town.households if town.once_asked(one.id)]
    for household in asked:
        _answer(household, next(one["id"] for one in town.applications if one["householdId"] == household.id))
    return len(asked)


def _answer(household: Household, application: str) -> None:
    def sees_it() -> bool:
        told = household.applicant.get("intake", f"/applications/{application}")
        return bool(told["status"] == "completionRequested")

    wait_for("the applicant to see what is missing", sees_it)
    complete(household, application)


def _asking(held: dict[str, Any]) -> dict[str, Any]:
    return {
        "missing": ["otherCosts"],
        "text": "Lämna uppgift om alla kostnader för månaden.",
        "respondBy": str(date.fromisoformat(held["leaseEndsAt"][:10]) + timedelta(days=10)),
    }


def hand_back(handler: Person, claim: str, reason: str, town: Town) -> None:
    handler.post("decision", f"/claims/{claim}/release", {"reason": reason}, 200)
    town.noted("handedBack")


def approve_all(staff: Staff, town: Town) -> int:
    """The unit heads approve what waits for them. One proposal is returned first, to be made anew."""
    unit_head, approved = staff.unit_head, 0
    for proposal in unit_head.get("decision", "/proposals", limit=MOST_ON_A_PAGE)["items"]:
        path = f"/proposals/{proposal['proposalId']}"
        told = unit_head.get("decision", path)
        story = town.household(told["householdId"]).case.story
        if story is Story.PROPOSAL_RETURNED and town.once(f"returned {told['householdId']}"):
            unit_head.post("decision", f"{path}/return", {"reason": "Hyreskontraktet saknas i underlaget."}, 200)
            town.noted("proposalReturned")
        else:
            town.decided(unit_head.post("decision", f"{path}/approval", {}))
            town.noted("approved")
            approved += 1
    return approved


def _note(answer: httpx.Response, town: Town) -> None:
    if answer.status_code == 202:
        town.noted("proposed")
    elif answer.status_code == 201:
        town.decided(answer.json())
        town.noted("decided")
    else:
        raise Unexpected(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}")
