"""The objects that payout is handed, as docs/hand-overs.md says them."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.handover.objects import HandedOver, Version
from shared.money import Ore, PositiveOre

PersonKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
Purpose = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
CaseNumber = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9./:_-]{0,63}$")]


class MemberRole(StrEnum):
    APPLICANT = "applicant"
    CO_APPLICANT = "coApplicant"
    CHILD = "child"


class MemberObject(HandedOver):
    member_id: UUID
    person: PersonKey
    role: MemberRole


class HouseholdObject(HandedOver):
    household_id: UUID
    version: Version
    protected: bool
    members: Annotated[tuple[MemberObject, ...], Field(min_length=1, max_length=100)]
    representatives: Annotated[tuple[PersonKey, ...], Field(max_length=100)] = ()


class ApplicationObject(HandedOver):
    application_id: UUID
    case_number: CaseNumber
    household_id: UUID
    household_version: Version


class CompletionObject(HandedOver):
    """`number`: which version of what is declared it made; what was declared stays with intake and decision."""

    completion_id: UUID
    application_id: UUID
    case_number: CaseNumber
    household_id: UUID
    number: Annotated[int, Field(strict=True, ge=2, le=1000)]
    channel: Literal["eService", "paper"]


class AccountEntryObject(HandedOver):
    """`number` says which entry of this account version it is: 1, 2, …"""

    entry_id: UUID
    account_id: UUID
    account_version: Version
    household_id: UUID
    number: Version
    holder_member_id: UUID
    holder: PersonKey
    sealed_digest: str


class LineObject(HandedOver):
    number: Version
    account_id: UUID
    account_version: Version
    purpose: Purpose
    amount_ore: PositiveOre
    pay_on: date


class DecisionObject(HandedOver):
    """`declaration_version`: which version of what is declared it counted with; 1 is the application itself."""

    decision_id: UUID
    application_id: UUID
    case_number: CaseNumber
    household_id: UUID
    household_version: Version
    declaration_version: Version = 1
    granted_ore: Ore
    lines: Annotated[tuple[LineObject, ...], Field(max_length=100)]


class LineRenewalObject(HandedOver):
    """`number` is the line's version, of which the decision made the first."""

    renewal_id: UUID
    decision_id: UUID
    line: Version
    number: Annotated[int, Field(strict=True, ge=2, le=10**9)]
    case_number: CaseNumber
    household_id: UUID
    household_version: Version
    account_id: UUID
    account_version: Version
    purpose: Purpose
    amount_ore: PositiveOre
    pay_on: date


class ConflictObject(HandedOver):
    conflict_id: UUID
    household_id: UUID
    person: PersonKey


class RevocationObject(HandedOver):
    decision_id: UUID
    case_number: CaseNumber
    household_id: UUID
    outcome: Literal["stopped", "tooLate"]


class StopAskedObject(HandedOver):
    stop_id: UUID
    decision_id: UUID
    case_number: CaseNumber
    household_id: UUID


class ReleasedOrderObject(HandedOver):
    """`number` is the line's version."""

    order_id: UUID
    decision_id: UUID
    line: Version
    number: Version = 1
    amount_ore: PositiveOre


class ReleaseObject(HandedOver):
    """Payout's own, kept with the release."""

    release_id: UUID
    due_date: date
    orders: tuple[ReleasedOrderObject, ...]
