"""The norm of different households, in December 2026 unless another month is said."""

from datetime import date

import pytest

from services.decision.calculations.facts import NormAdjustment, RuleSettings
from services.decision.calculations.household import AgeDay, Member, MemberRole
from services.decision.calculations.lines import Line, LineKind
from services.decision.calculations.norm_lines import daily_amount, share
from services.decision.calculations.rules import calculate
from services.decision.calculations.sources import FigureStatus, Origin
from shared.months import Month
from tests.unit.decision_calculations.households import adult, child, facts


def of_member(ref: str, lines: tuple[Line, ...]) -> Line:
    [line] = [line for line in lines if line.member == ref]
    return line


def test_a_couple_with_a_small_child_a_schoolchild_and_a_youth_in_school() -> None:
    members = (adult("a"), adult("b"), child("c", 2, lunch_at_home=False), child("d", 8), child("e", 19))

    calculation = calculate(facts(*members))

    assert [(line.member, line.amount_ore) for line in calculation.lines] == [
        ("a", 355_000),
        ("b", 355_000),
        ("e", 500_000),
        ("d", 382_000),
        ("c", 280_000),
        (None, 233_000),
    ]
    assert calculation.norm_ore == 2_105_000


def test_a_line_says_rule_version_law_facts_source_and_status() -> None:
    line = of_member("c", calculate(facts(adult(), child("c", 8))).lines)

    assert (line.rule, line.version) == ("personalCostsChild", "riksnorm-2026-2")
    assert line.law == "SoL 12 kap. 7 §, SFS 2025:468 12 kap. 2 §"
    assert dict(line.facts) == {
        "age": 8,
        "ageDay": "lastDay",
        "ageGroup": "7-10",
        "figureSource": "seen in a municipality's system",
    }
    assert (line.source.origin, line.status) == (Origin.NORM, FigureStatus.THIRD_PARTY)
    assert line.label.sv == "Personliga kostnader, barn 8 år"


def test_before_july_2025_the_former_act_is_named() -> None:
    [personal, common] = calculate(facts(month=Month(2025, 6))).lines

    assert personal.law == common.law == "SoL (2001:453) 4 kap. 3 §, SFS 2001:937 2 kap. 1 §"
    assert calculate(facts(month=Month(2025, 7))).lines[0].law.startswith("SoL 12 kap. 7 §")


@pytest.mark.parametrize(
    ("age_day", "birth_date", "age"),
    [
        (AgeDay.LAST_DAY, date(2019, 12, 31), 7),
        (AgeDay.FIRST_DAY, date(2019, 12, 31), 6),
        (AgeDay.FIRST_DAY, date(2019, 12, 1), 7),
        (AgeDay.LAST_DAY, date(2020, 1, 1), 6),
        (AgeDay.FIRST_DAY, date(2026, 12, 2), 0),
        (AgeDay.LAST_DAY, date(2026, 12, 31), 0),
    ],
)
def test_the_age_is_read_on_the_day_that_the_setting_says(age_day: AgeDay, birth_date: date, age: int) -> None:
    member = Member("c", MemberRole.CHILD, birth_date)

    line = of_member("c", calculate(facts(adult(), member, settings=RuleSettings(age_day=age_day))).lines)

    assert (line.fact("age"), line.fact("ageDay")) == (age, age_day.value)


def test_a_leap_day_child_has_its_birthday_in_february() -> None:
    member = Member("c", MemberRole.CHILD, date(2020, 2, 29))

    assert member.age(Month(2026, 2), AgeDay.LAST_DAY) == 5
    assert member.age(Month(2026, 3), AgeDay.FIRST_DAY) == 6
    assert member.age(Month(2028, 2), AgeDay.LAST_DAY) == 8


def test_a_youth_who_turns_21_in_the_month_is_in_the_last_group_through_it() -> None:
    member = Member("c", MemberRole.CHILD, date(2005, 12, 24), in_school=True)

    line = of_member("c", calculate(facts(adult(), member)).lines)

    assert (line.amount_ore, line.fact("ageGroup")) == (500_000, "19-20")


def test_eight_members_pay_the_extra_step_by_its_own_paragraph() -> None:
    children = [child(f"c{number}", 8) for number in range(7)]

    common = calculate(facts(adult(), *children)).lines[-1]

    assert common.amount_ore == 302_000
    assert common.law == "SoL 12 kap. 7 §, SFS 2025:468 12 kap. 3 §"


@pytest.mark.parametrize(("size", "common_ore"), [(7, 283_000), (8, 302_000), (9, 321_000), (12, 378_000)])
def test_each_member_above_seven_adds_the_step_from_six_to_seven(size: int, common_ore: int) -> None:
    children = [child(f"c{number}", 8) for number in range(size - 2)]

    calculation = calculate(facts(adult("a"), adult("b"), *children))

    assert calculation.lines[-1].amount_ore == common_ore
    assert calculation.norm_ore == 710_000 + (size - 2) * 382_000 + common_ore


def test_an_adult_sharing_a_home_pays_a_part_of_the_common_costs() -> None:
    [personal, common] = calculate(facts(adult(), others=2)).lines

    assert personal.amount_ore == 394_000
    assert common.amount_ore == 59_667  # 1 790 / 3 = 596.666…, up to a whole öre
    used = {name: common.fact(name) for name in ("householdSize", "sharing", "wholeHouseholdOre")}
    assert used == {"householdSize": 3, "sharing": 1, "wholeHouseholdOre": 179_000}
    assert common.rule == "commonCostsShare"


def test_a_parent_sharing_a_home_pays_the_childs_part_too() -> None:
    common = calculate(facts(adult(), child("c", 8), others=2)).lines[-1]

    assert common.amount_ore == 101_500  # half of 2 030


@pytest.mark.parametrize(("common", "sharing", "size", "part"), [(100, 1, 3, 34), (99, 1, 3, 33), (101, 2, 3, 68)])
def test_a_share_goes_up_to_a_whole_ore(common: int, sharing: int, size: int, part: int) -> None:
    assert share(common, sharing, size) == part


def test_a_visiting_child_costs_its_days_and_may_stay_out_of_the_common_costs() -> None:
    visiting = child("c", 12, days=10, in_common_costs=False)

    calculation = calculate(facts(adult(), visiting))

    line = of_member("c", calculation.lines)
    assert line.amount_ore == 144_000
    assert (line.fact("days"), line.fact("dailyOre"), line.fact("monthlyOre")) == (10, 14_400, 439_000)
    assert calculation.lines[-1].fact("householdSize") == 1


def test_all_days_of_a_month_never_cost_more_than_the_month() -> None:
    """31 days at 144 kronor would be 4 464."""
    assert of_member("c", calculate(facts(adult(), child("c", 12, days=31))).lines).amount_ore == 439_000


def test_half_a_step_of_a_daily_amount_goes_up() -> None:
    assert daily_amount(4_560, RuleSettings()) == 200  # 150.00 öre a day
    assert daily_amount(4_559, RuleSettings()) == 100
    assert daily_amount(439_000, RuleSettings(daily_step_ore=1)) == 14_441


def test_a_single_case_may_raise_or_lower_the_norm_with_reasons() -> None:
    raised = NormAdjustment(50_000, "Behöver specialkost enligt läkarintyg.", "adult-1")
    lowered = NormAdjustment(-30_000, "Får fri kost på behandlingshemmet.", "adult-1")

    calculation = calculate(facts(adjustments=(lowered, raised)))

    assert calculation.norm_ore == 522_000 + 20_000
    found = [line for line in calculation.lines if line.kind is LineKind.NORM_ADJUSTMENT]
    assert [(line.rule, line.amount_ore, line.law) for line in found] == [
        ("normRaised", 50_000, "SoL 12 kap. 7 §"),
        ("normLowered", -30_000, "SoL 12 kap. 7 §"),
    ]
    assert calculation.applied_deficit_ore == 572_000


def test_a_figure_that_no_authority_has_stated_is_marked() -> None:
    calculation = calculate(facts(month=Month(2022, 3)))

    assert {line.status for line in calculation.lines} == {FigureStatus.THIRD_PARTY}
    assert calculation.unconfirmed == calculation.lines
    assert calculate(facts()).unconfirmed == ()
