"""What goes in and out of the applications' API."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from services.intake.applications.codes import CostKind, IncomeKind
from services.intake.applications.rules import Channel, Kind, Status
from services.intake.applications.store import Application
from services.intake.progress.texts import STATUS_TEXTS
from shared.api_models import Input, Output
from shared.money import Ore
from shared.months import Month

_HOUSEHOLD = "01980a3e-1c5b-7cc3-9d1e-3f5a6b7c8d90"
_APPLICATION = "01980a40-3e7d-7ee5-9f30-5b7c8d9eaf12"
_MEMBER = "01980a3e-5fa0-7ff7-b152-7d9eafb01234"


def _is_attested(attested: bool) -> bool:
    if not attested:
        raise ValueError("what is not attested is no application")
    return attested


HouseholdIdField = Annotated[UUID, Field(description="Hushållets id. / The household's id.", examples=[_HOUSEHOLD])]
ApplicationIdField = Annotated[UUID, Field(description="Ansökans id. / The application's id.", examples=[_APPLICATION])]
MemberIdField = Annotated[UUID, Field(description="Medlemmens id. / The member's id.", examples=[_MEMBER])]
CaseNumberField = Annotated[str, Field(description="Ärendenummer. / Case number.", examples=["EB-2026-000123"])]
KindField = Annotated[
    Kind,
    Field(
        description="Grundansökan, återansökan eller ansökan över norm. / New application, renewal or application "
        "above the norm.",
        examples=["renewal"],
    ),
]
MonthField = Annotated[
    Month,
    Field(description="Månaden som ansökan gäller. / The month applied for.", examples=["2026-12"]),
]
ChannelField = Annotated[
    Channel, Field(description="E-tjänst eller papper. / E-service or paper.", examples=["eService"])
]
ReceivedAtField = Annotated[
    datetime, Field(description="När ansökan kom in. / When it arrived.", examples=["2026-11-22T09:30:00Z"])
]
StatusField = Annotated[
    Status,
    Field(
        description="received: inkommen. verifying: registren tillfrågas. queued: väntar på handläggning. "
        "completionRequested: väntar på uppgifter från dig. decided: "
        "beslutad. paid: utbetald. closed: avslutad utan utbetalning. "
        "withdrawn: återkallad. / received, verifying (registers are asked), "
        "queued (waits for a handler), completionRequested (waits for you), decided, paid, closed (nothing to pay), "
        "withdrawn.",
        examples=["received"],
    ),
]
Attested = Annotated[
    bool,
    Field(
        strict=True,
        description="Sökanden intygar på heder och samvete; på papper: alla vuxnas underskrifter finns. / The "
        "applicant attests; on paper: the signatures of all adults are on file. Must be true.",
        examples=[True],
    ),
    AfterValidator(_is_attested),
]


IncomeKindField = Annotated[IncomeKind, Field(description="Slag av inkomst. / Kind of income.", examples=["wage"])]
CostKindField = Annotated[CostKind, Field(description="Slag av kostnad. / Kind of cost.", examples=["housing"])]


class IncomeIn(Input):
    """Efter skatt, för månaden. / After tax, for the month."""

    member_id: MemberIdField
    kind: IncomeKindField
    amount_ore: Ore


class CostIn(Input):
    """För månaden. / For the month."""

    kind: CostKindField
    amount_ore: Ore


class Income(Output):
    member_id: MemberIdField
    kind: IncomeKindField
    amount_ore: Ore


class Cost(Output):
    kind: CostKindField
    amount_ore: Ore


class ApplicationIn(Input):
    household_id: HouseholdIdField
    kind: KindField
    month: MonthField
    incomes: Annotated[list[IncomeIn], Field(max_length=100, description="Inkomster efter skatt. / Incomes after tax.")]
    costs: Annotated[list[CostIn], Field(max_length=100, description="Kostnader. / Costs.")]
    attested: Attested


class SignatureIn(Input):
    attested: Attested


class ApplicationRegistered(Output):
    id: ApplicationIdField
    case_number: CaseNumberField
    channel: ChannelField
    received_at: ReceivedAtField
    status: StatusField


class ApplicationListed(ApplicationRegistered):
    household_id: HouseholdIdField
    kind: KindField
    month: MonthField
    status_text: Annotated[
        str,
        Field(
            description="Var ärendet är, i klartext. / Where the case is, in plain words.",
            examples=["Ansökan väntar på att handläggas eller handläggs nu."],
        ),
    ]


class Applications(Output):
    items: Annotated[list[ApplicationListed], Field(description="Senaste först. / The latest first.")]
    page: Annotated[int, Field(description="Sida. / Page.", examples=[1])]
    limit: Annotated[int, Field(description="Poster per sida. / Items a page.", examples=[20])]
    has_more: Annotated[bool, Field(description="Om det finns fler sidor. / Whether there are more.", examples=[False])]


class ApplicationSigned(Output):
    application_id: ApplicationIdField
    member_id: MemberIdField
    signed_at: Annotated[
        datetime, Field(description="När det skrevs under. / When it was signed.", examples=["2026-11-22T09:30:00Z"])
    ]
    status: StatusField


def listed(application: Application, language: str) -> dict[str, Any]:
    """The fields of an ApplicationListed."""
    return {
        "id": application.id,
        "case_number": application.case_number,
        "household_id": application.household_id,
        "kind": application.kind,
        "month": application.month,
        "channel": application.channel,
        "received_at": application.received_at,
        "status": application.status,
        "status_text": STATUS_TEXTS[application.status].in_language(language),
    }
