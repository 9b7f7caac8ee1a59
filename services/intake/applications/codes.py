"""What an applicant can declare. Decision knows the same codes (docs/hand-overs.md), and more: kinds of income that
only a register or a handler states."""

from enum import StrEnum


class IncomeKind(StrEnum):
    """After tax. What registers answer for (benefits, study grants, unemployment benefit) is not asked for."""

    WAGE = "wage"
    DEPOSIT = "deposit"
    OCCUPATIONAL_PENSION = "occupationalPension"
    MAINTENANCE_FROM_PARENT = "maintenanceFromParent"
    RENT_SHARE_FROM_CHILD = "rentShareFromChild"
    ASSISTANCE_ELSEWHERE = "assistanceElsewhere"
    OTHER = "other"


class CostKind(StrEnum):
    """Month by month, and then those that are applied for when they arise."""

    HOUSING = "housing"
    ELECTRICITY = "electricity"
    HOME_INSURANCE = "homeInsurance"
    UNEMPLOYMENT_FUND_FEE = "unemploymentFundFee"
    UNION_FEE = "unionFee"
    WORK_TRAVEL = "workTravel"
    MEDICAL_TRAVEL = "medicalTravel"
    HEALTHCARE = "healthcare"
    MEDICINE = "medicine"
    OTHER = "other"
    CHILDCARE_FEE = "childcareFee"
    GLASSES = "glasses"
    CHILD_VISITS = "childVisits"
    DENTAL_CARE = "dentalCare"
