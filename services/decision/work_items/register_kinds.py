"""Which kind of income a register's own code stands for.

Only codes whose meaning is known stand here. An unknown one is no kind: what the block says is then not verifiable,
and a person has to look at it (C10)."""

from services.decision.calculations.income_kinds import IncomeKind

_KINDS = {
    "FK:ABB": IncomeKind.CHILD_ALLOWANCE,
    "FK:BOB": IncomeKind.HOUSING_ALLOWANCE,
    "FK:BTI": IncomeKind.HOUSING_SUPPLEMENT,
    "FK:ET": IncomeKind.ESTABLISHMENT_BENEFIT,
    "FK:FP": IncomeKind.PARENTAL_BENEFIT,
    "FK:OMV": IncomeKind.CARE_ALLOWANCE,
    "FK:SA": IncomeKind.SICKNESS_COMPENSATION,
    "FK:SJP": IncomeKind.SICKNESS_BENEFIT,
    "FK:TFP": IncomeKind.PARENTAL_BENEFIT,
    "FK:US": IncomeKind.MAINTENANCE_SUPPORT,
    "FK:VB": IncomeKind.CARE_ALLOWANCE,
    "FK:YL": IncomeKind.PENSION_OR_LIFE_ANNUITY,
    "PM:AP": IncomeKind.PENSION,
    "PM:BTI": IncomeKind.HOUSING_SUPPLEMENT,
    "PM:EF": IncomeKind.SURVIVOR_SUPPORT,
    "CSN:GRUND": IncomeKind.STUDENT_GRANT,
    "SO:Arbetsloshetsersattning": IncomeKind.UNEMPLOYMENT_BENEFIT,
    "SKV:Kapital": IncomeKind.CAPITAL,
}


def income_kind(code: str) -> IncomeKind | None:
    """The kind, for a register's code or for a kind of ours; None where nobody knows it."""
    if code in _KINDS:
        return _KINDS[code]
    try:
        return IncomeKind(code)
    except ValueError:
        return None
