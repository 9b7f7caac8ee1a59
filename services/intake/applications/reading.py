"""Reading one application: what it said, what was asked for and completed, and how far it has come."""

from collections.abc import Sequence
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
from services.intake.applications.store import Application
from services.intake.completions import store as completions
from services.intake.completions.messages import CompletionOut, NumberField, RequestOut, completion_out, request_out
from services.intake.completions.rules import Waiting
from services.intake.households.rules import Member
from services.intake.parameters import ApplicationId, Language
from services.intake.progress.outputs import DecisionOut, ProgressOut, decision_out, progress_out
from services.intake.progress.rules import Case, PaymentState, payment_state
from services.intake.progress.store import Decided, decisions_on
from services.intake.withdrawals.store import withdrawals_of
from shared.acts import Act, ActBy, act_router
from shared.api_models import Output
from shared.auth.callers import Role
from shared.clock import STOCKHOLM

router = act_router(tags=["ansökningar / applications"])

Reading = Annotated[
    Act,
    Depends(ActBy("applicationRead", Role.CITIZEN, Role.REGISTRAR, Role.ECONOMY_SECRETARY, Role.SOCIAL_WORKER)),
]


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
            description="Vilka som har återkallat; ärendet avslutas när alla som har skrivit under har gjort det. / "
            "Who has withdrawn; the case ends when all who signed have."
        ),
    ]
    progress: Annotated[
        ProgressOut | None,
        Field(description="Var ärendet är; bara för den som ansöker. / Where it is; for the applicant alone."),
    ] = None
    decisions: Annotated[
        list[DecisionOut],
        Field(
            description="Beslut, senaste först; bara för den som ansöker. / Decisions, the latest first; for the "
            "applicant alone."
        ),
    ]


@router.get("/applications/{applicationId}", summary="Läs en ansökan / Read an application")
async def read(application_id: ApplicationId, act: Reading, language: Language) -> ApplicationOut:
    """Den som ansöker ser var ärendet är, vad de kan göra, och efter beslutet skälen, beräkningen, hur man överklagar
    och hur det går med utbetalningen, på svenska eller engelska (Accept-Language). Läsningen syns i kontrolloggen.

    The applicant sees where the case is, what they can do, and after the decision the reasons, the calculation, how to
    appeal and how the payment goes, in Swedish or English (Accept-Language). The reading is in the control log."""
    application, known = await application_for(act, application_id)
    incomes, costs, signatures = await store.declared(act.connection, application_id)
    versions = await completions.versions_of(act.connection, application_id)
    requests = await completions.requests_of(act.connection, application_id)
    withdrawn = await withdrawals_of(act.connection, application_id)
    await act.record()
    if versions:
        incomes, costs = versions[0].incomes, versions[0].costs
    view = ApplicationOut(
        **listed(application, language),
        household_version=application.household_version,
        incomes=[Income.model_validate(income) for income in incomes],
        costs=[Cost.model_validate(cost) for cost in costs],
        signatures=[Signature(**signature) for signature in signatures],
        declaration_version=versions[0].number if versions else 1,
        completion_requests=[request_out(one, language) for one in requests],
        completions=[completion_out(one) for one in versions],
        withdrawals=[WithdrawalOfMember(**asdict(one)) for one in withdrawn],
        decisions=[],
    )
    if act.role is not Role.CITIZEN:
        return view
    decided = await decisions_on(act.connection, application_id)
    case = case_of(application, known.household.member_of(act.person), view, decided)
    return view.model_copy(
        update={
            "progress": progress_out(case, act.running.clock.today(), language),
            "decisions": [decision_out(one, language) for one in decided],
        }
    )


def case_of(application: Application, me: Member | None, view: ApplicationOut, decided: Sequence[Decided]) -> Case:
    """The application as this adult of it sees it."""
    mine = None if me is None else me.id
    open_requests = [one.respond_by for one in view.completion_requests if one.waiting is Waiting.OPEN]
    standing = next((one for one in decided if one.stands), None)
    states = [] if standing is None else [payment_state(paid.facts) for paid in standing.payments.values()]
    return Case(
        status=application.status,
        received_on=application.received_at.astimezone(STOCKHOLM).date(),
        signed_by_me=mine in application.signed,
        withdrawn_by_me=mine in {one.member_id for one in view.withdrawals},
        signed_by_all=application.facts.everybody_signed,
        respond_by=max(open_requests, default=None),
        payments_at_bank=PaymentState.SENT in states,
        completed_late=standing is not None and standing.is_older_than(view.declaration_version),
    )
