"""Swedish bank accounts: a clearing number of four or five digits and an account number, checked by `bankkonto`."""

import re
from dataclasses import dataclass

from bankkonto import validate
from bankkonto.exceptions import BankkontoValidationError


class NotABankAccount(ValueError):
    """The clearing and account number do not make a Swedish bank account. The message never repeats them."""


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Never shown by repr() or str()."""

    clearing: str
    number: str

    @classmethod
    def parse(cls, clearing: str, number: str) -> "BankAccount":
        """Digits, with spaces, dots and hyphens allowed between them. Raises NotABankAccount."""
        account = cls(_digits(clearing), _digits(number))
        if len(account.clearing) not in (4, 5) or not 5 <= len(account.number) <= 12:
            raise NotABankAccount("a clearing number has four or five digits, an account number five to twelve")
        try:
            validate(account.clearing, account.number)
        except (BankkontoValidationError, ValueError, IndexError):
            raise NotABankAccount("no such account: check the clearing number and the last digit") from None
        return account

    @property
    def bban(self) -> str:
        """Clearing and account number in one, as a bank file writes a Swedish BBAN."""
        return self.clearing + self.number

    def __repr__(self) -> str:
        return "BankAccount(…)"

    __str__ = __repr__


def _digits(text: str) -> str:
    digits = re.sub(r"[\s.\-]", "", text)
    if not re.fullmatch(r"[0-9]{1,16}", digits):
        raise NotABankAccount("an account is written with digits")
    return digits
