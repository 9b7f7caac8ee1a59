"""The kinds of income that a household can have, who states them, and which register can answer for them."""

from dataclasses import dataclass
from enum import StrEnum

from services.decision.calculations.sources import RegisterBlock
from services.decision.calculations.texts import Text


class IncomeKind(StrEnum):
    WAGE = "wage"
    DEPOSIT = "deposit"
    OCCUPATIONAL_PENSION = "occupationalPension"
    MAINTENANCE_FROM_PARENT = "maintenanceFromParent"
    RENT_SHARE_FROM_CHILD = "rentShareFromChild"
    ASSISTANCE_ELSEWHERE = "assistanceElsewhere"
    OTHER = "other"
    UNEMPLOYMENT_BENEFIT = "unemploymentBenefit"
    UNEMPLOYMENT_AND_ALFA_BENEFIT = "unemploymentAndAlfaBenefit"
    ALFA_BENEFIT = "alfaBenefit"
    ACTIVITY_COMPENSATION = "activityCompensation"
    ACTIVITY_SUPPORT = "activitySupport"
    CHILD_ALLOWANCE = "childAllowance"
    CHILD_PENSION = "childPension"
    HOUSING_ALLOWANCE = "housingAllowance"
    HOUSING_SUPPLEMENT = "housingSupplement"
    STUDENT_GRANT = "studentGrant"
    STUDENT_LOAN = "studentLoan"
    DAILY_ALLOWANCE = "dailyAllowance"
    SURVIVOR_SUPPORT = "survivorSupport"
    ESTABLISHMENT_BENEFIT = "establishmentBenefit"
    PARENTAL_BENEFIT = "parentalBenefit"
    LODGING_SUPPLEMENT = "lodgingSupplement"
    CAPITAL = "capital"
    PENSION = "pension"
    PENSION_OR_LIFE_ANNUITY = "pensionOrLifeAnnuity"
    SICKNESS_COMPENSATION = "sicknessCompensation"
    SICKNESS_BENEFIT = "sicknessBenefit"
    TAX_REFUND = "taxRefund"
    MAINTENANCE_SUPPORT = "maintenanceSupport"
    CARE_ALLOWANCE = "careAllowance"
    ELDERLY_SUPPORT = "elderlySupport"
    SURPLUS_FROM_MONTH_BEFORE = "surplusFromMonthBefore"


@dataclass(frozen=True, slots=True)
class IncomeKindFacts:
    """`declarable`: the applicant is asked for it. `block`: the register that answers for it, if one does."""

    label: Text
    declarable: bool = False
    block: RegisterBlock | None = None


_CSN, _FK, _SKV, _SO = RegisterBlock.CSN, RegisterBlock.FK, RegisterBlock.SKV, RegisterBlock.SO


def _declared(sv: str, en: str) -> IncomeKindFacts:
    return IncomeKindFacts(Text(sv, en), declarable=True)


def _seen(sv: str, en: str, block: RegisterBlock | None) -> IncomeKindFacts:
    return IncomeKindFacts(Text(sv, en), block=block)


INCOME_KINDS: dict[IncomeKind, IncomeKindFacts] = {
    IncomeKind.WAGE: _declared("Lön efter skatt", "Wages after tax"),
    IncomeKind.DEPOSIT: _declared("Swish och insättningar", "Swish and deposits"),
    IncomeKind.OCCUPATIONAL_PENSION: _declared(
        "Tjänstepension och försäkringar", "Occupational pension and insurance payments"
    ),
    IncomeKind.MAINTENANCE_FROM_PARENT: _declared("Underhållsbidrag", "Maintenance from the other parent"),
    IncomeKind.RENT_SHARE_FROM_CHILD: _declared("Hyresdel från barn", "A child's share of the rent"),
    IncomeKind.ASSISTANCE_ELSEWHERE: _declared(
        "Ekonomiskt bistånd från annan kommun", "Social assistance from another municipality"
    ),
    IncomeKind.OTHER: _declared("Övriga inkomster", "Other income"),
    IncomeKind.UNEMPLOYMENT_BENEFIT: _seen("A-kassa", "Unemployment benefit", _SO),
    IncomeKind.UNEMPLOYMENT_AND_ALFA_BENEFIT: _seen("A-kassa och alfaersättning", "Unemployment and alfa benefit", _SO),
    IncomeKind.ALFA_BENEFIT: _seen("Alfaersättning", "Alfa benefit", _SO),
    IncomeKind.ACTIVITY_COMPENSATION: _seen("Aktivitetsersättning", "Activity compensation", _FK),
    IncomeKind.ACTIVITY_SUPPORT: _seen("Aktivitetsstöd", "Activity support", _FK),
    IncomeKind.CHILD_ALLOWANCE: _seen(
        "Barnbidrag och flerbarnstillägg", "Child allowance and large-family supplement", _FK
    ),
    IncomeKind.CHILD_PENSION: _seen("Barnpension", "Child pension", _FK),
    IncomeKind.HOUSING_ALLOWANCE: _seen("Bostadsbidrag", "Housing allowance", _FK),
    IncomeKind.HOUSING_SUPPLEMENT: _seen("Bostadstillägg", "Housing supplement", _FK),
    IncomeKind.STUDENT_GRANT: _seen("Studiebidrag", "Student grant", _CSN),
    IncomeKind.STUDENT_LOAN: _seen("Studielån", "Student loan", _CSN),
    IncomeKind.DAILY_ALLOWANCE: _seen("Dagersättning", "Daily allowance", _FK),
    IncomeKind.SURVIVOR_SUPPORT: _seen("Efterlevandestöd", "Survivor's support", _FK),
    IncomeKind.ESTABLISHMENT_BENEFIT: _seen("Etableringsersättning", "Establishment benefit", _FK),
    IncomeKind.PARENTAL_BENEFIT: _seen("Föräldrapenning", "Parental benefit", _FK),
    IncomeKind.LODGING_SUPPLEMENT: _seen("Inackorderingstillägg", "Lodging supplement", _CSN),
    IncomeKind.CAPITAL: _seen("Inkomst av kapital", "Income from capital", _SKV),
    IncomeKind.PENSION: _seen("Pension", "Pension", _FK),
    IncomeKind.PENSION_OR_LIFE_ANNUITY: _seen(
        "Pension, livränta eller omvårdnadsbidrag", "Pension, life annuity or care allowance", _FK
    ),
    IncomeKind.SICKNESS_COMPENSATION: _seen("Sjukersättning", "Sickness compensation", _FK),
    IncomeKind.SICKNESS_BENEFIT: _seen("Sjukpenning", "Sickness benefit", _FK),
    IncomeKind.TAX_REFUND: _seen("Skatteåterbäring", "Tax refund", _SKV),
    IncomeKind.MAINTENANCE_SUPPORT: _seen("Underhållsstöd", "Maintenance support", _FK),
    IncomeKind.CARE_ALLOWANCE: _seen("Vårdbidrag och omvårdnadsbidrag", "Care allowance", _FK),
    IncomeKind.ELDERLY_SUPPORT: _seen("Äldreförsörjningsstöd", "Maintenance support for the elderly", _FK),
    IncomeKind.SURPLUS_FROM_MONTH_BEFORE: _seen(
        "Överskjutande inkomst från föregående månad", "Surplus from the month before", None
    ),
}
