"""From a handler's decision to the draft that the rules judge, and which lines can be paid."""

from datetime import date, timedelta
from uuid import UUID

from services.decision.calculations.evidence import Evidence, RegisterAnswer
from services.decision.calculations.facts import CalculationFacts, Income
from services.decision.calculations.household import Household, Member, MemberRole
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.rules import calculate
from services.decision.calculations.sources import Origin, RegisterBlock, Source, Verdict
from services.decision.decisions.drafting import (
    LONGEST_AHEAD,
    DecisionChoice,
    LineChoice,
    PayableAccount,
    draft_of,
    late_or_past,
    unpayable,
)
from services.decision.decisions.purposes import Purpose
from services.decision.decisions.rules import Justification, Outcome
from services.decision.facts.kinds import AccountStatus
from services.decision.norms.stored import norm_for
from shared.months import Month

MONTH = Month(2026, 12)
ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))
TODAY = date(2026, 11, 23)
CALCULATION = calculate(
    CalculationFacts(
        MONTH,
        norm_for(MONTH),
        Household((Member("a", MemberRole.ADULT, date(1990, 2, 2)),)),
        incomes=(
            Income(
                IncomeKind.UNEMPLOYMENT_BENEFIT,
                "a",
                1000,
                Source(Origin.DECLARED, RegisterBlock.SO, Verdict.NOT_VERIFIABLE),
            ),
        ),
    )
)
ANSWERS = tuple(RegisterAnswer("a", block, Verdict.NOTHING_HELD) for block in (RegisterBlock.CSN, RegisterBlock.FK))
EVIDENCE = Evidence(MONTH, ("a",), ANSWERS)


def line(account: UUID = ONE, pay_on: date = TODAY) -> LineChoice:
    return LineChoice(account, Purpose.INCOME_SUPPORT, 1000, pay_on)


def choice(reason: str = "", *justifications: Justification) -> DecisionChoice:
    return DecisionChoice(Outcome.GRANTED, (line(),), (("a", "noObstacle"),), "Skäl.", reason, justifications)


def test_the_draft_says_what_was_chosen() -> None:
    draft = draft_of(choice(), CALCULATION, EVIDENCE, TODAY)

    assert (draft.outcome, draft.granted_ore, draft.obstacles) == (Outcome.GRANTED, 1000, (("a", "noObstacle"),))
    assert (draft.lines[0].payee, draft.lines[0].purpose) == (str(ONE), "incomeSupport")
    assert draft.justifications == ()


def test_one_reason_is_said_of_all_that_nobody_answered_and_of_nothing_else() -> None:
    draft = draft_of(choice("Registret är nere."), CALCULATION, EVIDENCE, TODAY)

    assert {(one.member, one.block) for one in draft.justifications} == {
        ("a", RegisterBlock.SKV),
        ("a", RegisterBlock.SO),
    }
    assert {one.text for one in draft.justifications} == {"Registret är nere."}


def test_what_is_said_of_a_single_answer_stays() -> None:
    own = Justification("a", RegisterBlock.SO, "Kassan har bekräftat per telefon.")

    draft = draft_of(choice("Registret är nere.", own), CALCULATION, EVIDENCE, TODAY)

    assert own in draft.justifications
    assert len(draft.justifications) == 2


def test_a_pay_day_is_today_or_later_within_a_year() -> None:
    days = (TODAY, TODAY - timedelta(days=1), TODAY + LONGEST_AHEAD, TODAY + LONGEST_AHEAD + timedelta(days=1))

    assert late_or_past([line(pay_on=day) for day in days], TODAY) == (2, 4)


def test_only_a_payable_account_of_the_household_is_paid_to() -> None:
    accounts = {ONE: PayableAccount(1, AccountStatus.PAYABLE), TWO: PayableAccount(3, AccountStatus.MISMATCH)}

    assert unpayable([line(ONE), line(TWO), line(THREE)], accounts) == (2, 3)
