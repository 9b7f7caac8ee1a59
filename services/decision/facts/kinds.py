"""The words that other services' facts are told in (docs/hand-overs.md)."""

from enum import StrEnum


class ApplicationKind(StrEnum):
    NEW = "new"
    RENEWAL = "renewal"
    ABOVE_NORM = "aboveNorm"


class HouseholdRole(StrEnum):
    APPLICANT = "applicant"
    CO_APPLICANT = "coApplicant"
    CHILD = "child"


class AccountStatus(StrEnum):
    """`registered`: payout has not yet told what came of comparing its entries (C3)."""

    REGISTERED = "registered"
    MISMATCH = "mismatch"
    PAYABLE = "payable"
    LOCKED = "locked"


class PaymentStatus(StrEnum):
    SETTLED = "settled"
    REJECTED = "rejected"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class TieKind(StrEnum):
    """What ties a person to a household: having been in it, acting for somebody in it, or having declared a conflict of
    interest (C2); or a hand in what is decided on (C1)."""

    MEMBER = "householdMember"
    HOLDER = "accountHolder"
    REPRESENTATIVE = "representative"
    CONFLICT = "conflictOfInterest"
    ENTRY = "entry"
    ACCOUNT = "account"


OWN_CASE = frozenset({TieKind.MEMBER, TieKind.HOLDER, TieKind.REPRESENTATIVE, TieKind.CONFLICT})
"""No new version of anything frees from these."""
