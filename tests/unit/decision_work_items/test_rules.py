"""From what intake hands over to what the calculation's rules compare (C10)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.decision.calculations.cost_kinds import CostKind
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.sources import RegisterBlock, Verdict
from services.decision.work_items.register_kinds import income_kind
from services.decision.work_items.rules import applied_costs, broken_by, declared_of, evidence_of, frozen_ids
from shared.months import Month

MONTH = Month(2026, 12)
CONTROL = Month(2026, 11)


def paid(**said: Any) -> dict[str, Any]:
    return {"source": "FK", "kind": "FK:BOB", "amountOre": 185_000, "paidOn": "2026-11-18", "status": "paid", **said}


def row(verdict: str = "answered", *incomes: dict[str, Any], **said: Any) -> dict[str, Any]:
    asked = "2026-11-18T08:00:00+00:00"
    return {"memberId": "a", "block": "FK", "verdict": verdict, "askedAt": asked, "incomes": list(incomes), **said}


def test_an_answer_counts_in_the_month_it_was_paid() -> None:
    evidence = evidence_of(MONTH, ["a"], [row("answered", paid(), paid(paidOn="2026-10-18", amountOre=1))])

    assert evidence.verdict("a", RegisterBlock.FK) is Verdict.ANSWERED
    assert evidence.in_month(CONTROL) == {("a", IncomeKind.HOUSING_ALLOWANCE): 185_000}


def test_without_a_pay_day_the_period_says_the_month() -> None:
    income = paid(**{"paidOn": None, "from": "2026-11-01", "to": "2026-11-30"})

    assert evidence_of(MONTH, ["a"], [row("answered", income)]).in_month(CONTROL)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(row("notVerifiable"), id="no answer"),
        pytest.param(row("somethingNew"), id="an unknown verdict"),
        pytest.param(row("answered", paid(), paid(kind="FK:XYZ")), id="an unknown code beside a known one"),
        pytest.param(row("answered", paid(paidOn=None)), id="an income of no month"),
        pytest.param(row("nothingHeld", paid()), id="nothing held, and an income"),
        pytest.param(row("notVerifiable", paid()), id="an income beside what could not be read"),
    ],
)
def test_what_is_not_positively_an_answer_is_not_verifiable(answer: dict[str, Any]) -> None:
    evidence = evidence_of(MONTH, ["a"], [answer])

    assert evidence.verdict("a", RegisterBlock.FK) is Verdict.NOT_VERIFIABLE
    assert evidence.in_month(CONTROL) == {}


@given(st.text(max_size=20))
def test_a_code_is_known_or_it_is_no_kind(code: str) -> None:
    kind = income_kind(code)

    assert kind is None or isinstance(kind, IncomeKind)
    known = evidence_of(MONTH, ["a"], [row("answered", paid(kind=code))]).verdict("a", RegisterBlock.FK)
    assert (known is Verdict.ANSWERED) == (kind is not None)


def test_nothing_held_is_an_answer() -> None:
    assert evidence_of(MONTH, ["a"], [row("nothingHeld")]).verdict("a", RegisterBlock.FK) is Verdict.NOTHING_HELD


def test_the_later_of_two_answers_counts() -> None:
    earlier, later = row("notVerifiable"), row("nothingHeld", askedAt="2026-11-19T08:00:00+00:00")

    for rows in ([earlier, later], [later, earlier]):
        assert evidence_of(MONTH, ["a"], rows).verdict("a", RegisterBlock.FK) is Verdict.NOTHING_HELD


def test_an_answer_is_found_by_the_id_it_is_frozen_under() -> None:
    rows = [row("nothingHeld", evidenceId="one"), row("nothingHeld", block="SO")]

    assert frozen_ids(rows) == {("a", RegisterBlock.FK): "one"}


def test_an_adult_whom_nobody_asked_about_is_in_it_and_not_verifiable() -> None:
    evidence = evidence_of(MONTH, ["a", "b"], [row("nothingHeld")])

    assert evidence.members == ("a", "b")
    assert ("b", RegisterBlock.FK) in evidence.not_verifiable()


def test_a_block_that_nobody_knows_is_left_aside() -> None:
    assert evidence_of(MONTH, ["a"], [row("answered", paid(), block="NEW")]).answers == ()


def test_what_was_declared_of_a_kind_that_nobody_knows_is_some_other_income() -> None:
    rows = [{"memberId": "a", "kind": kind, "amountOre": 1} for kind in ("wage", "lottery")]

    assert [declared.kind for declared in declared_of(rows)] == [IncomeKind.WAGE, IncomeKind.OTHER]


def test_costs_are_summed_by_kind() -> None:
    rows = [{"kind": kind, "amountOre": ore} for kind, ore in (("housing", 5), ("housing", 7), ("moon", 1))]

    assert applied_costs(rows) == {CostKind.HOUSING: 12, CostKind.OTHER: 1}


@pytest.mark.parametrize(
    ("ties", "rule", "act"),
    [
        ({"entry"}, "C1", "entry"),
        ({"account"}, "C1", "account"),
        ({"accountHolder"}, "C2", "accountHolder"),
        ({"representative"}, "C2", "representative"),
        ({"entry", "conflictOfInterest"}, "C2", "conflictOfInterest"),
        ({"entry", "account", "householdMember"}, "C2", "householdMember"),
    ],
)
def test_what_a_tie_breaks(ties: set[str], rule: str, act: str) -> None:
    broken = broken_by(ties)

    assert broken is not None
    assert (broken.rule, broken.earlier_act) == (rule, act)


def test_who_is_not_tied_breaks_nothing() -> None:
    assert broken_by(()) is None
