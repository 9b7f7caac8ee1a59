"""The state machine of the chain: a handful of people with changing roles do everything that they can, in any order,
and the promises are checked after each step."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from tests.harness.chain import Chain
from tests.stateful.completing import Completing
from tests.stateful.desk import EVERY_ROLE, ROLE_SETS, STAFF, TWO_NUMBERS, Counted, Desk, Who
from tests.stateful.handling import Handling
from tests.stateful.healing import Healing
from tests.stateful.paying import Paying
from tests.stateful.registering import NUMBERS, WHICH, WHO, Registering
from tests.stateful.removing import Removing

ROLES = st.just(EVERY_ROLE) | st.sampled_from(ROLE_SETS)
LIMIT = st.sampled_from([None, None, 500_000])
"""Öre above which a unit head has to approve a decision and to let a payment go."""

OFTEN = st.sampled_from([True, True, False])


class ChainMachine(Registering, Handling, Completing, Paying, Healing, Removing):
    """`punctual`: hand-overs and look-ups are done after each step, as on an ordinary day; else only when told to."""

    def __init__(self, chain: Chain, counted: Counted, example: int) -> None:
        super().__init__()
        self.desk = Desk(chain, counted, example)
        self.sound = False
        self.exchanged = False

    @initialize(
        roles=st.lists(ROLES, min_size=STAFF, max_size=STAFF),
        kin=st.none() | WHO,
        punctual=OFTEN,
        decided=OFTEN,
        limit=LIMIT,
    )
    def begin(
        self, roles: list[tuple[str, ...]], kin: int | None, punctual: bool, decided: bool, limit: int | None
    ) -> None:
        """A household with a payable account and an application, by three people who work here and the applicant."""
        first, second, third = [index for index in range(STAFF) if index not in _same_person(kin)][:3]
        home = self.register(self._only(first, "registrar"), kin)
        assert home is not None
        account = self.enter(self._only(second, "registrar"), home, 0, NUMBERS[0])
        assert account is not None
        applicant = self.desk.as_citizen(home.people[0][1])
        assert self.enter_again(applicant, account, NUMBERS[0]).status_code == 201
        application = self.apply(applicant, home)
        assert application is not None
        if kin is not None:
            self.sign(application, self._only(kin, "citizen"))
        self.desk.catch_up()
        if limit is not None:
            self.desk.limit(limit)
        if decided:
            self.handle(third, "whole", 0)
        for employee, held in zip(self.desk.employees, roles, strict=True):
            employee.roles = held
        self.desk.punctual = punctual
        self.desk.catch_up()

    def _only(self, index: int, role: str) -> Who:
        return self.desk.employees[index].number, (role,), self.desk.municipality

    @rule(who=WHO, roles=ROLES)
    def change_roles(self, who: int, roles: tuple[str, ...]) -> None:
        self.desk.employees[who].roles = roles

    @rule(punctual=OFTEN)
    def change_pace(self, punctual: bool) -> None:
        self.desk.punctual = punctual

    @rule(minutes=st.sampled_from([1, 10, 61, 24 * 60]))
    def let_time_pass(self, minutes: int) -> None:
        self.desk.chain.later(timedelta(minutes=minutes))

    @precondition(lambda self: not self.exchanged)
    @rule()
    def exchange_person_key(self) -> None:
        """With whatever is under way and on its way (docs/adr/0019)."""
        self.exchanged = True
        self.desk.exchange_person_key()

    # Hand-overs.

    @precondition(lambda self: not self.desk.punctual)
    @rule()
    def catch_up(self) -> None:
        self.desk.catch_up()

    @precondition(lambda self: not self.desk.punctual and self.desk.hand_overs(delivered=False))
    @rule(which=st.lists(st.integers(0, 30), min_size=1, max_size=4, unique=True), backwards=st.booleans())
    def deliver_some(self, which: list[int], backwards: bool) -> None:
        """A few of those that wait, in any order; or all, the last one first."""
        waiting = self.desk.hand_overs(delivered=False)
        chosen = list(dict.fromkeys(one % len(waiting) for one in which))
        self.desk.deliver(waiting[::-1] if backwards else [waiting[one] for one in chosen])

    @precondition(lambda self: self.desk.hand_overs(delivered=True))
    @rule(which=st.integers(0, 60))
    def deliver_again(self, which: int) -> None:
        """A sender that was killed before it could write down the answer."""
        delivered = self.desk.hand_overs(delivered=True)
        before, logged = self.desk.traces.fingerprint(), self.desk.traces.log_sizes()
        self.desk.deliver([delivered[which % len(delivered)]])
        after = self.desk.traces.fingerprint(), self.desk.traces.log_sizes()
        assert after == (before, logged), "C6: a hand-over that came twice did something"

    @precondition(lambda self: any(job.service == "intake" for job in self.desk.chain.jobs()))
    @rule(which=WHICH, again=st.booleans())
    def look_up(self, which: int, again: bool) -> None:
        jobs = [job for job in self.desk.chain.jobs() if job.service == "intake"]
        self.desk.chain.run_job(jobs[which % len(jobs)], done=not again)

    # Requests that come again.

    @precondition(lambda self: self.desk.asked)
    @rule(which=st.integers(0, 60), roles=st.booleans())
    def ask_again(self, which: int, roles: bool) -> None:
        """The same person, signed in anew and perhaps with other roles, gets the first answer."""
        earlier = self.desk.asked[which % len(self.desk.asked)]
        mine = next((one.roles for one in self.desk.employees if one.number == earlier.number), ())
        who = (earlier.number, mine if roles else ("citizen",), self.desk.municipality)
        answer = self.desk.ask_again(earlier, who, earlier.body)
        assert (answer.status_code, answer.content) == (earlier.answer.status_code, earlier.answer.content)

    @precondition(lambda self: self.desk.asked)
    @rule(which=st.integers(0, 60), other=WHO)
    def ask_something_else_under_the_same_key(self, which: int, other: int) -> None:
        earlier = self.desk.asked[which % len(self.desk.asked)]
        who = (earlier.number, self.desk.employees[other].roles, self.desk.municipality)
        answer = self.desk.ask_again(earlier, who, {**(earlier.body or {}), "more": 1})
        assert answer.status_code == 422, answer.text

    @invariant()
    def the_promises_hold(self) -> None:
        self.sound = False
        if self.desk.punctual:
            self.desk.catch_up()
        self.desk.promises.check()
        self.desk.traces.check()
        self.sound = True

    def teardown(self) -> None:
        """When everything has come, nothing waits for anything, and all still holds."""
        if not self.sound:
            return
        self.desk.catch_up()
        self.the_promises_hold()
        assert self.desk.traces.dangling() == [], "C7: a row without its trace"
        assert not self.desk.orders("received"), "an order waits for what has come"
        assert self.desk.unseen() == [], "a decision on what was withdrawn waits for nobody"
        for order in self.desk.orders():
            self.desk.counted.add(f"ends {order['state']}")


def _same_person(index: int | None) -> tuple[int, ...]:
    if index is None:
        return ()
    return TWO_NUMBERS if index in TWO_NUMBERS else (index,)
