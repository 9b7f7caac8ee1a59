"""What goes in and out where an application is completed."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from services.intake.applications.messages import (
    ApplicationIdField,
    Attested,
    ChannelField,
    Cost,
    CostIn,
    Income,
    IncomeIn,
    StatusField,
)
from services.intake.completions.rules import Request, Waiting, missing_text
from services.intake.completions.store import Declared
from shared.api_models import Input, Output
from shared.texts import LongText

_REQUEST = "01980a44-92e4-733b-b596-bfd234567890"

RequestIdField = Annotated[UUID, Field(description="Begärans id. / The request's id.", examples=[_REQUEST])]
NumberField = Annotated[
    int,
    Field(
        description="Uppgifternas version; 1 är ansökan själv. / The version of what is declared; 1 is the application "
        "itself.",
        examples=[2],
    ),
]
ReceivedAtField = Annotated[
    datetime, Field(description="När den kom in. / When it arrived.", examples=["2026-11-25T16:20:00Z"])
]
WaitingField = Annotated[
    Waiting,
    Field(
        description="open: ärendet väntar på svar. answered: svar har kommit. lapsed: dagen har gått och ärendet går "
        "vidare; svar före beslutet räknas ändå. / open, answered, or lapsed: the case goes on, and an answer before "
        "the decision still counts.",
        examples=["open"],
    ),
]


class CompletionIn(Input):
    """Utelämnade inkomster eller kostnader är som förut; angivna ersätter alla av sitt slag. / Incomes or costs that
    are left out are as before; those that are given replace all of their kind."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "text": "Hyran är höjd från december.",
                    "costs": [{"kind": "housing", "amountOre": 812000}],
                    "attested": True,
                }
            ]
        }
    )

    text: Annotated[
        LongText | None,
        Field(description="Det du vill säga. / What you want to say.", examples=["Hyran är höjd från december."]),
    ] = None
    incomes: Annotated[
        list[IncomeIn] | None,
        Field(max_length=100, description="Alla inkomster efter skatt. / All incomes after tax."),
    ] = None
    costs: Annotated[list[CostIn] | None, Field(max_length=100, description="Alla kostnader. / All costs.")] = None
    attested: Attested
    member_id: Annotated[
        UUID | None,
        Field(
            description="Bara på papper: den som har skrivit under det. / On paper alone: who has signed it.",
            examples=["01980a3e-5fa0-7ff7-b152-7d9eafb01234"],
        ),
    ] = None


class CompletionRegistered(Output):
    id: Annotated[
        UUID,
        Field(
            description="Kompletteringens id. / The completion's id.",
            examples=["01980a45-a3f5-744c-86a7-c0e345678901"],
        ),
    ]
    application_id: ApplicationIdField
    number: NumberField
    channel: ChannelField
    received_at: ReceivedAtField
    status: StatusField


class MissingOut(Output):
    code: Annotated[str, Field(description="Kod. / Code.", examples=["housingCost"])]
    text: Annotated[str, Field(description="Med vanliga ord. / In plain words.", examples=["Uppgift om hyra"])]


class RequestOut(Output):
    """Vad handläggaren har bett om. / What the handler asked for."""

    id: RequestIdField
    missing: Annotated[list[MissingOut], Field(description="Vad som saknas. / What is missing.")]
    text: Annotated[
        str,
        Field(description="Handläggarens egna ord. / The handler's words.", examples=["Skicka hyresavin."]),
    ]
    respond_by: Annotated[date, Field(description="Sista dag. / The last day.", examples=["2026-12-04"])]
    asked_at: Annotated[
        datetime, Field(description="När det begärdes. / When it was asked.", examples=["2026-11-23T09:05:00Z"])
    ]
    waiting: WaitingField


class CompletionOut(Output):
    """En komplettering som har kommit in, med alla uppgifter som de då var. / A completion, with all that was declared
    then."""

    number: NumberField
    request_id: Annotated[
        UUID | None, Field(description="Begäran som den svarar på. / The request that it answers.", examples=[_REQUEST])
    ] = None
    channel: ChannelField
    received_at: ReceivedAtField
    text: Annotated[
        str | None,
        Field(description="Vad som skrevs. / What was written.", examples=["Hyran är höjd från december."]),
    ] = None
    incomes: Annotated[list[Income], Field(description="Inkomster. / Incomes.")]
    costs: Annotated[list[Cost], Field(description="Kostnader. / Costs.")]


def request_out(request: Request, language: str) -> RequestOut:
    missing = [MissingOut(code=code, text=missing_text(code).in_language(language)) for code in request.missing]
    return RequestOut(
        id=request.id,
        missing=missing,
        text=request.text,
        respond_by=request.respond_by,
        asked_at=request.asked_at,
        waiting=request.waiting,
    )


def completion_out(declared: Declared) -> CompletionOut:
    return CompletionOut(
        number=declared.number,
        request_id=declared.request_id,
        channel=declared.channel,
        received_at=declared.received_at,
        text=declared.text,
        incomes=[Income.model_validate(income) for income in declared.incomes],
        costs=[Cost.model_validate(cost) for cost in declared.costs],
    )
