"""The incomes, and parts of incomes, that a calculation leaves out: each with the rule that leaves it out, its öre and
its source. What is counted and what is not make up all that is known, and what the handler added to it."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from services.decision.calculations.disregards import IncomeRule, disregarded
from services.decision.calculations.facts import CalculationFacts, Income
from services.decision.calculations.income_kinds import INCOME_KINDS, IncomeKind
from services.decision.calculations.known_incomes import KnownIncome
from services.decision.calculations.law import Ground, reference
from services.decision.calculations.lines import FactValue, Line, LineKind, used_facts
from services.decision.calculations.norm_lines import approved_settings
from services.decision.calculations.sources import Origin, Source
from shared.months import Month


class LeftOutBy(StrEnum):
    """`notTaken`: a declared or seen income that the calculation has no word of."""

    JOB_STIMULUS = "jobStimulus"
    CHILD_WORK_INCOME = "childWorkIncome"
    ASSESSMENT = "assessment"
    OTHER_MONTH = "otherMonth"
    OTHER_FIGURE = "otherFigure"
    NOT_TAKEN = "notTaken"


_GROUNDS = {LeftOutBy.JOB_STIMULUS: Ground.JOB_STIMULUS, LeftOutBy.CHILD_WORK_INCOME: Ground.CHILD_WORK_INCOME}
_PLACES = {kind: place for place, kind in enumerate(IncomeKind)}
Place = tuple[str, IncomeKind, Origin]
"""Whose income, of which kind, by whose word."""


def not_counted_lines(facts: CalculationFacts) -> tuple[Line, ...]:
    """With what is left out in öre, above 0, in an order that does not follow the facts'."""
    if not facts.lists_not_counted:
        return ()
    return tuple(sorted((*_parts(facts), *_untaken(facts)), key=_place))


def _parts(facts: CalculationFacts) -> Iterator[Line]:
    """What of an income that the calculation has is left out by law or by the handler."""
    for income in facts.incomes:
        by_law = disregarded(facts, income)
        if by_law.ore:
            yield _line(
                facts, income, LeftOutBy(by_law.rule.value), by_law.ore, used=_by_law(facts, income, by_law.rule)
            )
        if income.disregarded_ore:
            yield _line(facts, income, LeftOutBy.ASSESSMENT, income.disregarded_ore, reason=income.reason)


def _by_law(facts: CalculationFacts, income: Income, rule: IncomeRule) -> dict[str, FactValue]:
    used: dict[str, FactValue] = {"receivedOre": income.received_ore, **approved_settings(facts.settings)}
    if rule is IncomeRule.CHILD_WORK_INCOME:
        most_ore = facts.settings.price_base_amount_ore or 0
        return used | {"earnedBeforeOre": income.earned_before_ore, "priceBaseAmountOre": most_ore}
    held = facts.job_stimulus_of(income.member)
    if held is None:
        return used
    return used | {
        "percent": facts.settings.job_stimulus_percent,
        "qualifiedFrom": str(held.qualified_from),
        "qualifiedTo": str(held.qualified_to),
        "holdsFrom": str(held.holds_from),
        "holdsTo": str(held.holds_to),
        "basis": held.basis.value,
        **({} if held.reason is None else {"basisReason": held.reason}),
    }


def _untaken(facts: CalculationFacts) -> Iterator[Line]:
    """What is known of and was not taken into the calculation. What was taken is used up row by row."""
    taken = _taken(facts)
    for row in sorted((row for row in facts.known if row.amount_ore), key=_known_place):
        if row.month not in (None, _counted_month(facts, row)):
            yield _line(facts, row, LeftOutBy.OTHER_MONTH, row.amount_ore, used={"month": str(row.month)})
            continue
        place = (row.member, row.kind, row.source.origin)
        used_ore = min(row.amount_ore, taken.get(place, 0))
        taken[place] = taken.get(place, 0) - used_ore
        if used_ore < row.amount_ore:
            yield _line(facts, row, _why_untaken(facts, row), row.amount_ore - used_ore)


def _taken(facts: CalculationFacts) -> dict[Place, int]:
    taken: dict[Place, int] = {}
    for income in facts.incomes:
        place = (income.member, income.kind, income.source.origin)
        taken[place] = taken.get(place, 0) + income.received_ore
    return taken


def _counted_month(facts: CalculationFacts, row: KnownIncome) -> Month:
    """The month before the application's; where the register shows nothing then, and the handler counts by the
    register all the same, the month before that."""
    control = facts.month.plus(-1)
    same = [one for one in facts.known if (one.member, one.kind) == (row.member, row.kind)]
    by_register = any(
        (income.member, income.kind, income.source.origin) == (row.member, row.kind, Origin.REGISTER)
        for income in facts.incomes
    )
    return control.plus(-1) if by_register and all(one.month != control for one in same) else control


def _why_untaken(facts: CalculationFacts, row: KnownIncome) -> LeftOutBy:
    others = (income for income in facts.incomes if (income.member, income.kind) == (row.member, row.kind))
    by_another_word = any(income.source.origin is not row.source.origin for income in others)
    return LeftOutBy.OTHER_FIGURE if by_another_word else LeftOutBy.NOT_TAKEN


def _line(
    facts: CalculationFacts,
    income: Income | KnownIncome,
    rule: LeftOutBy,
    ore: int,
    *,
    used: Mapping[str, FactValue] | None = None,
    reason: str | None = None,
) -> Line:
    return Line(
        kind=LineKind.NOT_COUNTED_INCOME,
        label=INCOME_KINDS[income.kind].label,
        amount_ore=ore,
        rule=rule.value,
        version=facts.settings.version,
        law=reference(_GROUNDS.get(rule, Ground.INCOME), facts.month),
        facts=used_facts(**(used or {})),
        source=income.source,
        status=income.source.status,
        member=income.member,
        item=income.kind.value,
        reason=reason,
    )


def declared_untaken(lines: Iterable[Line]) -> Iterator[Line]:
    """What the applicant declared and nobody said anything about."""
    for line in lines:
        if line.rule == LeftOutBy.NOT_TAKEN and line.source.origin is Origin.DECLARED:
            yield line


def _place(line: Line) -> tuple[object, ...]:
    source = line.source
    return (
        _PLACES[IncomeKind(line.item or "")],
        line.member or "",
        line.rule,
        -line.amount_ore,
        line.facts,
        line.reason or "",
        (source.origin, source.block or "", source.verdict or "", source.evidence or ""),
    )


def _known_place(row: KnownIncome) -> tuple[object, ...]:
    source: Source = row.source
    return (_PLACES[row.kind], row.member, str(row.month or ""), -row.amount_ore, source.evidence or "")
