"""What no drafted decision gets away with, whatever it looks like (C3)."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.decision.calculations.cost_kinds import CostKind
from services.decision.calculations.evidence import Evidence
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.rules import calculate
from services.decision.decisions.rules import DraftDecision, Outcome, PaymentLine, outcome_faults
from services.decision.obstacles.registration import obstacle_list
from services.decision.rejection_grounds.listed import RejectionGround
from tests.unit.decision_calculations.households import MONTH, cost, facts, income

QUICK = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(
    approved=st.integers(0, 7000),
    pension=st.integers(0, 15_000),
    outcome=st.sampled_from(Outcome),
    data=st.data(),
)
def test_an_accepted_decision_never_pays_more_than_what_is_short(
    approved: int, pension: int, outcome: Outcome, data: st.DataObject
) -> None:
    calculation = calculate(
        facts(
            costs=(cost(CostKind.HOUSING, 7000, approved, reason="Skäl."),),
            incomes=(income(IncomeKind.OTHER, pension),),
        )
    )
    near = {calculation.deficit_ore, calculation.applied_deficit_ore, calculation.deficit_ore + 1, 1, 0}
    amounts = data.draw(st.lists(st.sampled_from(sorted(near)) | st.integers(-100, 2_000_000), max_size=3))
    lines = tuple(PaymentLine("payee-1", "Försörjningsstöd", amount, date(2026, 12, 1)) for amount in amounts)
    grounds = data.draw(st.lists(st.sampled_from(RejectionGround), max_size=2, unique=True))
    draft = DraftDecision(outcome, lines, (("adult-1", "noObstacle"),), "Skäl.", grounds=tuple(grounds))

    if not outcome_faults(calculation, draft, Evidence(MONTH, ("adult-1",), asked=()), obstacle_list()):
        assert all(amount > 0 for amount in amounts)
        assert sum(amounts) <= calculation.deficit_ore
        assert (sum(amounts) == calculation.applied_deficit_ore) == (outcome is Outcome.GRANTED) or not amounts
        assert (not amounts) == (outcome is Outcome.REJECTED)
        assert (not grounds) == (outcome is Outcome.GRANTED)
        assert RejectionGround.INCOMES_COVER not in grounds or not calculation.deficit_ore
