"""What the registers answered about a household, as frozen by intake, for one application month M.

The control month is M−1, the month before it fills its gaps, and M itself may already show what is planned."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product

from services.decision.calculations.income_kinds import INCOME_KINDS, IncomeKind
from services.decision.calculations.sources import RegisterBlock, Verdict
from shared.months import Month

INCOME_BLOCKS = tuple(block for block in RegisterBlock if any(about.block is block for about in INCOME_KINDS.values()))
"""The blocks that answer for a kind of income: CSN, FK, SKV and SO."""

Sums = dict[tuple[str, IncomeKind], int]
"""Öre by member and kind of income."""


@dataclass(frozen=True, slots=True)
class SeenIncome:
    """Öre after tax that a register says was paid for the month, or is planned to be: which of the two makes it no
    other answer."""

    kind: IncomeKind
    month: Month
    amount_ore: int
    planned: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class RegisterAnswer:
    """One block's answer about one member. `incomes` is empty unless the verdict is `answered`."""

    member: str
    block: RegisterBlock
    verdict: Verdict
    incomes: tuple[SeenIncome, ...] = ()

    def __post_init__(self) -> None:
        if self.incomes and self.verdict is not Verdict.ANSWERED:
            raise ValueError("only an answered block can show incomes")


@dataclass(frozen=True, slots=True)
class Evidence:
    """`members`: those whom the registers should have been asked about; `asked`: which blocks, those that answer for
    incomes and whichever else was asked. What is missing among `answers` is `notVerifiable`: that nobody asked is no
    better than that nobody answered."""

    month: Month
    members: tuple[str, ...]
    answers: tuple[RegisterAnswer, ...] = ()
    asked: tuple[RegisterBlock, ...] = INCOME_BLOCKS

    def __post_init__(self) -> None:
        if len({(answer.member, answer.block) for answer in self.answers}) != len(self.answers):
            raise ValueError("a block has one answer about a member: the latest")

    @property
    def control_month(self) -> Month:
        return self.month.plus(-1)

    @property
    def comparison_month(self) -> Month:
        return self.month.plus(-2)

    def answer(self, member: str, block: RegisterBlock) -> RegisterAnswer:
        for answer in self.answers:
            if (answer.member, answer.block) == (member, block):
                return answer
        return RegisterAnswer(member, block, Verdict.NOT_VERIFIABLE)

    def verdict(self, member: str, block: RegisterBlock) -> Verdict:
        return self.answer(member, block).verdict

    def changed_in(
        self, later: "Evidence", blocks: Iterable[RegisterBlock] = INCOME_BLOCKS
    ) -> frozenset[tuple[str, RegisterBlock]]:
        """Whose answer from which block is another one later; unless given, of the blocks that a calculation uses."""
        places = product(later.members, blocks)
        return frozenset(place for place in places if self.answer(*place) != later.answer(*place))

    def not_verifiable(self) -> tuple[tuple[str, RegisterBlock], ...]:
        """Every member and block that there is no answer for."""
        return tuple(
            (member, block)
            for member in self.members
            for block in self.asked
            if self.verdict(member, block) is Verdict.NOT_VERIFIABLE
        )

    def in_month(self, month: Month) -> Sums:
        return summed(
            (answer.member, income.kind, income.amount_ore)
            for answer in self.answers
            for income in answer.incomes
            if income.month == month
        )

    def planned_in(self, month: Month) -> Sums:
        """What of it had not been paid yet when the register answered."""
        return summed(
            (answer.member, income.kind, income.amount_ore)
            for answer in self.answers
            for income in answer.incomes
            if income.month == month and income.planned
        )

    def received(self) -> Sums:
        """What the control month shows, and where it shows nothing the month before it."""
        return self.in_month(self.comparison_month) | self.in_month(self.control_month)


def summed(rows: Iterable[tuple[str, IncomeKind, int]]) -> Sums:
    sums: Sums = {}
    for member, kind, ore in rows:
        sums[member, kind] = sums.get((member, kind), 0) + ore
    return sums
