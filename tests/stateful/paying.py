"""What people do in payout, and what the worker and the bank do there."""

from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from services.payout.releases.in_force import NotAnswered
from services.payout.releases.sending import StillUnknown
from tests.harness.chain import Job
from tests.stateful.desk import Desk
from tests.stateful.registering import WHICH, WHO

REASON = st.sampled_from(["wrongPayee", "suspectedFraud", "other"])
HOSTS = ("intake", "decision", "bank")
WRONGS = ("loseAnswer", "loseFile", "rejectPayment", "rejectFile", "wrongAmount", "wrongCreditor", "repeatReport")
ANSWERS = st.sampled_from(["usual", *HOSTS, *WRONGS])
"""Of those that are asked when a bank file is made: as they should; a silent host; or what the bank does wrong."""


class Paying(RuleBasedStateMachine):
    desk: Desk

    @precondition(lambda self: self.desk.orders())
    @rule(by=WHO, which=WHICH, number=st.integers(1, 2))
    def release(self, by: int, which: int, number: int) -> None:
        """Any orders, in whatever state. Who has a hand in one of them never may; who has none may, if they are
        ready."""
        every = self.desk.orders()
        some = [every[(which + step) % len(every)] for step in range(min(number, len(every)))]
        self.released(by, some)

    @precondition(lambda self: self.desk.orders("ready"))
    @rule(by=WHO)
    def release_all_that_is_ready(self, by: int) -> None:
        self.released(by, self.desk.orders("ready"))

    @precondition(lambda self: self.desk.orders("ready", "released", "sent"))
    @rule(by=WHO)
    def pay(self, by: int) -> None:
        """Releases, makes the files, books and reads what the bank says in one go, as on an ordinary day."""
        if ready := self.desk.orders("ready"):
            self.released(by, ready)
        for job in self.files_to_make():
            self.run(job, done=True)
        self.desk.chain.tell_bank("settle", {})
        self.desk.chain.read_bank_reports()

    def released(self, by: int, some: list[dict[str, Any]]) -> None:
        who = self.desk.as_employee(by)
        body = {"orderIds": [str(order["id"]) for order in some], "dueDate": self.desk.chain.now.date().isoformat()}
        answer = self.desk.post("payout", who, "/v1/releases", body)
        assert answer.status_code in self._expected(who, some), answer.text
        if answer.status_code == 201:
            self.desk.ledger.released[UUID(answer.json()["id"])] = self.desk.ledger.key(who[0])

    def _expected(self, who: tuple[str, tuple[str, ...], str], some: list[dict[str, Any]]) -> set[int]:
        key = self.desk.ledger.key(who[0])
        if "payer" not in who[1] or any(key in self.desk.hands_on(order) for order in some):
            return {403} if "payer" not in who[1] or _all_ready(some) else {403, 409}
        if any(key in self.desk.ledger.own_case_of(order["household_id"]) for order in some):
            return {201, 403, 409}  # payout may not have been told yet: then the file says no
        return {201} if _all_ready(some) else {409}

    @precondition(lambda self: self.desk.orders())
    @rule(by=WHO, which=WHICH, reason=REASON)
    def stop(self, by: int, which: int, reason: str) -> None:
        orders = self.desk.orders()
        order = orders[which % len(orders)]
        who, path = self.desk.as_employee(by), f"/v1/payment-orders/{order['id']}/stop"
        answer = self.desk.post("payout", who, path, {"reason": reason})
        assert answer.status_code != 200 or order["state"] in ("received", "blocked", "held", "ready", "released")

    @precondition(lambda self: self.desk.releases())
    @rule(by=WHO, which=WHICH)
    def take_file(self, by: int, which: int) -> None:
        releases = self.desk.releases()
        release_id = releases[which % len(releases)]
        who = self.desk.as_employee(by)
        answer = self.desk.fetch("payout", who, f"/v1/releases/{release_id}/file")
        if self.desk.ledger.released[release_id] == self.desk.ledger.key(who[0]):
            assert answer.status_code == 403, answer.text

    # The worker and the bank.

    @precondition(lambda self: self.files_to_make())
    @rule(answers=ANSWERS, again=st.booleans())
    def make_file(self, answers: str, again: bool) -> None:
        """The job, perhaps once more after it is done. What does not answer makes it wait."""
        job, chain = self.files_to_make()[0], self.desk.chain
        if answers in HOSTS:
            chain.outside.silent.add(answers)
        elif answers != "usual":
            chain.tell_bank("behaviours", {"kind": answers})
        self.run(job, done=not again)
        chain.outside.silent.clear()
        self.desk.counted.add(f"file made: {answers}")

    @precondition(lambda self: self.desk.releases())
    @rule(which=WHICH)
    def make_file_once_more(self, which: int) -> None:
        """A worker that was taken for dead comes back."""
        releases = self.desk.releases()
        self.run(Job("payout", 0, "make_file", {"release_id": str(releases[which % len(releases)])}), done=False)

    @precondition(lambda self: self.desk.orders("sent", "settled"))
    @rule(back=st.booleans())
    def let_bank_book(self, back: bool) -> None:
        """What is due; or one payment comes back that it has booked."""
        if back:
            self.desk.chain.tell_bank("behaviours", {"kind": "returnPayment"})
        self.desk.chain.tell_bank("settle", {})

    @precondition(lambda self: self.desk.releases())
    @rule()
    def read_bank_reports(self) -> None:
        self.desk.chain.read_bank_reports()

    def files_to_make(self) -> list[Job]:
        return [job for job in self.desk.chain.jobs() if job.service == "payout"]

    def run(self, job: Job, *, done: bool) -> None:
        try:
            self.desk.chain.run_job(job, done=done)
        except (NotAnswered, StillUnknown) as error:
            self.desk.counted.add(type(error).__name__)


def _all_ready(some: list[dict[str, Any]]) -> bool:
    return all(order["state"] == "ready" for order in some)
