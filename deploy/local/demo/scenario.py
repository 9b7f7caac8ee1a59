"""The twenty households of the demonstration: who they are, what they apply for, and what the registers hold of them.

All are made-up persons with Skatteverket's test numbers. Amounts are öre."""

from dataclasses import dataclass
from datetime import date

from deploy.sandbox.persons import MadeUpHousehold, household
from shared.bank_accounts import BankAccount, NotABankAccount
from shared.months import Month

LAST_MONTH, THIS_MONTH = Month(2026, 11), Month(2026, 12)
FIRST_DAY, SECOND_DAY = date(2026, 11, 3), date(2026, 11, 24)
"""The clock is set to these days, so that the demonstration is the same whenever it is run."""
HOUSEHOLDS = 20
KNOWN = range(8)
"""Granted a first application last month; this month they renew, through the shared pool."""
TARGET = 19
"""The household on which the chain is tried to be broken. It is paid in the end, by clean hands."""
CHANGES_ACCOUNT = 5
"""The household whose account is changed between decision and payment."""
CLEARING = "9029"


@dataclass(frozen=True, slots=True)
class Case:
    """`wage_ore` is declared and `benefit_ore` is a housing allowance that Försäkringskassan has paid."""

    index: int
    housing_ore: int
    wage_ore: int = 0
    benefit_ore: int = 0
    approved_housing_ore: int | None = None
    paper: bool = False
    silent_register: bool = False
    note: str = ""

    @property
    def people(self) -> MadeUpHousehold:
        return household(self.index)

    @property
    def account(self) -> BankAccount:
        """A made-up account with a right check digit."""
        return _account(self.index)

    @property
    def new_account(self) -> BankAccount:
        """Another one, for who changes accounts."""
        return _account(self.index + HOUSEHOLDS)


def cases() -> tuple[Case, ...]:
    return tuple(_CASES.get(index) or _plain(index) for index in range(HOUSEHOLDS))


def _plain(index: int) -> Case:
    """Rent between 5 000 and 9 000 kronor; every third has a wage, every fourth a housing allowance."""
    return Case(
        index,
        housing_ore=(5_000 + 400 * (index % 11)) * 100,
        wage_ore=(1_500 + 100 * index) * 100 if index % 3 == 1 else 0,
        benefit_ore=90_000 if index % 4 == 2 else 0,
    )


_CASES = {
    3: Case(3, 640_000, silent_register=True, note="Försäkringskassan svarar inte"),
    9: Case(9, 1_150_000, approved_housing_ore=900_000, note="högsta godtagbara hyra"),
    13: Case(13, 450_000, wage_ore=3_400_000, note="inkomst över norm"),
    TARGET: Case(TARGET, 560_000, paper=True, note="pappersansökan; försök att bryta kedjan"),
}


def _account(index: int) -> BankAccount:
    """The first number with a right check digit among twenty that are this household's own."""
    for number in range(5_730_000 + 20 * index, 5_730_000 + 20 * (index + 1)):
        try:
            return BankAccount.parse(CLEARING, str(number))
        except NotABankAccount:
            continue
    raise AssertionError("one of twenty numbers has a right check digit")
