"""What becomes old: hand-overs that were taken, and answers, are removed, and what was removed comes again."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from shared.removal import KINDS, remove
from tests.harness.chain import SERVICES
from tests.stateful.desk import Asked, Desk

AGE = timedelta(days=36)
"""A day more than they are kept."""
FOR_ONCE = ("/decision", "/releases")
"""Requests by which money is given."""


class Removing:
    desk: Desk

    @precondition(lambda self: self.desk.hand_overs(delivered=True))
    @rule()
    def remove_what_is_old(self) -> None:
        """By all three services, as if nothing had happened for as long as it is kept."""
        waiting, taken = (self.desk.hand_overs(delivered=delivered) for delivered in (False, True))
        self._remove()
        assert self.desk.hand_overs(delivered=True) == []
        assert self.desk.hand_overs(delivered=False) == waiting, "C15: removed, and never taken"
        self.desk.old_hand_overs += taken
        self.desk.old_requests += [one for one in self.desk.asked if _gives_money(one)]
        self.desk.asked.clear()
        self.desk.counted.add("removed")

    def _remove(self) -> None:
        chain, now = self.desk.chain, self.desk.chain.now
        chain.later(AGE)
        for service in SERVICES:
            for kind in KINDS:
                chain.run(remove(chain.services[service].running, kind))
        chain.set_clock(now)

    @precondition(lambda self: self.desk.old_hand_overs)
    @rule(which=st.integers(0, 60))
    def deliver_again_what_was_removed(self, which: int) -> None:
        """A sender that was put back to a state from before it was taken."""
        old = self.desk.old_hand_overs
        before, logged = self.desk.traces.fingerprint(), self.desk.traces.log_sizes()
        self.desk.deliver([old[which % len(old)]])
        after = self.desk.traces.fingerprint(), self.desk.traces.log_sizes()
        assert after == (before, logged), "C6: a hand-over had a second effect"
        self.desk.counted.add("came again after it was removed")

    @precondition(lambda self: self.desk.old_requests)
    @rule(which=st.integers(0, 60))
    def ask_again_what_nobody_remembers(self, which: int) -> None:
        """A new request by now, which gives no money a second time."""
        old = self.desk.old_requests.pop(which % len(self.desk.old_requests))
        who = next(one for one in self.desk.employees if one.number == old.number)
        as_then = (who.number, who.roles, self.desk.municipality)
        answer = self.desk.post(old.service, as_then, old.path, old.body, old.key, **old.headers)
        assert answer.status_code in (403, 404, 409), f"C6: done once more: {answer.text}"
        self.desk.counted.add("asked again after its answer was removed")


def _gives_money(one: Asked) -> bool:
    return one.answer.status_code == 201 and one.path.endswith(FOR_ONCE)
