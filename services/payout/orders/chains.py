"""From stated objects to the chain that the rules judge. The same for an order that is weighed and for a payment that
is rebuilt for the bank file: only where the facts come from differs."""

from collections.abc import Iterable
from uuid import UUID

from services.payout.accounts import rules as accounts
from services.payout.facts.evidence import Evidence, Facts
from services.payout.facts.lines import LineKey, LineVersion, line_version
from services.payout.facts.objects import (
    AccountEntryObject,
    ApplicationObject,
    CompletionObject,
    ConflictObject,
    DecisionObject,
    HouseholdObject,
    MemberRole,
)
from services.payout.orders.rules import (
    NOBODY,
    Account,
    Application,
    Chain,
    Decision,
    Household,
    Line,
    Member,
    Persons,
)
from shared.person_numbers.changes import SamePersons


def chain_of(facts: Facts, key: LineKey, release: Persons = NOBODY, let_go: Persons = NOBODY) -> Chain | None:
    """The chain of one version of a decision's line; None where there is no such decision, line or version."""
    used = line_version(facts, key)
    if used is None:
        return None
    same = facts.same
    decision = _decision(facts.decisions[key.decision_id], used, same)
    household_id = decision.household_id
    application = _application(facts, key.decision_id)
    line = Line(key.line, used.account_id, used.account_version, used.amount_ore)
    return Chain(
        decision=decision,
        line=line,
        household=_household(facts, household_id, used.household_version),
        application=application,
        account=_account(facts, line),
        release=same.each(release),
        let_go=same.each(let_go),
    )


def entries_of(found: Iterable[Evidence], equal: frozenset[UUID], same: SamePersons) -> list[accounts.Entry]:
    """The entries of one account version as its rules want them."""
    return [
        accounts.Entry(item.read(AccountEntryObject).number, same.each(item.hands), item.id in equal) for item in found
    ]


def _decision(evidence: Evidence, used: LineVersion, same: SamePersons) -> Decision:
    """Who renewed the line has a hand in the decision to pay it, beside those who decided."""
    said = evidence.read(DecisionObject)
    return Decision(
        id=said.decision_id,
        application_id=said.application_id,
        household_id=said.household_id,
        household_version=used.household_version,
        granted_ore=said.granted_ore,
        hands=same.each(evidence.hands | (NOBODY if used.renewal is None else used.renewal.hands)),
        lines=tuple(Line(line.number, line.account_id, line.account_version, line.amount_ore) for line in said.lines),
    )


def _household(facts: Facts, household_id: UUID, version: int) -> Household | None:
    versions = facts.households.get(household_id, ())
    same = facts.same
    said = {item.version: (item.read(HouseholdObject), item.hands) for item in versions}
    if version not in said:
        return None
    used, hands = said[version]
    return Household(
        id=used.household_id,
        version=version,
        newest=max(said),
        hands=same.each(hands),
        members=tuple(Member(m.member_id, same.first(m.person), m.role is not MemberRole.CHILD) for m in used.members),
        ever=same.each(person for known, _ in said.values() for person in _near(known)),
        conflicts=same.each(item.read(ConflictObject).person for item in facts.conflicts.get(household_id, ())),
    )


def _near(household: HouseholdObject) -> tuple[str, ...]:
    return (*(member.person for member in household.members), *household.representatives)


def _application(facts: Facts, decision_id: UUID) -> Application | None:
    """None where it has not come."""
    decided = facts.decisions[decision_id].read(DecisionObject)
    evidence = facts.applications.get(decided.application_id)
    if evidence is None:
        return None
    said = evidence.read(ApplicationObject)
    completions = counted_completions(facts, decided)
    hands = evidence.hands.union(*(one.hands for one in completions))
    whole = len(completions) == decided.declaration_version - 1
    return Application(said.application_id, said.household_id, facts.same.each(hands), whole)


def counted_completions(facts: Facts, decided: DecisionObject) -> tuple[Evidence, ...]:
    """Those that the decision counted with, as far as they are known: what came after it is no part of it. Each has a
    number of its own, from 2."""
    known = facts.completions.get(decided.application_id, ())
    numbers = range(2, decided.declaration_version + 1)
    return tuple(one for one in known if one.read(CompletionObject).number in numbers)


def _account(facts: Facts, line: Line) -> Account | None:
    known = [(item, item.read(AccountEntryObject)) for item in facts.entries.get(line.account_id, ())]
    used = [(item, said) for item, said in known if said.account_version == line.account_version]
    if not used:
        return None
    entries = entries_of((item for item, _ in used), facts.equal, facts.same)
    compared = accounts.comparisons(entries)
    return Account(
        id=line.account_id,
        version=line.account_version,
        newest=max(said.account_version for _, said in known),
        status=compared[-1].status if compared else None,
        hands=frozenset(person for entry in entries for person in entry.hands),
        confirmed_by=_confirmed_by(entries, compared),
        household_ids=frozenset(said.household_id for _, said in used),
        holders=frozenset((said.holder_member_id, facts.same.first(said.holder)) for _, said in used),
    )


def _confirmed_by(entries: list[accounts.Entry], compared: list[accounts.Comparison]) -> Persons:
    numbers = {1} | {comparison.number for comparison in compared if comparison.equal}
    return frozenset(person for entry in entries if entry.number in numbers for person in entry.hands)
