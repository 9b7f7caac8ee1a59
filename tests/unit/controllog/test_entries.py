"""Entries: one form, and nothing personal in it."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from shared.controllog.entries import MAX_SIZE, Actor, BadEntry, Entry, decode

ID = UUID("01a201b0-d91c-74b0-a0a9-2f66883cca05")
TIME = datetime(2026, 12, 1, 9, 30, 0, 5, tzinfo=timezone(timedelta(hours=1)))


def entry(**changes: Any) -> Entry:
    fields = {
        "id": ID,
        "time": TIME,
        "municipality": "1261",
        "service": "payout",
        "act": "orderReleased",
        "outcome": "done",
        "actor": Actor(person="hK3vQ0bq7sXk2mT9uYpWaA", role="payer"),
        "rule": "C1",
        "subjects": {"orderId": ID, "caseNumber": "EB-2026-000123"},
        "digest": "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
    }
    return Entry(**{**fields, **changes})


def test_the_form_is_canonical_json() -> None:
    assert entry().encode().decode() == (
        '{"act":"orderReleased","actor":{"person":"hK3vQ0bq7sXk2mT9uYpWaA","role":"payer","service":null},'
        '"digest":"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU","id":"01a201b0-d91c-74b0-a0a9-2f66883cca05",'
        '"municipality":"1261","outcome":"done","reason":null,"rule":"C1","service":"payout",'
        '"subjects":{"caseNumber":"EB-2026-000123","orderId":"01a201b0-d91c-74b0-a0a9-2f66883cca05"},'
        '"time":"2026-12-01T08:30:00.000005Z"}'
    )


def test_what_is_encoded_is_decoded() -> None:
    refused = entry(outcome="refused", reason="broken payment chain", rule="FL 16 §", actor=Actor(role="citizen"))
    for made in (entry(), refused):
        assert decode(made.encode()) == made


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": "the applicant 198501019802 asked"},
        {"reason": "the applicant 19850101-9802 asked"},
        {"rule": "198501019802"},
        {"subjects": {"caseNumber": "198501019802"}},
        {"subjects": {"householdId": "198501019802"}},
        {"subjects": {"19850101-9802": "x"}},
        {"service": "198501019802"},
        {"act": "read198501019802"},
        {"actor": Actor(role="x198501019802")},
    ],
)
def test_a_personal_number_is_refused_wherever_it_slips_in_and_not_repeated(changes: dict[str, Any]) -> None:
    with pytest.raises(BadEntry) as refusal:
        entry(**changes)
    assert "1985" not in str(refusal.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"time": datetime(2026, 12, 1, tzinfo=UTC).replace(tzinfo=None)},
        {"municipality": "126"},
        {"act": "order released"},
        {"outcome": "maybe"},
        {"actor": Actor(person="Anna Andersson", role="payer")},
        {"digest": "short"},
        {"reason": "two\nlines"},
        {"reason": ""},
        {"subjects": {"orderId": "7"}},
        {"subjects": {"orderId": str(ID).upper()}},
        {"subjects": {"caseNumber": ""}},
    ],
)
def test_what_is_not_of_its_form_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadEntry):
        entry(**changes)


def test_random_ids_and_keyed_digests_may_hold_any_digits() -> None:
    digits = "01a201b0-d91c-74b0-a0a9-198501019802"
    made = entry(id=UUID(digits), subjects={"orderId": digits}, digest="x" * 20 + "198501019802")
    assert decode(made.encode()) == made


def test_an_entry_that_no_bundle_can_hold_is_refused() -> None:
    many = {f"a{number}": "x" * 200 for number in range(400)}
    with pytest.raises(BadEntry, match=str(MAX_SIZE)):
        entry(subjects=many).encode()


def test_subjects_cannot_be_changed_afterwards() -> None:
    with pytest.raises(TypeError):
        entry().subjects["orderId"] = "x"  # type: ignore[index]  # that it cannot be written is the point


@pytest.mark.parametrize(
    "change",
    [
        lambda document: {**document, "more": 1},
        lambda document: {key: value for key, value in document.items() if key != "digest"},
        lambda document: {**document, "time": "2026-12-01T09:30:00.000005+01:00"},
        lambda document: {**document, "time": "0001-01-01T00:00:00.000000+14:00"},
        lambda document: {**document, "subjects": {"orderId": 7}},
        lambda document: {**document, "subjects": []},
        lambda document: {**document, "municipality": 1261},
        lambda document: {**document, "actor": {**document["actor"], "name": "x"}},
        lambda document: [],
    ],
)
def test_any_other_document_is_no_entry(change: Any) -> None:
    document = change(json.loads(entry().encode()))
    with pytest.raises(BadEntry):
        decode(json.dumps(document, sort_keys=True, separators=(",", ":")).encode())


@pytest.mark.parametrize("data", [b"", b"\xff", b"{", b"[" * 100_000, entry().encode() + b" ", b"null"])
def test_other_bytes_are_no_entry(data: bytes) -> None:
    with pytest.raises(BadEntry):
        decode(data)


def test_time_is_kept_as_utc() -> None:
    assert decode(entry().encode()).time == TIME.astimezone(UTC)
