"""Each payment, rebuilt from the statements alone (C4).

What is paid is what intake, decision and the payer have stated, not what payout's columns say: hands, payee and amount
are read from the stated objects, and each of those must still be in force. An order whose own row says something else
is left out as well: somebody has changed it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.payout.accounts.boxes import Payee
from services.payout.facts.evidence import Evidence, Facts
from services.payout.facts.kinds import OWNERS
from services.payout.facts.lines import LineKey, LineVersion, line_version
from services.payout.facts.objects import AccountEntryObject, DecisionObject
from services.payout.limits.rules import RULE
from services.payout.limits.verifying import AtLimits, LetGoObject
from services.payout.orders.chains import chain_of, counted_completions
from services.payout.orders.rules import NOBODY, Blocked, Ready, check_chain, superseded
from services.payout.orders.store import key_of
from services.payout.releases.in_force import InForce
from services.payout.releases.verifying import StatedOrder, Verified, VerifiedRelease
from shared.problems import ObjectNotAsAgreed


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A payment as it goes into the file."""

    order_id: UUID
    amount_ore: int
    payee: Payee


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An order that stays out of the file, and why; never whose."""

    order_id: UUID
    rule: str
    reason: str


class _Stop(Exception):
    """The promise that does not hold, and what stands against it."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(rule, reason)
        self.rule = rule
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Grounds:
    """The stated objects that one payment rests on, and that must still be in force. Completions only say who typed one
    in: the next one takes nothing back of it. The household's and the account's
    other versions say who else was a member, and whether the account was replaced; conflicts say who must stay out."""

    decision: Evidence
    line: LineVersion
    application: Evidence
    completions: tuple[Evidence, ...]
    household: Evidence
    entries: tuple[Evidence, ...]
    others: tuple[Evidence, ...]

    @property
    def rests_on(self) -> tuple[Evidence, ...]:
        return (*self.must_be_in_force, *self.completions)

    @property
    def must_be_in_force(self) -> tuple[Evidence, ...]:
        renewal = () if self.line.renewal is None else (self.line.renewal,)
        return (self.decision, *renewal, self.application, self.household, *self.entries)


def grounds_of(facts: Facts, key: LineKey) -> Grounds | None:
    """None where something of it is missing or not readable."""
    try:
        line = line_version(facts, key)
        return None if line is None else _grounds(facts, line)
    except (ObjectNotAsAgreed, KeyError, StopIteration):
        return None


def _version(entry: Evidence) -> int:
    return entry.read(AccountEntryObject).account_version


def _grounds(facts: Facts, line: LineVersion) -> Grounds:
    decision = facts.decisions[line.key.decision_id]
    said = decision.read(DecisionObject)
    households = facts.households[said.household_id]
    entries = facts.entries[line.account_id]
    return Grounds(
        decision=decision,
        line=line,
        application=facts.applications[said.application_id],
        completions=counted_completions(facts, said),
        household=next(item for item in households if item.version == line.household_version),
        entries=tuple(item for item in entries if _version(item) == line.account_version),
        others=(*households, *entries, *facts.conflicts.get(said.household_id, ())),
    )


@dataclass(frozen=True, slots=True)
class Rebuilder:
    """Rebuilds the payments of one release. `in_force`: what each owner states, which must be fresh. `limits`: what may
    be paid without a unit head, and what was let go."""

    release: VerifiedRelease
    verified: Verified
    in_force: Mapping[str, InForce]
    limits: AtLimits

    def fresh(self, now: datetime) -> bool:
        return all(answer.fresh(now) for answer in self.in_force.values())

    def rebuild(self, order: Row[Any], now: datetime) -> Rebuilt | LeftOut:
        """`order` is payout's own row: it names the order, and must say nothing else than the statements."""
        try:
            return self._rebuilt(order, now)
        except _Stop as stop:
            return LeftOut(order.id, stop.rule, stop.reason)

    def _rebuilt(self, order: Row[Any], now: datetime) -> Rebuilt:
        stated = self.release.orders.get(order.id)
        if stated is None:
            raise _Stop("C4", "notInReleaseStatement")
        grounds = grounds_of(self.verified.facts, stated.key)
        if grounds is None or not grounds.entries:
            raise _Stop("C4", "statementMissing")
        for item in (*grounds.rests_on, *grounds.others):
            if not self.verified.holds(item):
                raise _Stop("C4", f"{item.kind}Statement")
        self._refuse_broken(order.id, stated)
        self._refuse_above_limit(order.id, stated, grounds)
        _refuse_altered(order, grounds, stated)
        for item in grounds.must_be_in_force:
            if not self.in_force[OWNERS[item.kind]].holds(item, now):
                raise _Stop("C4", f"{item.kind}NotInForce")
        return Rebuilt(order.id, grounds.line.amount_ore, self._payee(grounds))

    def _refuse_broken(self, order_id: UUID, stated: StatedOrder) -> None:
        """The whole chain is judged anew, by the hands in the statements."""
        if not self.release.hands:
            raise _Stop("C1", "release")
        if (stated.key.decision_id, stated.key.line) in self.release.lines_twice:
            raise _Stop("C6", "lineTwice")
        let_go = self.limits.let_go.get(order_id)
        hand = NOBODY if let_go is None else frozenset({let_go.person})
        chain = chain_of(self.verified.facts, stated.key, self.release.hands, hand)
        if chain is not None and superseded(chain.account):
            raise _Stop("C3", "accountSuperseded")
        match None if chain is None else check_chain(chain):
            case Blocked(rule, earlier):
                raise _Stop(rule, earlier)
            case Ready():
                return
            case _:
                raise _Stop("C4", "statementMissing")

    def _refuse_above_limit(self, order_id: UUID, stated: StatedOrder, grounds: Grounds) -> None:
        """What is above a limit was let go: this order, for this line and amount."""
        above = self.limits.hold(order_id, grounds.line.amount_ore)
        let_go = self.limits.let_go.get(order_id)
        if above is None or _same(let_go, stated, grounds):
            return
        raise _Stop(RULE, above.reason.value)

    def _payee(self, grounds: Grounds) -> Payee:
        """The box of the account version's first entry; the one found equal holds the same account."""
        first = min(grounds.entries, key=lambda item: item.read(AccountEntryObject).number)
        return self.verified.payees[first.id]


def _same(let_go: LetGoObject | None, stated: StatedOrder, grounds: Grounds) -> bool:
    if let_go is None:
        return False
    said = (let_go.decision_id, let_go.line, let_go.amount_ore)
    return said == (stated.key.decision_id, stated.key.line, grounds.line.amount_ore)


def _refuse_altered(order: Row[Any], grounds: Grounds, stated: StatedOrder) -> None:
    """Payout's own row, the payer's release and the line's version say the same (C3)."""
    decision = grounds.decision.read(DecisionObject)
    line = grounds.line
    paid = (line.account_id, line.account_version, line.purpose, line.amount_ore)
    if (order.account_id, order.account_version, order.purpose, order.amount_ore) != paid or key_of(order) != line.key:
        raise _Stop("C3", "orderAltered")
    household = (order.application_id, order.household_id, order.household_version)
    if household != (decision.application_id, decision.household_id, line.household_version):
        raise _Stop("C3", "orderAltered")
    if stated.amount_ore != line.amount_ore:
        raise _Stop("C3", "amountAltered")
