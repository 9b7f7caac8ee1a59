"""The broken payment chain, in code: who has had which hand on a payment, and whether it may be paid.

Persons are person keys: two user accounts of one person are one person. Only the versions that the payment uses count.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from services.payout.accounts.rules import AccountStatus


class Link(StrEnum):
    """What somebody can have had a hand in."""

    ENTRY = "entry"
    ACCOUNT = "account"
    DECISION = "decision"
    RELEASE = "release"
    LET_GO = "letGo"


Persons = frozenset[str]
NOBODY: Persons = frozenset()
HOUSEHOLD_MEMBER, CONFLICT = "householdMember", "conflictOfInterest"


@dataclass(frozen=True, slots=True)
class Hands:
    """Who had a hand in what, for one payment."""

    entry: Persons = NOBODY
    account: Persons = NOBODY
    decision: Persons = NOBODY
    release: Persons = NOBODY
    let_go: Persons = NOBODY

    def of(self, link: Link) -> Persons:
        return {
            Link.ENTRY: self.entry,
            Link.ACCOUNT: self.account,
            Link.DECISION: self.decision,
            Link.RELEASE: self.release,
            Link.LET_GO: self.let_go,
        }[link]


@dataclass(frozen=True, slots=True)
class Member:
    id: UUID
    person: str
    adult: bool


@dataclass(frozen=True, slots=True)
class Household:
    """The version that the line's version names. `ever` are the members and representatives of any version, `newest` is
    the highest one known. `conflicts` have declared a conflict of interest."""

    id: UUID
    version: int
    newest: int
    hands: Persons
    members: tuple[Member, ...]
    ever: Persons
    conflicts: Persons = NOBODY


@dataclass(frozen=True, slots=True)
class Application:
    """`hands` typed it in, or a completion that the decision counted with; `completed`: all of these have come."""

    id: UUID
    household_id: UUID
    hands: Persons
    completed: bool = True


@dataclass(frozen=True, slots=True)
class Account:
    """The version that the line's version names. `hands` entered it; `confirmed_by` made the entries that were found
    equal. Every entry says whose account it is, so there may be several `holders` and households where something is
    wrong."""

    id: UUID
    version: int
    newest: int
    status: AccountStatus | None
    hands: Persons
    confirmed_by: Persons
    household_ids: frozenset[UUID]
    holders: frozenset[tuple[UUID, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One sum to pay, as the decision or the renewal says it."""

    number: int
    account_id: UUID
    account_version: int
    amount_ore: int


@dataclass(frozen=True, slots=True)
class Decision:
    """`hands` are also those of the renewal, and `household_version` is the one that the line's version names."""

    id: UUID
    application_id: UUID
    household_id: UUID
    household_version: int
    granted_ore: int
    hands: Persons
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """All that is known of one payment. None stands for what has not come yet."""

    decision: Decision
    line: Line
    household: Household | None
    application: Application | None
    account: Account | None
    release: Persons = NOBODY
    let_go: Persons = NOBODY


@dataclass(frozen=True, slots=True)
class Ready:
    """Nothing hinders; these are the hands."""

    hands: Hands


@dataclass(frozen=True, slots=True)
class Waiting:
    """`reason` names what has not come: household, application, completion, or accountEntry."""

    reason: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """`rule` names the promise that would be broken, `earlier` the link or act that stands against it; never who."""

    rule: str
    earlier: str


def check_chain(chain: Chain) -> Ready | Waiting | Blocked:
    """Whether the payment may go on. What is missing is waited for before anything is judged, so that the verdict does
    not hang on the order in which facts come."""
    household, application, account = chain.household, chain.application, chain.account
    if household is None:
        return Waiting("household")
    if application is None:
        return Waiting("application")
    if not application.completed:
        return Waiting("completion")
    if account is None or account.status is None:
        return Waiting("accountEntry")
    hands = Hands(
        entry=household.hands | application.hands,
        account=account.hands,
        decision=chain.decision.hands,
        release=chain.release,
        let_go=chain.let_go,
    )
    return (
        _own_case(hands, household, account)
        or _two_links(hands)
        or _without_hands(hands)
        or _not_decided(chain)
        or _not_payable(account, household)
        or _no_longer(household)
        or Ready(hands)
    )


def superseded(account: Account | None) -> bool:
    """A version that was replaced after the decision cancels the order (C3)."""
    return account is not None and account.newest > account.version


# C1: those apart from whom a link's hands must be. Entry and account may be one registrar's.
_APART = (
    (Link.ACCOUNT, Link.DECISION),
    (Link.ACCOUNT, Link.RELEASE),
    (Link.DECISION, Link.RELEASE),
    (Link.ENTRY, Link.DECISION),
    (Link.ENTRY, Link.RELEASE),
    (Link.ACCOUNT, Link.LET_GO),
    (Link.DECISION, Link.LET_GO),
    (Link.ENTRY, Link.LET_GO),
    (Link.LET_GO, Link.RELEASE),
)


def _two_links(hands: Hands) -> Blocked | None:
    for earlier, later in _APART:
        if hands.of(earlier) & hands.of(later):
            return Blocked("C1", earlier.value)
    return None


def _without_hands(hands: Hands) -> Blocked | None:
    """C1: a link that nobody answers for is no link."""
    for link, fewest in ((Link.ENTRY, 1), (Link.ACCOUNT, 2), (Link.DECISION, 1)):
        if len(hands.of(link)) < fewest:
            return Blocked("C1", link.value)
    return None


def _own_case(hands: Hands, household: Household, account: Account) -> Blocked | None:
    """C2. The one thing that a member does is to enter their own account, as an adult of the household."""
    own = household.ever | {person for _, person in account.holders}
    adults = {member.person for member in household.members if member.adult}
    acted = hands.entry | hands.decision | hands.release | hands.let_go | (hands.account - adults)
    if acted & own:
        return Blocked("C2", HOUSEHOLD_MEMBER)
    return Blocked("C2", CONFLICT) if acted & household.conflicts else None


def _not_decided(chain: Chain) -> Blocked | None:
    """C3: the sum of all lines is within what was granted, and everything is about one household."""
    decision = chain.decision
    if sum(line.amount_ore for line in decision.lines) > decision.granted_ore:
        return Blocked("C3", "amountAboveGranted")
    assert chain.application is not None and chain.account is not None  # noqa: S101, PT018 - check_chain has seen to it
    if chain.application.household_id != decision.household_id:
        return Blocked("C3", "applicationOfAnotherHousehold")
    if chain.account.household_ids != {decision.household_id}:
        return Blocked("C3", "accountOfAnotherHousehold")
    return None


def _not_payable(account: Account, household: Household) -> Blocked | None:
    """C3: two persons found to have entered the same, at least one of them no member; the holder is a member."""
    if account.status is not AccountStatus.PAYABLE or len(account.confirmed_by) < 2:
        return Blocked("C3", f"account{(account.status or AccountStatus.MISMATCH).value.title()}")
    if account.confirmed_by <= household.ever:
        return Blocked("C3", "accountConfirmedByMembersAlone")
    members = {(member.id, member.person) for member in household.members}
    if len(account.holders) != 1 or not account.holders <= members:
        return Blocked("C3", "holderNotInHousehold")
    return None


def _no_longer(household: Household) -> Blocked | None:
    """C4: what the payment rests on is still in force."""
    return Blocked("C4", "householdChanged") if household.newest > household.version else None
