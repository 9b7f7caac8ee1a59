"""The sealed box of an account entry (C8): only payout opens it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from shared.bank_accounts import BankAccount
from shared.boxes import seal
from shared.canonical import canonical
from shared.keys.files import read_key


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry belongs. It is inside the box, so that a box cannot be moved to another account."""

    entry_id: UUID
    account_id: UUID
    version: int
    household_id: UUID


def sealed(key_file: Path, place: Place, account: BankAccount, holder_name: str) -> bytes:
    """The box that docs/hand-overs.md describes. `key_file` holds payout's public key."""
    content = {
        "entryId": str(place.entry_id),
        "accountId": str(place.account_id),
        "accountVersion": place.version,
        "householdId": str(place.household_id),
        "clearingNumber": account.clearing,
        "accountNumber": account.number,
        "holderName": holder_name,
    }
    return seal(_public_key(key_file), canonical(content))


@cache
def _public_key(file: Path) -> str:
    """Read once: a new key is a new start."""
    return read_key(file)
