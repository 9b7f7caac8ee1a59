"""What exactly was released, sealed beside the bank file: what the bank's bookings are compared with (C6)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from services.payout.bank.accounts import Account, Scheme
from services.payout.bank.pain001 import Payment
from services.payout.bank.rules import ReleasedPayment
from shared.canonical import canonical


def written(payments: Sequence[Payment], debtor: Account) -> bytes:
    """Only ever stored sealed."""
    return canonical(
        {
            "debtor": _account(debtor),
            "payments": [
                {
                    "endToEndId": payment.end_to_end_id,
                    "amountOre": payment.amount_ore,
                    "creditor": _account(payment.creditor_account),
                }
                for payment in payments
            ],
        }
    )


def read(data: bytes) -> dict[UUID, ReleasedPayment]:
    """By order."""
    said = json.loads(data)
    debtor = _read_account(said["debtor"])
    return {
        UUID(hex=one["endToEndId"]): ReleasedPayment(
            one["endToEndId"], one["amountOre"], debtor, _read_account(one["creditor"])
        )
        for one in said["payments"]
    }


def _account(account: Account) -> dict[str, Any]:
    return {
        "clearing": account.clearing,
        "number": account.number,
        "scheme": account.scheme.value,
        "iban": account.iban,
    }


def _read_account(said: Mapping[str, Any]) -> Account:
    return Account(said["clearing"], said["number"], Scheme(said["scheme"]), said["iban"])
