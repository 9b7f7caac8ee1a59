"""Reading what the registers answered."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from pydantic import Field

from services.intake.applications.access import application_for
from services.intake.evidence import store
from services.intake.evidence.rules import Income
from services.intake.parameters import ApplicationId
from services.intake.registers.rules import Block, PaymentStatus, Reason, Verdict
from shared.acts import Act, ActBy, act_router
from shared.api_models import Output
from shared.auth.callers import Role
from shared.money import Ore

router = act_router(tags=["registersvar / register evidence"])

ReadingEvidence = Annotated[
    Act, Depends(ActBy("evidenceRead", Role.CITIZEN, Role.ECONOMY_SECRETARY, Role.SOCIAL_WORKER))
]
Day = date | None


class SeenIncome(Output):
    """En utbetalning som ett register visar. / A payment that a register shows."""

    source: Annotated[str, Field(description="Vem som betalar. / Who pays.", examples=["FK"])]
    kind: Annotated[str, Field(description="Källans kod. / The source's code.", examples=["FK:BOB"])]
    label: Annotated[str, Field(description="Källans ord. / The source's words.", examples=["Bostadsbidrag"])]
    amount_ore: Ore
    period_from: Annotated[
        Day, Field(alias="from", description="Avser från. / For the time from.", examples=["2026-11-01"])
    ]
    period_to: Annotated[Day, Field(alias="to", description="Avser till. / For the time to.", examples=["2026-11-30"])]
    paid_on: Annotated[Day, Field(description="Betalningsdag. / Day of payment.", examples=["2026-11-25"])]
    status: Annotated[PaymentStatus, Field(description="Betald eller planerad. / Paid or planned.", examples=["paid"])]


class EvidenceOut(Output):
    id: Annotated[UUID, Field(description="Svarets id. / Its id.", examples=["01980a41-6fb1-7008-8263-8eafb0123456"])]
    member_id: Annotated[
        UUID, Field(description="Vem det gäller. / Whom about.", examples=["01980a3e-5fa0-7ff7-b152-7d9eafb01234"])
    ]
    block: Annotated[Block, Field(description="Vilket register. / Which register.", examples=["FK"])]
    number: Annotated[
        int,
        Field(
            description="Vilket svar i ordningen; det högsta gäller. / The how-manieth answer; the highest counts.",
            examples=[1],
        ),
    ]
    verdict: Annotated[
        Verdict,
        Field(
            description="notVerifiable: inget svar att gå på, vilket inte är detsamma som ingen inkomst. / No answer "
            "to go by, which is not the same as no income.",
            examples=["answered"],
        ),
    ]
    reason: Annotated[
        Reason | None, Field(description="Varför inget svar finns. / Why there is none.", examples=["timeOut"])
    ]
    detail: Annotated[
        str, Field(description="Källans felkod. / The source's error code.", examples=["TNS.resultat FEL"])
    ]
    asked_at: Annotated[datetime, Field(description="När frågan ställdes. / When.", examples=["2026-11-22T09:30:01Z"])]
    answered_at: Annotated[
        datetime, Field(description="När svaret kom. / When it came.", examples=["2026-11-22T09:30:03Z"])
    ]
    purpose: Annotated[
        str, Field(description="Ändamål. / Purpose.", examples=["Prövning av ansökan om ekonomiskt bistånd"])
    ]
    legal_ground: Annotated[
        str,
        Field(description="Lagstöd. / Legal ground.", examples=["15 kap. 10–12 §§ socialtjänstlagen (2025:400)"]),
    ]
    incomes: Annotated[
        list[SeenIncome],
        Field(description="Med notVerifiable: det som gick att se. / With notVerifiable: what could be seen."),
    ]


class EvidenceList(Output):
    items: Annotated[
        list[EvidenceOut], Field(description="Per person, register och nummer. / By person, register and number.")
    ]


@router.get("/applications/{applicationId}/evidence", summary="Registersvar / Register evidence")
async def read(application_id: ApplicationId, act: ReadingEvidence) -> EvidenceList:
    """Det registren svarade om hushållets vuxna; en medborgare ser svaren om sig själv. Ett register som inte gav något
    svar frågas igen varje dag, och varje svar finns kvar. Läsningen syns i kontrolloggen.

    What the registers answered about the household's adults; a citizen sees the answers about themself. A register
    that gave no answer is asked again each day, and every answer stays. The reading is in the control log."""
    _, known = await application_for(act, application_id)
    rows = await store.evidence_of(act.connection, application_id)
    if act.role is Role.CITIZEN:
        own = known.household.member_of(act.person)
        rows = [row for row in rows if own is not None and row["member_id"] == own.id]
    await act.record()
    shown = EvidenceOut.model_fields.keys()
    return EvidenceList(
        items=[
            EvidenceOut(**{name: row[name] for name in shown - {"incomes"}}, incomes=list(map(_income, row["incomes"])))
            for row in rows
        ]
    )


def _income(income: Income) -> SeenIncome:
    return SeenIncome.model_validate(income)
