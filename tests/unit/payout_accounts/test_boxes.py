"""Opening a sealed account: only its own box, and never a word of what is inside."""

import json
from typing import Any

import pytest

from services.payout.accounts.boxes import Payee, open_payee
from services.payout.accounts.problems import BoxRefused
from services.payout.bank.accounts import Account
from services.payout.facts.objects import AccountEntryObject
from shared.boxes import BoxKeys, new_box_key, seal
from shared.canonical import canonical, digest_bytes
from shared.handover.objects import read_object
from shared.ids import new_id

PRIVATE, PUBLIC = new_box_key()
KEYS = BoxKeys((PRIVATE,))
IDS = {"entryId": str(new_id()), "accountId": str(new_id()), "accountVersion": 1, "householdId": str(new_id())}
INSIDE = {**IDS, "clearingNumber": "6789", "accountNumber": "123456789", "holderName": "Testperson Adam"}


def entry_of(box: bytes) -> AccountEntryObject:
    more = {"number": 1, "holderMemberId": str(new_id()), "holder": "k" * 43, "sealedDigest": digest_bytes(box)}
    return read_object(AccountEntryObject, {**IDS, **more})


def sealed(**other: Any) -> bytes:
    return seal(PUBLIC, canonical({**INSIDE, **other}))


def test_a_box_tells_the_name_and_the_account() -> None:
    box = sealed()
    assert open_payee(KEYS, entry_of(box), box) == Payee("Testperson Adam", Account("6789", "123456789"))


@pytest.mark.parametrize(
    "other",
    [
        {"entryId": str(new_id())},
        {"accountId": str(new_id())},
        {"accountVersion": 2},
        {"accountVersion": "1"},
        {"householdId": str(new_id())},
        {"accountNumber": "123456780"},
        {"clearingNumber": 6789},
        {"holderName": ""},
        {"holderName": None},
    ],
)
def test_the_box_of_another_entry_or_without_an_account_is_refused(other: dict[str, Any]) -> None:
    box = sealed(**other)
    with pytest.raises(BoxRefused) as caught:
        open_payee(KEYS, entry_of(box), box)
    assert "123456" not in repr(caught.value.__context__) + repr(caught.value)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"null", b"\xff", json.dumps(IDS).encode()])
def test_what_is_no_account_is_refused(data: bytes) -> None:
    box = seal(PUBLIC, data)
    with pytest.raises(BoxRefused):
        open_payee(KEYS, entry_of(box), box)


def test_a_box_sealed_to_another_or_changed_is_refused() -> None:
    foreign, changed = seal(new_box_key()[1], canonical(INSIDE)), bytearray(sealed())
    changed[-1] ^= 1
    for box in (foreign, bytes(changed)):
        with pytest.raises(BoxRefused):
            open_payee(KEYS, entry_of(box), box)


def test_another_box_than_the_one_stated_is_refused() -> None:
    with pytest.raises(BoxRefused):
        open_payee(KEYS, entry_of(sealed()), sealed())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("6789", "123456789"), ("6789", "123456789"), True),
        (("8327", "0123456782"), ("8327", "123456782"), True),
        (("6789", "123456789"), ("6788", "123456789"), False),
        (("6789", "123456789"), ("6789", "1234567890"), False),
    ],
)
def test_two_ways_to_write_one_account_are_equal(one: tuple[str, str], other: tuple[str, str], same: bool) -> None:
    first, second = Payee("A", Account(*one)), Payee("B", Account(*other))
    assert first.same_account_as(second) is same
    assert second.same_account_as(first) is same


def test_a_payee_shows_nothing() -> None:
    assert "Testperson" not in repr(Payee("Testperson Adam", Account("6789", "123456789")))
    assert "123456789" not in repr(Payee("Testperson Adam", Account("6789", "123456789")))
