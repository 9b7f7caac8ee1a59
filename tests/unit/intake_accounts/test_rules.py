"""Which entries an account version takes, and what its status is (C3)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.accounts.rules import (
    AccountStatus,
    AccountVersion,
    EnteredAs,
    Hindrance,
    hindrance,
    status_of,
)
from shared.ids import new_id

REPORTED = [AccountStatus.MISMATCH, AccountStatus.PAYABLE, AccountStatus.LOCKED]
BEGUN = AccountVersion(new_id(), new_id(), new_id(), 1, frozenset({"first registrar"}))
CONFIRMED = replace(BEGUN, entered_by=BEGUN.entered_by | {"member"}, member_has_entered=True)


@given(
    st.lists(st.sampled_from(REPORTED)).flatmap(
        lambda reported: st.tuples(st.just(reported), st.permutations(reported))
    )
)
def test_the_status_follows_from_what_was_reported_and_not_from_the_order(
    orders: tuple[list[AccountStatus], list[AccountStatus]],
) -> None:
    first, other = orders
    assert status_of(first) == status_of(other)


@given(st.lists(st.sampled_from(REPORTED)), st.sampled_from(REPORTED))
def test_one_more_report_never_makes_it_less_final(reported: list[AccountStatus], more: AccountStatus) -> None:
    before, after = status_of(reported), status_of([*reported, more])
    assert after.finality >= before.finality
    assert after in (before, more)


@given(st.lists(st.sampled_from(REPORTED)))
def test_what_is_payable_or_locked_once_takes_no_more_entries(reported: list[AccountStatus]) -> None:
    settled = {AccountStatus.PAYABLE, AccountStatus.LOCKED} & set(reported)
    assert status_of(reported).takes_entries is not bool(settled)


@pytest.mark.parametrize(
    ("account", "person", "entered_as", "found"),
    [
        (BEGUN, "second registrar", EnteredAs.REGISTRAR, None),
        (BEGUN, "member", EnteredAs.MEMBER, None),
        (BEGUN, "first registrar", EnteredAs.REGISTRAR, Hindrance.ENTERED_BEFORE),
        (BEGUN, "first registrar", EnteredAs.MEMBER, Hindrance.ENTERED_BEFORE),
        (CONFIRMED, "other member", EnteredAs.MEMBER, Hindrance.MEMBER_HAS_ENTERED),
        (CONFIRMED, "second registrar", EnteredAs.REGISTRAR, None),
        (CONFIRMED, "member", EnteredAs.REGISTRAR, Hindrance.ENTERED_BEFORE),
        (replace(BEGUN, reported=frozenset({AccountStatus.MISMATCH})), "member", EnteredAs.MEMBER, None),
        (replace(BEGUN, reported=frozenset({AccountStatus.PAYABLE})), "member", EnteredAs.MEMBER, Hindrance.PAYABLE),
        (replace(BEGUN, reported=frozenset({AccountStatus.LOCKED})), "member", EnteredAs.MEMBER, Hindrance.LOCKED),
    ],
)
def test_who_may_make_the_next_entry(
    account: AccountVersion, person: str, entered_as: EnteredAs, found: Hindrance | None
) -> None:
    assert hindrance(account, {person}, entered_as) is found


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(EnteredAs)), max_size=12))
def test_no_two_entries_of_a_version_are_by_one_person_or_both_by_members(tries: list[tuple[str, EnteredAs]]) -> None:
    account, made = AccountVersion(new_id(), new_id(), new_id(), 1), [("registrar", EnteredAs.REGISTRAR)]
    account = replace(account, entered_by=frozenset({"registrar"}))
    for person, entered_as in tries:
        if hindrance(account, {person}, entered_as) is None:
            made.append((person, entered_as))
            account = replace(
                account,
                entered_by=account.entered_by | {person},
                member_has_entered=account.member_has_entered or entered_as is EnteredAs.MEMBER,
            )
    assert len({person for person, _ in made}) == len(made) == account.next_number - 1
    assert [entered_as for _, entered_as in made].count(EnteredAs.MEMBER) <= 1


def test_a_new_version_begins_anew() -> None:
    after = replace(CONFIRMED, reported=frozenset({AccountStatus.LOCKED})).superseded()
    assert (after.account_id, after.version, after.next_number) == (BEGUN.account_id, 2, 1)
    assert (after.status, after.member_has_entered) == (AccountStatus.REGISTERED, False)
