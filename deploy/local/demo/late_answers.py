"""Registers that answer after the decision, and otherwise than was counted: somebody without a hand in it looks."""

from deploy.local.demo.people import Person, Staff
from deploy.local.demo.pool import length
from deploy.local.demo.waiting import wait_for
from deploy.local.demo.working import Town, drain

QUEUE = "lateAnswers"
_REASON = "Bostadsbidraget betalades ut efter beslutet och räknas i nästa ansökan."


def conclude_all(staff: Staff, town: Town, count: int) -> int:
    """How many were concluded, when `count` have come."""
    wait_for("the late answers to become work", lambda: length(staff.unit_head, QUEUE) >= count)
    drain(staff.economy_secretaries, lambda handler: _take_next(handler, town))
    return town.acts["concluded"]


def _take_next(handler: Person, town: Town) -> bool:
    claim = handler.call("POST", "decision", "/claims", json={"queue": QUEUE})
    if claim.status_code == 204:
        return False
    path = f"/work-items/{handler.answer(claim, 201)['workItemId']}"
    item = handler.get("decision", path)
    town.taken(item["id"], QUEUE)
    body = {"answersVersion": item["answersVersion"], "conclusion": "nextMonth", "reason": _REASON}
    handler.post("decision", f"{path}/conclusions", body)
    town.noted("concluded")
    return True
