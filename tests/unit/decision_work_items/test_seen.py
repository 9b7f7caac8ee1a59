"""What the registers show, month by month."""

from dataclasses import astuple

from services.decision.calculations.evidence import Evidence, RegisterAnswer, SeenIncome
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.sources import RegisterBlock, Verdict
from services.decision.work_items.rules import evidence_of
from services.decision.work_items.seen import seen_months
from shared.months import Month

DECEMBER, NOVEMBER, OCTOBER, SEPTEMBER = (Month(2026, number) for number in (12, 11, 10, 9))
ALLOWANCE, PENSION, BENEFIT = IncomeKind.HOUSING_ALLOWANCE, IncomeKind.PENSION, IncomeKind.SICKNESS_BENEFIT


def seen(*incomes: SeenIncome) -> list[tuple[object, ...]]:
    """(kind, control, of it planned, comparison, received) of each row."""
    evidence = Evidence(DECEMBER, ("a",), (RegisterAnswer("a", RegisterBlock.FK, Verdict.ANSWERED, incomes),))
    return [astuple(row)[2:] for row in seen_months(evidence)]


def test_the_control_month_counts_and_the_month_before_fills_its_gaps() -> None:
    assert seen(
        SeenIncome(ALLOWANCE, NOVEMBER, 2_000),
        SeenIncome(ALLOWANCE, OCTOBER, 1_500),
        SeenIncome(PENSION, OCTOBER, 900),
        SeenIncome(PENSION, DECEMBER, 950),
        SeenIncome(BENEFIT, SEPTEMBER, 1),
    ) == [(ALLOWANCE, 2_000, 0, 1_500, 2_000), (PENSION, 0, 0, 900, 900)]


def test_what_is_planned_is_told_apart_from_what_is_paid() -> None:
    paid, planned = SeenIncome(ALLOWANCE, NOVEMBER, 2_000), SeenIncome(ALLOWANCE, NOVEMBER, 300, planned=True)

    assert seen(paid, planned) == [(ALLOWANCE, 2_300, 300, 0, 2_300)]


def test_a_register_that_was_asked_and_did_not_answer_is_an_open_question_whichever_it_is() -> None:
    row = {"memberId": "a", "verdict": "notVerifiable", "askedAt": "2026-11-18T08:00:00+00:00", "incomes": []}
    evidence = evidence_of(DECEMBER, ["a"], [{**row, "block": block.value} for block in RegisterBlock])

    assert {block for _, block in evidence.not_verifiable()} == set(RegisterBlock)
