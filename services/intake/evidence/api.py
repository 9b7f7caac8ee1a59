"""Reading what the registers answered."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from pydantic import Field

from services.intake.applications.access import application_for
from services.intake.evidence import store
from services.intake.evidence.rules import Income, counted_month
from services.intake.evidence.wording import explained
from services.intake.parameters import ApplicationId
from services.intake.registers.levels import Level, level_of
from services.intake.registers.rules import Block, PaymentStatus, Reason, Verdict
from shared.acts import Act, ActBy, act_router
from shared.api_models import Output
from shared.auth.callers import Role
from shared.money import Ore
from shared.months import Month

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
    month: Annotated[
        Month | None,
        Field(
            description="Månaden den räknas till: den betalas i eller, utan betalningsdag, avser. / The month that it "
            "counts to: that it is paid in or, without a day of payment, is for.",
            examples=["2026-11"],
        ),
    ]
    period_from: Annotated[
        Day, Field(alias="from", description="Avser från. / For the time from.", examples=["2026-11-01"])
    ]
    period_to: Annotated[Day, Field(alias="to", description="Avser till. / For the time to.", examples=["2026-11-30"])]
    paid_on: Annotated[Day, Field(description="Betalningsdag. / Day of payment.", examples=["2026-11-25"])]
    status: Annotated[PaymentStatus, Field(description="Betald eller planerad. / Paid or planned.", examples=["paid"])]


class Explanation(Output):
    """I klartext. / In plain words."""

    sv: Annotated[str, Field(examples=["Skatteverket har svarat att det inte finns några uppgifter för perioden."])]
    en: Annotated[
        str, Field(examples=["The Tax Agency (Skatteverket) has answered that it holds nothing for the period."])
    ]


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
    level: Annotated[
        Level | None,
        Field(
            description="Var svaret saknas: hela frågan, registret, en myndighet i registret, eller i det som kom. / "
            "Where the answer is missing: the whole call, the register, an authority inside it, or in what came.",
            examples=["block"],
        ),
    ]
    explanation: Annotated[Explanation, Field(description="Vad svaret betyder. / What the answer means.")]
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
    """`controlMonth` jämförs med det som har uppgetts; visar den ingenting av en inkomst gäller `comparisonMonth`. /
    `controlMonth` is compared with what was declared; where it shows nothing of an income, `comparisonMonth` is."""

    month: Annotated[Month, Field(description="Ansökans månad. / The application's month.", examples=["2026-12"])]
    control_month: Annotated[Month, Field(description="Månaden före. / The month before.", examples=["2026-11"])]
    comparison_month: Annotated[Month, Field(description="Månaden före den. / That before it.", examples=["2026-10"])]
    items: Annotated[
        list[EvidenceOut], Field(description="Per person, register och nummer. / By person, register and number.")
    ]


@router.get("/applications/{applicationId}/evidence", summary="Registersvar / Register evidence")
async def read(application_id: ApplicationId, act: ReadingEvidence) -> EvidenceList:
    """Det registren svarade om hushållets vuxna; en medborgare ser svaren om sig själv. Ett register som inte gav något
    svar frågas igen varje dag, och varje svar finns kvar. Läsningen syns i kontrolloggen.

    What the registers answered about the household's adults; a citizen sees the answers about themself. A register
    that gave no answer is asked again each day, and every answer stays. The reading is in the control log."""
    application, known = await application_for(act, application_id)
    rows = await store.evidence_of(act.connection, application_id)
    if act.role is Role.CITIZEN:
        own = known.household.member_of(act.person)
        rows = [row for row in rows if own is not None and row["member_id"] == own.id]
    await act.record()
    return EvidenceList(
        month=application.month,
        control_month=application.month.plus(-1),
        comparison_month=application.month.plus(-2),
        items=list(map(_shown, rows)),
    )


def _shown(row: dict[str, Any]) -> EvidenceOut:
    block, verdict = Block(row["block"]), Verdict(row["verdict"])
    reason = None if row["reason"] is None else Reason(row["reason"])
    told = explained(block, verdict, reason)
    more = {
        "level": None if reason is None else level_of(block, reason),
        "explanation": Explanation(sv=told.sv, en=told.en),
        "incomes": list(map(_income, row["incomes"])),
    }
    kept = EvidenceOut.model_fields.keys() - more.keys()
    return EvidenceOut(**{name: row[name] for name in kept}, **more)


def _income(income: Income) -> SeenIncome:
    return SeenIncome.model_validate({**income, "month": counted_month(income)})
