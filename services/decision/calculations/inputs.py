"""What a handler chooses when they calculate. Amounts are öre for the month."""

from collections.abc import Callable, Hashable
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field

from services.decision import examples
from services.decision.calculations.cost_kinds import CostKind
from services.decision.calculations.drafting import Choices, CostChoice, IncomeChoice, MemberChoice
from services.decision.calculations.facts import NormAdjustment
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.sources import Origin
from shared.api_models import Input
from shared.money import MAX_ORE, Ore
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
    job_stimulus: Annotated[Flag, Field(description="Särskild beräkningsregel (SoL 12 kap. 8 §). / Job stimulus.")] = (
        False
    )
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
    model_config = ConfigDict(json_schema_extra={"examples": [examples.CALCULATING]})

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
        list[IncomeIn], Field(max_length=200, description="Alla inkomster som räknas. / Every income that counts.")
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
        )


def _income(said: IncomeIn) -> IncomeChoice:
    return IncomeChoice(
        kind=said.kind,
        member=str(said.member_id),
        received_ore=said.received_ore,
        origin=Origin(said.source),
        job_stimulus=said.job_stimulus,
        earned_before_ore=said.earned_before_ore,
        disregarded_ore=said.disregarded_ore,
        reason=said.reason,
    )


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
