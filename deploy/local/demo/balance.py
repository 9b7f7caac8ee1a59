"""Whether the month adds up: what the services say against what was to happen, household by household and öre by öre.

What each decision should come to is reckoned by `town/arithmetic.py`, which knows nothing of the services.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from deploy.local.demo.books import Books, Completed, Decided, Hands
from deploy.local.demo.registering import Household
from deploy.local.demo.town.arithmetic import expected
from deploy.local.demo.town.case import Application, Case, Story
from deploy.local.demo.working import Town

SETTLED = ("settled",)
CHAINS: dict[Story, tuple[str, ...]] = {
    Story.CHANGES_ACCOUNT: ("cancelled", "settled"),
    Story.STOPPED: ("cancelled", "settled"),
    Story.STOPPED_FOR_GOOD: ("cancelled",),
    Story.REJECTED: ("rejected", "settled"),
    Story.REJECTED_MOVES: ("rejected", "settled"),
    Story.RETURNED: ("returned", "settled"),
    Story.RETURNED_STAYS: ("returned",),
    Story.OPEN: ("ready",),
}
"""In which states the orders of the month's own payment end, one after the other; settled where nothing is said."""
COMPLETED = {Story.COMPLETES: Completed(("answered",), 2), Story.NEVER_COMPLETES: Completed(("lapsed",), 1)}
"""How the request to complete ends, and which version of what was declared the decision rests on."""
REVOKED_IN_TIME = frozenset({Story.REVOKED_IN_TIME, Story.TARGET})
"""Decided twice: the first decision is revoked, and its order cancelled."""
LEFT = frozenset({Story.STOPPED_FOR_GOOD, Story.RETURNED_STAYS})
"""Whose failed payments still wait for somebody at the end."""


def faults(town: Town, books: Books) -> list[str]:
    """Every expectation that did not hold, with the household and why; empty where the month adds up. A household is
    told by its place in the made-up month: no person is named."""
    found = [f"{household}: {fault}" for household in town.households for fault in _of_household(household, books)]
    return [*found, *_of_all(town, books)]


def _of_household(household: Household, books: Books) -> Iterator[str]:
    made = {(one["kind"], one["month"]): one for one in books.of_household(household.id)}
    for application in household.case.applications:
        where = f"{application.kind} for {application.month}"
        found = made.pop((application.kind.value, str(application.month)), None)
        if found is None:
            yield f"{where} did not arrive"
            continue
        if found["channel"] != ("paper" if application.paper else "eService"):
            yield f"{where} came by {found['channel']}"
        for fault in _of_application(household.case, application, found, books):
            yield f"{where}: {fault}"
    for kind, month in made:
        yield f"{kind} for {month} was not to be"


def _of_application(case: Case, application: Application, listed: Mapping[str, Any], books: Books) -> Iterator[str]:
    story, status, decisions = case.story_of(application), listed["status"], books.decisions.get(listed["id"], [])
    if story is Story.WITHDRAWS:
        if decisions or status != "withdrawn":
            yield f"it is {status} with {len(decisions)} decisions, and was withdrawn"
        return
    times = 2 if story in REVOKED_IN_TIME else 1
    if len(decisions) != times:
        yield f"{len(decisions)} decisions, not {times}"
        return
    *revoked, last = decisions
    yield from _of_completion(story, books.completed.get(listed["id"]))
    yield from _of_late_answer(story, last, books.hands.get(listed["id"]))
    for decided in decisions:
        yield from _of_recalculation(decided, expected(case, application).need_ore)
    for decided in revoked:
        yield from _of_chains(decided, ("cancelled",))
        if not decided.revoked:
            yield "the first decision is not revoked"
    should = expected(case, application)
    said = (last.said["outcome"], last.said["grantedOre"])
    if said != (should.outcome, should.granted_ore):
        yield f"{said[0]} with {said[1]} öre, not {should.outcome} with {should.granted_ore}"
    chain = CHAINS.get(story, SETTLED)
    yield from _of_chains(last, chain)
    wanted = "closed" if should.outcome == "rejected" else "paid" if chain[-1] == "settled" else "decided"
    if status != wanted:
        yield f"its status is {status}, not {wanted}"


def _of_recalculation(decided: Decided, need_ore: int) -> Iterator[str]:
    """C13."""
    again = decided.again
    if not again["same"]:
        places = [*again["amounts"], *again["words"]] or ["what is stored is not what was logged"]
        yield f"a decision comes out otherwise when it is made again: {', '.join(places)}"
    if again["deficitOre"] != need_ore:
        yield f"a decision comes to {again['deficitOre']} öre when it is made again, not {need_ore}"


def _of_completion(story: Story, completed: Completed | None) -> Iterator[str]:
    if completed != COMPLETED.get(story):
        yield f"it was completed as {completed}, not {COMPLETED.get(story)}"


def _of_late_answer(story: Story, decided: Decided, hands: Hands | None) -> Iterator[str]:
    """C10."""
    late = int(story is Story.ANSWERED_LATE)
    if (decided.late, decided.concluded) != (late, late):
        yield f"{decided.late} late answers, {decided.concluded} of them concluded, not {late}"
    if hands is not None and (not hands.concluded or hands.concluded & hands.decided):
        yield "its late answer was concluded by somebody with a hand in the decision"


def _of_chains(decided: Decided, chain: tuple[str, ...]) -> Iterator[str]:
    if sum(line.amount_ore for line in decided.lines) != decided.said["grantedOre"]:
        yield "its lines are not what was granted"
    for line in decided.lines:
        if line.chain != chain:
            yield f"its orders ended as {line.chain}, not {chain}"
        if {order["amountOre"] for order in line.orders} != {line.amount_ore}:
            yield "an order is of another sum than its line"


def _of_all(town: Town, books: Books) -> Iterator[str]:
    left = sum(household.case.story in LEFT for household in town.households)
    wanted = {queue: left if queue == "payments" else 0 for queue in books.queues}
    if books.queues != wanted:
        yield f"what waits in the queues is {books.queues}, not {wanted}"
    known = {
        order["id"]
        for of_one in books.decisions.values()
        for one in of_one
        for line in one.lines
        for order in line.orders
    }
    if known != {order["id"] for order in books.orders} or len(known) != len(books.orders):
        yield "there are orders that no decision has granted"
