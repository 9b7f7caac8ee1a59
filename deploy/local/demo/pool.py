"""Applications are taken from their queues, and decided on. What is above a handler's delegation goes on to a unit
head."""

from collections.abc import Sequence

import httpx

from deploy.local.demo import completing
from deploy.local.demo.claiming import hand_back, take
from deploy.local.demo.handling import calculate, decide
from deploy.local.demo.people import Person, Staff, Unexpected
from deploy.local.demo.town.case import Story
from deploy.local.demo.working import Town, drain


def take_all(handlers: Sequence[Person], queue: str, town: Town) -> None:
    drain(handlers, lambda handler: take_next(handler, queue, town))


def take_next(handler: Person, queue: str, town: Town) -> bool:
    """False where there is nothing for this handler."""
    item = take(handler, queue, town)
    if item is None:
        return False
    household = town.household(item["householdId"])
    story = household.case.story_of(household.case.application(item["kind"], item["month"]))
    if story is Story.HANDED_BACK and town.once(f"handed back {item['id']}"):
        hand_back(handler, item, "Jag känner den sökande.", town)
    elif story in completing.ASKED and town.once(f"asked {item['id']}"):
        completing.ask(handler, item, town)
    else:
        calculation = calculate(handler, item, household)
        town.calculations[item["id"]] = calculation
        _note(decide(handler, item, household, calculation), town)
    return True


def approve_all(staff: Staff, town: Town) -> None:
    """The unit heads approve what waits for them. One proposal is returned first, to be made anew."""
    unit_head = staff.unit_head
    for proposal in unit_head.every_page("decision", "/proposals"):
        path = f"/proposals/{proposal['proposalId']}"
        told = unit_head.get("decision", path)
        story = town.household(told["householdId"]).case.story
        if story is Story.PROPOSAL_RETURNED and town.once(f"returned {told['householdId']}"):
            unit_head.post("decision", f"{path}/return", {"reason": "Hyreskontraktet saknas i underlaget."}, 200)
            town.noted("proposalReturned")
        else:
            town.decided(unit_head.post("decision", f"{path}/approval", {}))
            town.noted("approved")


def _note(answer: httpx.Response, town: Town) -> None:
    if answer.status_code == 202:
        town.noted("proposed")
    elif answer.status_code == 201:
        town.decided(answer.json())
        town.noted("decided")
    else:
        raise Unexpected(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}")
