"""The demonstration itself: last month a few first applications, this month all twenty households.

The first applications of last month are there because a renewal needs one (docs/promises.md, C9): those households now
come back through the shared pool. The figures of the report are this month's.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from deploy.local.demo import auditing, healing, paying
from deploy.local.demo.applying import apply, tell_registers
from deploy.local.demo.attempts import database, hands, pool, statements, tokens
from deploy.local.demo.attempts.kept import Attempt, Attempts
from deploy.local.demo.handling import take_all
from deploy.local.demo.people import Person, Staff
from deploy.local.demo.registering import Household, enter_again, register
from deploy.local.demo.report import Month as Figures
from deploy.local.demo.scenario import (
    CHANGES_ACCOUNT,
    FIRST_DAY,
    KNOWN,
    LAST_MONTH,
    SECOND_DAY,
    TARGET,
    THIS_MONTH,
    cases,
)
from deploy.local.demo.waiting import wait_for
from deploy.local.stack import Stack
from shared.months import Month

Tell = Callable[[str], None]
AT_ONCE = 4


@dataclass(frozen=True)
class Outcome:
    month: Figures
    attempts: list[Attempt]
    log_entries: int
    story: list[dict[str, Any]]
    files: dict[str, bytes]


def play(stack: Stack, tell: Tell) -> Outcome:
    """Raises Unexpected, TooSlow or LogBroken where anything goes another way than it should."""
    staff = Staff(stack)
    _set_day(stack, FIRST_DAY)
    households = _register_all(stack, staff, tell)
    _last_month(stack, staff, households, tell)
    _set_day(stack, SECOND_DAY)
    for person in (*staff.everyone(), *_adults(households)):
        person.sign_in_again()
    return _this_month(stack, staff, households, tell)


def _register_all(stack: Stack, staff: Staff, tell: Tell) -> list[Household]:
    households = _all(lambda case: register(stack, staff, case), list(cases()))
    others = [household for household in households if household.case.index != TARGET]
    _all(lambda household: enter_again(staff, household), others)
    tell(f"{len(households)} hushåll registrerade, kontona inmatade två gånger av olika personer")
    return households


def _last_month(stack: Stack, staff: Staff, households: list[Household], tell: Tell) -> None:
    known = [household for household in households if household.case.index in KNOWN]
    pay_on = FIRST_DAY + timedelta(days=2)
    _apply_all(stack, staff, known, LAST_MONTH, tell)
    decided = take_all(staff.social_workers, "new", _by_id(known), pay_on.isoformat())
    ids = _ready(staff.payers[0], len(decided))
    paying.release(staff.payers[0], ids, pay_on)
    paying.wait_until_sent(staff.payers[0], ids)
    paying.settle(stack, staff.payers[0], ids, pay_on)
    tell(f"Förra månaden: {len(decided)} grundansökningar beslutade och betalda")


def _this_month(stack: Stack, staff: Staff, households: list[Household], tell: Tell) -> Outcome:
    pay_on = SECOND_DAY + timedelta(days=3)
    *others, target = households
    applications = _apply_all(stack, staff, others, THIS_MONTH, tell)
    decided = take_all(staff.economy_secretaries, "renewals", _by_id(others), pay_on.isoformat())
    tell(f"{len(decided)} återansökningar tagna ur den gemensamma kön och beslutade")
    decided += take_all(staff.social_workers, "new", _by_id(others), pay_on.isoformat())
    tried, who = Attempts(), hands.insiders(stack)
    pool.apply_wrongly(tried, target, others[-1], staff.registrars[0], THIS_MONTH)
    applications += _apply_all(stack, staff, [target], THIS_MONTH, tell)
    hands.decide_on_own_typing(tried, staff)
    pool.fish(tried, staff)
    hands.take_in_spite_of_a_conflict(tried, who, target)
    hands.decide_on_own_entry(tried, who, target)
    revoked = hands.decide_properly(who, target, pay_on)
    hands.pay_a_revoked_decision(tried, who, staff, revoked, _order_of(staff.payers[0], revoked["id"]))
    decided.append(hands.decide_properly(who, target, pay_on))
    tell(f"{len(decided)} beslut fattade, ett återkallat i tid och fattat på nytt")
    healing.change_account(staff, households[CHANGES_ACCOUNT])
    healing.pay_again(staff, pay_on)
    tell("Ett konto bytt efter beslutet: betalningen stoppad, och postens nya betalning beslutad av någon annan")
    figures = _figures(staff, households, applications, decided)
    ids = _ready(staff.payers[0], sum(decision["outcome"] != "rejected" for decision in decided))
    _try_to_pay(tried, staff, who, target, decided[-1]["id"])
    hands.release_at_the_same_instant(tried, staff.payers, ids, pay_on)
    paying.wait_until_sent(staff.payers[0], ids)
    hands.release_again(tried, staff.payers[0], ids, pay_on)
    database.change_after_release(tried, stack, ids[0])
    tell(f"{sum(attempt.refused for attempt in tried.made)} av {len(tried.made)} försök att bryta kedjan nekade")
    payment_file = paying.received_by_the_bank(stack)[1]
    paying.settle(stack, staff.payers[0], ids, pay_on)
    tell(f"{len(ids)} betalningar frisläppta, skickade till banken och bokförda")
    figures.orders = [order for order in paying.orders(staff.payers[0]) if order["id"] in set(ids)]
    story = auditing.wait_until_followed(staff.auditor, decided[-1]["caseNumber"], "paymentSettled")
    verified = auditing.verify(stack, staff.auditor)
    tell(f"{verified.total} loggposter kontrollerade utifrån, varav {verified.refused} nekade försök")
    report = [content for kind, content in paying.reports_of_the_bank(stack) if kind.startswith("camt.054")][-1]
    evidence = auditing.evidence_of(staff.auditor, ids[-1])
    proven = auditing.check_evidence(stack, evidence)
    tell(f"Underlaget för en betalning kontrollerat med öppna nycklar: {proven.statements} intyg")
    files = {"paymentFile": payment_file, "bankReport": report, "evidence": evidence}
    return Outcome(figures, tried.made, verified.total, story, files)


def _order_of(payer: Person, decision: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = []

    def is_ready() -> bool:
        found[:] = [order for order in paying.orders(payer, state="ready") if order["decisionId"] == decision]
        return bool(found)

    wait_for("the order of a decision", is_ready)
    return found[0]


def _try_to_pay(tried: Attempts, staff: Staff, who: hands.Insiders, target: Household, decision: str) -> None:
    """The target's order is ready: by every other way than the right one."""
    stack, ready = target.applicant.stack, paying.orders(staff.payers[0], state="ready")
    order = next(order for order in ready if order["decisionId"] == decision)
    another = next(order for order in ready if order["decisionId"] != decision)
    hands.release_by_the_wrong_hands(tried, who, target, order, staff)
    statements.forge(tried, stack, order, another)
    statements.queue_by_hand(tried, stack, order)
    tokens.with_bad_tickets(tried, stack, staff.payers[0])
    tokens.with_bad_input(tried, staff.payers[0], staff.registrars[0])
    database.change_before_release(tried, stack, order["id"])


def _apply_all(stack: Stack, staff: Staff, households: list[Household], month: Month, tell: Tell) -> list[str]:
    """All apply, the registers are asked, and the applications are in their queues."""
    for household in households:
        tell_registers(stack, household.case, month)
    renewing = {household.id for household in households if household.case.index in KNOWN and month == THIS_MONTH}
    made = _all(
        lambda household: apply(staff.typist, household, "renewal" if household.id in renewing else "new", month),
        households,
    )
    wait_for("the registers to be asked and the queues filled", lambda: _waiting(staff) >= len(made))
    tell(f"{len(made)} ansökningar för {month} i kö, registren tillfrågade")
    return made


def _waiting(staff: Staff) -> int:
    """Each sees the queues that they may take from."""
    seen = (staff.social_workers[0], staff.economy_secretaries[0])
    queues = (queue for person in seen for queue in person.get("decision", "/queues")["items"])
    return sum({queue["queue"]: int(queue["waiting"]) for queue in queues}.values())


def _ready(payer: Person, count: int) -> list[str]:
    def ids() -> list[str]:
        return [str(order["id"]) for order in paying.orders(payer, state="ready")]

    wait_for("payout to have checked the chain of every order", lambda: len(ids()) >= count)
    return ids()


def _figures(
    staff: Staff, households: list[Household], applications: list[str], decided: list[dict[str, Any]]
) -> Figures:
    figures = Figures(len(households))
    for application in applications:
        figures.applications[staff.registrars[0].get("intake", f"/applications/{application}")["channel"]] += 1
        evidence = staff.social_workers[0].get("intake", f"/applications/{application}/evidence")["items"]
        figures.verdicts.update(row["verdict"] for row in evidence)
    figures.decisions.update(decision["outcome"] for decision in decided)
    figures.granted_ore = sum(decision["grantedOre"] for decision in decided)
    return figures


def _all(do: Callable[[Any], Any], things: list[Any]) -> list[Any]:
    """A few at a time, as people would."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(do, things))


def _by_id(households: list[Household]) -> dict[str, Any]:
    return {household.id: household.case for household in households}


def _adults(households: list[Household]) -> list[Person]:
    pairs = ((household.applicant, household.co_applicant) for household in households)
    return [person for pair in pairs for person in pair if person is not None]


def _set_day(stack: Stack, day: date) -> None:
    """Nine in the morning, UTC, of that day."""
    wanted = datetime.combine(day, time(9), UTC)
    stack.set_clock_offset(round((wanted - datetime.now(UTC)).total_seconds()))
