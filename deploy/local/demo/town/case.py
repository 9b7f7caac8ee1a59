"""What is known of a made-up household: people, incomes, costs, and what is to happen. Amounts are öre."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from deploy.sandbox.persons import MadeUpPerson
from shared.bank_accounts import BankAccount
from shared.months import Month


class Kind(StrEnum):
    NEW = "new"
    RENEWAL = "renewal"
    ABOVE_NORM = "aboveNorm"


class Story(StrEnum):
    """What happens to a household's application and payment beside the usual."""

    PLAIN = "plain"
    MISTYPED = "mistyped"
    """The account's two entries differ; another registrar's then agrees with the first."""
    LOCKED = "locked"
    """Three entries differ from the first: a new version of the account is begun."""
    HANDED_BACK = "handedBack"
    """Whoever takes the application knows the applicant, hands it back, and somebody else takes it."""
    PROPOSAL_RETURNED = "proposalReturned"
    """The unit head wants to know more; it is proposed and approved a second time."""
    CHANGES_ACCOUNT = "changesAccount"
    """After the decision: its payment is cancelled, and paid anew to the new account."""
    REVOKED_IN_TIME = "revokedInTime"
    """The payment is stopped, and the application decided anew."""
    REVOKED_TOO_LATE = "revokedTooLate"
    """The payment had gone to the bank."""
    STOPPED = "stopped"
    """Somebody in the chain stops the payment; it is looked into, and paid anew."""
    STOPPED_FOR_GOOD = "stoppedForGood"
    """The same, but nobody has come to the bottom of it when the month ends."""
    REJECTED = "rejected"
    """The bank does not take the payment; it is paid anew to the same account."""
    REJECTED_MOVES = "rejectedMoves"
    """The account is closed: the household gives another, which is paid to."""
    RETURNED = "returned"
    """The money comes back, and is paid anew."""
    RETURNED_STAYS = "returnedStays"
    """The money comes back, and nobody has found where to pay it when the month ends."""
    COMPLETES = "completes"
    """Something is missing: the handler asks for it, the applicant answers, and somebody who is free decides."""
    NEVER_COMPLETES = "neverCompletes"
    """The applicant does not answer: when the day has passed, it cannot be assessed, and is rejected."""
    WITHDRAWS = "withdraws"
    """Every adult withdraws the application, before anybody has decided on it."""
    ANSWERED_LATE = "answeredLate"
    """A register answers after the decision, and otherwise than was counted: somebody else says what comes of it."""
    OPEN = "open"
    """Decided at the end of the month, for a pay day after it."""
    TARGET = "target"
    """The household on which the chain is tried to be broken. It is paid in the end, by clean hands."""


@dataclass(frozen=True, slots=True)
class Benefit:
    """What an authority pays every month. `source`: fk, pm, csn or so; `kind`: its own code. `before_ore` is what it
    paid in the months before the last."""

    source: str
    kind: str
    income: str
    """The kind of income that it is in a calculation."""
    ore: int
    before_ore: int
    hidden: bool = False
    """No bank statement shows it: only the register can tell, and in the month applied for that does not answer."""

    def paid_in(self, month: Month, this_month: Month) -> int:
        return self.ore if month == this_month.plus(-1) else self.before_ore


@dataclass(frozen=True, slots=True)
class Adult:
    """`obstacle`: why they cannot support themselves. `fault`: how a register fails to answer about them."""

    person: MadeUpPerson
    woman: bool
    obstacle: str
    benefits: tuple[Benefit, ...] = ()
    fault: dict[str, Any] | None = None
    capital: bool = False


@dataclass(frozen=True, slots=True)
class Child:
    """`lunch_at_home`: False for a small child that has lunch elsewhere five days a week."""

    person: MadeUpPerson
    lunch_at_home: bool = True

    @property
    def born(self) -> date:
        return self.person.number.birth_date


@dataclass(frozen=True, slots=True)
class Declared:
    """An income that the application states. `member`: the place in the household, adults first. `stimulus`: the
    handler finds that a quarter of it is left out (SoL 12 kap. 8 §)."""

    member: int
    kind: str
    ore: int
    stimulus: bool = False


@dataclass(frozen=True, slots=True)
class Cost:
    """What is applied for, and what of it the handler approves."""

    kind: str
    applied_ore: int
    approved_ore: int


@dataclass(frozen=True, slots=True)
class Application:
    """`arrives` and `decided_on`: the days. `by_partner`: the co-applicant sends it in. `first_costs`: what is stated
    at first by who completes it later."""

    kind: Kind
    month: Month
    arrives: date
    decided_on: date
    pay_on: date
    incomes: tuple[Declared, ...]
    costs: tuple[Cost, ...]
    paper: bool = False
    by_partner: bool = False
    first_costs: tuple[Cost, ...] | None = None


@dataclass(frozen=True, slots=True)
class Accounts:
    """`own`: where the household is paid; `later`: another, for who changes; `mistyped`: what is entered by mistake."""

    own: BankAccount
    later: BankAccount
    mistyped: tuple[BankAccount, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A household. `others`: persons who share the home and are not in the household. `applications`: in the order in
    which they arrive."""

    index: int
    adults: tuple[Adult, ...]
    children: tuple[Child, ...]
    others: int
    protected: bool
    accounts: Accounts
    story: Story
    applications: tuple[Application, ...] = field(repr=False)

    @property
    def size(self) -> int:
        return len(self.adults) + len(self.children)

    @property
    def couple(self) -> bool:
        return len(self.adults) == 2

    @property
    def people(self) -> tuple[MadeUpPerson, ...]:
        """Adults first."""
        return (*(adult.person for adult in self.adults), *(child.person for child in self.children))

    @property
    def renews(self) -> bool:
        return self.applications[0].month != self.of_the_month.month

    @property
    def of_the_month(self) -> Application:
        """The application that the month's norm is for."""
        return next(one for one in reversed(self.applications) if one.kind is not Kind.ABOVE_NORM)

    def story_of(self, application: Application) -> Story:
        """What happens to it: the household's story is that of the month's own."""
        return self.story if application is self.of_the_month else Story.PLAIN

    def application(self, kind: str, month: str) -> Application:
        return next(one for one in self.applications if (one.kind, str(one.month)) == (kind, month))
