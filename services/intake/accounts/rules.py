"""When an account version takes one more entry, and what payout's comparisons make of it (C3).

A version begins with an entry that a registrar makes from a document. Each entry after it is by somebody else: an adult
member, or another registrar. At most one of them is by a member, so that two equal entries are never both the
household's own word.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class AccountStatus(StrEnum):
    """In the order of how final each is. What payout says first or last does not matter: the most final counts."""

    REGISTERED = "registered"
    MISMATCH = "mismatch"
    PAYABLE = "payable"
    LOCKED = "locked"

    @property
    def takes_entries(self) -> bool:
        return self in (AccountStatus.REGISTERED, AccountStatus.MISMATCH)

    @property
    def finality(self) -> int:
        return list(AccountStatus).index(self)


class EnteredAs(StrEnum):
    REGISTRAR = "registrar"
    MEMBER = "member"


class Hindrance(StrEnum):
    """Why somebody may not make the next entry."""

    PAYABLE = "payable"
    LOCKED = "locked"
    ENTERED_BEFORE = "enteredBefore"
    MEMBER_HAS_ENTERED = "memberHasEntered"


@dataclass(frozen=True, slots=True)
class AccountVersion:
    """The newest version of an account. `entered_by`: the person keys of who has made an entry of it; `reported`: what
    payout has said of it, in any order."""

    account_id: UUID
    household_id: UUID
    holder_member_id: UUID
    version: int
    entered_by: frozenset[str] = frozenset()
    member_has_entered: bool = False
    reported: frozenset[AccountStatus] = frozenset()

    @property
    def status(self) -> AccountStatus:
        return status_of(self.reported)

    @property
    def next_number(self) -> int:
        """One person makes one entry of a version."""
        return len(self.entered_by) + 1

    def superseded(self) -> "AccountVersion":
        """The version after this one, of which there is no entry yet."""
        return AccountVersion(self.account_id, self.household_id, self.holder_member_id, self.version + 1)


def status_of(reported: Iterable[AccountStatus]) -> AccountStatus:
    return max(reported, key=lambda status: status.finality, default=AccountStatus.REGISTERED)


def hindrance(account: AccountVersion, person_keys: Set[str], entered_as: EnteredAs) -> Hindrance | None:
    """What keeps the person with these keys from making the next entry, or None."""
    if person_keys & account.entered_by:
        return Hindrance.ENTERED_BEFORE
    if not account.status.takes_entries:
        return Hindrance(account.status.value)
    if entered_as is EnteredAs.MEMBER and account.member_has_entered:
        return Hindrance.MEMBER_HAS_ENTERED
    return None
