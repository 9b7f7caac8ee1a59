"""What a handler decides. Amounts are öre."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from services.decision import examples
from services.decision.calculations.inputs import once
from services.decision.calculations.sources import RegisterBlock
from services.decision.decisions.drafting import DecisionChoice, LineChoice
from services.decision.decisions.purposes import Purpose
from services.decision.decisions.rules import Justification, Outcome
from services.decision.rejection_grounds.listed import RejectionGround
from services.decision.rejection_grounds.rules import MOST_GROUNDS
from shared.api_models import Input
from shared.money import PositiveOre
from shared.texts import LongText, ShortText

MOST_LINES = 20


class LineIn(Input):
    account_id: Annotated[UUID, Field(description="Ett konto i hushållet, i senaste versionen. / The newest version.")]
    purpose: Annotated[Purpose, Field(description="Försörjningsstöd eller livsföring i övrigt. / What it is for.")]
    amount_ore: PositiveOre
    pay_on: Annotated[date, Field(description="Tidigast denna dag. / Not before this day.", examples=["2026-11-27"])]


class ObstacleIn(Input):
    member_id: UUID
    code: Annotated[
        ShortText,
        Field(
            description="Försörjningshinder, ett för varje vuxen. / One for each adult.",
            examples=["unemployedNoBenefit"],
        ),
    ]


class JustificationIn(Input):
    member_id: UUID
    block: RegisterBlock
    text: LongText


class DecisionIn(Input):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.DECIDING]})

    calculation_id: UUID
    outcome: Annotated[Outcome, Field(description="Bifall, delvis bifall eller avslag. / The outcome.")]
    reasons: Annotated[
        LongText | None, Field(description="Motivering (FL 32 §), krävs om allt inte beviljas. / The reasons.")
    ] = None
    grounds: Annotated[
        list[RejectionGround],
        Field(
            default_factory=list,
            max_length=MOST_GROUNDS,
            description="Varför det inte är ett fullt bifall; krävs då, den viktigaste först. / Why it is not a full "
            "grant, required then, the most important one first.",
        ),
        once(lambda code: code),
    ]
    obstacles: Annotated[list[ObstacleIn], Field(max_length=50)]
    not_verifiable_reason: Annotated[
        LongText | None,
        Field(
            description="Varför beslutet vilar på det som inget register har svarat om. / Why it rests on no answer."
        ),
    ] = None
    justifications: Annotated[
        list[JustificationIn],
        Field(
            default_factory=list,
            max_length=100,
            description="Detsamma för ett visst registersvar. / The same for a single answer.",
        ),
    ]
    lines: Annotated[list[LineIn], Field(max_length=MOST_LINES, description="Utbetalningar. / What is paid.")]

    def choice(self) -> DecisionChoice:
        return DecisionChoice(
            outcome=self.outcome,
            lines=tuple(LineChoice(line.account_id, line.purpose, line.amount_ore, line.pay_on) for line in self.lines),
            obstacles=tuple((str(said.member_id), said.code) for said in self.obstacles),
            reasons=self.reasons or "",
            not_verifiable_reason=self.not_verifiable_reason or "",
            grounds=tuple(self.grounds),
            justifications=tuple(
                Justification(str(said.member_id), said.block, said.text) for said in self.justifications
            ),
        )
