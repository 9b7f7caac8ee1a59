"""The broken chain (C1, C2, C3) by example, and against a naive reading of the promises."""

from dataclasses import replace
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payout.accounts.rules import AccountStatus
from services.payout.orders.rules import (
    Application,
    Blocked,
    Chain,
    Hands,
    Line,
    Link,
    Member,
    Ready,
    Waiting,
    check_chain,
    superseded,
)
from tests.unit.payout_orders.chains import (
    ADAM,
    APPLICATION,
    CHILD,
    HOUSEHOLD,
    LINE,
    account,
    chain,
    decision,
    household,
)


def test_different_persons_in_every_link_are_ready() -> None:
    assert check_chain(chain()) == Ready(
        Hands(
            entry=frozenset({"registrar"}),
            account=frozenset({"registrar", "adam"}),
            decision=frozenset({"secretary"}),
            release=frozenset({"payer"}),
        )
    )


@pytest.mark.parametrize(
    ("missing", "reason"),
    [
        ({"household": None}, "household"),
        ({"application": None}, "application"),
        ({"account": None}, "accountEntry"),
        ({"account": account(status=None)}, "accountEntry"),
    ],
)
def test_what_has_not_come_is_waited_for_whatever_else_is_wrong(missing: dict[str, Any], reason: str) -> None:
    wrong = decision(hands=frozenset({"registrar"}))
    assert check_chain(chain(decision=wrong, **missing)) == Waiting(reason)


@pytest.mark.parametrize(
    ("broken", "verdict"),
    [
        # C1
        ({"decision": decision(hands=frozenset({"registrar"}))}, Blocked("C1", "account")),
        ({"release": frozenset({"registrar"})}, Blocked("C1", "account")),
        ({"release": frozenset({"secretary"})}, Blocked("C1", "decision")),
        ({"household": household(hands=frozenset({"payer"}))}, Blocked("C1", "entry")),
        ({"household": household(hands=frozenset({"secretary"}))}, Blocked("C1", "entry")),
        ({"application": Application(APPLICATION, HOUSEHOLD, frozenset({"secretary"}))}, Blocked("C1", "entry")),
        ({"application": Application(APPLICATION, HOUSEHOLD, frozenset({"payer"}))}, Blocked("C1", "entry")),
        ({"let_go": frozenset({"payer"})}, Blocked("C1", "letGo")),
        ({"let_go": frozenset({"registrar"})}, Blocked("C1", "account")),
        ({"decision": decision(hands=frozenset())}, Blocked("C1", "decision")),
        ({"account": account(hands=frozenset({"registrar"}))}, Blocked("C1", "account")),
        ({"household": household(hands=frozenset())}, Blocked("C1", "entry")),
        # C2
        ({"release": frozenset({"child"})}, Blocked("C2", "householdMember")),
        ({"decision": decision(hands=frozenset({"child"}))}, Blocked("C2", "householdMember")),
        (
            {"household": household(ever=frozenset({"adam", "child", "payer"}))},
            Blocked("C2", "householdMember"),
        ),
        (
            {"household": household(ever=frozenset({"adam", "child", "registrar"}))},
            Blocked("C2", "householdMember"),
        ),
        ({"account": account(hands=frozenset({"registrar", "child"}))}, Blocked("C2", "householdMember")),
        (
            {"account": account(holders=frozenset({(ADAM, "payer")}))},
            Blocked("C2", "householdMember"),
        ),
        # C3
        ({"decision": decision(granted_ore=394049)}, Blocked("C3", "amountAboveGranted")),
        (
            {"decision": decision(lines=(LINE, Line(2, UUID(int=9), 1, 1)))},
            Blocked("C3", "amountAboveGranted"),
        ),
        (
            {"application": Application(APPLICATION, UUID(int=8), frozenset())},
            Blocked("C3", "applicationOfAnotherHousehold"),
        ),
        (
            {"account": account(household_ids=frozenset({HOUSEHOLD, UUID(int=8)}))},
            Blocked("C3", "accountOfAnotherHousehold"),
        ),
        ({"account": account(status=AccountStatus.MISMATCH)}, Blocked("C3", "accountMismatch")),
        ({"account": account(status=AccountStatus.LOCKED)}, Blocked("C3", "accountLocked")),
        (
            {
                "account": account(hands=frozenset({"adam", "bertil"}), confirmed_by=frozenset({"adam", "bertil"})),
                "household": household(
                    members=(Member(ADAM, "adam", True), Member(CHILD, "bertil", True)),
                    ever=frozenset({"adam", "bertil"}),
                ),
            },
            Blocked("C3", "accountConfirmedByMembersAlone"),
        ),
        (
            {"account": account(holders=frozenset({(CHILD, "adam")}))},
            Blocked("C3", "holderNotInHousehold"),
        ),
        # C4
        ({"household": household(newest=2)}, Blocked("C4", "householdChanged")),
    ],
)
def test_a_broken_promise_is_named_with_what_stands_against_it(broken: dict[str, Any], verdict: Blocked) -> None:
    assert check_chain(chain(**broken)) == verdict


def test_a_registrar_may_register_the_household_and_its_account() -> None:
    """Entry and account are one side of the chain."""
    assert isinstance(check_chain(chain(household=household(hands=frozenset({"registrar"})))), Ready)


def test_only_a_newer_version_supersedes_an_account() -> None:
    assert superseded(account(newest=2))
    assert not superseded(account())
    assert not superseded(None)


# Against a naive reading: who is in which link, pair by pair, and who is somebody's kin.

PEOPLE = ("p1", "p2", "p3", "p4", "p5", "p6")
some = st.frozensets(st.sampled_from(PEOPLE), max_size=2)


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    adults = draw(st.frozensets(st.sampled_from(PEOPLE), max_size=2))
    former = draw(st.frozensets(st.sampled_from(PEOPLE), max_size=1))
    members = tuple(Member(UUID(int=100 + n), who, True) for n, who in enumerate(sorted(adults)))
    holder = (members[0].id, members[0].person) if members else (ADAM, "adam")
    account_hands = draw(st.frozensets(st.sampled_from(PEOPLE), min_size=1, max_size=3))
    return chain(
        household=household(hands=draw(some), members=members, ever=adults | former | {holder[1]}),
        application=Application(APPLICATION, HOUSEHOLD, draw(some)),
        account=account(hands=account_hands, confirmed_by=account_hands, holders=frozenset({holder})),
        decision=decision(hands=draw(some)),
        release=draw(some),
        let_go=draw(some),
    )


def naive(found: Chain) -> bool:
    """The promises C1 and C2, read aloud."""
    assert found.household
    assert found.application
    assert found.account
    links = {
        "entry": found.household.hands | found.application.hands,
        "account": found.account.hands,
        "decision": found.decision.hands,
        "release": found.release,
        "letGo": found.let_go,
    }
    for one, other in combinations(links, 2):
        if {one, other} != {"entry", "account"} and links[one] & links[other]:
            return False
    if not links["entry"] or not links["decision"] or len(links["account"]) < 2:
        return False
    for link, persons in links.items():
        for who in persons:
            is_adult = any(member.person == who and member.adult for member in found.household.members)
            if who in found.household.ever and not (link == "account" and is_adult):
                return False
    # C3: two entries, at least one by somebody who is no member.
    return not links["account"] <= found.household.ever and bool(found.household.members)


@given(chains())
def test_nothing_is_ready_that_a_naive_reading_forbids_nor_the_other_way_round(found: Chain) -> None:
    assert isinstance(check_chain(found), Ready) is naive(found)


@given(chains(), st.sampled_from(PEOPLE))
def test_whoever_has_any_hand_but_in_the_release_can_never_release(found: Chain, who: str) -> None:
    before = check_chain(replace(found, release=frozenset()))
    if isinstance(before, Ready) and any(who in before.hands.of(link) for link in Link):
        assert isinstance(check_chain(replace(found, release=frozenset({who}))), Blocked)
