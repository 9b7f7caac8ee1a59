"""Which grounds a decision may say, and how they read. One adult in December 2026."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations
from uuid import uuid4

import pytest

from services.decision.calculations.calculation import Calculation
from services.decision.calculations.cost_kinds import CostKind
from services.decision.calculations.facts import NormAdjustment
from services.decision.calculations.guidelines import Guideline
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.rules import calculate
from services.decision.rejection_grounds.listed import (
    NEWEST,
    RejectionGround,
    UnknownGroundList,
    list_named,
    list_on,
)
from services.decision.rejection_grounds.rules import MOST_GROUNDS, StatedGround, as_logged, ground_faults
from shared.controllog.entries import Actor, Entry, decode
from tests.unit.decision_calculations.households import cost, facts, income

WHOLE = calculate(facts(costs=(cost(CostKind.HOUSING, 4000),)))
CUT = cost(CostKind.HOUSING, 7000, 6000, reason="Skäl.")
REDUCED = calculate(facts(costs=(CUT,)))
RENT = Guideline("rent-1", CostKind.HOUSING, 1, 600_000, "Nämndens riktlinjer")
ABOVE_GUIDELINE = calculate(facts(costs=(replace(CUT, guideline=RENT),)))
NOT_CUT = calculate(facts(costs=(replace(cost(CostKind.HOUSING, 7000), guideline=RENT),)))
LOWERED = calculate(facts(adjustments=(NormAdjustment(-50_000, "Skäl."),)))
RAISED = calculate(facts(adjustments=(NormAdjustment(50_000, "Skäl."),)))
COVERED = calculate(facts(incomes=(income(IncomeKind.OTHER, 9000),)))


def faults(
    calculation: Calculation, *codes: RejectionGround, granted: bool = False, lapsed: bool = False
) -> list[tuple[str, str]]:
    found = ground_faults(codes, calculation, NEWEST, granted=granted, lapsed=lapsed)
    return [(fault.fault.value, fault.about) for fault in found]


def test_what_goes_against_the_applicant_has_a_ground_and_a_full_grant_none() -> None:
    assert faults(WHOLE) == [("groundMissing", "")]
    assert faults(WHOLE, granted=True) == []
    assert faults(WHOLE, RejectionGround.OTHER, granted=True) == [("groundOfGrant", "other")]
    assert faults(WHOLE, RejectionGround.OTHER) == []


@pytest.mark.parametrize(
    ("code", "so", "not_so"),
    [
        (RejectionGround.INCOMES_COVER, COVERED, WHOLE),
        (RejectionGround.COST_NOT_REASONABLE, REDUCED, WHOLE),
        (RejectionGround.SHARED_COST, REDUCED, WHOLE),
        (RejectionGround.ABOVE_GUIDELINE, ABOVE_GUIDELINE, REDUCED),
        (RejectionGround.ABOVE_GUIDELINE, ABOVE_GUIDELINE, NOT_CUT),
        (RejectionGround.LOWERED_NORM, LOWERED, RAISED),
    ],
)
def test_a_ground_of_the_calculation_is_said_only_where_it_is_so(
    code: RejectionGround, so: Calculation, not_so: Calculation
) -> None:
    assert faults(so, code) == []
    assert faults(not_so, code) == [("groundNotSo", code.value)]


def test_not_completing_is_a_ground_only_when_the_day_has_passed() -> None:
    code = RejectionGround.NOT_COMPLETED
    assert faults(WHOLE, code) == [("completionNotLapsed", "notCompleted")]
    assert faults(WHOLE, code, lapsed=True) == []


def test_every_wrong_ground_is_found_at_once() -> None:
    found = faults(WHOLE, RejectionGround.NOT_COMPLETED, RejectionGround.OWN_MEANS, RejectionGround.LOWERED_NORM)
    assert found == [("completionNotLapsed", "notCompleted"), ("groundNotSo", "loweredNorm")]


def test_every_code_has_words_in_both_languages_and_a_law() -> None:
    assert NEWEST.grounds.keys() == set(RejectionGround)
    for told in NEWEST.grounds.values():
        assert told.text.sv.endswith(".")
        assert told.text.en.endswith(".")
        assert told.law.startswith(("SoL 12 kap. ", "SoL 29 kap. "))


def test_a_decision_is_worded_by_the_list_that_it_names() -> None:
    said = StatedGround(RejectionGround.INCOMES_COVER, list_on(date(2026, 11, 22)))
    assert StatedGround.from_document(said.to_document()) == said
    assert list_named("rejection-grounds-1") == list_on(date(2020, 1, 1)) == list_on(date(2099, 1, 1))
    with pytest.raises(UnknownGroundList):
        list_named("rejection-grounds-0")


def test_as_many_as_may_be_said_fit_in_the_control_log() -> None:
    longest = sorted(RejectionGround, key=lambda code: -len(code.value + NEWEST.grounds[code].law))[:MOST_GROUNDS]
    assert as_logged(()) is None
    for codes in permutations(longest):
        rule = as_logged(StatedGround(code, NEWEST) for code in codes)
        actor = Actor(role="service", service="decision")
        at = datetime(2026, 11, 22, tzinfo=UTC)
        said = Entry(
            id=uuid4(),
            time=at,
            municipality="1261",
            service="decision",
            act="decisionExplained",
            outcome="done",
            actor=actor,
            rule=rule,
        )
        assert decode(said.encode()).rule == rule
