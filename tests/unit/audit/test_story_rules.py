"""What belongs to a case, and the order in which it happened. What clocks say is the least of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.entries.rules import AsOf, Found
from services.audit.stories.rules import Link, Links, in_order, until_its_end
from shared.controllog.entries import Actor
from shared.ids import new_id
from tests.harness.control_logs import an_entry

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
SERVICES = ("intake", "decision", "payout")
HOUSEHOLD, DECISION, RELEASE, ACCOUNT = (new_id() for _ in range(4))


def found(service: str, seq: int, seconds: float, **more: Any) -> Found:
    entry = an_entry(service=service, time=NOW + timedelta(seconds=seconds), **more)
    return Found(entry, f"test/{service}", seq, verified=True)


def named(one: Found) -> tuple[str, str]:
    return one.entry.service, one.entry.act


@st.composite
def logs(draw: st.DrawFn) -> list[Found]:
    """Entries of three logs with any times, some of which are hand-overs of what another log has."""
    made: list[Found] = []
    for number in range(draw(st.integers(1, 30))):
        service, seconds = draw(st.sampled_from(SERVICES)), draw(st.integers(-3, 3))
        told = [one for one in made if one.entry.service != service and one.entry.actor.service is None]
        seq = sum(one.entry.service == service for one in made)
        hands_over: bool = draw(st.booleans())
        if told and hands_over:
            of = draw(st.sampled_from(told)).entry
            sender = Actor(role="service", service=of.service)
            made.append(found(service, seq, seconds, act=of.act, digest=of.digest, actor=sender))
        else:
            made.append(found(service, seq, seconds, act=f"act{number}", digest=f"{number:043}"))
    return made


@given(logs(), st.randoms())
def test_no_entry_comes_before_what_it_rests_on(made: list[Found], chance: Any) -> None:
    shuffled = list(made)
    chance.shuffle(shuffled)
    ordered = in_order(shuffled)
    at = {(one.origin, one.seq): place for place, one in enumerate(ordered)}
    assert sorted(at) == sorted((one.origin, one.seq) for one in made)
    assert ordered == in_order(made), "whatever order they are read in"
    for one in made:
        if one.seq:
            assert at[one.origin, one.seq - 1] < at[one.origin, one.seq]
        if one.entry.actor.service is not None:
            (cause,) = (
                cause
                for cause in made
                if (cause.entry.service, cause.entry.digest) == (one.entry.actor.service, one.entry.digest)
                and cause.entry.actor.service is None
            )
            assert at[cause.origin, cause.seq] < at[one.origin, one.seq]


def test_where_the_clocks_agree_with_it_the_order_is_that_of_time() -> None:
    made = [
        found(service, seq, seconds)
        for seconds, (service, seq) in enumerate([(SERVICES[n % 3], n // 3) for n in range(9)])
    ]
    assert in_order(reversed(made)) == made


def test_an_act_that_asked_another_service_comes_after_the_answer() -> None:
    """It bears the time when it was asked for; payout was asked after that, and had answered before it was done."""
    asked = Actor(role="service", service="decision")
    stopped = found("payout", 0, 5, act="decisionStopped", actor=asked, subjects={"decisionId": DECISION})
    revoked = found("decision", 0, 1, act="decisionRevoked", digest="d" * 43, subjects={"decisionId": DECISION})
    told = found("intake", 0, 0, act="decisionRevoked", digest="d" * 43, actor=asked)
    assert in_order([revoked, told, stopped]) == [stopped, revoked, told]
    by_payout = Actor(role="service", service="payout")
    stated = found("intake", 1, 9, act="inForceStated", digest="f" * 43, actor=by_payout)
    kept = found("payout", 1, 8, act="inForceAsked", digest="f" * 43, actor=by_payout)
    assert in_order([kept, stated]) == [stated, kept]


def test_logs_that_contradict_each_other_are_told_all_the_same() -> None:
    def told(service: str, seq: int, by: str | None, digest: str) -> Found:
        actor = Actor(role="payer") if by is None else Actor(role="service", service=by)
        return found(service, seq, seq, act="decisionMade", digest=digest * 43, actor=actor)

    made = [told("intake", 0, "payout", "a"), told("intake", 1, None, "b")]
    made += [told("payout", 0, "intake", "b"), told("payout", 1, None, "a")]
    assert sorted(map(named, in_order(made))) == sorted(map(named, made))


def links() -> Links:
    known = Links()
    about = {"caseNumber": "EB-1", "householdId": HOUSEHOLD, "decisionId": DECISION, "releaseId": RELEASE}
    known.learn(an_entry(subjects=about), Link.CASE)
    return known


@pytest.mark.parametrize(
    ("subjects", "link"),
    [
        ({"decisionId": DECISION}, Link.CASE),
        ({"decisionId": DECISION, "householdId": new_id()}, Link.CASE),
        ({"decisionId": new_id()}, None),
        ({"householdId": HOUSEHOLD}, Link.HOUSEHOLD),
        ({"householdId": HOUSEHOLD, "accountId": new_id(), "accountEntryId": new_id()}, Link.HOUSEHOLD),
        ({"householdId": HOUSEHOLD, "orderId": new_id()}, None),
        ({"householdId": new_id()}, None),
        ({"accountId": ACCOUNT}, None),
        ({"releaseId": RELEASE}, Link.MANY),
        ({"releaseId": new_id()}, None),
        ({"releaseId": RELEASE, "orderId": new_id()}, None),
        ({}, None),
    ],
)
def test_what_names_no_case_belongs_to_it_by_what_it_names(subjects: dict[str, Any], link: Link | None) -> None:
    assert links().of(an_entry(subjects=subjects)) is link


def test_an_account_is_known_by_the_household_that_entered_it() -> None:
    known = links()
    known.learn(an_entry(subjects={"householdId": HOUSEHOLD, "accountId": ACCOUNT}), Link.HOUSEHOLD)
    assert known.of(an_entry(subjects={"accountId": ACCOUNT})) is Link.HOUSEHOLD
    assert known.of(an_entry(subjects={"accountId": ACCOUNT, "householdId": new_id()})) is None


def test_a_release_leads_to_no_other_case() -> None:
    known, other = links(), new_id()
    known.learn(an_entry(subjects={"releaseId": RELEASE, "orderId": other}), Link.MANY)
    assert known.of(an_entry(subjects={"orderId": other})) is None


def test_what_the_household_does_after_the_case_is_not_of_it() -> None:
    made = [found("intake", seq, seq) for seq in range(5)]
    household = {("test/intake", 0), ("test/intake", 2), ("test/intake", 4)}
    assert until_its_end(made, household) == made[:4]
    assert until_its_end(made[:1], household) == []


def test_how_far_was_seen_is_written_and_read() -> None:
    known = AsOf({"payout": 7, "intake": 0})
    assert known.written() == "intake:0,payout:7"
    assert AsOf.parse(known.written()) == known
