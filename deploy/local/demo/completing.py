"""Something is missing: the handler asks the applicant for it, with a last day, and whoever is free then goes on."""

from deploy.local.demo.applying import Applied, stated
from deploy.local.demo.claiming import Item
from deploy.local.demo.people import Person
from deploy.local.demo.registering import Household
from deploy.local.demo.town.calendar import FRIDAY
from deploy.local.demo.town.case import Story
from deploy.local.demo.waiting import wait_for
from deploy.local.demo.working import Town

ASKED = frozenset({Story.COMPLETES, Story.NEVER_COMPLETES})


def ask(handler: Person, item: Item, town: Town) -> None:
    body = {
        "missing": ["otherCosts", "bankStatements"],
        "text": "Lämna uppgift om alla kostnader för månaden, och kontoutdrag.",
        "respondBy": FRIDAY.isoformat(),
    }
    handler.post("decision", f"/work-items/{item['id']}/completion-requests", body)
    town.asked(item["applicationId"])


def answer_all(town: Town) -> None:
    """Those who have been asked see it, and answer with all costs; but for who never does."""
    for applied in town.take_asked():
        _answer(applied.household, applied)


def _answer(household: Household, applied: Applied) -> None:
    path = f"/applications/{applied.id}"

    def sees_it() -> bool:
        return bool(household.applicant.get("intake", path)["status"] == "completionRequested")

    wait_for(f"{household} to see what is missing", sees_it)
    if household.case.story is Story.COMPLETES:
        body = {"text": "Här är det som saknades.", "costs": stated(applied.application.costs), "attested": True}
        household.applicant.post("intake", f"{path}/completions", body)
