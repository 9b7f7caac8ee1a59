"""What a payment is for, as social assistance is divided (SoL 12 kap. 1 §)."""

from enum import StrEnum

from services.decision.calculations.texts import Text


class Purpose(StrEnum):
    INCOME_SUPPORT = "incomeSupport"
    OTHER_LIVING_COSTS = "otherLivingCosts"


PURPOSES = {
    Purpose.INCOME_SUPPORT: Text("Försörjningsstöd", "Income support"),
    Purpose.OTHER_LIVING_COSTS: Text("Bistånd till livsföringen i övrigt", "Assistance for other living costs"),
}
