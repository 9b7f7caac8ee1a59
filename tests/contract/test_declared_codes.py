"""What can be declared is the same in the service that asks for it and in the one that calculates with it."""

from services.decision.calculations.cost_kinds import CostKind as CalculatedCost
from services.decision.calculations.income_kinds import INCOME_KINDS
from services.intake.applications.codes import CostKind, IncomeKind


def test_what_an_applicant_declares_is_what_decision_expects_to_be_declared() -> None:
    assert {kind.value for kind in IncomeKind} == {
        kind.value for kind, facts in INCOME_KINDS.items() if facts.declarable
    }


def test_every_cost_that_decision_calculates_with_can_be_applied_for_and_no_other() -> None:
    assert {kind.value for kind in CostKind} == {kind.value for kind in CalculatedCost}
