"""Whoever reads a blocked order is told what heals it, in both languages."""

import pytest

from services.payout.orders.healing import heals


@pytest.mark.parametrize(
    ("rule", "reason", "in_swedish", "in_english"),
    [
        ("C1", "account", "registreras på nytt av två", "Two other persons"),
        ("C1", "decision", "återkallas", "revoked"),
        ("C2", "conflictOfInterest", "någon annan", "Somebody else"),
        ("C3", "accountMismatch", "jämföras en gång till", "compared once more"),
        ("C4", "householdChanged", "Hushållet har ändrats", "The household has changed"),
        ("C4", "accountEntryNotInForce", "gäller inte längre", "no longer in force"),
        ("C4", "decisionStatement", "Utred varför", "Find out why"),
        ("C3", "orderAltered", "Utred varför", "Find out why"),
        ("ISO 20022", "notWritable", "namn", "name"),
    ],
)
def test_every_reason_has_its_way_on(rule: str, reason: str, in_swedish: str, in_english: str) -> None:
    text = heals(rule, reason)
    assert in_swedish in text.sv
    assert in_english in text.en
