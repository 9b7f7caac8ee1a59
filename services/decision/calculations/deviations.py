"""Where what an applicant declared and what the registers say are not the same. A row is something to look at, never
proof of anything. Having no answer is a row of its own: it does not mean that there is no income (C10)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.decision.calculations.evidence import INCOME_BLOCKS, Evidence, Sums, summed
from services.decision.calculations.facts import Income
from services.decision.calculations.income_kinds import INCOME_KINDS, IncomeKind
from services.decision.calculations.sources import RegisterBlock, Verdict

DEVIATION_PERCENT = 12
"""How far two amounts may lie apart, in per cent of what the register says: the usual value of a setting."""


class DeviationKind(StrEnum):
    """`changed`, `started` and `ended` compare the register with itself, month by month; others with the applicant.
    `shownLate`: a register without amounts that had not answered a decision shows something now."""

    NOT_VERIFIABLE = "notVerifiable"
    NOT_DECLARED = "notDeclared"
    NOT_SEEN = "notSeen"
    DIFFERS = "differs"
    CHANGED = "changed"
    STARTED = "started"
    ENDED = "ended"
    SHOWN_LATE = "shownLate"


@dataclass(frozen=True, slots=True)
class DeclaredIncome:
    """Öre after tax for the month, as stated in the application."""

    member: str
    kind: IncomeKind
    amount_ore: int


@dataclass(frozen=True, slots=True)
class Deviation:
    """`declared_ore` against `seen_ore`, or `seen_ore` of the control month against `compared_ore` of the month before.
    Öre; None where there is nothing to show. `income` is None where the whole block is `notVerifiable`."""

    kind: DeviationKind
    member: str
    block: RegisterBlock
    income: IncomeKind | None = None
    declared_ore: int | None = None
    seen_ore: int | None = None
    compared_ore: int | None = None


def deviations(
    declared: Sequence[DeclaredIncome], evidence: Evidence, *, percent: int = DEVIATION_PERCENT
) -> tuple[Deviation, ...]:
    """Rows by member, block and income. An income that no register answers for gives none."""
    stated = summed((row.member, row.kind, row.amount_ore) for row in declared)
    found = (
        *_unanswered(stated, evidence),
        *_compared(stated, evidence.received(), evidence, percent),
        *_moved(evidence, percent),
    )
    return tuple(sorted(found, key=_place))


def departures(incomes: Iterable[Income], evidence: Evidence) -> tuple[Deviation, ...]:
    """Where the incomes that a calculation counts with are not, to the öre, what a register answered for the control
    month. A decision that rests on such a calculation has to say why (C10)."""
    stated = summed((income.member, income.kind, income.received_ore) for income in incomes)
    return tuple(sorted(_compared(stated, evidence.in_month(evidence.control_month), evidence, 0), key=_place))


def late_departures(incomes: Iterable[Income], used: Evidence, newest: Evidence) -> tuple[Deviation, ...]:
    """Where a register has answered since, or otherwise than before, and says something else than the incomes that were
    counted (C10). `used` is what the calculation was made with."""
    late = used.changed_in(newest, RegisterBlock)
    counted = (row for row in departures(incomes, newest) if (row.member, row.block) in late)
    return tuple(sorted((*counted, *_shown_late(late, newest)), key=_place))


def _shown_late(late: Iterable[tuple[str, RegisterBlock]], newest: Evidence) -> Iterator[Deviation]:
    """There is no amount to compare: that AF, MIV or TNS holds something is for a person to look at."""
    for member, block in late:
        if block not in INCOME_BLOCKS and newest.verdict(member, block) is Verdict.ANSWERED:
            yield Deviation(DeviationKind.SHOWN_LATE, member, block)


def _unanswered(stated: Sums, evidence: Evidence) -> Iterator[Deviation]:
    """The blocks that should have answered, and those that could have answered for what was declared."""
    open_questions = set(evidence.not_verifiable())
    for member, kind in stated:
        block = INCOME_KINDS[kind].block
        if block and member in evidence.members and evidence.verdict(member, block) is Verdict.NOT_VERIFIABLE:
            open_questions.add((member, block))
    for member, block in open_questions:
        yield Deviation(DeviationKind.NOT_VERIFIABLE, member, block)


def _compared(stated: Sums, seen: Sums, evidence: Evidence, percent: int) -> Iterator[Deviation]:
    for member, kind in stated.keys() | seen.keys():
        block = INCOME_KINDS[kind].block
        if block is None or evidence.verdict(member, block) is Verdict.NOT_VERIFIABLE:
            continue
        declared_ore, seen_ore = stated.get((member, kind), 0), seen.get((member, kind), 0)
        found = _difference(declared_ore, seen_ore, percent)
        if found:
            yield Deviation(found, member, block, kind, declared_ore, seen_ore)


def _difference(declared_ore: int, seen_ore: int, percent: int) -> DeviationKind | None:
    if declared_ore == seen_ore:
        return None
    if not declared_ore:
        return DeviationKind.NOT_DECLARED
    if not seen_ore:
        return DeviationKind.NOT_SEEN
    return DeviationKind.DIFFERS if _apart(declared_ore, seen_ore, percent) else None


def _moved(evidence: Evidence, percent: int) -> Iterator[Deviation]:
    control, before = evidence.in_month(evidence.control_month), evidence.in_month(evidence.comparison_month)
    for member, kind in control.keys() | before.keys():
        block = INCOME_KINDS[kind].block
        seen_ore, compared_ore = control.get((member, kind), 0), before.get((member, kind), 0)
        if block and _apart(seen_ore, compared_ore, percent):
            found = _movement(seen_ore, compared_ore)
            yield Deviation(found, member, block, kind, seen_ore=seen_ore, compared_ore=compared_ore)


def _movement(seen_ore: int, compared_ore: int) -> DeviationKind:
    if not compared_ore:
        return DeviationKind.STARTED
    return DeviationKind.CHANGED if seen_ore else DeviationKind.ENDED


def _apart(one_ore: int, base_ore: int, percent: int) -> bool:
    """More than `percent` per cent of the base apart; from a base of 0 every other amount is."""
    return abs(one_ore - base_ore) * 100 > percent * base_ore


def _place(row: Deviation) -> tuple[str, str, str, str]:
    return (row.member, row.block, row.income or "", row.kind)
