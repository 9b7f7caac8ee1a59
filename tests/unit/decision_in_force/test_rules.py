"""What is in force is the very object that was handed over."""

from dataclasses import replace

from services.decision.in_force.rules import Item, Known, NotInForce, speaks_for, why_not

ITEM = Item("decision", "one", 1, "digest")
RENEWAL = Item("lineRenewal", "renewal", 1, "digest")
KNOWN = {
    "one": Known("decision", "1261", "digest"),
    "two": Known("decision", "0180", "digest"),
    "renewal": Known("lineRenewal", "1261", "digest"),
}


def test_a_decision_as_it_was_handed_over_is() -> None:
    assert why_not(ITEM, KNOWN, "1261") is None


def test_nothing_else_is() -> None:
    assert why_not(replace(ITEM, digest="other"), KNOWN, "1261") is NotInForce.OTHER_OBJECT
    assert why_not(replace(ITEM, id="three"), KNOWN, "1261") is NotInForce.UNKNOWN
    assert why_not(replace(ITEM, version=2), KNOWN, "1261") is NotInForce.UNKNOWN
    assert why_not(replace(ITEM, type="household"), KNOWN, "1261") is NotInForce.NOT_OURS
    assert why_not(ITEM, KNOWN, "0180") is NotInForce.OTHER_MUNICIPALITY
    assert why_not(ITEM, {}, "0000") is NotInForce.UNKNOWN
    assert why_not(ITEM, {"one": replace(KNOWN["one"], revoked=True)}, "1261") is NotInForce.REVOKED


def test_a_renewal_is_until_the_next_or_until_the_decision_is_revoked() -> None:
    assert why_not(RENEWAL, KNOWN, "1261") is None
    newer = {"renewal": replace(KNOWN["renewal"], superseded=True)}
    assert why_not(RENEWAL, newer, "1261") is NotInForce.SUPERSEDED
    assert why_not(RENEWAL, {"renewal": replace(newer["renewal"], revoked=True)}, "1261") is NotInForce.REVOKED
    assert why_not(replace(RENEWAL, type="decision"), KNOWN, "1261") is NotInForce.UNKNOWN
    assert why_not(replace(ITEM, type="lineRenewal"), KNOWN, "1261") is NotInForce.UNKNOWN


def test_the_statement_speaks_for_the_first_decisions_municipality() -> None:
    assert speaks_for([replace(ITEM, id="two"), ITEM], KNOWN) == "0180"
    assert speaks_for([replace(ITEM, id="three"), ITEM], KNOWN) == "1261"
    assert speaks_for([ITEM], {}) == "0000"
