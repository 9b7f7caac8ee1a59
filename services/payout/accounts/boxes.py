"""The one place where a sealed account is opened (C8). What comes out lives in memory for the moment it is needed: it
is in no row, log line, event or error, and its repr() shows nothing."""

import json
from dataclasses import dataclass, field
from typing import Any

from services.payout.accounts.problems import BoxRefused
from services.payout.bank.accounts import Account
from services.payout.facts.objects import AccountEntryObject
from shared.bank_accounts import BankAccount, NotABankAccount
from shared.boxes import BoxKeys, BoxNotOpened
from shared.canonical import digest_bytes

MOST_NAME = 200


@dataclass(frozen=True, slots=True)
class Payee:
    """Whose account, and which."""

    name: str = field(repr=False)
    account: Account

    def same_account_as(self, other: "Payee") -> bool:
        """Leading zeros only fill a number to its bank's length, and a fifth clearing digit only checks the others: two
        ways to write one account are equal."""
        return _essence(self.account) == _essence(other.account)


def open_payee(box_keys: BoxKeys, entry: AccountEntryObject, sealed: bytes) -> Payee:
    """Opens the box of this entry. The ids are inside, so that a box cannot be moved to another account. Raises
    BoxRefused, which says nothing of what was found."""
    if digest_bytes(sealed) != entry.sealed_digest:
        raise BoxRefused
    try:
        inside = json.loads(box_keys.open(sealed))
        if not _is_of(inside, entry):
            raise BoxRefused
        account = BankAccount.parse(inside["clearingNumber"], inside["accountNumber"])
        return Payee(_name(inside["holderName"]), Account.of(account))
    except (BoxNotOpened, NotABankAccount, ValueError, KeyError, TypeError):
        raise BoxRefused from None  # the cause could tell what was inside


def _is_of(inside: Any, entry: AccountEntryObject) -> bool:
    said = (inside["entryId"], inside["accountId"], inside["accountVersion"], inside["householdId"])
    return said == (str(entry.entry_id), str(entry.account_id), entry.account_version, str(entry.household_id))


def _name(text: Any) -> str:
    if not isinstance(text, str) or not 1 <= len(text) <= MOST_NAME:
        raise ValueError("a name has 1 to 200 characters")
    return text


def _essence(account: Account) -> tuple[str, str]:
    return account.clearing, account.number.lstrip("0")
