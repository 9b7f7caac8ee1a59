"""What the days of the demonstration have in common: the office's work until it is done, whoever does it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from deploy.local.demo import completing, paying, pool
from deploy.local.demo.applying import Applied, apply, tell_registers
from deploy.local.demo.people import Person, Staff
from deploy.local.demo.progress import Progress
from deploy.local.demo.registering import Household, enter_again, register
from deploy.local.demo.town.case import Application, Case, Story
from deploy.local.demo.waiting import wait_for_all
from deploy.local.demo.working import Town, all_at_once
from deploy.local.installation import Installation

RENEWALS, NEW, PROTECTED = "renewals", "new", "protected"
NOT_VERIFIED = frozenset({"received", "verifying"})


@dataclass
class Month:
    """`payment_files`: as the bank received them, in order."""

    stack: Installation
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

    def arrive(self, day: date) -> int:
        """All applications of the day. The registers have been asked about them when this returns."""
        due = [
            (household, application)
            for household in self.town.households
            for application in household.case.applications
            if application.arrives == day
        ]
        for household, application in due:
            tell_registers(self.stack, household.case, application)
        made = {one.id: one for one in all_at_once(lambda one: self._apply(*one), due)}
        self.town.applications |= made
        wait_for_all("the registers to be asked", lambda: self.town.who(self._not_verified(day, made)))
        return len(made)

    def decide(self, day: date, *queues: str) -> int:
        """Until everything is decided that is to be that day. The number of decisions and proposals."""
        before = self._made()
        due = {one.id for one in self.town.applications.values() if one.application.decided_on == day}

        def undecided() -> list[str]:
            self._work_through(queues)
            return self.town.who(due - self.town.decided_on - self.town.withdrawn)

        wait_for_all("all of the day to be decided", undecided)
        return self._made() - before

    def weighed(self) -> list[dict[str, Any]]:
        """All orders there are, when payout has heard of everything that was decided."""
        return paying.wait_until_weighed(self.unit_head, self.town)

    def orders_of(self, households: Collection[Household], state: str = "ready") -> dict[str, dict[str, Any]]:
        """By household, the order in this state of the month's own application."""
        wanted = {self.town.of_the_month(household).id: household.id for household in households}
        listed = (order for order in self.weighed() if order["state"] == state)
        return {wanted[order["applicationId"]]: order for order in listed if order["applicationId"] in wanted}

    def release(self, payer: Person, due: date) -> int:
        """All that is to be paid that day or before, when payout has seen to it. How many payments."""
        ready = (order for order in self.weighed() if order["state"] == "ready")
        ids = [str(order["id"]) for order in ready if order["payOn"] <= due.isoformat()]
        paying.release(payer, ids, due)
        self.sent(ids)
        return len(ids)

    def sent(self, orders: Collection[str]) -> None:
        """The file is at the bank, which has said of each payment whether it takes it."""
        paying.wait_until_sent(self.unit_head, self.town, orders)
        self.payment_files.append(paying.received_by_the_bank(self.stack))

    def book(self, day: date) -> None:
        """The bank's day: nothing is on its way when this returns."""
        paying.book(self.stack, day)
        paying.wait_until_booked(self.unit_head, self.town)

    def _apply(self, household: Household, application: Application) -> Applied:
        typist = self.staff.typist if household.case.story is Story.TARGET else self.staff.registrars[0]
        return apply(typist, household, application)

    def _not_verified(self, day: date, made: Collection[str]) -> set[str]:
        """Ids of the day's applications about which a register is still asked. Those of protected households are in no
        list but their own."""
        filters = {"from": str(day), "to": str(day)}
        listed = self.staff.registrars[0].every_page("intake", "/applications", **filters)
        for one in self.town.households:
            if one.case.protected:
                listed += one.applicant.every_page("intake", "/applications", **filters)
        verified = {one["id"] for one in listed if one["status"] not in NOT_VERIFIED}
        return set(made) - verified

    def _work_through(self, queues: Collection[str]) -> None:
        """Handlers take what waits for them; what they wait for is done: applicants answer, and unit heads approve."""
        handlers = {RENEWALS: self.staff.economy_secretaries}
        for queue in queues:
            pool.take_all(handlers.get(queue, self.staff.social_workers), queue, self.town)
        completing.answer_all(self.town)
        acts = self.town.acts
        if acts["proposed"] > acts["approved"] + acts["proposalReturned"]:
            pool.approve_all(self.staff, self.town)

    def _made(self) -> int:
        return self.town.acts["decided"] + self.town.acts["proposed"]
