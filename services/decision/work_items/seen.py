"""What the registers show of each income, month by month: the control month, and where it shows nothing the month
before it."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.decision.calculations.evidence import Evidence
from services.decision.calculations.income_kinds import INCOME_KINDS, IncomeKind
from services.decision.calculations.sources import RegisterBlock


@dataclass(frozen=True, slots=True)
class SeenMonths:
    """Öre. `planned_ore` is the part of `control_ore` that the register had planned and not yet paid. `received_ore` is
    what is compared with what was declared."""

    member: str
    block: RegisterBlock
    income: IncomeKind
    control_ore: int
    planned_ore: int
    comparison_ore: int
    received_ore: int


def seen_months(evidence: Evidence) -> tuple[SeenMonths, ...]:
    """By member and kind of income."""
    return tuple(sorted(_rows(evidence), key=lambda row: (row.member, row.income)))


def _rows(evidence: Evidence) -> Iterator[SeenMonths]:
    control, before = evidence.in_month(evidence.control_month), evidence.in_month(evidence.comparison_month)
    planned, received = evidence.planned_in(evidence.control_month), evidence.received()
    for place in received:
        member, kind = place
        block = INCOME_KINDS[kind].block
        if block is not None:
            month, part, earlier = (sums.get(place, 0) for sums in (control, planned, before))
            yield SeenMonths(member, block, kind, month, part, earlier, received[place])
