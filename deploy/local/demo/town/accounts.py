"""Made-up accounts with right check digits. Their numbers are long: no others that a system writes are like them."""

from deploy.local.demo.town.case import Accounts
from shared.bank_accounts import BankAccount, NotABankAccount

CLEARING, _FIRST, _EACH = "6100", 573_000_000, 40
_OF_A_HOUSEHOLD = 5


def accounts_of(index: int) -> Accounts:
    """No two households have one in common."""
    own, later, *mistyped = (_account(index * _OF_A_HOUSEHOLD + place) for place in range(_OF_A_HOUSEHOLD))
    return Accounts(own, later, tuple(mistyped))


def _account(number: int) -> BankAccount:
    """The first one with a right check digit among forty."""
    start = _FIRST + _EACH * number
    for digits in range(start, start + _EACH):
        try:
            return BankAccount.parse(CLEARING, str(digits))
        except NotABankAccount:
            continue
    raise AssertionError("one of forty numbers has a right check digit")
