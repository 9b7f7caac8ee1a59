"""Reading one application: what it said, what was asked for and completed, and how far it has come."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import Depends
from pydantic import Field

from services.intake.applications import store
from services.intake.applications.access import application_for
from services.intake.applications.messages import (
    ApplicationListed,
    ChannelField,
    Cost,
    Income,
    MemberIdField,
    listed,
)
from services.intake.completions import store as completions
from services.intake.completions.messages import CompletionOut, NumberField, RequestOut, completion_out, request_out
from services.intake.parameters import ApplicationId
from services.intake.withdrawals.store import withdrawals_of
from shared.acts import Act, ActBy, act_router
from shared.api_models import Output
from shared.auth.callers import Role
from shared.problems import language_of

router = act_router(tags=["ansökningar / applications"])

Reading = Annotated[
    Act,
    Depends(ActBy("applicationRead", Role.CITIZEN, Role.REGISTRAR, Role.ECONOMY_SECRETARY, Role.SOCIAL_WORKER)),
]
Language = Annotated[str, Depends(language_of)]


class Signature(Output):
    member_id: MemberIdField
    channel: ChannelField
    signed_at: Annotated[
        datetime, Field(description="När det skrevs under. / When it was signed.", examples=["2026-11-22T09:30:00Z"])
    ]


class WithdrawalOfMember(Output):
    member_id: MemberIdField
    channel: ChannelField
    withdrawn_at: Annotated[
        datetime, Field(description="När det återkallades. / When it was withdrawn.", examples=["2026-11-24T09:30:00Z"])
    ]


class ApplicationOut(ApplicationListed):
    household_version: Annotated[
        int, Field(description="Hushållets version när ansökan kom in. / Its version at arrival.", examples=[1])
    ]
    incomes: Annotated[
        list[Income],
        Field(description="Uppgivna inkomster, i senaste version. / Declared incomes, in their newest version."),
    ]
    costs: Annotated[
        list[Cost],
        Field(description="Uppgivna kostnader, i senaste version. / Declared costs, in their newest version."),
    ]
    signatures: Annotated[list[Signature], Field(description="Underskrifter. / Signatures.")]
    declaration_version: NumberField
    completion_requests: Annotated[
        list[RequestOut], Field(description="Vad som har begärts, senaste först. / What was asked for, latest first.")
    ]
    completions: Annotated[
        list[CompletionOut], Field(description="Kompletteringar, senaste först. / Completions, the latest first.")
    ]
    withdrawals: Annotated[
        list[WithdrawalOfMember],
        Field(
            description="Vilka som har återkallat; ärendet avslutas när alla som har skrivit under har gjort det. / Who "
            "has withdrawn; the case ends when all who signed have."
        ),
    ]


@router.get("/applications/{applicationId}", summary="Läs en ansökan / Read an application")
async def read(application_id: ApplicationId, act: Reading, language: Language) -> ApplicationOut:
    """Läsningen syns i kontrolloggen. / The reading is in the control log."""
    application, _ = await application_for(act, application_id)
    incomes, costs, signatures = await store.declared(act.connection, application_id)
    versions = await completions.versions_of(act.connection, application_id)
    requests = await completions.requests_of(act.connection, application_id)
    withdrawn = await withdrawals_of(act.connection, application_id)
    await act.record()
    if versions:
        incomes, costs = versions[0].incomes, versions[0].costs
    return ApplicationOut(
        **listed(application),
        household_version=application.household_version,
        incomes=[Income.model_validate(income) for income in incomes],
        costs=[Cost.model_validate(cost) for cost in costs],
        signatures=[Signature(**signature) for signature in signatures],
        declaration_version=versions[0].number if versions else 1,
        completion_requests=[request_out(one, language) for one in requests],
        completions=[completion_out(one) for one in versions],
        withdrawals=[WithdrawalOfMember(**asdict(one)) for one in withdrawn],
    )
