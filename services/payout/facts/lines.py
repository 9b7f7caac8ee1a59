"""One version of a decision's line: the decision states the first, a renewal each of the others."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.payout.facts.evidence import Evidence, Facts
from services.payout.facts.objects import DecisionObject, LineObject, LineRenewalObject
from shared.problems import ObjectNotAsAgreed


@dataclass(frozen=True, slots=True)
class LineKey:
    """Which version of which line."""

    decision_id: UUID
    line: int
    version: int


@dataclass(frozen=True, slots=True)
class LineVersion:
    """What is to be paid (öre), to which account, and by which household version. `renewal` states it, and is None for
    the decision's own."""

    key: LineKey
    household_version: int
    account_id: UUID
    account_version: int
    purpose: str
    amount_ore: int
    pay_on: date
    renewal: Evidence | None = None


def line_version(facts: Facts, key: LineKey) -> LineVersion | None:
    """None where it is not stated, or where the renewal would pay something else than was decided (C3). Raises
    ObjectNotAsAgreed where what is stored cannot be read."""
    evidence = facts.decisions.get(key.decision_id)
    if evidence is None:
        return None
    decision = evidence.read(DecisionObject)
    decided = next((line for line in decision.lines if line.number == key.line), None)
    if decided is None or key.version < 1:
        return None
    if key.version == 1:
        return first_version(decision, decided)
    for renewal in facts.renewals.get(key.decision_id, ()):
        said = renewal.read(LineRenewalObject)
        if (said.decision_id, said.line, said.number) == (key.decision_id, key.line, key.version):
            return renewed_version(said, renewal) if fits(said, decision) else None
    return None


def first_version(decision: DecisionObject, line: LineObject) -> LineVersion:
    key = LineKey(decision.decision_id, line.number, 1)
    return LineVersion(key, decision.household_version, *_paid(line))


def renewed_version(said: LineRenewalObject, renewal: Evidence | None = None) -> LineVersion:
    key = LineKey(said.decision_id, said.line, said.number)
    return LineVersion(key, said.household_version, *_paid(said), renewal)


def fits(renewal: LineRenewalObject, decision: DecisionObject) -> bool:
    """C3: a renewal is of a line of this decision, and pays the same sum for the same purpose."""
    said = (renewal.decision_id, renewal.household_id)
    decided = next((line for line in decision.lines if line.number == renewal.line), None)
    return (
        decided is not None
        and said == (decision.decision_id, decision.household_id)
        and (renewal.purpose, renewal.amount_ore) == (decided.purpose, decided.amount_ore)
    )


def readable(facts: Facts, key: LineKey) -> LineVersion | None:
    """The same, and None where something cannot be read."""
    try:
        return line_version(facts, key)
    except ObjectNotAsAgreed:
        return None


def _paid(said: LineObject | LineRenewalObject) -> tuple[UUID, int, str, int, date]:
    return said.account_id, said.account_version, said.purpose, said.amount_ore, said.pay_on
