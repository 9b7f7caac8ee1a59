"""Every statement that a release's payments rest on, verified anew, and every sealed box opened anew (C4).

Hands come from the statements and from nowhere else here. What does not hold is not hidden: it is named, so that each
payment that rests on it can be left out and say why.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

import structlog

from services.payout.accounts.boxes import Payee, open_payee
from services.payout.accounts.problems import BoxRefused
from services.payout.facts import kinds
from services.payout.facts.evidence import Evidence, Facts, hands_in
from services.payout.facts.lines import LineKey
from services.payout.facts.objects import (
    AccountEntryObject,
    ApplicationObject,
    CompletionObject,
    ConflictObject,
    DecisionObject,
    HouseholdObject,
    LineRenewalObject,
    ReleaseObject,
)
from services.payout.orders.rules import Persons
from services.payout.releases.store import FoundRelease
from services.payout.settings import settings_of
from shared.auth.envelope import NotGenuine
from shared.auth.statements import Subject
from shared.boxes import BoxKeys
from shared.handover.objects import HandedOver, read_object
from shared.problems import ObjectNotAsAgreed
from shared.running import Running

log = structlog.get_logger(__name__)

RELEASED = "paymentReleased"


_IDS: dict[str, tuple[type[HandedOver], str]] = {
    kinds.APPLICATION: (ApplicationObject, "application_id"),
    kinds.COMPLETION: (CompletionObject, "completion_id"),
    kinds.ACCOUNT_ENTRY: (AccountEntryObject, "entry_id"),
    kinds.DECISION: (DecisionObject, "decision_id"),
    kinds.LINE_RENEWAL: (LineRenewalObject, "renewal_id"),
    kinds.CONFLICT: (ConflictObject, "conflict_id"),
}
"""By which name the object of each kind says its own id."""


@dataclass(frozen=True, slots=True)
class StatedOrder:
    """What the payer released: this version of a line, with this amount (öre)."""

    key: LineKey
    amount_ore: int


@dataclass(frozen=True, slots=True)
class VerifiedRelease:
    """The release as payout stated it in the payer's own request."""

    hands: Persons
    due_date: date
    orders: Mapping[UUID, StatedOrder]
    lines_twice: frozenset[tuple[UUID, int]]
    """The (decision, line) of which there is more than one payment in it (C6)."""


@dataclass(frozen=True, slots=True)
class Verified:
    """`facts` with the hands that the statements name. `broken` are (kind, id, version) of what did not hold. `payees`
    are what the boxes held, by account entry."""

    facts: Facts
    broken: frozenset[tuple[str, UUID, int]]
    payees: Mapping[UUID, Payee] = field(repr=False)

    def holds(self, evidence: Evidence) -> bool:
        return (evidence.kind, evidence.id, evidence.version) not in self.broken


async def verify_release(running: Running, release: FoundRelease) -> VerifiedRelease:
    """Raises NotGenuine, ObjectNotAsAgreed."""
    document = dict(release.document)
    statement = await running.statements.read(release.statement, running.name, RELEASED, document)
    if statement.subject != Subject("release", str(release.id), 1) or statement.municipality != release.municipality:
        raise NotGenuine("about another release")
    said = read_object(ReleaseObject, document)
    orders = {
        one.order_id: StatedOrder(LineKey(one.decision_id, one.line, one.number), one.amount_ore) for one in said.orders
    }
    return VerifiedRelease(frozenset(statement.hands.release), said.due_date, orders, _twice(orders.values()))


def _twice(orders: Iterable[StatedOrder]) -> frozenset[tuple[UUID, int]]:
    counted = Counter((order.key.decision_id, order.key.line) for order in orders)
    return frozenset(line for line, count in counted.items() if count > 1)


async def verify(running: Running, facts: Facts, municipality: str) -> Verified:
    """All facts, each with the hands of its statement. One that does not hold keeps no hands, and is `broken`."""
    checked: dict[tuple[str, UUID, int], Evidence] = {}
    broken = set()
    for item in facts.all():
        key = (item.kind, item.id, item.version)
        hands = await _hands(running, item, municipality)
        checked[key] = replace(item, hands=hands or frozenset())
        if hands is None:
            broken.add(key)
        await asyncio.sleep(0)  # a large release takes seconds of verifying, and others wait for this process too
    payees = {}
    for item in _entries(facts):
        payee = _payee(settings_of(running).box_keys, item)
        if payee is None:
            broken.add((item.kind, item.id, item.version))
        else:
            payees[item.id] = payee
    return Verified(_with(facts, checked, _equal(facts, payees)), frozenset(broken), payees)


async def _hands(running: Running, item: Evidence, municipality: str) -> Persons | None:
    """Who had a hand in it, by a statement of its owner about just this object; None where there is no such thing."""
    try:
        statement = await running.statements.read(
            item.statement, kinds.OWNERS[item.kind], item.act, dict(item.document), item.sealed
        )
        if statement.subject != Subject(item.kind, str(item.id), item.version):
            raise NotGenuine("about another subject")
        if statement.municipality != municipality or _names(item) != (item.id, item.version):
            raise NotGenuine("about another municipality or id")
    except (NotGenuine, ObjectNotAsAgreed) as error:
        log.error("stored statement does not hold", eventType=item.act, error=type(error).__name__)
        return None
    return hands_in(statement, item.kind)


def _names(item: Evidence) -> tuple[UUID, int]:
    """The id and version that the object itself says."""
    if item.kind == kinds.HOUSEHOLD:
        household = item.read(HouseholdObject)
        return household.household_id, household.version
    kind, name = _IDS[item.kind]
    return getattr(item.read(kind), name), 1


def _entries(facts: Facts) -> Iterable[Evidence]:
    return (item for item in facts.all() if item.kind == kinds.ACCOUNT_ENTRY)


def _payee(box_keys: BoxKeys, item: Evidence) -> Payee | None:
    try:
        return open_payee(box_keys, item.read(AccountEntryObject), item.sealed or b"")
    except (BoxRefused, ObjectNotAsAgreed):
        return None


def _equal(facts: Facts, payees: Mapping[UUID, Payee]) -> frozenset[UUID]:
    """The entries whose box names the same account as that of their version's first entry."""
    said = {item.id: item.read(AccountEntryObject) for item in _entries(facts) if item.id in payees}
    firsts = {
        (entry.account_id, entry.account_version): payees[id_] for id_, entry in said.items() if entry.number == 1
    }
    return frozenset(
        id_
        for id_, entry in said.items()
        if (first := firsts.get((entry.account_id, entry.account_version))) and payees[id_].same_account_as(first)
    )


def _with(facts: Facts, checked: Mapping[tuple[str, UUID, int], Evidence], equal: frozenset[UUID]) -> Facts:
    def anew(item: Evidence) -> Evidence:
        return checked[item.kind, item.id, item.version]

    def each(grouped: Mapping[UUID, tuple[Evidence, ...]]) -> dict[UUID, tuple[Evidence, ...]]:
        return {id_: tuple(map(anew, some)) for id_, some in grouped.items()}

    return Facts(
        households=each(facts.households),
        applications={id_: anew(item) for id_, item in facts.applications.items()},
        completions=each(facts.completions),
        entries=each(facts.entries),
        decisions={id_: anew(item) for id_, item in facts.decisions.items()},
        renewals=each(facts.renewals),
        conflicts=each(facts.conflicts),
        equal=equal,
        same=facts.same,
    )
