"""What statements and entries must say together to prove a payment. That they are genuine is seen to before."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.audit.evidence.meaning import NotProven, Said, of
from shared.auth.statements import Hands, Statement, Subject
from shared.canonical import digest_of_all
from shared.controllog.entries import Actor, Entry
from shared.ids import new_id
from shared.person_numbers.changes import SamePersons

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
    account = {"accountId": str(ACCOUNT), "accountVersion": 1, "householdId": str(HOUSEHOLD)}
    decision = {
        "decisionId": str(DECISION),
        "applicationId": str(APPLICATION),
        "householdId": str(HOUSEHOLD),
        "householdVersion": 1,
        "lines": [LINE],
    }
    members = [{"person": "member"}, {"person": "other member"}]
    household = {
        "householdId": str(HOUSEHOLD),
        "version": 1,
        "members": members,
        "representatives": ["representative"],
    }
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
        entry(1, "registrar", account),
        entry(2, second, account),
        said("decision", "decisionMade", ("decision", DECISION), decision, decision=(decider,)),
    ]
    return [*grounds, released(grounds, payer=payer), *_in_force(grounds)]


def released(grounds: list[Said], number: int = 1, payer: str = "payer") -> Said:
    """What the payer stated: which version of the line, and what it rests on."""
    rests_on = digest_of_all(one.statement.digest for one in grounds)
    orders = [{**ORDERED, "number": number, "restsOn": rests_on}]
    document = {"releaseId": str(RELEASE), "orders": orders}
    return said("payout", "paymentReleased", ("release", RELEASE), document, release=(payer,))


def entry(number: int, by: str, account: dict[str, Any]) -> Said:
    """An entry of an account version."""
    return said("intake", "accountEntered", ("accountEntry", new_id()), {**account, "number": number}, account=(by,))


def _in_force(grounds: list[Said]) -> list[Said]:
    """What each of them says of its own."""
    return [_stated_by(service, grounds) for service in ("intake", "decision")]


def _stated_by(service: str, grounds: list[Said]) -> Said:
    items = [
        {"type": s.subject.type, "id": s.subject.id, "version": 1, "digest": s.digest}
        for s in (one.statement for one in grounds)
        if s.issuer == service
    ]
    return said(service, "inForceStated", ("release", RELEASE), {"releaseId": str(RELEASE), "inForce": items})


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


def completed(typist: str = "typist", number: int = 2, counted: int = 2, payer: str = "payer") -> list[Said]:
    """The same payment, by a decision that counted with a completion from paper."""
    completion = {"applicationId": str(APPLICATION), "number": number}
    typed = said("intake", "completionRegistered", ("completion", new_id()), completion, entry=(typist,))
    *others, decision = statements()[:5]
    decision = Said(decision.statement, {**decision.object, "declarationVersion": counted})
    grounds = [*others, decision]
    return [*grounds, typed, released([*grounds, typed], payer=payer), *_in_force(grounds)]


def test_who_typed_in_a_completion_that_counted_has_a_hand_in_entry() -> None:
    told = completed("another typist")
    assert "another typist" in of(ORDER, "1261", told, entries(told)).hands["entry"]


@pytest.mark.parametrize("told", [completed("decider"), completed("payer"), completed(number=3), completed(counted=3)])
def test_a_completion_by_another_hand_or_one_that_is_missing_proves_nothing(told: list[Said]) -> None:
    with pytest.raises(NotProven):
        of(ORDER, "1261", told, entries(told))


def renewed(by: str = "another", **changed: Any) -> list[Said]:
    """The same payment with its line paid again, to an account of two other entries."""
    account = {"accountId": str(ACCOUNT), "accountVersion": 2}
    entered = {**account, "householdId": str(HOUSEHOLD)}
    renewal = {
        "decisionId": str(DECISION),
        "line": 1,
        "number": 2,
        "householdVersion": 1,
        "amountOre": 394_050,
        **account,
    }
    more = [
        entry(1, "second registrar", entered),
        entry(2, "member", entered),
        said("decision", "lineRenewed", ("lineRenewal", new_id()), {**renewal, **changed}, decision=(by,)),
    ]
    household, application, _, _, decision, *_ = statements()
    grounds = [household, application, decision, *more]
    return [*grounds, ended("rejected"), released(grounds, number=2), *_in_force(grounds)]


def ended(status: str, number: int = 1, **changed: Any) -> Said:
    """How payout says that an order of the line ended."""
    earlier = new_id()
    end = {"orderId": str(earlier), "decisionId": str(DECISION), "line": 1, "number": number, "status": status}
    return said("payout", "paymentEnded", ("order", earlier), {**end, **changed})


@pytest.mark.parametrize("ends", [("rejected",), ("cancelled",), ("settled", "returned"), ("returned", "settled")])
def test_what_was_tried_before_came_to_nothing(ends: tuple[str, ...]) -> None:
    told = [*(one for one in renewed() if one.statement.act != "paymentEnded"), *map(ended, ends)]
    assert of(ORDER, "1261", told, entries(told)).amount_ore == 394_050


@pytest.mark.parametrize(
    "ends",
    [
        [],
        [ended("settled")],
        [ended("rejected"), ended("settled")],
        [ended("rejected", number=2)],
        [ended("rejected", line=2)],
        [ended("rejected", decisionId=str(new_id()))],
    ],
)
def test_a_line_that_may_be_paid_twice_is_not_proven(ends: list[Said]) -> None:
    told = [*(one for one in renewed() if one.statement.act != "paymentEnded"), *ends]
    with pytest.raises(NotProven, match="payment 1"):
        of(ORDER, "1261", told, entries(told))


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
        [one for one in renewed() if one.statement.act != "lineRenewed"],
    ],
)
def test_a_renewal_must_hold_as_a_decision_must(told: list[Said]) -> None:
    with pytest.raises(NotProven):
        of(ORDER, "1261", told, entries(told))


def test_it_is_booked_where_the_log_says_so() -> None:
    told = statements()
    booked = replace(entries(told)[0], service="payout", act="paymentSettled", subjects={"orderId": ORDER})
    assert of(ORDER, "1261", told, [*entries(told), booked]).booked
    for change in (
        {"subjects": {"orderId": new_id()}},
        {"service": "intake"},
        {"outcome": "refused", "reason": "broken chain"},
    ):
        assert not of(ORDER, "1261", told, [*entries(told), replace(booked, **change)]).booked


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
        {"typist": "other member"},
        {"decider": "other member"},
        {"payer": "other member"},
        {"payer": "representative"},
        {"second": "representative", "decider": "member"},
    ],
)
def test_one_person_in_two_links_is_found(people: dict[str, str]) -> None:
    told = statements(**people)
    with pytest.raises(NotProven):
        of(ORDER, "1261", told, entries(told))


@pytest.mark.parametrize("left_out", [0, 1, 2])
def test_an_entry_of_the_account_cannot_be_left_out(left_out: int) -> None:
    """Three were made: who entered one of them has a hand in the account, whether it was the right one or not."""
    *grounds, _, _, _ = statements()
    of_account = {name: value for name, value in grounds[2].object.items() if name != "number"}
    whole = [*grounds, entry(3, "third", of_account)]
    told = [*whole, released(whole), *_in_force(whole)]
    assert of(ORDER, "1261", told, entries(told)).hands["account"] == {"registrar", "member", "third"}
    gone = [one for one in whole if one.statement.act == "accountEntered"][left_out]
    without = [one for one in told if one is not gone]
    with pytest.raises(NotProven):
        of(ORDER, "1261", without, entries(without))


def let_go(by: str) -> list[Said]:
    *grounds, _, _, _ = statements()
    own = said("payout", "orderLetGo", ("order", ORDER), {"orderId": str(ORDER), "person": by})
    return [*grounds, own, released([*grounds, own]), *_in_force(grounds)]


def test_a_held_payment_is_proven_with_who_let_it_go() -> None:
    told = let_go("unit head")
    assert of(ORDER, "1261", told, entries(told)).let_go
    without = [one for one in told if one.statement.act != "orderLetGo"]
    with pytest.raises(NotProven):
        of(ORDER, "1261", without, entries(without))


@pytest.mark.parametrize("by", ["registrar", "typist", "decider", "payer"])
def test_who_lets_go_has_no_other_hand(by: str) -> None:
    told = let_go(by)
    with pytest.raises(NotProven):
        of(ORDER, "1261", told, entries(told))


def test_two_numbers_of_one_person_are_one_person() -> None:
    told = statements(decider="new number")
    of(ORDER, "1261", told, entries(told))
    with pytest.raises(NotProven):
        of(ORDER, "1261", told, entries(told), SamePersons({"new number": "registrar"}))
    own = statements(payer="new number")
    with pytest.raises(NotProven):
        of(ORDER, "1261", own, entries(own), SamePersons({"new number": "other member"}))


def test_a_payment_that_came_back_is_told_so() -> None:
    told = statements()
    booked, back = (
        replace(entries(told)[0], service="payout", act=act, subjects={"orderId": ORDER})
        for act in ("paymentSettled", "paymentReturned")
    )
    found = of(ORDER, "1261", told, [*entries(told), booked, back])
    assert (found.booked, found.returned) == (True, True)
    assert not of(ORDER, "1261", told, [*entries(told), booked]).returned


def test_the_account_is_the_households_own() -> None:
    told = statements()
    for place in (2, 3):
        told[place] = replace(told[place], object={**told[place].object, "householdId": str(new_id())})
    with pytest.raises(NotProven):
        of(ORDER, "1261", told, entries(told))


@pytest.mark.parametrize("service", ["intake", "decision"])
def test_nobody_says_what_is_in_force_for_another(service: str) -> None:
    """Who has one service's key alone proves nothing."""
    told = statements()
    forged = [replace(one, statement=replace(one.statement, issuer=service)) for one in told[-2:]]
    with pytest.raises(NotProven):
        of(ORDER, "1261", [*told[:-2], *forged], entries([*told[:-2], *forged]))


@pytest.mark.parametrize("missing", range(8))
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
