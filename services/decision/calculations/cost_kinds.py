"""The kinds of cost that assistance can cover beside the norm, and by which rule of law."""

from dataclasses import dataclass
from enum import StrEnum

from services.decision.calculations.texts import Text


class CostKind(StrEnum):
    HOUSING = "housing"
    ELECTRICITY = "electricity"
    HOME_INSURANCE = "homeInsurance"
    UNEMPLOYMENT_FUND_FEE = "unemploymentFundFee"
    UNION_FEE = "unionFee"
    WORK_TRAVEL = "workTravel"
    MEDICAL_TRAVEL = "medicalTravel"
    HEALTHCARE = "healthcare"
    MEDICINE = "medicine"
    CHILDCARE_FEE = "childcareFee"
    GLASSES = "glasses"
    CHILD_VISITS = "childVisits"
    DENTAL_CARE = "dentalCare"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CostKindFacts:
    """`listed_in_law`: one of the costs that 12 kap. 7 § 1 st. 2 SoL names; the others rest on 12 kap. 1 §.
    `special`: applied for when it arises, not month by month."""

    label: Text
    listed_in_law: bool = False
    special: bool = False


COST_KINDS: dict[CostKind, CostKindFacts] = {
    CostKind.HOUSING: CostKindFacts(Text("Boendekostnad", "Housing"), listed_in_law=True),
    CostKind.ELECTRICITY: CostKindFacts(Text("Hushållsel", "Household electricity"), listed_in_law=True),
    CostKind.HOME_INSURANCE: CostKindFacts(Text("Hemförsäkring", "Home insurance"), listed_in_law=True),
    CostKind.UNEMPLOYMENT_FUND_FEE: CostKindFacts(
        Text("Avgift till arbetslöshetskassa", "Unemployment fund fee"), listed_in_law=True
    ),
    CostKind.UNION_FEE: CostKindFacts(Text("Fackavgift", "Union fee"), listed_in_law=True),
    CostKind.WORK_TRAVEL: CostKindFacts(Text("Arbetsresor", "Travel to work"), listed_in_law=True),
    CostKind.MEDICAL_TRAVEL: CostKindFacts(Text("Sjukresor", "Travel to medical care")),
    CostKind.HEALTHCARE: CostKindFacts(Text("Läkarvård", "Medical care")),
    CostKind.MEDICINE: CostKindFacts(Text("Medicin", "Medicine")),
    CostKind.CHILDCARE_FEE: CostKindFacts(Text("Barnomsorgsavgift", "Childcare fee"), special=True),
    CostKind.GLASSES: CostKindFacts(Text("Glasögon", "Glasses"), special=True),
    CostKind.CHILD_VISITS: CostKindFacts(
        Text("Kostnad i samband med umgänge", "Costs of time with one's child"), special=True
    ),
    CostKind.DENTAL_CARE: CostKindFacts(Text("Tandvård", "Dental care"), special=True),
    CostKind.OTHER: CostKindFacts(Text("Övrigt", "Other")),
}


def compilation_kind(kind: CostKind) -> CostKind:
    """The kind under which a cost may stand in a compilation: union membership may never be read from one, so its fee
    stands with other costs (lag (2001:454) 7 a §)."""
    return CostKind.OTHER if kind is CostKind.UNION_FEE else kind
