"""The objects that are handed over to decision, as docs/hand-overs.md has them."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from services.decision.facts.kinds import AccountStatus, ApplicationKind, HouseholdRole, PaymentStatus
from shared.handover.events import Event
from shared.handover.objects import HandedOver, Version
from shared.months import Month
from shared.persons import LOOKS_PERSONAL
from shared.problems import ObjectNotAsAgreed

PersonKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
Amount = Annotated[int, Field(strict=True, ge=0, le=10**11)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=100)]


def _not_personal(text: str) -> str:
    if LOOKS_PERSONAL.search(text):
        raise ValueError("looks like a personal number")
    return text


CaseNumber = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ./:_-]{0,49}$"), AfterValidator(_not_personal)
]


class MemberObject(HandedOver):
    member_id: UUID
    person: PersonKey
    birth_date: date
    role: HouseholdRole


class HouseholdObject(HandedOver):
    household_id: UUID
    version: Version
    kind: Literal["single", "couple"]
    protected: Annotated[bool, Field(strict=True)]
    members: Annotated[list[MemberObject], Field(min_length=1, max_length=50)]
    representatives: Annotated[list[PersonKey], Field(default_factory=list, max_length=50)]


class ApplicationObject(HandedOver):
    application_id: UUID
    case_number: CaseNumber
    household_id: UUID
    household_version: Version
    kind: ApplicationKind
    month: Month
    channel: Literal["eService", "paper"]
    received_at: AwareDatetime


class DeclaredIncomeObject(HandedOver):
    member_id: UUID
    kind: Code
    amount_ore: Amount


class DeclaredCostObject(HandedOver):
    kind: Code
    amount_ore: Amount


class SeenIncomeObject(HandedOver):
    source: Code
    kind: Code
    amount_ore: Amount
    period_from: Annotated[date | None, Field(alias="from")] = None
    period_to: Annotated[date | None, Field(alias="to")] = None
    paid_on: date | None = None
    status: Code


class AnswerObject(HandedOver):
    """An unknown verdict is taken, and read as `notVerifiable` (C10)."""

    member_id: UUID
    block: Code
    verdict: Code
    reason: Annotated[str, StringConstraints(max_length=200)] | None = None
    asked_at: datetime
    incomes: Annotated[list[SeenIncomeObject], Field(default_factory=list, max_length=500)]


class VerificationObject(HandedOver):
    """`protected`: some register marks an adult as having a protected identity."""

    application_id: UUID
    case_number: CaseNumber
    household_id: UUID
    household_version: Version
    protected: Annotated[bool, Field(strict=True)] = False
    incomes: Annotated[list[DeclaredIncomeObject], Field(max_length=200)]
    costs: Annotated[list[DeclaredCostObject], Field(max_length=200)]
    evidence: Annotated[list[AnswerObject], Field(max_length=700)]


class AccountEntryObject(HandedOver):
    entry_id: UUID
    account_id: UUID
    account_version: Version
    household_id: UUID
    number: Annotated[int, Field(strict=True, ge=1, le=100)]
    holder_member_id: UUID
    holder: PersonKey


class AccountComparisonObject(HandedOver):
    account_id: UUID
    account_version: Version
    household_id: UUID
    status: AccountStatus


class PaymentEndObject(HandedOver):
    order_id: UUID
    decision_id: UUID
    line: Annotated[int, Field(strict=True, ge=1, le=1000)]
    status: PaymentStatus
    amount_ore: Amount
    because: Code | None = None


class OrderStateObject(HandedOver):
    """`number`: the line's version. A healed order has no rule or reason."""

    order_id: UUID
    decision_id: UUID
    line: Annotated[int, Field(strict=True, ge=1, le=1000)]
    number: Version
    rule: Code | None = None
    reason: Code | None = None


def check_subject(event: Event, kind: str, subject: UUID, version: int = 1) -> None:
    """The statement's subject is the very thing that the object tells of. Raises ObjectNotAsAgreed."""
    said = event.subject
    if (said.type, said.id, said.version) != (kind, subject, version):
        raise ObjectNotAsAgreed
