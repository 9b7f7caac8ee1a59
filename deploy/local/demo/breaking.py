"""The target applies, and the chain is tried to be broken on its way. It is paid in the end, by clean hands."""

from typing import Any

from deploy.local.demo import paying
from deploy.local.demo.attempts import database, hands, pool, statements, tokens
from deploy.local.demo.attempts.kept import Attempts
from deploy.local.demo.claiming import waiting
from deploy.local.demo.month import NEW, Month
from deploy.local.demo.people import Person
from deploy.local.demo.registering import Household
from deploy.local.demo.town import calendar as days
from deploy.local.demo.town.case import Story
from deploy.local.demo.waiting import wait_for


def try_to_break(month: Month) -> Attempts:
    """What was tried. The third release is on its way to the bank when this returns, the target's payment in it."""
    tried, who = Attempts(), hands.insiders(month.stack)
    (target,) = month.with_story(Story.TARGET)
    with month.progress.phase("attempts", "Kedjan försöker brytas …") as phase:
        decision = _until_decided(month, tried, who, target)
        _try_to_pay(month, tried, who, target, decision)
        ids = [order["id"] for order in paying.orders(month.unit_head, state="ready")]
        hands.release_at_the_same_instant(tried, month.staff.payers, ids, days.NEXT_WEDNESDAY)
        month.sent(ids)
        hands.release_again(tried, month.staff.payers[0], ids, days.NEXT_WEDNESDAY)
        database.change_after_release(tried, month.stack, ids[0])
        refused = sum(attempt.refused for attempt in tried.made)
        phase.told = (
            f"{refused} av {len(tried.made)} försök att bryta kedjan nekade, "
            f"{len(ids)} betalningar frisläppta till {days.NEXT_WEDNESDAY}"
        )
    return tried


def _until_decided(month: Month, tried: Attempts, who: hands.Insiders, target: Household) -> str:
    """The decision's id."""
    staff, payer = month.staff, month.staff.payers[0]
    neighbour = next(one for one in month.town.households if one is not target)
    pool.apply_wrongly(tried, target, neighbour, staff.registrars[0], target.case.of_the_month.month)
    month.arrive(days.NEXT_MONDAY)
    wait_for(f"{target} to be alone in its queue", lambda: waiting(month.unit_head)[NEW] == 1)
    hands.decide_on_own_typing(tried, staff)
    pool.fish(tried, staff)
    hands.take_in_spite_of_a_conflict(tried, who, target)
    hands.decide_on_own_entry(tried, who, target)
    revoked = _decide(month, who, target)
    hands.pay_a_revoked_decision(tried, who, staff, revoked, _order_of(payer, revoked["id"]))
    return str(_decide(month, who, target)["id"])


def _decide(month: Month, who: hands.Insiders, target: Household) -> dict[str, Any]:
    calculation, decision = hands.decide_properly(who, target)
    month.town.calculations[calculation["workItemId"]] = calculation
    month.town.taken(calculation["workItemId"], NEW)
    month.town.decided(decision)
    return decision


def _order_of(payer: Person, decision: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = []

    def is_ready() -> bool:
        found[:] = [order for order in paying.orders(payer, state="ready") if order["decisionId"] == decision]
        return bool(found)

    wait_for("the order of the target's decision", is_ready)
    return found[0]


def _try_to_pay(month: Month, tried: Attempts, who: hands.Insiders, target: Household, decision: str) -> None:
    """The target's order is ready: by every other way than the right one."""
    stack, staff = month.stack, month.staff
    order = _order_of(staff.payers[0], decision)
    ready = paying.orders(staff.payers[0], state="ready")
    another = next(one for one in ready if one["decisionId"] != decision)
    hands.release_by_the_wrong_hands(tried, who, target, order, staff)
    statements.forge(tried, stack, order, another)
    statements.queue_by_hand(tried, stack, order)
    tokens.with_bad_tickets(tried, stack, staff.payers[0])
    tokens.with_bad_input(tried, staff.payers[0], staff.registrars[0])
    database.change_before_release(tried, stack, order["id"])
