"""When an account is payable (C3)."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payout.accounts.rules import AccountStatus, Entry, comparisons, status


def entry(number: int, by: str, same: bool = True) -> Entry:
    return Entry(number, frozenset({by}), same)


FIRST = entry(1, "registrar")


def test_two_equal_entries_by_two_persons_make_an_account_payable() -> None:
    assert status([FIRST, entry(2, "adam")]) is AccountStatus.PAYABLE


@pytest.mark.parametrize("entries", [[], [FIRST], [FIRST, entry(2, "registrar")], [entry(2, "adam")]])
def test_one_person_alone_confirms_nothing(entries: list[Entry]) -> None:
    assert status(entries) is None


def test_an_unequal_entry_is_a_mismatch_and_a_third_equal_one_mends_it() -> None:
    found = comparisons([FIRST, entry(2, "adam", same=False), entry(3, "second")])
    assert [one.status for one in found] == [AccountStatus.MISMATCH, AccountStatus.PAYABLE]


def test_three_unequal_tries_lock_it_for_good() -> None:
    tries = [entry(number, "adam", same=False) for number in (2, 3, 4)]
    assert status([FIRST, *tries]) is AccountStatus.LOCKED
    assert status([FIRST, *tries, entry(5, "adam")]) is AccountStatus.LOCKED


def test_what_is_payable_stays_so() -> None:
    """Another account is another version."""
    assert status([FIRST, entry(2, "adam"), entry(3, "second", same=False)]) is AccountStatus.PAYABLE


entries = st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.booleans()), max_size=6).map(
    lambda tries: [entry(number, by, same) for number, (by, same) in enumerate(tries, 1)]
)


@given(entries, st.randoms())
def test_the_order_of_arrival_changes_nothing(known: list[Entry], random: Random) -> None:
    shuffled = list(known)
    random.shuffle(shuffled)
    assert comparisons(shuffled) == comparisons(known)


@given(entries)
def test_no_later_entry_ever_takes_back_what_an_earlier_one_made_of_the_account(known: list[Entry]) -> None:
    for count in range(len(known)):
        before = comparisons(known[:count])
        assert comparisons(known)[: len(before)] == before


@given(entries)
def test_payable_rests_on_two_persons_and_fewer_than_three_unequal_tries(known: list[Entry]) -> None:
    if status(known) is AccountStatus.PAYABLE:
        equal = next(one for one in comparisons(known) if one.equal)
        by_number = {one.number: one for one in known}
        assert by_number[equal.number].hands != by_number[1].hands
        assert sum(1 for one in comparisons(known) if not one.equal) < 3
