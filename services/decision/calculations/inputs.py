"""What a handler chooses when they calculate. Amounts are öre for the month."""

from collections.abc import Callable, Hashable
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field

from services.decision.calculations.cost_kinds import CostKind
from services.decision.calculations.drafting import Choices, CostChoice, IncomeChoice, MemberChoice
from services.decision.calculations.examples import CALCULATING
from services.decision.calculations.facts import NormAdjustment
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.job_stimulus import Basis, JobStimulus
from services.decision.calculations.sources import Origin
from shared.api_models import Input
from shared.money import MAX_ORE, Ore
from shared.months import Month
from shared.texts import ShortText

Item = TypeVar("Item")
Flag = Annotated[bool, Field(strict=True)]


def once(key: Callable[[Any], Hashable]) -> AfterValidator:
    """Refuses a list in which two items have the same key."""

    def check(items: list[Item]) -> list[Item]:
        if len({key(item) for item in items}) != len(items):
            raise ValueError("the same twice")
        return items

    return AfterValidator(check)


class CostIn(Input):
    kind: Annotated[CostKind, Field(description="Kostnadsslag. / Kind of cost.")]
    approved_ore: Ore
    reason: Annotated[
        ShortText | None,
        Field(
            description="Krävs när mindre godtas än vad som sökts, och alltid över norm. / Required when reduced, and "
            "always above the norm."
        ),
    ] = None


class IncomeIn(Input):
    kind: Annotated[IncomeKind, Field(description="Inkomstslag. / Kind of income.")]
    member_id: UUID
    received_ore: Ore
    source: Annotated[
        Literal["declared", "register", "handler"],
        Field(description="Vems uppgift: den sökandes, registrets, handläggarens. / Whose word."),
    ]
    earned_before_ore: Annotated[
        Ore, Field(description="Barnets egen lön tidigare under året. / The child's own wages earlier in the year.")
    ] = 0
    disregarded_ore: Annotated[Ore, Field(description="Lämnas utan avseende, med skäl. / Left out, with a reason.")] = 0
    reason: Annotated[
        ShortText | None,
        Field(
            description="Skäl, även för att avvika från ett registersvar. / Why, also when departing from a register."
        ),
    ] = None


class JobStimulusIn(Input):
    """Den särskilda beräkningsregeln (SoL 12 kap. 8 §) för någon vars försörjningsstöd handläggaren vet av annat än
    kommunens beslut här. Den gäller i två år efter sex månader i följd. / The special rule, for somebody whose income
    support is known from elsewhere than the decisions here. It holds for two years after six months in a row."""

    member_id: Annotated[UUID, Field(description="Den vuxna som arbetar. / The adult who works.")]
    qualified_from: Annotated[
        Month, Field(description="Den första av de sex månaderna. / The first of the six months.", examples=["2026-01"])
    ]
    reason: Annotated[
        ShortText,
        Field(description="Varifrån det är känt. / Where it is known from.", examples=["Beslut från annan kommun."]),
    ]


class MemberIn(Input):
    member_id: UUID
    in_school: Annotated[Flag, Field(description="Skolungdom 18–20 år. / School youth of 18–20.")] = False
    lunch_at_home: Annotated[Flag, Field(description="Barn 0–6 år: lunch hemma. / A child's lunch at home.")] = True
    days: Annotated[
        Annotated[int, Field(strict=True, ge=1, le=31)] | None,
        Field(description="Dagar i hushållet under månaden. / Days in the household.", examples=[14]),
    ] = None
    in_common_costs: Annotated[Flag, Field(description="Räknas i gemensamma kostnader. / In the common costs.")] = True


class AdjustmentIn(Input):
    """Normen höjd eller sänkt i det enskilda fallet (SoL 12 kap. 7 §). / The norm raised or lowered in this case."""

    amount_ore: Annotated[int, Field(strict=True, ge=-MAX_ORE, le=MAX_ORE, examples=[-50000])]
    reason: ShortText
    member_id: UUID | None = None


class CalculationIn(Input):
    model_config = ConfigDict(json_schema_extra={"examples": [CALCULATING]})

    costs: Annotated[
        list[CostIn],
        Field(
            default_factory=list,
            max_length=len(CostKind),
            description="Kostnader som bedöms; övriga godtas som de är sökta. / Costs assessed; others are approved.",
        ),
        once(lambda cost: cost.kind),
    ]
    incomes: Annotated[
        list[IncomeIn],
        Field(
            max_length=200,
            description="Alla inkomster, även de som lämnas utanför med skäl. / Every income, also what is left out "
            "with a reason.",
        ),
    ]
    members: Annotated[
        list[MemberIn],
        Field(
            default_factory=list,
            max_length=50,
            description="Bara för den som inte räknas fullt ut. / Only who does not count in full.",
        ),
        once(lambda member: member.member_id),
    ]
    adjustments: Annotated[list[AdjustmentIn], Field(default_factory=list, max_length=50)]
    job_stimulus: Annotated[
        list[JobStimulusIn],
        Field(
            default_factory=list,
            max_length=10,
            description="Bara där kommunens egna beslut inte visar de sex månaderna. / Only where the decisions here "
            "do not show the six months.",
        ),
        once(lambda held: held.member_id),
    ]
    others: Annotated[
        int,
        Field(
            strict=True,
            ge=0,
            le=50,
            description="Andra som delar bostaden men inte hushållet. / Others who share the home, not the household.",
            examples=[0],
        ),
    ] = 0

    def choices(self) -> Choices:
        return Choices(
            costs=tuple(CostChoice(cost.kind, cost.approved_ore, cost.reason) for cost in self.costs),
            incomes=tuple(map(_income, self.incomes)),
            members=tuple(map(_member, self.members)),
            adjustments=tuple(map(_adjustment, self.adjustments)),
            others=self.others,
            job_stimulus=tuple(map(_job_stimulus, self.job_stimulus)),
        )


def _income(said: IncomeIn) -> IncomeChoice:
    return IncomeChoice(
        kind=said.kind,
        member=str(said.member_id),
        received_ore=said.received_ore,
        origin=Origin(said.source),
        earned_before_ore=said.earned_before_ore,
        disregarded_ore=said.disregarded_ore,
        reason=said.reason,
    )


def _job_stimulus(said: JobStimulusIn) -> JobStimulus:
    return JobStimulus(str(said.member_id), said.qualified_from, Basis.HANDLER, reason=said.reason)


def _member(said: MemberIn) -> MemberChoice:
    return MemberChoice(
        member=str(said.member_id),
        in_school=said.in_school,
        lunch_at_home=said.lunch_at_home,
        days=said.days,
        in_common_costs=said.in_common_costs,
    )


def _adjustment(said: AdjustmentIn) -> NormAdjustment:
    return NormAdjustment(said.amount_ore, said.reason, None if said.member_id is None else str(said.member_id))
