"""What statements and entries must say together to prove a payment. That they are genuine is seen to before."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.audit.evidence.meaning import NotProven, Said, of
from shared.auth.statements import Hands, Statement, Subject
from shared.controllog.entries import Actor, Entry
from shared.ids import new_id

ORDER, DECISION, HOUSEHOLD, APPLICATION, ACCOUNT, RELEASE = (new_id() for _ in range(6))
NOW = datetime(2026, 12, 15, 9, 30, tzinfo=UTC)
LINE = {"number": 1, "accountId": str(ACCOUNT), "accountVersion": 1, "amountOre": 394_050}
ORDERED = {"orderId": str(ORDER), "decisionId": str(DECISION), "line": 1, "number": 1, "amountOre": 394_050}


def said(issuer: str, act: str, subject: tuple[str, UUID], document: dict[str, Any], **hands: tuple[str, ...]) -> Said:
    kind, id_ = subject
    stated = Statement(issuer, "j", NOW, "1261", act, Subject(kind, str(id_), 1), Hands(**hands), f"digest-{act}-{id_}")
    return Said(stated, document)


def statements(
    typist: str = "typist", decider: str = "decider", payer: str = "payer", second: str = "member"
) -> list[Said]:
    account = {"accountId": str(ACCOUNT), "accountVersion": 1}
    decision = {
        "decisionId": str(DECISION),
        "applicationId": str(APPLICATION),
        "householdId": str(HOUSEHOLD),
        "householdVersion": 1,
        "lines": [LINE],
    }
    household = {"householdId": str(HOUSEHOLD), "version": 1}
    application = {"applicationId": str(APPLICATION)}
    grounds = [
        said("intake", "householdRegistered", ("household", HOUSEHOLD), household, entry=("registrar",)),
        said(
            "intake",
            "applicationRegistered",
            ("application", APPLICATION),
            application,
            entry=(typist,),
        ),
        said("intake", "accountEntered", ("accountEntry", new_id()), account, account=("registrar",)),
        said("intake", "accountEntered", ("accountEntry", new_id()), account, account=(second,)),
        said("decision", "decisionMade", ("decision", DECISION), decision, decision=(decider,)),
    ]
    released = {"releaseId": str(RELEASE), "orders": [ORDERED]}
    release = said("payout", "paymentReleased", ("release", RELEASE), released, release=(payer,))
    return [*grounds, release, *_in_force(grounds)]


def _in_force(grounds: list[Said]) -> list[Said]:
    items = [
        {"type": s.subject.type, "id": s.subject.id, "version": 1, "digest": s.digest}
        for s in (one.statement for one in grounds)
    ]
    about = {"releaseId": str(RELEASE), "inForce": items}
    return [said("intake", "inForceStated", ("release", RELEASE), about)]


def entries(told: list[Said]) -> list[Entry]:
    """The log of all of them."""
    return [
        Entry(
            id=new_id(),
            time=NOW,
            municipality="1261",
            service=one.statement.issuer,
            act=one.statement.act,
            outcome="done",
            actor=Actor(role="service", service="intake"),
            digest=one.statement.digest,
        )
        for one in told
    ]


def test_a_payment_by_different_people_is_proven() -> None:
    told = statements()
    found = of(ORDER, "1261", told, entries(told))
    assert (found.amount_ore, found.booked) == (394_050, False)
    assert {link: len(people) for link, people in found.hands.items()} == {
        "entry": 2,
        "account": 2,
        "decision": 1,
        "release": 1,
    }


def renewed(by: str = "another", **changed: Any) -> list[Said]:
    """The same payment with its line paid again, to an account of two other entries."""
    account = {"accountId": str(ACCOUNT), "accountVersion": 2}
    renewal = {
        "decisionId": str(DECISION),
        "line": 1,
        "number": 2,
        "householdVersion": 1,
        "amountOre": 394_050,
        **account,
    }
    more = [
        said("intake", "accountEntered", ("accountEntry", new_id()), account, account=("second registrar",)),
        said("intake", "accountEntered", ("accountEntry", new_id()), account, account=("member",)),
        said("decision", "lineRenewed", ("lineRenewal", new_id()), {**renewal, **changed}, decision=(by,)),
    ]
    *grounds, release, _ = statements()
    again = replace(release, object={**release.object, "orders": [{**ORDERED, "number": 2}]})
    return [*grounds, *more, again, *_in_force([*grounds, *more])]


def test_a_line_that_is_paid_again_is_proven_by_its_renewal() -> None:
    told = renewed()
    found = of(ORDER, "1261", told, entries(told))
    assert found.hands["decision"] == {"decider", "another"}
    assert found.hands["account"] == {"second registrar", "member"}


@pytest.mark.parametrize(
    "told",
    [
        renewed(by="second registrar"),
        renewed(by="payer"),
        renewed(number=3),
        renewed(amountOre=400_000),
        renewed()[:-3],
    ],
)
def test_a_renewal_must_hold_as_a_decision_must(told: list[Said]) -> None:
    with pytest.raises(NotProven):
        of(ORDER, "1261", told, entries(told))


def test_it_is_booked_where_the_log_says_so() -> None:
    told = statements()
    booked = replace(entries(told)[0], act="paymentSettled", subjects={"orderId": ORDER})
    other = replace(booked, subjects={"orderId": new_id()})
    assert of(ORDER, "1261", told, [*entries(told), booked]).booked
    assert not of(ORDER, "1261", told, [*entries(told), other]).booked


@pytest.mark.parametrize(
    "people",
    [
        {"decider": "registrar"},
        {"payer": "registrar"},
        {"payer": "decider"},
        {"decider": "typist"},
        {"payer": "typist"},
        {"payer": "member"},
        {"second": "registrar"},
    ],
)
def test_one_person_in_two_links_is_found(people: dict[str, str]) -> None:
    told = statements(**people)
    with pytest.raises(NotProven):
        of(ORDER, "1261", told, entries(told))


@pytest.mark.parametrize("missing", range(7))
def test_nothing_can_be_left_out(missing: int) -> None:
    """Neither a statement nor its entry."""
    told = statements()
    with pytest.raises(NotProven):
        of(ORDER, "1261", told, [entry for place, entry in enumerate(entries(told)) if place != missing])
    with pytest.raises(NotProven):
        of(ORDER, "1261", [one for place, one in enumerate(told) if place != missing], entries(told))


@pytest.mark.parametrize("change", ["amount", "order", "municipality", "refused", "line"])
def test_nothing_can_be_about_something_else(change: str) -> None:
    told = statements()
    logged = entries(told)
    order, municipality = ORDER, "1261"
    match change:
        case "amount":
            told[5] = replace(told[5], object={**told[5].object, "orders": [{**ORDERED, "amountOre": 1}]})
        case "line":
            told[5] = replace(told[5], object={**told[5].object, "orders": [{**ORDERED, "line": 2}]})
        case "order":
            order = new_id()
        case "municipality":
            municipality = "1280"
        case "refused":
            logged[4] = replace(logged[4], outcome="refused", reason="broken chain")
    with pytest.raises(NotProven):
        of(order, municipality, told, logged)
