"""The made-up month: what must be true of it whatever seed it is made from."""

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from personnummer import personnummer

from deploy.local.demo.town.arithmetic import expected, norm_ore
from deploy.local.demo.town.calendar import LAST_MONTH, MONDAY, THIS_MONTH
from deploy.local.demo.town.case import Adult, Case, Kind, Story
from deploy.local.demo.town.dwelling import SHAPES
from deploy.local.demo.town.making import (
    DELEGATION_ORE,
    FAULTS,
    FIRST_TIME,
    LATE_ANSWERS,
    RENEWALS,
    STAFF,
    STORIES,
    WITHDRAWALS,
    everybody,
    the_month,
)
from deploy.sandbox.persons import is_made_up, staff
from services.intake.households.rules import ADULT_AGE, OLDEST_CHILD
from shared.bank_accounts import BankAccount
from shared.persons import PersonalNumber

MONTH = the_month()
ANY_SEED = st.integers(min_value=0, max_value=2**32 - 1)


def test_the_same_seed_gives_the_same_month_and_another_gives_another() -> None:
    assert the_month() == MONTH
    assert the_month(7) == the_month(7) != MONTH


@settings(max_examples=6, deadline=None)
@given(ANY_SEED)
def test_every_person_has_a_valid_number_that_no_real_person_has_and_is_in_one_household(seed: int) -> None:
    persons = everybody(the_month(seed))
    numbers = [person.number.digits for person in persons]
    assert len(set(numbers)) == len(numbers) == len({person.name for person in persons})
    assert not set(numbers) & {staff(index).number.digits for index in range(STAFF)}
    assert all(personnummer.valid(digits) and is_made_up(PersonalNumber.parse(digits)) for digits in numbers)
    assert all(person.name.startswith("Testperson ") for person in persons)


@settings(max_examples=6, deadline=None)
@given(ANY_SEED)
def test_every_household_is_one_that_intake_takes(seed: int) -> None:
    for case in the_month(seed):
        assert len(case.adults) in (1, 2)
        assert 1 <= case.size <= 9
        assert all(_age(person) >= ADULT_AGE for person in (adult.person.number for adult in case.adults))
        assert all(0 <= _age(child.person.number) <= OLDEST_CHILD for child in case.children)


@settings(max_examples=6, deadline=None)
@given(ANY_SEED)
def test_every_seed_tells_every_story(seed: int) -> None:
    month = the_month(seed)
    stories = Counter(case.story for case in month)
    wanted = STORIES | FIRST_TIME | {Story.WITHDRAWS: WITHDRAWALS, Story.ANSWERED_LATE: LATE_ANSWERS}
    assert {story: stories[story] for story in wanted} == wanted
    assert stories[Story.TARGET] == stories[Story.PROPOSAL_RETURNED] == 1
    assert month[-1].story is Story.TARGET
    assert max(case.size for case in month) == 9
    assert sum(case.protected for case in month) == 1
    faulty = sum(adult.fault is not None for case in month for adult in case.adults)
    assert faulty == len(FAULTS) + LATE_ANSWERS
    assert sum(case.renews for case in month) == RENEWALS
    assert {kind for case in month for kind in (one.kind for one in case.applications)} == set(Kind)
    assert any(case.children and not case.couple for case in month)
    assert any(case.others for case in month)


@settings(max_examples=6, deadline=None)
@given(ANY_SEED)
def test_what_fails_to_be_paid_was_granted_and_who_renews_was_granted_before(seed: int) -> None:
    for case in the_month(seed):
        if case.story not in (Story.NEVER_COMPLETES, Story.PLAIN, Story.MISTYPED, Story.LOCKED, Story.HANDED_BACK):
            assert expected(case, case.of_the_month).granted_ore > 0
        if case.renews:
            assert expected(case, case.application("new", str(LAST_MONTH))).outcome == "granted"


@settings(max_examples=6, deadline=None)
@given(ANY_SEED)
def test_the_stories_are_such_that_they_can_be_played(seed: int) -> None:
    """A register that answers late is about a household that renews; who completes leaves something out at first; who
    withdraws is one adult or two, and the protected one needs no unit head."""
    month = the_month(seed)
    of = {story: [case for case in month if case.story is story] for story in Story}
    assert all(case.renews for case in of[Story.ANSWERED_LATE])
    assert all(len(case.of_the_month.first_costs or ()) < len(case.of_the_month.costs) for case in of[Story.COMPLETES])
    completed = [one for case in month for one in case.applications if one.first_costs is not None]
    assert completed == [case.of_the_month for case in of[Story.COMPLETES]]
    assert {case.couple for case in of[Story.WITHDRAWS]} == {True, False}
    assert not any(case.renews for case in (*of[Story.WITHDRAWS], *of[Story.NEVER_COMPLETES]))
    (protected,) = (case for case in month if case.protected)
    assert expected(protected, protected.of_the_month).granted_ore < DELEGATION_ORE


def test_what_nobody_saw_is_not_counted_and_what_was_never_completed_is_not_granted() -> None:
    late = next(case for case in MONTH if case.story is Story.ANSWERED_LATE)
    seen = replace(late, adults=tuple(_without_hidden(adult) for adult in late.adults))
    assert expected(late, late.of_the_month) == expected(seen, late.of_the_month)
    never = next(case for case in MONTH if case.story is Story.NEVER_COMPLETES)
    should = expected(never, never.of_the_month)
    assert (should.outcome, should.granted_ore) == ("rejected", 0)
    assert should.need_ore == should.norm_ore + should.costs_ore - should.incomes_ore > 0


def _without_hidden(adult: Adult) -> Adult:
    return replace(adult, benefits=tuple(benefit for benefit in adult.benefits if not benefit.hidden))


def test_the_households_are_150_of_the_shapes_that_statistics_tell_of() -> None:
    shapes = Counter(_shape(case) for case in MONTH)
    assert sum(shapes.values()) == len(MONTH) == 150
    assert shapes == {shape: count for shape, (count, _) in SHAPES.items()}


def test_no_account_is_two_households() -> None:
    accounts = [account for case in MONTH for account in _accounts(case)]
    assert len({account.bban for account in accounts}) == len(accounts)


def test_children_are_of_all_ages() -> None:
    assert {_age(child.person.number) for case in MONTH for child in case.children} >= {0, 2, 5, 9, 13, 16, 18}


def test_incomes_reach_the_norm_exactly_and_beyond() -> None:
    needs = [expected(case, case.of_the_month) for case in MONTH]
    over = [need.incomes_ore - need.norm_ore - need.costs_ore for need in needs if need.outcome == "rejected"]
    assert over.count(0) >= 2
    assert sum(ore > 0 for ore in over) >= 10


def test_a_norm_that_anybody_can_add_up() -> None:
    """3 940 and 1 280 kronor: the amounts of 2026 that the government announced for who lives alone."""
    alone = next(case for case in MONTH if case.size == 1 and not case.others)
    assert norm_ore(alone, THIS_MONTH) == 522_000


def _shape(case: Case) -> tuple[str, ...]:
    adults = tuple("woman" if adult.woman else "man" for adult in case.adults)
    return (*adults, "children") if case.children else adults


def _accounts(case: Case) -> tuple[BankAccount, ...]:
    return (case.accounts.own, case.accounts.later, *case.accounts.mistyped)


def _age(number: PersonalNumber) -> int:
    born = number.birth_date
    return MONDAY.year - born.year - ((MONDAY.month, MONDAY.day) < (born.month, born.day))
