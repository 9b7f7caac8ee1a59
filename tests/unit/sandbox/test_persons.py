from datetime import date
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.sandbox import persons
from shared.persons import PersonalNumber


@given(st.dates(date(1900, 1, 1), date(2026, 12, 31)), st.integers(0, 19))
def test_a_number_is_valid_and_one_of_the_reserved_test_numbers(born: date, serial: int) -> None:
    number = persons.number_for(born, serial)
    assert PersonalNumber.parse(number.digits) == number
    assert number.birth_date == born
    assert number.digits[8:11] == str(980 + serial)
    assert persons.is_made_up(number)


def test_there_is_no_twenty_first_number_of_a_date() -> None:
    with pytest.raises(ValueError, match="twenty"):
        persons.number_for(date(1990, 1, 1), 20)


def test_a_number_below_the_reserved_ones_is_not_made_up() -> None:
    assert not persons.is_made_up(PersonalNumber.parse("184001010018"))  # nobody who lives


def test_everyone_is_someone_else() -> None:
    everyone = [persons.staff(index) for index in range(6_500)]  # more than one lap of birth dates
    for index in range(3_500):
        household = persons.household(index)
        everyone += [*household.adults, *household.children]
    assert len({person.number.digits for person in everyone}) == len(everyone)
    assert len({person.name for person in everyone}) == len(everyone)


def test_households_have_grown_ups_and_children() -> None:
    for household in map(persons.household, range(150)):
        assert household.adults
        assert all(adult.number.birth_date.year < 1993 for adult in household.adults)
        assert all(child.number.birth_date.year >= 2010 for child in household.children)
    shapes = {(len(one.adults), len(one.children)) for one in map(persons.household, range(6))}
    assert shapes == {(1, 0), (1, 1), (2, 2), (1, 2), (2, 3), (2, 0)}


def test_names_are_labels() -> None:
    assert [person.name for person in islice(map(persons.staff, range(2)), 2)] == [
        "Testanställd Adam Adam",
        "Testanställd Adam Bertil",
    ]
    assert persons.household(1).children[0].name == "Testbarn Adam David"
