"""What an administrator proposes, by kind of rule. Amounts are öre."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from services.decision.calculations.cost_kinds import CostKind
from services.decision.calculations.household import AgeDay
from services.decision.facts.kinds import ApplicationKind
from services.decision.norms.riksnorm import AGE_GROUPS, GROUPS_WITH_LUNCH_VARIANT, LARGEST_LISTED_HOUSEHOLD, NormStatus
from services.decision.rule_versions import examples
from services.decision.rule_versions.rules import (
    Found,
    NormFigures,
    delegation_faults,
    guideline_faults,
    norm_faults,
    price_base_faults,
)
from shared.api_models import Input
from shared.money import Ore
from shared.months import Month
from shared.texts import ShortText

MOST_GUIDED_ORE = 100_000_000
GuidedOre = Annotated[
    int,
    Field(
        strict=True, ge=0, le=MOST_GUIDED_ORE, description="Högsta belopp i öre. / The most, in öre.", examples=[447400]
    ),
]


class NormIn(Input):
    """En riksnorm som den är tryckt. / A riksnorm as it is printed."""

    first_month: Annotated[Month, Field(description="Första månaden som normen är för. / The first month it is for.")]
    last_month: Annotated[Month, Field(description="Sista månaden som normen är för. / The last month it is for.")]
    adult_single_ore: Ore
    adult_couple_ore: Annotated[Ore, Field(description="Båda tillsammans. / For both together.")]
    children_ore: Annotated[
        list[Ore],
        Field(
            min_length=len(AGE_GROUPS),
            max_length=len(AGE_GROUPS),
            description="Åldrarna 0, 1–2, 3, 4–6, 7–10, 11–14, 15–18, 19–20. / By age.",
        ),
    ]
    children_without_lunch_ore: Annotated[
        list[Ore],
        Field(
            default_factory=list,
            max_length=len(GROUPS_WITH_LUNCH_VARIANT),
            description="Utan lunch fem dagar i veckan, de fyra yngsta grupperna; tom om okänt. / Without lunch.",
        ),
    ]
    common_ore: Annotated[
        list[Ore],
        Field(
            min_length=LARGEST_LISTED_HOUSEHOLD,
            max_length=LARGEST_LISTED_HOUSEHOLD,
            description="Hushåll med en till sju personer. / Households of one to seven.",
        ),
    ]
    status: Annotated[
        NormStatus,
        Field(
            description="`official` bara ur författningen eller från myndigheten. / Only as the authority states it."
        ),
    ]

    def faults(self) -> Iterator[Found]:
        told = {name: getattr(self, name) for name in NormFigures.__dataclass_fields__}
        return norm_faults(NormFigures(**told))


class PriceBaseIn(Input):
    year: Annotated[int, Field(strict=True, ge=2006, le=2100, description="Kalenderår. / Year.", examples=[2027])]
    amount_ore: Ore


class CalculationRulesIn(Input):
    """Hur åldrar och dagar räknas. / How ages and days are counted."""

    age_day: Annotated[AgeDay, Field(description="Dagen i månaden då åldern läses. / When ages are read.")]
    daily_divisor_tenths: Annotated[
        int,
        Field(
            strict=True, ge=280, le=310, description="Dagar i en månad, i tiondelar. / Days in tenths.", examples=[304]
        ),
    ]
    daily_step_ore: Annotated[
        int,
        Field(
            strict=True,
            ge=1,
            le=1000,
            description="Dagsbeloppets steg i öre. / Step of a day's amount.",
            examples=[100],
        ),
    ]
    job_stimulus_percent: Annotated[
        int,
        Field(
            strict=True,
            ge=0,
            le=100,
            description="Andel av lön som inte räknas (SoL 12 kap. 8 §). / Left out.",
            examples=[25],
        ),
    ]
    price_base_amounts: Annotated[
        list[PriceBaseIn],
        Field(
            default_factory=list,
            max_length=20,
            description="Prisbasbelopp som inte redan finns. / Price base amounts that are not there.",
        ),
    ]

    def faults(self) -> Iterator[Found]:
        return price_base_faults([one.year for one in self.price_base_amounts])


class GuidelineAmountIn(Input):
    from_size: Annotated[
        int, Field(strict=True, ge=1, le=50, description="Från så många i hushållet. / From this size.", examples=[1])
    ]
    max_ore: GuidedOre


class CostGuidelineIn(Input):
    """Ersätter alla tidigare riktlinjer för kostnadsslaget. / Replaces all earlier ones for the kind of cost."""

    cost: Annotated[CostKind, Field(description="Kostnadsslag. / Kind of cost.")]
    amounts: Annotated[
        list[GuidelineAmountIn],
        Field(min_length=1, max_length=50, description="Belopp efter hushållets storlek. / By household size."),
    ]

    def faults(self) -> Iterator[Found]:
        return guideline_faults([(one.from_size, one.max_ore) for one in self.amounts])


class DelegatedIn(Input):
    role: Annotated[
        Literal["economySecretary", "socialWorker", "unitHead"],
        Field(description="Rollen som får besluta. / The role that may decide."),
    ]
    kind: Annotated[ApplicationKind, Field(description="Slag av ansökan. / Kind of application.")]
    max_granted_ore: Ore


class DelegationIn(Input):
    """Det som inte nämns fortsätter att gälla. / What is not named goes on counting."""

    rules: Annotated[
        list[DelegatedIn],
        Field(min_length=1, max_length=9, description="Vem som får bevilja vad. / Who may grant what."),
    ]

    def faults(self) -> Iterator[Found]:
        return delegation_faults([(one.role, one.kind.value) for one in self.rules])


class _Proposed(Input):
    valid_from: Annotated[
        date, Field(description="Första dagen som regeln gäller. / The first day it counts.", examples=["2027-01-01"])
    ]
    source: Annotated[
        ShortText,
        Field(description="Beslutet som den vilar på. / The decision that it rests on.", examples=[examples.SOURCE]),
    ]


class NormVersionIn(_Proposed):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.NORM]})

    kind: Annotated[Literal["norm"], Field(description="Riksnorm. / A riksnorm.")]
    content: NormIn


class CalculationVersionIn(_Proposed):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.CALCULATION]})

    kind: Annotated[Literal["calculation"], Field(description="Räkneregler. / How it is counted.")]
    content: CalculationRulesIn


class GuidelineVersionIn(_Proposed):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.GUIDELINE]})

    kind: Annotated[Literal["costGuideline"], Field(description="Riktlinje för en kostnad. / A cost's guideline.")]
    content: CostGuidelineIn


class DelegationVersionIn(_Proposed):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.DELEGATION]})

    kind: Annotated[Literal["delegation"], Field(description="Delegation. / Delegation.")]
    content: DelegationIn


RuleVersionIn = NormVersionIn | CalculationVersionIn | GuidelineVersionIn | DelegationVersionIn


def content_of(body: RuleVersionIn) -> dict[str, Any]:
    """As it is stored: camelCase, whole numbers and texts."""
    return body.content.model_dump(mode="json", by_alias=True)
