"""Drafted decisions against the calculation they rest on. One adult in December 2026; öre."""

from dataclasses import replace
from datetime import date

import pytest

from services.decision.calculations.calculation import Calculation
from services.decision.calculations.cost_kinds import CostKind
from services.decision.calculations.evidence import INCOME_BLOCKS, Evidence, RegisterAnswer, SeenIncome
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.rules import calculate
from services.decision.calculations.sources import Origin, RegisterBlock, Source, Verdict
from services.decision.decisions.problems import FAULT_TEXTS, Fault, UnfitDecision
from services.decision.decisions.rules import DraftDecision, Justification, Outcome, PaymentLine, check_outcome
from services.decision.rejection_grounds.listed import RejectionGround
from shared.months import Month
from tests.unit.decision_calculations.households import MONTH, adult, child, cost, facts, income

SINGLE = calculate(facts())
REDUCED = calculate(facts(costs=(cost(CostKind.HOUSING, 7000, 6000, reason="Över högsta godtagna hyra."),)))
WHY = "Hyran är högre än vad som är skäligt."
OBSTACLE = (("adult-1", "unemployedNoBenefit"),)
GROUND = (RejectionGround.OTHER,)


def paid(*amounts: int) -> tuple[PaymentLine, ...]:
    return tuple(PaymentLine("payee-1", "Försörjningsstöd", amount, date(2026, 12, 1)) for amount in amounts)


def answered(calculation: Calculation, **verdicts: Verdict) -> Evidence:
    """Every block holds nothing about every adult, unless said otherwise by the block's name."""
    adults = tuple(member.ref for member in calculation.facts.household.adults)
    answers = tuple(
        RegisterAnswer(ref, block, verdicts.get(block.value, Verdict.NOTHING_HELD))
        for ref in adults
        for block in INCOME_BLOCKS
    )
    return Evidence(calculation.facts.month, adults, answers)


def faults(calculation: Calculation, draft: DraftDecision, evidence: Evidence | None = None) -> list[tuple[str, str]]:
    try:
        check_outcome(calculation, draft, evidence or answered(calculation))
    except UnfitDecision as unfit:
        return [(found.fault.value, found.about) for found in unfit.faults]
    return []


def granted(*amounts: int) -> DraftDecision:
    return DraftDecision(Outcome.GRANTED, paid(*amounts), OBSTACLE)


def partly(*amounts: int, reasons: str = WHY) -> DraftDecision:
    return DraftDecision(Outcome.PARTLY_GRANTED, paid(*amounts), OBSTACLE, reasons, grounds=GROUND)


def rejected(*amounts: int, reasons: str = WHY) -> DraftDecision:
    return DraftDecision(Outcome.REJECTED, paid(*amounts), OBSTACLE, reasons, grounds=GROUND)


def test_a_full_grant_pays_the_whole_deficit_in_one_line_or_several() -> None:
    assert faults(SINGLE, granted(522_000)) == []
    assert faults(SINGLE, granted(500_000, 22_000)) == []


@pytest.mark.parametrize(
    ("amounts", "found"),
    [
        ((522_001,), ["aboveWhatIsShort", "notTheWholeNeed"]),
        ((521_999,), ["notTheWholeNeed"]),
        ((), ["notTheWholeNeed"]),
        ((500_000, 22_001), ["aboveWhatIsShort", "notTheWholeNeed"]),
    ],
)
def test_a_full_grant_pays_neither_more_nor_less(amounts: tuple[int, ...], found: list[str]) -> None:
    assert [fault for fault, _ in faults(SINGLE, granted(*amounts))] == found


def test_a_reduced_cost_is_no_full_grant() -> None:
    assert faults(REDUCED, granted(1_122_000)) == [("notTheWholeNeed", "")]
    assert faults(REDUCED, granted(1_222_000)) == [("aboveWhatIsShort", "")]
    assert faults(REDUCED, partly(1_122_000)) == []


@pytest.mark.parametrize(
    ("amounts", "found"),
    [
        ((1,), []),
        ((1_122_001,), ["aboveWhatIsShort"]),
        ((1_222_000,), ["aboveWhatIsShort", "notAPart"]),
        ((), ["notAPart"]),
    ],
)
def test_a_part_grant_pays_a_part(amounts: tuple[int, ...], found: list[str]) -> None:
    assert [fault for fault, _ in faults(REDUCED, partly(*amounts))] == found


def test_a_rejection_pays_nothing() -> None:
    assert faults(SINGLE, rejected()) == []
    assert faults(SINGLE, rejected(1)) == [("linesWithRejection", "")]


@pytest.mark.parametrize("reasons", ["", "  \n"])
def test_what_goes_against_the_applicant_has_reasons(reasons: str) -> None:
    assert faults(REDUCED, partly(1_122_000, reasons=reasons)) == [("reasonsMissing", "")]
    assert faults(SINGLE, rejected(reasons=reasons)) == [("reasonsMissing", "")]


def test_nothing_is_granted_where_nothing_is_short() -> None:
    rich = calculate(facts(incomes=(income(IncomeKind.OTHER, 9000),)))

    assert ("nothingToGrant", "") in faults(rich, granted())
    assert ("nothingToGrant", "") in faults(rich, partly(1))
    assert faults(rich, rejected()) == []


@pytest.mark.parametrize(
    "line",
    [
        PaymentLine(" ", "Försörjningsstöd", 522_000, date(2026, 12, 1)),
        PaymentLine("payee-1", "", 522_000, date(2026, 12, 1)),
    ],
)
def test_a_line_has_payee_and_purpose(line: PaymentLine) -> None:
    assert faults(SINGLE, replace(granted(), lines=(line,))) == [("badLine", "")]


def test_a_line_of_less_than_one_ore_cannot_make_room_for_another() -> None:
    assert faults(SINGLE, granted(522_001, -1)) == [("badLine", "")]
    assert faults(SINGLE, granted(522_000, 0)) == [("badLine", "")]


def test_every_adult_has_one_known_obstacle() -> None:
    couple = calculate(facts(adult("adult-1"), adult("adult-2"), child("child-1", 19)))
    draft = replace(granted(couple.deficit_ore), obstacles=())

    def with_obstacles(*obstacles: tuple[str, str]) -> list[tuple[str, str]]:
        return faults(couple, replace(draft, obstacles=obstacles))

    first, second = ("adult-1", "noObstacle"), ("adult-2", "noChildcare")
    assert with_obstacles(first, second) == []
    assert with_obstacles(first) == [("obstacleMissing", "adult-2")]
    assert with_obstacles(first, second, first) == [("obstacleMissing", "adult-1")]
    assert with_obstacles(first, ("adult-2", "16")) == [("obstacleUnknown", "adult-2")]
    assert with_obstacles(first, second, ("child-1", "noObstacle")) == [("notAnAdult", "child-1")]


def test_a_rejection_registers_obstacles_too() -> None:
    assert faults(SINGLE, replace(rejected(), obstacles=())) == [("obstacleMissing", "adult-1")]


def test_resting_on_no_answer_takes_a_justification_for_each_block() -> None:
    """C10. Nothing was declared, and nothing was answered: that is not the same as no income."""
    silent = answered(SINGLE, SO=Verdict.NOT_VERIFIABLE, FK=Verdict.NOT_VERIFIABLE)
    draft = granted(522_000)
    about_fk = Justification("adult-1", RegisterBlock.FK, "Beslut från den 3 december har visats upp.")
    about_so = replace(about_fk, block=RegisterBlock.SO)

    def found(*said: Justification) -> list[tuple[str, str]]:
        return faults(SINGLE, replace(draft, justifications=said), silent)

    assert found() == [("unjustifiedNotVerifiable", "adult-1/FK"), ("unjustifiedNotVerifiable", "adult-1/SO")]
    assert found(about_fk) == [("unjustifiedNotVerifiable", "adult-1/SO")]
    assert found(about_fk, replace(about_so, text=" ")) == [("unjustifiedNotVerifiable", "adult-1/SO")]
    assert found(about_fk, about_so) == []


def test_a_register_that_was_never_asked_takes_one_too() -> None:
    unasked = Evidence(MONTH, ("adult-1",))

    assert {fault for fault, _ in faults(SINGLE, granted(522_000), unasked)} == {"unjustifiedNotVerifiable"}


def test_a_figure_marked_not_verifiable_takes_one_though_the_block_has_answered_since() -> None:
    unanswered = Source(Origin.DECLARED, RegisterBlock.AF, Verdict.NOT_VERIFIABLE)
    fee = replace(cost(CostKind.UNEMPLOYMENT_FUND_FEE, 130), source=unanswered)
    calculation = calculate(facts(costs=(fee,)))

    assert faults(calculation, granted(535_000)) == [("unjustifiedNotVerifiable", "adult-1/AF")]


def test_an_income_whose_register_the_setting_does_not_ask_takes_one() -> None:
    benefit = calculate(facts(incomes=(income(IncomeKind.SICKNESS_BENEFIT, 1000),)))
    none_asked = Evidence(MONTH, ("adult-1",), asked=())

    assert faults(benefit, granted(422_000), none_asked) == [("unjustifiedNotVerifiable", "adult-1/FK")]


def test_departing_from_an_answer_takes_a_reason_on_the_income_or_a_justification() -> None:
    seen = SeenIncome(IncomeKind.SICKNESS_BENEFIT, Month(2026, 11), 100_000)
    shown = answered(SINGLE)
    answers = tuple(answer for answer in shown.answers if answer.block is not RegisterBlock.FK)
    shown = replace(shown, answers=(*answers, RegisterAnswer("adult-1", RegisterBlock.FK, Verdict.ANSWERED, (seen,))))
    counted = income(IncomeKind.SICKNESS_BENEFIT, 999)
    same = calculate(facts(incomes=(income(IncomeKind.SICKNESS_BENEFIT, 1000),)))
    less = calculate(facts(incomes=(counted,)))
    explained = calculate(facts(incomes=(replace(counted, reason="En krona drogs av banken."),)))
    said = Justification("adult-1", RegisterBlock.FK, "Avser en annan månad.")

    assert faults(same, granted(422_000), shown) == []
    assert faults(less, granted(422_100), shown) == [("unjustifiedDeparture", "adult-1/FK")]
    assert faults(SINGLE, granted(522_000), shown) == [("unjustifiedDeparture", "adult-1/FK")]
    assert faults(explained, granted(422_100), shown) == []
    assert faults(SINGLE, replace(granted(522_000), justifications=(said,)), shown) == []


def test_the_evidence_is_about_the_month_and_every_adult() -> None:
    other_month = replace(answered(SINGLE), month=Month(2026, 11))
    nobody = replace(answered(SINGLE), members=(), answers=())

    assert faults(SINGLE, granted(522_000), other_month) == [("otherMonth", "")]
    assert faults(SINGLE, granted(522_000), nobody) == [("adultWithoutEvidence", "adult-1")]


def test_everything_is_said_at_once_without_naming_amounts_or_persons() -> None:
    draft = DraftDecision(Outcome.PARTLY_GRANTED, paid(999_999), ())

    with pytest.raises(UnfitDecision) as caught:
        check_outcome(SINGLE, draft, answered(SINGLE))

    assert [found.fault.value for found in caught.value.faults] == [
        "aboveWhatIsShort",
        "notAPart",
        "reasonsMissing",
        "groundMissing",
        "obstacleMissing",
    ]
    assert "999" not in str(caught.value)
    assert "adult-1" not in str(caught.value)


def test_every_fault_has_texts() -> None:
    assert FAULT_TEXTS.keys() == set(Fault)
