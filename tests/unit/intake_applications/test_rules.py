"""When an application can be made, and how far it has come."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.applications import rules
from services.intake.applications.rules import Channel, Ending, Facts, Payment, Status, status_of
from services.intake.households.rules import Household, Kind, Member, MemberRole
from shared.ids import new_id
from shared.months import Month

months = st.builds(Month, st.integers(2020, 2030), st.integers(1, 12))
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
ORDERS = [UUID(int=number) for number in range(6)]
lines = st.frozensets(st.integers(1, 4), max_size=4)
payments = st.frozensets(
    st.builds(Payment, st.sampled_from(ORDERS), st.integers(1, 4), st.sampled_from(Ending)), max_size=10
)
PAID_ONCE = frozenset({Payment(ORDERS[0], 1, Ending.SETTLED)})
NOTHING_YET = Facts(everybody_signed=False)
ADAM = Member(new_id(), "adam", date(1990, 1, 1), MemberRole.APPLICANT)
BERTIL = Member(new_id(), "bertil", date(1991, 1, 1), MemberRole.CO_APPLICANT)
CHILD = Member(new_id(), "child", date(2015, 1, 1), MemberRole.CHILD)
COUPLE = Household(new_id(), 1, Kind.COUPLE, False, (ADAM, BERTIL, CHILD))


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        (NOTHING_YET, Status.RECEIVED),
        (Facts(everybody_signed=True), Status.RECEIVED),
        (Facts(everybody_signed=False, asked=True), Status.RECEIVED),
        (Facts(everybody_signed=True, asked=True), Status.VERIFYING),
        (Facts(everybody_signed=True, asked=True, verified=True), Status.QUEUED),
        (Facts(True, True, True, frozenset({1, 2})), Status.DECIDED),
        (Facts(True, True, True, frozenset()), Status.CLOSED),
        (Facts(True, True, True, waits_for_applicant=True), Status.COMPLETION_REQUESTED),
        (Facts(True, True, True, frozenset({1}), waits_for_applicant=True), Status.DECIDED),
        (Facts(everybody_signed=False, withdrawn=True), Status.WITHDRAWN),
        (Facts(True, True, True, waits_for_applicant=True, withdrawn=True), Status.WITHDRAWN),
        (Facts(True, True, True, frozenset({1}), withdrawn=True), Status.WITHDRAWN),
        (Facts(True, True, True, frozenset({1}), PAID_ONCE, withdrawn=True), Status.PAID),
    ],
)
def test_how_far_an_application_has_come(facts: Facts, status: Status) -> None:
    assert status_of(facts) is status


@given(lines, st.data())
def test_every_fact_in_turn_leads_only_to_what_may_come_next(decided: frozenset[int], data: st.DataObject) -> None:
    """Signed, asked, verified, decided; and then each line's orders, which fail, succeed or come back in turn."""
    facts = [NOTHING_YET]
    facts.append(replace(facts[-1], everybody_signed=True))
    facts.append(replace(facts[-1], asked=True))
    facts.append(replace(facts[-1], verified=True))
    facts.append(replace(facts[-1], waits_for_applicant=data.draw(st.booleans())))
    facts.append(replace(facts[-1], waits_for_applicant=False))
    facts.append(replace(facts[-1], lines=decided))
    for payment in data.draw(one_after_the_other(decided)):
        facts.append(replace(facts[-1], payments=facts[-1].payments | {payment}))
    if data.draw(st.booleans()) and not facts[-1].payments:
        facts.append(replace(facts[-1], lines=None))  # the decision is revoked, and its payments are stopped
    facts.append(replace(facts[-1], withdrawn=data.draw(st.booleans())))
    for before, after in pairwise(status_of(each) for each in facts):
        assert after is before or after in before.next


@st.composite
def one_after_the_other(draw: st.DrawFn, decided: frozenset[int]) -> list[Payment]:
    """What becomes of the orders of each line: an order after one that failed or came back, none after one that is
    settled and stays so (C6)."""
    made: list[Payment] = []
    for line in sorted(decided):
        for _ in range(draw(st.integers(0, 3))):
            order, ending = new_id(), draw(st.sampled_from(Ending))
            if ending is Ending.RETURNED:
                made.append(Payment(order, line, Ending.SETTLED))
            made.append(Payment(order, line, ending))
            if ending is Ending.SETTLED:
                break
    return made


@given(lines.filter(bool), payments)
def test_paid_is_when_every_line_has_an_order_that_was_settled_and_stayed_so(
    decided: frozenset[int], ended: frozenset[Payment]
) -> None:
    facts = Facts(True, True, True, decided, ended)
    lasting = [
        payment
        for payment in ended
        if payment.ending is Ending.SETTLED
        and not any(other.order_id == payment.order_id and other.ending is Ending.RETURNED for other in ended)
    ]
    assert (status_of(facts) is Status.PAID) == all(any(one.line == line for one in lasting) for line in decided)


@given(payments, st.booleans())
def test_what_is_paid_for_nothing_known_changes_nothing(ended: frozenset[Payment], verified: bool) -> None:
    facts = Facts(everybody_signed=True, asked=True, verified=verified)
    assert status_of(replace(facts, payments=ended)) is status_of(facts)


def test_every_status_can_be_reached_and_names_what_comes_next() -> None:
    reached = {Status.RECEIVED}
    for _ in Status:
        reached |= {after for status in reached for after in status.next}
    assert reached == set(Status)


@given(days, st.integers(-30, 30))
def test_the_open_months_are_three_back_and_one_ahead(today: date, steps: int) -> None:
    first, last = rules.open_months(today)
    assert (first <= Month.of(today).plus(steps) <= last) == (-3 <= steps <= 1)


@given(months, st.lists(st.integers(-30, 30)), st.integers(1, 24))
def test_a_renewal_needs_a_grant_that_is_not_too_old_and_not_later(month: Month, ago: list[int], within: int) -> None:
    granted = [month.plus(-steps) for steps in ago]
    assert rules.can_renew(month, granted, within) == any(0 <= steps <= within for steps in ago)


@given(days, st.integers(1, 10**9))
def test_a_case_number_says_the_year_and_is_one_numbers_own(received: date, number: int) -> None:
    written = rules.case_number(received, number)
    assert written.startswith(f"EB-{received.year}-")
    assert int(written.rsplit("-", 1)[1]) == number
    assert rules.case_number(date(2026, 5, 1), 123) == "EB-2026-000123"


@pytest.mark.parametrize(
    ("channel", "person", "signed"),
    [
        (Channel.E_SERVICE, "adam", (ADAM,)),
        (Channel.E_SERVICE, "bertil", (BERTIL,)),
        (Channel.E_SERVICE, "child", ()),
        (Channel.PAPER, "registrar", (ADAM, BERTIL)),
    ],
)
def test_who_has_signed_when_it_arrives(channel: Channel, person: str, signed: tuple[Member, ...]) -> None:
    assert rules.signers(channel, COUPLE, person) == signed


def test_an_income_is_somebodys_in_the_household() -> None:
    assert not rules.unknown_members([ADAM.id, CHILD.id, ADAM.id], COUPLE)
    assert rules.unknown_members([ADAM.id, new_id()], COUPLE)
