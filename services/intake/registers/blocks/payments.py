"""Payments are read one by one: one that cannot be read is a problem of its own and hides none of the others."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from services.intake.registers.reading import Unreadable
from services.intake.registers.rules import Failure, Reason, SeenIncome, harmless

T = TypeVar("T")


def collect(
    items: Iterable[T], read_one: Callable[[T], SeenIncome]
) -> tuple[tuple[SeenIncome, ...], tuple[Failure, ...]]:
    """The incomes that could be read, and a problem for each that could not."""
    incomes, problems = [], []
    for item in items:
        try:
            incomes.append(_checked(read_one(item)))
        except Unreadable as unreadable:
            problems.append(Failure(Reason.UNREADABLE, str(unreadable)))
    return tuple(incomes), tuple(problems)


def _checked(income: SeenIncome) -> SeenIncome:
    if income.period_from is not None and income.period_to is not None and income.period_from > income.period_to:
        raise Unreadable("period")
    if not income.kind or harmless(income.kind) != income.kind:
        raise Unreadable("kind")
    return replace(income, label=harmless(income.label))
