"""Registers that answer after the decision, and otherwise than was counted: somebody without a hand in it looks."""

from collections.abc import Collection

from deploy.local.demo.claiming import take
from deploy.local.demo.people import Person, Staff
from deploy.local.demo.registering import Household
from deploy.local.demo.waiting import wait_for_all
from deploy.local.demo.working import Town, drain

QUEUE = "lateAnswers"
_REASON = "Bostadsbidraget betalades ut efter beslutet och räknas i nästa ansökan."


def conclude_all(staff: Staff, town: Town, households: Collection[Household]) -> None:
    """Each of the households' late answers, when it has come."""
    concluded: set[str] = set()

    def not_yet() -> list[str]:
        drain(staff.economy_secretaries, lambda handler: _take_next(handler, town, concluded))
        return [str(household) for household in households if household.id not in concluded]

    wait_for_all("a late answer to become work, for somebody without a hand in the decision", not_yet)


def _take_next(handler: Person, town: Town, concluded: set[str]) -> bool:
    item = take(handler, QUEUE, town)
    if item is None:
        return False
    body = {"answersVersion": item["answersVersion"], "conclusion": "nextMonth", "reason": _REASON}
    handler.post("decision", f"/work-items/{item['id']}/conclusions", body)
    concluded.add(item["householdId"])
    return True
