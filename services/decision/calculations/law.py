"""Which paragraph each rule rests on, in the month it was in force: SoL (2025:400) replaced SoL (2001:453) and
socialtjänstförordningen (2025:468) replaced (2001:937) on 1 July 2025."""

from enum import StrEnum

from shared.months import Month

_NEW_LAW = Month(2025, 7)


class Ground(StrEnum):
    NORM = "norm"
    NORM_OVER_SEVEN_OR_SHARED = "normOverSevenOrShared"
    NORM_ADJUSTED = "normAdjusted"
    LISTED_COST = "listedCost"
    OTHER_COST = "otherCost"
    INCOME = "income"
    JOB_STIMULUS = "jobStimulus"
    CHILD_WORK_INCOME = "childWorkIncome"
    BESIDE_NORM = "besideNorm"


_SINCE_JULY_2025 = {
    Ground.NORM: "SoL 12 kap. 7 §, SFS 2025:468 12 kap. 2 §",
    Ground.NORM_OVER_SEVEN_OR_SHARED: "SoL 12 kap. 7 §, SFS 2025:468 12 kap. 3 §",
    Ground.NORM_ADJUSTED: "SoL 12 kap. 7 §",
    Ground.LISTED_COST: "SoL 12 kap. 7 § 1 st. 2",
    Ground.OTHER_COST: "SoL 12 kap. 1 §",
    Ground.INCOME: "SoL 12 kap. 1 §",
    Ground.JOB_STIMULUS: "SoL 12 kap. 8 §",
    Ground.CHILD_WORK_INCOME: "SoL 12 kap. 9 §",
    Ground.BESIDE_NORM: "SoL 12 kap. 1 §",
}
_BEFORE = {
    Ground.NORM: "SoL (2001:453) 4 kap. 3 §, SFS 2001:937 2 kap. 1 §",
    Ground.NORM_OVER_SEVEN_OR_SHARED: "SoL (2001:453) 4 kap. 3 §, SFS 2001:937 2 kap. 1 §",
    Ground.NORM_ADJUSTED: "SoL (2001:453) 4 kap. 3 §",
    Ground.LISTED_COST: "SoL (2001:453) 4 kap. 3 § 1 st. 2",
    Ground.OTHER_COST: "SoL (2001:453) 4 kap. 1 §",
    Ground.INCOME: "SoL (2001:453) 4 kap. 1 §",
    Ground.JOB_STIMULUS: "SoL (2001:453) 4 kap. 1 b §",
    Ground.CHILD_WORK_INCOME: "SoL (2001:453) 4 kap. 1 a §",
    Ground.BESIDE_NORM: "SoL (2001:453) 4 kap. 1 §",
}


def reference(ground: Ground, month: Month) -> str:
    return (_BEFORE if month < _NEW_LAW else _SINCE_JULY_2025)[ground]
