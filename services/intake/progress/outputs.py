"""How a case stands, as the applicant reads it in their language. Amounts are öre; never a digit of an account."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.intake.applications.rules import Revocation
from services.intake.progress.rules import (
    Case,
    PaymentState,
    Step,
    StepKind,
    WaitsFor,
    payment_state,
    steps,
    waits_for,
)
from services.intake.progress.store import Decided, PaidLine
from services.intake.progress.texts import COMPLETED_LATE, PAYMENT_TEXTS, STATUS_TEXTS, STEP_TEXTS, WAITS_FOR_TEXTS
from shared.api_models import Output
from shared.money import Ore
from shared.problems import Text

_DECISION = "01980a41-4f8e-7ff6-a041-6c8d9eafb023"
TextField = Annotated[str, Field(description="I klartext. / In plain words.", examples=["Det finns ett beslut."])]


class StepOut(Output):
    """Något som du kan göra. / Something that you can do."""

    kind: Annotated[
        StepKind,
        Field(
            description="sign, answer, complete, withdraw, askForDecision, appeal, applyAnew: skriv under, svara, "
            "komplettera, återkalla, begär avgörande, överklaga, ansök på nytt. / What it is.",
            examples=["answer"],
        ),
    ]
    text: TextField
    by: Annotated[date | None, Field(description="Senast. / At the latest.", examples=["2026-12-04"])] = None


class ProgressOut(Output):
    """Var ärendet är, vem det väntar på och vad du kan göra. / Where it is, whom it waits for, what you can do."""

    text: TextField
    waits_for: Annotated[
        WaitsFor,
        Field(
            description="you: dig. otherAdult: den andra vuxna. registers: andra myndigheter. socialServices: "
            "socialtjänsten. bank: banken. nobody: ingen. / Whom the case waits for.",
            examples=["socialServices"],
        ),
    ]
    waits_for_text: TextField
    steps: Annotated[list[StepOut], Field(description="Vad du kan göra. / What you can do.")]


class CalculationLineOut(Output):
    kind: Annotated[str, Field(description="Slag av rad. / Kind of line.", examples=["personalCosts"])]
    label: Annotated[str, Field(description="Vad raden gäller. / What it is about.", examples=["Boende"])]
    amount_ore: Annotated[
        int,
        Field(
            description="Vad raden lägger till behovet; inkomster är negativa. / What it adds to the need; incomes are "
            "negative.",
            examples=[650000],
        ),
    ]
    law: Annotated[str, Field(description="Vad den vilar på. / What it rests on.", examples=["SoL 12 kap. 7 §"])]
    text: Annotated[
        str,
        Field(
            description="Raden i klartext, med varifrån beloppet kommer. / The line in plain words, with where the "
            "amount comes from.",
            examples=["Boende: 6 500 kr (SoL 12 kap. 7 §). Enligt egen uppgift."],
        ),
    ]


SumField = Annotated[int, Field(description="Summa i öre. / A sum in öre.", examples=[1172000])]


class CalculationOut(Output):
    """Norm + godtagna kostnader − inkomster. / The norm + approved costs − incomes."""

    norm_ore: SumField
    costs_ore: SumField
    incomes_ore: SumField
    deficit_ore: SumField
    surplus_ore: SumField
    lines: Annotated[list[CalculationLineOut], Field(description="Rad för rad. / Line by line.")]
    not_counted: Annotated[
        list[CalculationLineOut],
        Field(description="Inkomster som inte räknas, och varför. / Incomes that do not count, and why."),
    ]


class PaymentOut(Output):
    purpose: Annotated[str, Field(description="Ändamål. / What it is for.", examples=["Försörjningsstöd"])]
    amount_ore: Ore
    pay_on: Annotated[date, Field(description="Tidigast denna dag. / Not before this day.", examples=["2026-11-27"])]
    sent_at: Annotated[
        datetime | None,
        Field(description="När den skickades till banken. / When sent.", examples=["2026-11-27T06:00:00Z"]),
    ] = None
    state: Annotated[
        PaymentState,
        Field(
            description="planned, sent, paid, returned, rejected, stopped: planerad, hos banken, utbetald, kom "
            "tillbaka, nekad av banken, stoppad. / How it stands.",
            examples=["planned"],
        ),
    ]
    text: TextField


class GroundOut(Output):
    """Varför du inte får allt som du sökte. / Why you do not get all that you applied for."""

    code: Annotated[
        str,
        Field(description="Grunden som kod. / The ground as a code.", examples=["incomesCover"]),
    ]
    law: Annotated[str, Field(description="Vad den vilar på. / What it rests on.", examples=["SoL 12 kap. 1 §"])]
    text: Annotated[
        str,
        Field(
            description="Grunden i klartext. / The ground in plain words.",
            examples=["Hushållets inkomster täcker det behov som kan godtas."],
        ),
    ]


class DecisionOut(Output):
    """Ett beslut med motivering, beräkning, hur du överklagar och utbetalningar. / A decision with its reasons,
    calculation, how to appeal, and payments."""

    id: Annotated[UUID, Field(description="Beslutets id. / The decision's id.", examples=[_DECISION])]
    outcome: Annotated[
        str,
        Field(
            description="granted bifall, partlyGranted delvis bifall, rejected avslag. / The outcome.",
            examples=["granted"],
        ),
    ]
    decided_at: Annotated[datetime, Field(description="När. / When.", examples=["2026-11-23T09:05:00Z"])]
    revoked: Annotated[
        Revocation | None,
        Field(
            description="Beslutet är återkallat: stopped innan något betalades, tooLate efter. / It is revoked: "
            "stopped before anything was paid, or tooLate.",
            examples=["stopped"],
        ),
    ] = None
    granted_ore: Annotated[int | None, Field(description="Beviljat, öre. / Granted.", examples=[1172000])] = None
    reasons: Annotated[
        str | None, Field(description="Handläggarens skäl. / The reasons.", examples=["Hyran godtas."])
    ] = None
    grounds: Annotated[
        list[GroundOut],
        Field(default_factory=list, description="Grunderna vid avslag. / The grounds of a rejection."),
    ]
    declaration_version: Annotated[
        int | None, Field(description="Vilka uppgifter det vilar på. / Which declaration.", examples=[1])
    ] = None
    text: Annotated[
        list[str],
        Field(
            description="Hela beslutet i klartext. / The whole decision in words.", examples=[["Din ansökan beviljas."]]
        ),
    ]
    appeal: Annotated[
        list[str],
        Field(description="Så här överklagar du. / How to appeal.", examples=[["Skicka överklagandet till nämnden."]]),
    ]
    calculation: Annotated[CalculationOut | None, Field(description="Beräkningen. / The calculation.")] = None
    payments: Annotated[list[PaymentOut], Field(description="Utbetalningar. / Payments.")]


def progress_out(case: Case, today: date, language: str) -> ProgressOut:
    waiting = waits_for(case)
    return ProgressOut(
        text=" ".join(text.in_language(language) for text in progress_texts(case)),
        waits_for=waiting,
        waits_for_text=WAITS_FOR_TEXTS[waiting].in_language(language),
        steps=[_step_out(step, language) for step in steps(case, today)],
    )


def progress_texts(case: Case) -> tuple[Text, ...]:
    how = STATUS_TEXTS[case.status]
    return (how, COMPLETED_LATE) if case.completed_late else (how,)


def decision_out(decided: Decided, language: str) -> DecisionOut:
    """What has not come yet is left out: it is told as soon as it does."""
    base = DecisionOut(
        id=decided.id,
        outcome=decided.outcome,
        decided_at=decided.decided_at,
        revoked=decided.revoked,
        grounds=[],
        text=[],
        appeal=[],
        payments=[],
    )
    said = decided.explained
    if said is None:
        return base
    return base.model_copy(
        update={
            "granted_ore": said["grantedOre"],
            "reasons": said["reasons"] or None,
            "grounds": [_ground_out(ground, language) for ground in said.get("grounds", [])],
            "declaration_version": said["declarationVersion"],
            "text": list(said["text"][language]),
            "appeal": list(said["appeal"][language]),
            "calculation": _calculation_out(said["calculation"], language),
            "payments": [_payment_out(line, decided.payments, language) for line in said["lines"]],
        }
    )


def _step_out(step: Step, language: str) -> StepOut:
    return StepOut(kind=step.kind, text=STEP_TEXTS[step.kind].in_language(language), by=step.by)


def _ground_out(said: Mapping[str, Any], language: str) -> GroundOut:
    return GroundOut(code=said["code"], law=said["law"], text=said["text"][language])


def _calculation_out(said: Mapping[str, Any], language: str) -> CalculationOut:
    return CalculationOut(
        norm_ore=said["normOre"],
        costs_ore=said["costsOre"],
        incomes_ore=said["incomesOre"],
        deficit_ore=said["deficitOre"],
        surplus_ore=said["surplusOre"],
        lines=[_line_out(line, language) for line in said["lines"]],
        not_counted=[_line_out(line, language) for line in said.get("notCounted", [])],
    )


def _line_out(line: Mapping[str, Any], language: str) -> CalculationLineOut:
    return CalculationLineOut(
        kind=line["kind"],
        label=line["label"][language],
        amount_ore=line["amountOre"],
        law=line["law"],
        text=line["text"][language],
    )


def _payment_out(line: Mapping[str, Any], payments: Mapping[int, PaidLine], language: str) -> PaymentOut:
    paid = payments.get(line["number"], PaidLine())
    state = payment_state(paid.facts)
    return PaymentOut(
        purpose=line["purpose"][language],
        amount_ore=line["amountOre"],
        pay_on=line["payOn"],
        sent_at=paid.sent_at,
        state=state,
        text=PAYMENT_TEXTS[state].in_language(language),
    )
