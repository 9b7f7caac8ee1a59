"""From a handler's choices to the facts of a calculation."""

from typing import Any

import pytest

from services.decision.calculations.cost_kinds import CostKind
from services.decision.calculations.drafting import Choices, CostChoice, IncomeChoice, MemberChoice, facts_of
from services.decision.calculations.evidence import Evidence, RegisterAnswer
from services.decision.calculations.facts import CalculationFacts
from services.decision.calculations.household import MemberRole
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.problems import UnfitFacts
from services.decision.calculations.rules import calculate
from services.decision.calculations.sources import Origin, RegisterBlock, Source, Verdict
from services.decision.norms.problems import NormMissing
from shared.months import Month

MONTH = Month(2026, 12)
MEMBERS: list[dict[str, Any]] = [
    {"memberId": "a", "role": "applicant", "birthDate": "1990-02-02", "person": "key"},
    {"memberId": "b", "role": "coApplicant", "birthDate": "1991-03-03", "person": "key"},
    {"memberId": "c", "role": "child", "birthDate": "2008-04-04", "person": "key"},
]
EVIDENCE = Evidence(MONTH, ("a", "b"), (RegisterAnswer("a", RegisterBlock.FK, Verdict.NOTHING_HELD),))
APPLIED = {CostKind.HOUSING: 650_000, CostKind.ELECTRICITY: 45_000}


def drafted(choices: Choices, month: Month = MONTH) -> CalculationFacts:
    return facts_of(month, MEMBERS, APPLIED, EVIDENCE, choices)


def test_costs_without_a_choice_are_approved_as_applied_for() -> None:
    facts = drafted(Choices(costs=(CostChoice(CostKind.HOUSING, 600_000, "För dyr."),)))

    assert {cost.kind: (cost.applied_ore, cost.approved_ore) for cost in facts.costs} == {
        CostKind.HOUSING: (650_000, 600_000),
        CostKind.ELECTRICITY: (45_000, 45_000),
    }


def test_a_cost_cannot_be_made_to_look_as_if_it_was_never_applied_for() -> None:
    """So that a part grant is never called a full one."""
    members = (MemberChoice("c", in_school=True),)
    facts = drafted(Choices(costs=(CostChoice(CostKind.HOUSING, 0, "Nej."),), members=members))

    calculation = calculate(facts)
    assert calculation.applied_deficit_ore - calculation.deficit_ore == 650_000


def test_members_are_adults_and_children_and_no_person_key_comes_along() -> None:
    facts = drafted(Choices(members=(MemberChoice("c", in_school=True, days=10),)))

    assert [member.role for member in facts.household.members] == [MemberRole.ADULT, MemberRole.ADULT, MemberRole.CHILD]
    assert (facts.household.members[2].in_school, facts.household.members[2].days) == (True, 10)
    assert "key" not in str(facts.to_document())


def test_a_choice_about_nobody_is_told() -> None:
    with pytest.raises(UnfitFacts) as unfit:
        drafted(Choices(members=(MemberChoice("a"), MemberChoice("x"))))
    assert [found.at for found in unfit.value.problems] == ["members[1]"]


@pytest.mark.parametrize(
    ("kind", "member", "source"),
    [
        (IncomeKind.WAGE, "a", Source(Origin.DECLARED)),
        (IncomeKind.SICKNESS_BENEFIT, "a", Source(Origin.DECLARED, RegisterBlock.FK, Verdict.NOTHING_HELD)),
        (IncomeKind.SICKNESS_BENEFIT, "b", Source(Origin.DECLARED, RegisterBlock.FK, Verdict.NOT_VERIFIABLE)),
        (IncomeKind.SICKNESS_BENEFIT, "c", Source(Origin.DECLARED)),
    ],
)
def test_an_income_carries_what_the_register_said_of_it(kind: IncomeKind, member: str, source: Source) -> None:
    facts = drafted(Choices(incomes=(IncomeChoice(kind, member, 1000, Origin.DECLARED),)))

    assert facts.incomes[0].source == source


def test_a_month_without_a_norm_is_told() -> None:
    with pytest.raises(NormMissing):
        drafted(Choices(), Month(2031, 2))
