"""What intake says of the things that payout asks about (C4)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.in_force.rules import Item, Known, NotInForce, speaks_for, why_not

HOUSEHOLD = Item("household", "a", 3, "digest")
KNOWN = {
    ("household", "a"): Known("1261", 3, "digest"),
    ("accountEntry", "b"): Known("1261", 1, "digest", superseded=True),
    ("application", "c"): Known("0180", 1, "digest"),
}


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (HOUSEHOLD, None),
        (replace(HOUSEHOLD, version=2), NotInForce.SUPERSEDED),
        (replace(HOUSEHOLD, version=4), NotInForce.UNKNOWN),
        (replace(HOUSEHOLD, id="x"), NotInForce.UNKNOWN),
        (replace(HOUSEHOLD, type="application"), NotInForce.UNKNOWN),
        (replace(HOUSEHOLD, type="decision"), NotInForce.NOT_OURS),
        (replace(HOUSEHOLD, digest="other"), NotInForce.OTHER_OBJECT),
        (Item("accountEntry", "b", 1, "digest"), NotInForce.SUPERSEDED),
        (Item("application", "c", 1, "digest"), NotInForce.OTHER_MUNICIPALITY),
    ],
)
def test_what_is_in_force_and_why_not(item: Item, reason: NotInForce | None) -> None:
    assert why_not(item, KNOWN, "1261") is reason


@given(
    st.sampled_from(["household", "accountEntry", "application", "decision"]),
    st.sampled_from("abcd"),
    st.integers(1, 5),
    st.sampled_from(["digest", "other"]),
    st.sampled_from(["1261", "0180"]),
)
def test_only_the_newest_the_very_same_and_the_municipalitys_own_is_in_force(
    kind: str, thing: str, version: int, digest: str, municipality: str
) -> None:
    found = KNOWN.get((kind, thing))
    expected = found is not None and found == Known(municipality, version, digest)
    assert (why_not(Item(kind, thing, version, digest), KNOWN, municipality) is None) == expected


def test_it_speaks_for_the_municipality_of_what_it_knows() -> None:
    unknown = replace(HOUSEHOLD, id="x")
    assert speaks_for([unknown, Item("application", "c", 1, ""), HOUSEHOLD], KNOWN) == "0180"
    assert speaks_for([unknown], KNOWN) == "0000"
