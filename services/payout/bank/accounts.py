"""Accounts as bank messages write them, and when a reported account is the one that was paid.

A Swedish account has no one form in ISO 20022. The bankers' association's common interpretation ("Swedish Common
Interpretation of ISO 20022 Payment Messages", appendix 1, version 1.0 of 2014-02-10) puts the clearing number in the
agent (`ClrSysMmbId`, clearing system SESBA) and the account in `Othr` with scheme BBAN; some banks' guides want the
clearing number repeated at the head of the BBAN. Bankgiro and Plusgiro are addressed by the clearing members 9900
and 9960. Which form a bank takes is a setting; what it reports back may be either.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from shared.bank_accounts import BankAccount

BANKGIRO_CLEARING = "9900"
PLUSGIRO_CLEARING = "9960"


class NotAnAccount(ValueError):
    """The digits cannot stand in a bank message. The message never repeats them."""


class Scheme(StrEnum):
    """How `Othr` names the kind of number: BBAN as a code, BGNR (Bankgiro) as a proprietary name."""

    BBAN = "BBAN"
    BANKGIRO = "BGNR"
    IBAN = "IBAN"


class AccountForm(StrEnum):
    """What a bank wants as a BBAN."""

    NUMBER = "number"
    CLEARING_AND_NUMBER = "clearingAndNumber"


@dataclass(frozen=True, slots=True)
class Account:
    """An account of ours or of a payee: clearing number of four digits, and the number after it. Never shown by repr().

    `iban` is the same account's IBAN where known: some banks report the customer's own account in that form.
    """

    clearing: str
    number: str
    scheme: Scheme = Scheme.BBAN
    iban: str | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{4}", self.clearing) or not re.fullmatch(r"[0-9]{2,12}", self.number):
            raise NotAnAccount("a clearing number has four digits here, an account number two to twelve")

    @classmethod
    def of(cls, account: BankAccount, iban: str | None = None) -> "Account":
        """The fifth digit that Swedbank prints after clearing numbers 8000-8999 checks the first four and is no part
        of the clearing system's number, so it is left out.
        """
        return cls(account.clearing[:4], account.number, iban=iban)

    @classmethod
    def bankgiro(cls, number: str) -> "Account":
        return cls(BANKGIRO_CLEARING, number.replace("-", ""), Scheme.BANKGIRO)

    @classmethod
    def plusgiro(cls, number: str) -> "Account":
        return cls(PLUSGIRO_CLEARING, number.replace("-", "").replace(" ", ""))

    @property
    def giro(self) -> bool:
        return self.clearing in (BANKGIRO_CLEARING, PLUSGIRO_CLEARING)

    def written(self, form: AccountForm) -> str:
        """What stands in `Othr/Id`. A giro number never carries a clearing number."""
        if form is AccountForm.NUMBER or self.giro:
            return self.number
        return self.clearing + self.number

    def __repr__(self) -> str:
        return "Account(…)"


@dataclass(frozen=True, slots=True)
class ReportedAccount:
    """An account as a bank's report wrote it: the identification, and the clearing member beside it if it said one."""

    id: str
    scheme: Scheme | None
    clearing: str | None

    def __repr__(self) -> str:
        return "ReportedAccount(…)"


def same_account(ours: Account, reported: ReportedAccount) -> bool:
    """Whether the bank reports this very account, in either domestic form.

    Leading zeros are filling: a number keeps its length only within its own bank. A number without a clearing number
    names no account, since the same number exists at other banks, and so is never the same account.
    """
    if reported.scheme is Scheme.IBAN:
        return ours.iban is not None and reported.id == ours.iban
    if reported.clearing not in (None, ours.clearing):
        return False
    if ours.scheme is Scheme.BANKGIRO or reported.scheme is Scheme.BANKGIRO:
        return reported.scheme is ours.scheme and _unfilled(reported.id) == _unfilled(ours.number)
    as_number = reported.clearing is not None and _unfilled(reported.id) == _unfilled(ours.number)
    return as_number or _with_clearing(ours, reported.id)


def _with_clearing(ours: Account, reported_id: str) -> bool:
    head, rest = reported_id[:4], reported_id[4:]
    return head == ours.clearing and _unfilled(rest) == _unfilled(ours.number)


def _unfilled(number: str) -> str:
    return number.lstrip("0")
