"""The demonstration itself: last month's first applications, and then a month of the town, day by day.

The first applications of last month are there because a renewal needs one (docs/promises.md, C9): those households now
come back through the shared pool. The figures of the report are this month's; what is checked is both.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from deploy.local.demo import healing, late_answers, paying, pool
from deploy.local.demo.applying import apply, tell_registers
from deploy.local.demo.people import Person, Staff
from deploy.local.demo.progress import Progress
from deploy.local.demo.registering import Household, change_account, enter_again, register
from deploy.local.demo.town import calendar as days
from deploy.local.demo.town.case import Application, Case, Story
from deploy.local.demo.working import Town, all_at_once
from deploy.local.stack import Stack

APPLICATIONS = RENEWALS, NEW, PROTECTED = "renewals", "new", "protected"


@dataclass
class Month:
    """What the days have in common. `payment_files`: as the bank received them, in order."""

    stack: Stack
    staff: Staff
    town: Town
    progress: Progress
    cases: tuple[Case, ...]
    payment_files: list[bytes] = field(default_factory=list)

    @property
    def unit_head(self) -> Person:
        return self.staff.unit_head

    def with_story(self, *stories: Story) -> list[Household]:
        return [one for one in self.town.households if one.case.story in stories]

    def set_day(self, day: date) -> None:
        """Nine in the morning, UTC. Everybody signs in anew, since tokens live for an hour."""
        wanted = datetime.combine(day, time(9), UTC)
        self.stack.set_clock_offset(round((wanted - datetime.now(UTC)).total_seconds()))
        households = self.town.households
        for person in (*self.staff.everyone(), *(adult for one in households for adult in one.adults)):
            person.sign_in_again()

    def register(self, cases: Iterable[Case]) -> int:
        """Their accounts are entered twice, but for the target's."""
        made = all_at_once(lambda case: register(self.stack, self.staff, case), cases)
        self.town.households += made
        all_at_once(lambda one: enter_again(self.staff, one), (one for one in made if one.case.story != Story.TARGET))
        return len(made)

    def arrive(self, day: date, *, target: bool = False) -> int:
        """All applications of the day. They are in their queues when this returns."""
        due = [
            (household, application)
            for household in self.town.households
            for application in household.case.applications
            if application.arrives == day and target == (household.case.story is Story.TARGET)
        ]
        for household, application in due:
            tell_registers(self.stack, household.case, application)
        before = pool.length(self.unit_head, *APPLICATIONS)
        made = all_at_once(lambda one: self._apply(*one), due)
        self.town.applications += made
        pool.wait_until_queued(self.staff, before + len(made), *APPLICATIONS)
        return len(made)

    def decide(self, *queues: str) -> int:
        """Until the queues are empty and no unit head is waited for. The number of decisions and proposals."""
        handlers = {RENEWALS: self.staff.economy_secretaries}
        made = 0
        for queue in queues:
            made += pool.take_all(handlers.get(queue, self.staff.social_workers), queue, self.town)
        while self._goes_on():
            for queue in queues:
                made += pool.take_all(handlers.get(queue, self.staff.social_workers), queue, self.town)
        return made

    def _goes_on(self) -> bool:
        """What handlers wait for is done: applicants answer, and unit heads approve. Whether there was any of it."""
        if answered := pool.answer_requests(self.town):
            pool.wait_until_queued(self.staff, answered, *APPLICATIONS)
        acts = self.town.acts
        awaits = acts["proposed"] > acts["approved"] + acts["proposalReturned"]
        if awaits:
            pool.approve_all(self.staff, self.town)
        return bool(answered) or awaits

    def weighed(self) -> list[dict[str, Any]]:
        """All orders there are, when payout has heard of everything that was decided."""
        return paying.wait_until_weighed(self.unit_head, self.town.granted, self.town.acts["renewed"])

    def ready_for(self, day: date) -> list[str]:
        """What is to be paid that day or before, when payout has seen to all of it."""
        ready = (order for order in self.weighed() if order["state"] == "ready")
        return [str(order["id"]) for order in ready if order["payOn"] <= day.isoformat()]

    def orders_of(self, households: Collection[Household], state: str = "ready") -> dict[str, dict[str, Any]]:
        """By household, the order in this state of the month's own application."""
        ids = {one["id"]: one["householdId"] for one in self.town.applications if one["kind"] != "aboveNorm"}
        wanted = {household.id for household in households}
        listed = (order for order in self.weighed() if order["state"] == state)
        found = {ids.get(order["applicationId"]): order for order in listed}
        return {household: order for household, order in found.items() if household in wanted}

    def release(self, payer: Person, orders: Collection[str], due: date) -> None:
        paying.release(payer, orders, due)
        self.sent(orders)

    def sent(self, orders: Collection[str]) -> None:
        """The file is at the bank, which has said of each payment whether it takes it."""
        paying.wait_until_ended(self.unit_head, orders, "sent", "rejected", "settled")
        self.payment_files.append(paying.received_by_the_bank(self.stack))

    def _apply(self, household: Household, application: Application) -> dict[str, Any]:
        typist = self.staff.typist if household.case.story is Story.TARGET else self.staff.registrars[0]
        made = apply(typist, household, application)
        about = {"householdId": household.id, "kind": application.kind.value, "month": str(application.month)}
        return {**made, **about}


def last_month(month: Month) -> None:
    """Households that will renew: registered, granted and paid."""
    progress, day = month.progress, days.FIRST_APPLICATIONS
    month.set_day(day)
    with progress.phase("register", "Hushåll registreras …") as phase:
        count = month.register(case for case in month.cases if case.renews)
        phase.told = f"{count} hushåll registrerade, kontona inmatade två gånger av olika personer"
    with progress.phase("lastMonthApplications", "Förra månadens grundansökningar …") as phase:
        count = month.arrive(day)
        phase.told = f"{count} grundansökningar för {days.LAST_MONTH} i kö, registren tillfrågade"
    with progress.phase("lastMonthDecisions", "Förra månadens beslut …") as phase:
        count = month.decide(NEW)
        phase.told = f"{count} beslut och förslag för {days.LAST_MONTH}"
    with progress.phase("lastMonthPayments", "Förra månadens betalningar …") as phase:
        ids = month.ready_for(days.FIRST_PAY_DAY)
        month.release(month.staff.payers[0], ids, days.FIRST_PAY_DAY)
        paying.book(month.stack, days.FIRST_PAY_DAY)
        paying.wait_until_ended(month.unit_head, ids, "settled")
        phase.told = f"{len(ids)} betalningar för {days.LAST_MONTH} bokförda"
    month.payment_files.clear()


def arrivals(month: Month) -> None:
    """Monday and Tuesday: new households are registered, and most applications come in."""
    month.set_day(days.MONDAY)
    with month.progress.phase("registerNew", "Nya hushåll registreras …") as phase:
        phase.told = f"{month.register(case for case in month.cases if not case.renews)} nya hushåll registrerade"
    with month.progress.phase("mondayApplications", "Måndagens ansökningar …") as phase:
        phase.told = f"Måndag: {month.arrive(days.MONDAY)} ansökningar i kö, registren tillfrågade"
    month.set_day(days.TUESDAY)
    with month.progress.phase("tuesdayDecisions", "Gemensamma kön …") as phase:
        phase.told = f"Tisdag: {month.decide(RENEWALS)} återansökningar tagna ur den gemensamma kön"
    with month.progress.phase("tuesdayApplications", "Tisdagens ansökningar …") as phase:
        withdrawn = [_withdraw(month, household) for household in month.with_story(Story.WITHDRAWS)]
        phase.told = (
            f"Tisdag: {month.arrive(days.TUESDAY)} ansökningar i kö, registren tillfrågade; "
            f"{len(withdrawn)} återkallade"
        )


def _withdraw(month: Month, household: Household) -> str:
    application = next(one["id"] for one in month.town.applications if one["householdId"] == household.id)
    told = household.applicant.post("intake", f"/applications/{application}/withdrawal", {})
    return str(told["status"])


def first_release(month: Month) -> None:
    """Wednesday: the rest is decided, some of it stopped, revoked or moved to other accounts; then the first file."""
    month.set_day(days.WEDNESDAY)
    with month.progress.phase("wednesdayDecisions", "Onsdagens beslut …") as phase:
        count = month.decide(RENEWALS, NEW, PROTECTED)
        phase.told = f"Onsdag: {count} beslut och förslag, kön för skyddade bland dem"
    with month.progress.phase("changes", "Konton byts, beslut återkallas …") as phase:
        phase.told = _change_and_stop(month)
    for household in month.town.households:
        paying.misbehave(month.stack, household)
    with month.progress.phase("firstRelease", "Första utbetalningen …") as phase:
        ids = month.ready_for(days.FRIDAY)
        month.release(month.staff.payers[0], ids, days.FRIDAY)
        phase.told = f"Onsdag: {len(ids)} betalningar frisläppta till {days.FRIDAY}"


def _change_and_stop(month: Month) -> str:
    """Before any of it is in a bank file."""
    moving = month.with_story(Story.CHANGES_ACCOUNT)
    stopped = month.with_story(Story.STOPPED, Story.STOPPED_FOR_GOOD)
    (revoked,) = month.with_story(Story.REVOKED_IN_TIME)
    orders = month.orders_of([*stopped, revoked])
    for household in moving:
        change_account(month.staff, household)
    healing.pay_again(month.staff, month.town, days.FRIDAY, len(moving))
    healing.stop(month.staff.registrars[1], (orders[household.id]["id"] for household in stopped))
    healing.revoke(month.unit_head, orders[revoked.id]["decisionId"], "stopped")
    pool.wait_until_queued(month.staff, 1, RENEWALS, NEW)
    again = month.decide(RENEWALS, NEW)
    return (
        f"Onsdag: {len(moving)} konton bytta efter beslutet, {len(stopped)} betalningar stoppade, "
        f"{again} beslut återkallat i tid och fattat på nytt"
    )


def first_pay_day(month: Month) -> None:
    """Friday: the bank has booked, and rejected some. They are paid anew, and the second file goes."""
    month.set_day(days.FRIDAY)
    with month.progress.phase("friday", "Första betalningsdagen …") as phase:
        paying.book(month.stack, days.FRIDAY)
        paying.wait_until_none(month.unit_head, "sent")
        (late,) = month.with_story(Story.REVOKED_TOO_LATE)
        decision = month.orders_of([late], "settled")[late.id]["decisionId"]
        healing.revoke(month.unit_head, decision, "tooLate")
        for household in month.with_story(Story.REJECTED_MOVES):
            change_account(month.staff, household)
        failed = len(month.with_story(Story.REJECTED, Story.REJECTED_MOVES, Story.STOPPED, Story.STOPPED_FOR_GOOD))
        renewed = healing.pay_again(month.staff, month.town, days.NEXT_MONDAY, failed)
        arrived = month.arrive(days.FRIDAY)
        ids = month.ready_for(days.NEXT_MONDAY)
        month.release(month.staff.payers[1], ids, days.NEXT_MONDAY)
        phase.told = (
            f"Fredag: banken har bokfört eller avvisat allt, {renewed} betalningar beslutade på nytt, "
            f"{len(ids)} frisläppta till {days.NEXT_MONDAY}, {arrived} ansökningar i kö"
        )


def second_monday(month: Month) -> None:
    """What the bank sent back is paid anew, and what came in on Friday decided. Then all but the target is ready."""
    month.set_day(days.NEXT_MONDAY)
    with month.progress.phase("nextMonday", "Nästa måndag …") as phase:
        returned = month.with_story(Story.RETURNED, Story.RETURNED_STAYS)
        waits = len(month.with_story(Story.STOPPED_FOR_GOOD)) + len(returned)
        paying.book(month.stack, days.NEXT_MONDAY)
        paying.wait_until_none(month.unit_head, "sent")
        renewed = healing.pay_again(month.staff, month.town, days.NEXT_WEDNESDAY, waits)
        decided = month.decide(NEW)
        held = [order for order in month.weighed() if order["state"] == "held"]
        for order in held:
            paying.let_go(month.staff.unit_heads[-1], order["id"])
        phase.told = (
            f"Måndag: {len(returned)} betalningar kom tillbaka, {renewed} beslutade på nytt, {decided} beslut, "
            f"{len(held)} hejdad av beloppsgränsen och släppt igenom av en annan enhetschef"
        )


def the_end(month: Month) -> None:
    """The last pay day, and the last applications: decided for a day that the month does not come to."""
    month.set_day(days.NEXT_WEDNESDAY)
    with month.progress.phase("nextWednesday", "Nästa onsdag …") as phase:
        paying.book(month.stack, days.NEXT_WEDNESDAY)
        paying.wait_until_none(month.unit_head, "sent")
        late = late_answers.conclude_all(month.staff, month.town, len(month.with_story(Story.ANSWERED_LATE)))
        phase.told = (
            f"Onsdag: allt bokfört, {late} sena registersvar utredda, "
            f"{month.arrive(days.NEXT_WEDNESDAY)} ansökningar i kö"
        )
    month.set_day(days.NEXT_FRIDAY)
    with month.progress.phase("nextFriday", "Månadens slut …") as phase:
        decided = month.decide(NEW)
        month.weighed()
        phase.told = f"Fredag: {decided} beslut för en betalningsdag efter månadens slut"
